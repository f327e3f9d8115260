"""The files of a storyboard: the root, what it includes, its templates; each read once, none from outside the root."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from glob import glob, has_magic
from pathlib import Path

from storyboard.language.tree.suggest import closest, closest_file, composed_otherwise
from storyboard.language.tree.tree import Map, Seq
from storyboard.language.yaml.reader import read_tree
from storyboard.problems import Place, Problem, UsageError
from storyboard.resources import read_template, template_names
from storyboard.rules import problem

TEMPLATES = "templates"


@dataclass(slots=True)
class Reading:
    """What has been read so far. Files are named relative to the storyboard's folder, with forward slashes.

    `trees` are in the order of the film: what a file includes comes before the file itself.
    """

    folder: Path
    root: Path
    trees: list[Map] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    open: list[str] = field(default_factory=list)


def open_storyboard(file: Path, *, root: Path | None) -> Reading:
    """Start reading at the root file. Raise UsageError where there is no such file, or it cannot be read."""
    if file.is_dir():
        raise UsageError(f"{file} is a folder", help="Name the storyboard's file, such as storyboard.yaml.")
    if not file.exists():
        raise no_such_file(file)
    folder = file.parent
    top = (root or folder).resolve()
    if not folder.resolve().is_relative_to(top):
        raise UsageError(f"{file} is not inside --root {root}", help="Give --root a folder that holds the storyboard.")
    reading = Reading(folder=folder, root=top)
    _read(reading, file.name, place=None)
    return reading


def no_such_file(file: Path) -> UsageError:
    """Say that a storyboard is not there, and which one beside it may be meant."""
    there = sorted(path.name for path in file.parent.glob("*.y*ml")) if file.parent.is_dir() else []
    meant = closest_file(file.name, there)
    if meant is None:
        return UsageError(f"There is no file {file}", help="Name a storyboard, or make one with `storyboard init`.")
    help = composed_otherwise(file.name, meant) or f"Did you mean {file.with_name(meant)}?"
    return UsageError(f"There is no file {file}", help=help)


def read_templates(reading: Reading) -> dict[str, str]:
    """Read the shipped templates and, over them, those in `templates/` beside the storyboard, by name."""
    files = {name: read_template(name) for name in template_names()}
    for path in sorted((reading.folder / TEMPLATES).glob("*.j2")):
        name = f"{TEMPLATES}/{path.name}"
        if not inside(reading, name):
            # Without a place: what lies outside is not shown, not even as the line of a problem.
            reading.problems.append(_outside(name, None))
            continue
        data = _bytes(reading, name, place=Place(file=name))
        if data is not None:
            files[path.name] = reading.sources[name] = data.decode("utf-8", errors="replace")
    return files


def inside(reading: Reading, name: str) -> bool:
    """Say whether a path, all links followed, stays inside the root."""
    try:
        return (reading.folder / name).resolve().is_relative_to(reading.root)
    except (OSError, RuntimeError, ValueError):
        return False


def _read(reading: Reading, name: str, *, place: Place | None) -> None:
    data = _bytes(reading, name, place=place)
    if data is None:
        return
    tree, problems = read_tree(data, file=name)
    reading.sources[name] = data.decode("utf-8", errors="replace").removeprefix("\ufeff")
    reading.problems.extend(problems)
    if tree is not None:
        reading.open.append(name)
        for pattern, where in _patterns(tree):
            _include(reading, name, pattern, where)
        reading.open.pop()
        reading.trees.append(tree)


def _bytes(reading: Reading, name: str, *, place: Place | None) -> bytes | None:
    try:
        return (reading.folder / name).read_bytes()
    except OSError as error:
        reason = f"{reading.folder / name} cannot be read: {error.strerror or error}"
        if place is None:
            raise UsageError(reason) from None
        reading.problems.append(problem("include-unreadable", place=place, detail=f"{reason}."))
        return None


def _patterns(tree: Map) -> Iterator[tuple[str, Place]]:
    listed = tree.get("include")
    if isinstance(listed, str):
        yield listed, tree.place("include")
    if isinstance(listed, Seq):
        yield from ((item, listed.place(index)) for index, item in enumerate(listed) if isinstance(item, str))


def _include(reading: Reading, by: str, pattern: str, place: Place) -> None:
    wanted = posixpath.normpath(posixpath.join(posixpath.dirname(by), pattern))
    names = sorted(_matches(reading.folder, wanted)) if has_magic(wanted) else [wanted]
    if not names:
        help = _nearest(reading, Path(wanted))
        detail = f"No file matches `{wanted}`."
        reading.problems.append(problem("include-empty", place=place, detail=detail, help=help))
    for name in names:
        _include_file(reading, name, place)


def _include_file(reading: Reading, name: str, place: Place) -> None:
    if not inside(reading, name):
        reading.problems.append(_outside(name, place))
    elif name in reading.open:
        chain = " includes ".join([*reading.open[reading.open.index(name) :], name])
        reading.problems.append(problem("include-circle", place=place, detail=f"{chain}."))
    elif not (reading.folder / name).is_file():
        detail = f"There is no file {name}."
        help = _nearest(reading, Path(name))
        reading.problems.append(problem("include-missing", place=place, detail=detail, help=help))
    elif name not in reading.sources:
        _read(reading, name, place=place)


def _matches(folder: Path, pattern: str) -> Iterator[str]:
    for name in glob(pattern, root_dir=folder, recursive=True):  # noqa: PTH207  # Path.glob knows no `..`
        if (folder / name).is_file():
            yield Path(name).as_posix()


def _outside(name: str, place: Place | None) -> Problem:
    return problem(
        "outside-root",
        place=place,
        detail=f"`{name}` lies outside the storyboard's folder.",
        help="Put it inside, or name a folder that holds both with `--root`.",
    )


def _nearest(reading: Reading, wanted: Path) -> str:
    folder, name = wanted.parent, wanted.name
    if (reading.folder / wanted).is_dir():
        return f"It is a folder; `{name}/*.yaml` are the files in it."
    if not inside(reading, folder.as_posix()):
        return ""
    if not (reading.folder / folder).is_dir():
        return _no_folder(reading, folder)
    there = sorted(path.name for path in (reading.folder / folder).glob("*.y*ml"))
    meant = closest_file(name, there)
    if meant is not None:
        return composed_otherwise(name, meant) or f"Did you mean `{meant}`, which is in {_shown(folder)}?"
    names = f"there are: {', '.join(there)}" if there else "there is no file that ends in .yaml"
    return f"In {_shown(folder)} {names}."


def _no_folder(reading: Reading, folder: Path) -> str:
    if has_magic(folder.as_posix()):
        return "Take it out, or write a file that it matches."
    above = reading.folder / folder.parent
    names = (path.name for path in above.iterdir() if path.is_dir()) if above.is_dir() else ()
    meant = closest(folder.name, names)
    return f"There is no folder {folder.as_posix()}/.{f' Did you mean `{meant}`?' if meant is not None else ''}"


def _shown(folder: Path) -> str:
    return "the storyboard's folder" if folder == Path() else f"{folder.as_posix()}/"
