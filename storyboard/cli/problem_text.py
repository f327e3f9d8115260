"""Problems as text for people, as JSON for programs and as annotations for a pull request."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final

from storyboard.cli.counting import plural
from storyboard.cli.snippet import WIDEST, Snippet, cut_snippet
from storyboard.cli.wrapping import wrapped
from storyboard.language.yaml.source import split_lines
from storyboard.problems import Level, Place, Problem, count_errors

Sources = Callable[[str], str | None]

_STYLES: Final = {"error": "1;31", "warning": "1;33", "strong": "1", "frame": "1;34", "help": "1;36"}
_FRAME: Final = 4  # columns beside a line that is shown and its number
_PICTURES: Final = {code: 0x2400 + code for code in range(0x20) if code != 0x0A} | {0x7F: 0x2421, 0x9B: 0xFFFD}
_GITHUB_TEXT: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_GITHUB_VALUE: Final = _GITHUB_TEXT | {":": "%3A", ",": "%2C"}


def render(
    problems: Sequence[Problem], sources: Sources, *, color: bool, width: int | None = None, most: int | None = None
) -> str:
    """Render problems for people: each with its place, the line as written, what is wrong and what to do; then a count.

    On a terminal that is `width` columns wide, nothing is wider but words that cannot be parted. Of those of one code
    at most `most` are told, and the others counted; what is to be done is said once where it stays the same.
    `sources` gives the text of a file by its name, or None where it cannot be had. Control characters that a storyboard
    might smuggle in are shown as pictures, so that no file can steer a terminal.
    """
    lines_of = cache(lambda file: _lines(sources(file)))
    told = _some_of_each(problems, most)
    paragraphs = [_paragraph(problem, lines_of, color=color, width=width) for problem in _helped_once(told)]
    left = _left_out(problems, told)
    return "\n\n".join((*paragraphs, *([left] if left else ()), say_count(problems))) + "\n"


def _some_of_each(problems: Iterable[Problem], most: int | None) -> list[Problem]:
    seen: Counter[str] = Counter()
    told = []
    for problem in problems:
        seen[problem.code] += 1
        if most is None or seen[problem.code] <= most:
            told.append(problem)
    return told


def _helped_once(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Take the help away from a problem where the one before it was of the same kind and had the same."""
    before = None
    for problem in problems:
        now = (problem.code, problem.help)
        yield replace(problem, help="") if now == before else problem
        before = now


def _left_out(problems: Iterable[Problem], told: Iterable[Problem]) -> str:
    left = Counter(problem.code for problem in problems)
    left.subtract(problem.code for problem in told)
    counts = ", ".join(f"{number} more of `{code}`" for code, number in left.items() if number)
    return f"… and {counts}; `storyboard validate`, with the same target, tells all." if counts else ""


def render_json(problems: Iterable[Problem]) -> str:
    """Render problems as `{"problems": [{code, level, file, line, column, end_line, end_column, summary, …}]}`."""
    return json.dumps(problems_to_json(problems), indent=2, ensure_ascii=False) + "\n"


def problems_to_json(problems: Iterable[Problem]) -> dict[str, Any]:
    """Give problems as plain JSON values."""
    return {"problems": [_as_json(problem) for problem in problems]}


def render_github(problems: Iterable[Problem]) -> str:
    """Render problems as the workflow commands of GitHub Actions, a line each."""
    return "".join(_github_line(problem) + "\n" for problem in problems)


def say_count(problems: Sequence[Problem]) -> str:
    """Say how many errors and warnings there are, and in how many files."""
    if not problems:
        return "No problems."
    errors = count_errors(problems)
    counts = (plural(errors, "error"), plural(len(problems) - errors, "warning"))
    files = {problem.place.file for problem in problems if problem.place is not None}
    where = f" in {len(files)} files" if len(files) > 1 else ""
    return f"Found {' and '.join(count for count in counts if not count.startswith('0 '))}{where}."


def _paragraph(problem: Problem, lines_of: Callable[[str], tuple[str, ...]], *, color: bool, width: int | None) -> str:
    def paint(words: str, style: str) -> str:
        return f"\033[{_STYLES[style]}m{words}\033[0m" if color else words

    place = problem.place
    number = "" if place is None else str(place.line)
    widest = WIDEST if width is None else max(min(WIDEST, width - len(number) - _FRAME), 1)
    snippet = cut_snippet(lines_of(place.file), place, widest=widest) if place is not None else None
    number = number if snippet is not None else ""
    gutter = " " * len(number)
    text = [
        paint(f"{problem.level}[{problem.code}]", problem.level.value) + paint(f": {_clean(problem.summary)}", "strong")
    ]
    if place is not None:
        text.append(f"{gutter}{paint('-->', 'frame')} {_clean(place.file)}:{place.line}:{place.column}")
    if snippet is not None:
        text += _picture(snippet, number, paint, style=problem.level.value)
    for word, words in (("", problem.detail), ("help", problem.help)):
        text += _said(f"{gutter} ", word, _clean(words), paint, width=width)
    return "\n".join(line.rstrip() for line in text)


def _picture(snippet: Snippet, number: str, paint: Callable[[str, str], str], *, style: str) -> list[str]:
    bar, gutter = paint("|", "frame"), " " * len(number)
    carets = " " * snippet.start + paint("^" * snippet.width, style)
    return [
        f"{gutter} {bar}",
        f"{paint(number, 'frame')} {bar} {_clean(snippet.line)}",
        f"{gutter} {bar} {carets}",
    ]


def _said(gutter: str, word: str, words: str, paint: Callable[[str, str], str], *, width: int | None) -> list[str]:
    """Write words behind a `=`, and what does not fit below them; `word` comes first, in a style of its name."""
    if not words:
        return []
    head = f"{word}: " if word else ""
    lines = (head + words).split("\n") if width is None else wrapped(head + words, width - len(gutter) - 2)
    first, *rest = lines
    painted = f"{paint(word, word)}{first[len(word) :]}" if word else first
    return [f"{gutter}{paint('=', 'frame')} {painted}", *(f"{gutter}  {line}" for line in rest)]


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(split_lines(text.removeprefix("\ufeff"))) if text is not None else ()


def _clean(text: str) -> str:
    return text.translate(_PICTURES)


def _as_json(problem: Problem) -> dict[str, str | int | None]:
    place = problem.place
    return {
        "code": problem.code,
        "level": problem.level.value,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "end_line": place.end_line if place else None,
        "end_column": place.end_column if place else None,
        "summary": problem.summary,
        "detail": problem.detail,
        "help": problem.help,
    }


def _github_line(problem: Problem) -> str:
    values = {**_github_place(problem.place), "title": f"{problem.summary} [{problem.code}]"}
    said = " ".join(filter(None, (problem.detail, problem.help)))
    words = ",".join(f"{name}={_escape(str(value), _GITHUB_VALUE)}" for name, value in values.items())
    return f"::{'error' if problem.level is Level.ERROR else 'warning'} {words}::{_escape(said, _GITHUB_TEXT)}"


def _github_place(place: Place | None) -> dict[str, str | int]:
    if place is None:
        return {}
    start: dict[str, str | int] = {"file": place.file, "line": place.line, "endLine": place.end_line}
    # GitHub takes columns only where a mark stays on one line, and counts the last one in.
    one_line = place.line == place.end_line
    return start | ({"col": place.column, "endColumn": max(place.end_column - 1, place.column)} if one_line else {})


def _escape(text: str, table: Mapping[str, str]) -> str:
    return text.translate({ord(character): escape for character, escape in table.items()})
