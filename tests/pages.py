"""Pages of the documentation as data: their blocks, what is expected of them, their commands, their links."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

FENCE = re.compile(r"^(?P<indent> *)```(?P<kind>\w*)[^\n]*\n(?P<body>.*?)^(?P=indent)```\s*$", re.MULTILINE | re.DOTALL)
NOTE = re.compile(r"<!--\s*(?P<key>exit|not run|storyboard)\s*(?::\s*(?P<value>[^>]*?))?\s*-->\s*\Z")


@dataclass(frozen=True)
class Block:
    """A fenced block with the number of its first line, and what the comments right before it say."""

    kind: str
    body: str
    line: int
    exit: int = 0
    is_storyboard: bool = False
    not_run: str | None = None

    @property
    def commands(self) -> list[str]:
        joined = self.body.replace("\\\n", " ")
        return [line.strip()[2:] for line in joined.splitlines() if line.strip().startswith("$ ")]


def notes_before(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    while note := NOTE.search(text):
        found[note["key"]] = note["value"] or ""
        text = text[: note.start()].rstrip()
    return found


def blocks_of(text: str) -> Iterator[Block]:
    for match in FENCE.finditer(text):
        notes = notes_before(text[: match.start()].rstrip())
        yield Block(
            kind=match["kind"],
            body=match["body"],
            line=text.count("\n", 0, match.start()) + 2,
            exit=int(notes.get("exit", "0")),
            is_storyboard="storyboard" in notes,
            not_run=notes.get("not run"),
        )


def commands_of(text: str) -> Iterator[tuple[Block, str, int]]:
    """Every command that is run, with its block and the exit code expected of it."""
    for block in blocks_of(text):
        if block.kind in {"console", "sh", "shell", "bash"} and block.not_run is None:
            last = len(block.commands) - 1
            yield from ((block, command, block.exit if n == last else 0) for n, command in enumerate(block.commands))


def as_run(command: str) -> str:
    # `make` sets up and tests this very project: here it is only asked whether it knows the target.
    makefile = shlex.quote(str(ROOT / "Makefile"))
    return re.sub(r"^((?:\w+=\S+ )*)make\b", rf"\1make -n -f {makefile}", command)


def environment(commands: Path | None = None) -> dict[str, str]:
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("POLLO_")}
    # A page's command that would leave this machine runs into a closed door.
    closed = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")
    return {
        **inherited,
        **closed,
        "NO_PROXY": "127.0.0.1,localhost",
        "PATH": ":".join(
            map(str, (*([commands] if commands else []), Path(sys.executable).parent, os.environ["PATH"]))
        ),
    }


@dataclass(frozen=True)
class Desk:
    """A folder with the examples in which commands are run; `cd` holds for the commands after it.

    `commands` is a folder that comes first on the PATH.
    """

    folder: Path
    commands: Path | None = None

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        where = self.folder / ".where"
        place = where.read_text(encoding="utf-8").strip() if where.exists() else str(self.folder)
        script = f"{as_run(command)}\nleft=$?\npwd >{shlex.quote(str(where))}\nexit $left\n"
        return subprocess.run(
            ["bash", "-c", script],
            cwd=place,
            env=environment(self.commands),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            timeout=300,
        )

    def wrong(self, text: str) -> Iterator[str]:
        for block, command, expected in commands_of(text):
            done = self.run(command)
            if done.returncode != expected:
                yield f"line {block.line}: `{command}` left {done.returncode} instead of {expected}\n{done.stdout}"


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def slug(heading: str) -> str:
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)|`", lambda match: match[1] or "", heading)
    return re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")


def prose_of(text: str) -> str:
    """The page without its fenced blocks and code spans, in which nothing is a link or a heading."""
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", text))


def anchors_of(text: str) -> set[str]:
    return {slug(heading) for heading in re.findall(r"^#{1,6} +(.+?)\s*#*$", FENCE.sub("", text), re.MULTILINE)}


def dead_links(page: Path) -> Iterator[str]:
    prose = prose_of(read(page))
    targets = re.findall(r"\]\(\s*<?([^)\s>]+)>?[^)]*\)", prose) + re.findall(
        r"^\[[^\]]+\]:\s*(\S+)", prose, re.MULTILINE
    )
    targets += re.findall(r"<(?:img|a|source|video)\b[^>]*?\b(?:src|href)=\"([^\"]+)\"", prose)
    for target in targets:
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not (file.exists() and (not anchor or file.suffix != ".md" or anchor in anchors_of(read(file)))):
            yield target


# Paths of somebody's own machine, each with a class of one letter, so that this file does not hold them itself.
OWN_PATHS = re.compile(r"(?<![\w.])/(?:wor[k]/|roo[t]/|hom[e]/\w)|[A-Z]:\\User[s]\\")


def own_paths(text: str) -> list[str]:
    return [line for line in text.splitlines() if OWN_PATHS.search(line)]
