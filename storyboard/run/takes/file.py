"""`storyboard.takes`: what came out, line by line beside the storyboard, so that git carries it to others."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from storyboard.plan.decisions.standing import CLIP
from storyboard.problems import Place, Problem, ProblemsError, Refused
from storyboard.rules import MOST_PROBLEMS, problem, too_many
from storyboard.run.machine.lock import wait_for_lock
from storyboard.run.machine.places import put, state_folder
from storyboard.run.takes.lines import Decision, TakeLine, TakesFile, read_line, write_line

TAKES: Final = "storyboard.takes"
MOST_BYTES: Final = 256 * 1024 * 1024
_MARKER = re.compile(rb"(<{7}|\|{7}|={7}|>{7})( |\r?$)")
_BROKEN = "Bring the line back as git has it: `git log -p storyboard.takes` shows it. A line that is gone is paid anew."
_CONFLICT = "Keep every line of both sides and delete the lines with <<<<<<<, ======= and >>>>>>>; a run does the rest."


def read_takes(folder: Path) -> tuple[TakesFile, tuple[Problem, ...]]:
    """Read the file of takes of a storyboard's folder; an empty one where there is none.

    A line that cannot be read, or that contradicts an earlier one, is a problem and left out. The file is named as seen
    from where one stands, as `folder` is.
    """
    file, problems = _read_at(folder)
    seen = str(folder / TAKES)
    return file, tuple(replace(one, place=one.place and replace(one.place, file=seen)) for one in problems)


def _read_at(folder: Path) -> tuple[TakesFile, tuple[Problem, ...]]:
    path = folder / TAKES
    if not path.exists():
        return TakesFile(there=False), ()
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            # Without a place: what lies outside is not shown, not even as the line of a problem.
            detail = "The file of takes lies outside the storyboard's folder."
            return TakesFile(), (problem("takes-line", place=None, detail=detail),)
        if path.stat().st_size > MOST_BYTES:
            return TakesFile(), (_problem("takes-line", 1, f"The file has more than {MOST_BYTES:,} bytes.", ""),)
        return _read(path.read_bytes())
    except OSError as error:
        return TakesFile(), (_problem("takes-line", 1, f"The file cannot be read: {error.strerror or error}.", ""),)


def load_takes(folder: Path) -> TakesFile:
    """Read the file of takes of a storyboard's folder; an empty one where there is none. Raises ProblemsError."""
    file, problems = read_takes(folder)
    if problems:
        raise ProblemsError(problems)
    return file


def dump_takes(file: TakesFile) -> str:
    """Write the lines, each once, sorted as `LC_ALL=C sort` sorts them."""
    lines: tuple[TakeLine | Decision, ...] = (*file.takes, *file.decisions)
    return "".join(f"{line}\n" for line in sorted({write_line(line) for line in lines}))


def change_takes(folder: Path, change: Callable[[TakesFile], TakesFile]) -> None:
    """Put what `change` makes of the file of takes in its place; one that would say the same is left alone.

    Others who change it at the same moment, for another origin, wait. Raises ProblemsError where it cannot be read,
    Refused where it cannot be written; then the old one stays.
    """
    path = folder / TAKES
    # Under the lock one name is enough, and what a killed run left under it is gone with the next change.
    temporary = folder / f".{TAKES}.new"
    with wait_for_lock(state_folder(folder) / "takes.lock"):
        try:
            content = dump_takes(change(load_takes(folder))).encode()
            if content != (path.read_bytes() if path.exists() else b""):
                temporary.write_bytes(content)
                put(temporary, path)
        except OSError as error:
            raise Refused(
                f"{path} cannot be written: {error.strerror or error}",
                help="Make room, or make the folder writable, and run again: the ledger has all of it.",
            ) from None
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _read(content: bytes) -> tuple[TakesFile, tuple[Problem, ...]]:
    found: dict[int, TakeLine | Decision] = {}
    problems: list[Problem] = []
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        if _MARKER.match(line):
            detail = f"A merge left its marker {line[:7].decode()} here."
            problems.append(_problem("takes-conflict", number, detail, _CONFLICT))
            continue
        value = read_line(line)
        if isinstance(value, str):
            problems.append(_problem("takes-line", number, value, _BROKEN))
        else:
            found[number] = value
    problems += [*_two_decisions(found), *_two_owners(found)]
    problems.sort(key=lambda one: 0 if one.place is None else one.place.line)
    if len(problems) > MOST_PROBLEMS:
        problems = [*problems[:MOST_PROBLEMS], too_many(TAKES, MOST_PROBLEMS)]
    lines = tuple(dict.fromkeys(found.values()))
    file = TakesFile(
        takes=tuple(line for line in lines if isinstance(line, TakeLine)),
        decisions=tuple(line for line in lines if isinstance(line, Decision)),
    )
    return file, tuple(problems)


def _two_decisions(found: dict[int, TakeLine | Decision]) -> Iterator[Problem]:
    """Tell decisions on one address that differ: two people circled two takes, and only they can settle it."""
    first: dict[tuple[str, str, str | None, str], tuple[int, Decision]] = {}
    lines = sorted((line for line in found.values() if isinstance(line, TakeLine)), key=lambda line: -line.number)
    takes = {(line.origin, line.sha256): line.number for line in lines}
    for number, line in found.items():
        if not isinstance(line, Decision):
            continue
        at, other = first.setdefault((line.origin, line.file, line.profile, line.address), (number, line))
        if other != line:
            # Two branches may have given one number to two clips: then only the clips tell them apart.
            alike = other.picked != line.picked and _take_of(other, takes) == _take_of(line, takes)
            said = (_decides(one, takes) + (f", clip {one.picked[:CLIP]}" if alike else "") for one in (other, line))
            both = "; ".join(f"line {n} {words}" for n, words in zip((at, number), said, strict=True))
            detail = f"Two lines decide on {line.address} of {line.file}: {both}."
            yield _problem("two-decisions", number, detail, "Delete the line of the two that is not meant.")


def _decides(line: Decision, takes: Mapping[tuple[str, str | None], int]) -> str:
    return f"{'approves' if line.approved else 'picks'} {_take_of(line, takes)}"


def _take_of(line: Decision, takes: Mapping[tuple[str, str | None], int]) -> str:
    number = takes.get((line.origin, line.picked))
    return f"take {number}" if number is not None else "a take of which no line tells"


def _two_owners(found: dict[int, TakeLine | Decision]) -> Iterator[Problem]:
    """Tell a task that two submissions claim: each was charged once, so one of the lines is wrong."""
    first: dict[tuple[str, str], tuple[int, str]] = {}
    for number, line in found.items():
        if not isinstance(line, TakeLine) or line.task_id is None:
            continue
        at, attempt = first.setdefault((line.origin, line.task_id), (number, line.attempt))
        if attempt != line.attempt:
            detail = f"Line {at} and line {number} give the task {line.task_id} to two submissions."
            yield _problem("takes-line", number, detail, _BROKEN)


def _problem(code: str, number: int, detail: str, help: str) -> Problem:
    return problem(code, place=Place(file=TAKES, line=number, end_line=number), detail=detail, help=help)
