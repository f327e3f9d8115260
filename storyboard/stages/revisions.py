"""A storyboard's folder as it was in a revision of git, in a folder of its own: the one door to the program `git`."""

import os
import posixpath
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from storyboard.problems import UsageError

# `REV:path` as `git show` reads it; the colon of a search in the history, `HEAD^{/word: word}`, parts nothing.
WORDS = re.compile(r"(?P<rev>(?:[^:{]|\{[^}]*\})+):(?P<path>.+)", re.DOTALL)
# No hook of the repository is started, nothing is asked on a terminal.
QUIET = ("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false")
_FEW = 5  # other files that are named where one is missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A file in a revision. A `path` from the top of the repository, or with `./` or `../` from the folder `start`."""

    rev: str
    path: str
    start: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written out: the file, the folder outside of which nothing is read, and how people call both.

    `name` is `REV:path from the top`, `top` the folder in which the repository's own top would be.
    """

    name: str
    file: Path
    root: Path
    top: Path


def parse_revision(words: str, *, start: Path) -> Revision | None:
    """Read `REV:path`; None where the words are no such thing."""
    found = WORDS.fullmatch(words)
    if found is None or found["rev"].startswith("-"):
        return None
    return Revision(rev=found["rev"], path=found["path"], start=start)


def is_revision(words: str, *, start: Path) -> bool:
    """Say whether git knows a revision by these words; not so where there is no git or no repository."""
    try:
        return not words.startswith("-") and bool(_tree_of(Revision(rev=words, path="", start=start)))
    except UsageError:
        return False


@contextmanager
def export(revision: Revision, *, root: Path | None = None) -> Iterator[Exported]:
    """Write out the folder of a file, or `root` of the working tree, as it was, for as long as the context lasts.

    Raise UsageError where there is no git, no repository, no such revision or no such file in it. Nothing in the
    repository changes.
    """
    top = _find_top(revision.start)
    path = _from_top(revision)
    folder = posixpath.dirname(path) if root is None else _inside_top(root, top)
    tree = _tree_of(revision)
    with TemporaryDirectory(prefix="storyboard-") as place:
        target = Path(place).resolve() / "tree"
        target.mkdir()
        # Not `git archive`, which leaves out and rewrites what `export-ignore` and `export-subst` say.
        index = {"GIT_INDEX_FILE": str(target.parent / "index")}
        if top is None:
            git = _ask(revision.start, "rev-parse", "--absolute-git-dir").rstrip("\n")
            index |= {"GIT_DIR": git, "GIT_WORK_TREE": str(target)}
        at = top or target
        _ask(at, "read-tree", tree, environ=index)
        names = _ask(at, "ls-files", "-z", "--", f":(top,literal){folder}" if folder else ":(top)", environ=index)
        _ask(at, "checkout-index", "-z", "--stdin", f"--prefix={target}/", environ=index, words=names)
        name = f"{revision.rev}:{path}"
        _check_file(target, path, name)
        yield Exported(name=name, file=target / path, root=target / folder, top=target)


def _find_top(start: Path) -> Path | None:
    """Find the top of the working tree; None in a bare repository, which has none."""
    if _ask(start, "rev-parse", "--is-bare-repository").strip() == "true":
        return None
    return Path(_ask(start, "rev-parse", "--show-toplevel").rstrip("\n"))


def _from_top(revision: Revision) -> str:
    path = revision.path
    if path.startswith(("./", "../")):
        path = posixpath.join(_ask(revision.start, "rev-parse", "--show-prefix").rstrip("\n"), path)
    path = posixpath.normpath(path)
    if path.startswith(("/", "../")) or path in (".", ".."):
        help = "After the colon comes the file's path from the top of the repository, or `./` and its path from here."
        raise UsageError(f"{revision.rev}:{revision.path} names no file in the repository", help=help)
    return path


def _inside_top(root: Path, top: Path | None) -> str:
    """Name a folder of the working tree from the repository's top; all of it where the folder is outside."""
    whole = root.resolve()
    if top is None:
        return ""
    return "" if top.resolve().is_relative_to(whole) else Path(os.path.relpath(whole, top.resolve())).as_posix()


def _tree_of(revision: Revision) -> str:
    try:
        return _ask(revision.start, "rev-parse", "--verify", "--quiet", f"{revision.rev}^{{tree}}").strip()
    except UsageError:
        help = "`git log --oneline` and `git branch` list what there is."
        raise UsageError(f"There is no revision {revision.rev!r} in this repository", help=help) from None


def _check_file(target: Path, path: str, name: str) -> None:
    file = target / path
    rev = name.removesuffix(f":{path}")
    if file.is_dir():
        raise UsageError(f"{name} is a folder", help="Name the storyboard's file in it.")
    if not file.is_file():
        help = (
            _others(file, rev, target) or f"Paths count from the top of the repository; from here, write `{rev}:./…`."
        )
        raise UsageError(f"There is no file {path} in {rev}", help=help)
    if not file.resolve().is_relative_to(target):
        raise UsageError(f"{name} is a link to what lies outside of the repository")


def _others(file: Path, rev: str, target: Path) -> str:
    """Name the files of its kind that are where a file is missing: it may have had one of these names."""
    beside = file.parent.iterdir() if file.parent.is_dir() else ()
    names = sorted(f"{rev}:{one.relative_to(target).as_posix()}" for one in beside if one.suffix == file.suffix)
    return f"There it may have had another name: {', '.join(names[:_FEW])}." if names else ""


def _ask(start: Path, *argv: str, environ: Mapping[str, str] | None = None, words: str = "") -> str:
    """Run git and give what it prints. Raise UsageError, with git's own words, where it fails."""
    try:
        done = subprocess.run(  # noqa: S603  # a fixed program; no word of a user's stands where an option could
            ["git", *QUIET, *argv],  # noqa: S607  # found on the user's own PATH
            cwd=start,
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", **(environ or {})},
            input=os.fsencode(words),
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise UsageError("There is no `git` here to read revisions with", help="Install git.") from None
    if done.returncode:
        said = os.fsdecode(done.stderr).strip().rpartition("\n")[2].removeprefix("fatal: ")
        raise UsageError(
            f"git says: {said}", help="Revisions are read in the git repository that holds the storyboard."
        )
    return os.fsdecode(done.stdout)
