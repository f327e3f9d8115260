"""Where words go: data to stdout, talk to stderr, colour only where a person looks."""

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

import click

from storyboard.cli.problem_text import render
from storyboard.cli.streams import mute
from storyboard.cli.wrapping import wrapped
from storyboard.problems import Problem

MOST_ALIKE = 3
"""How many problems of one code are told where somebody asked for something else than all of them."""


def data(words: str) -> None:
    """Write what was asked for."""
    click.echo(words, nl=not words.endswith("\n"), color=in_colour(sys.stdout))


def fitted(words: str, stream: TextIO) -> str:
    """Wrap lines between words where a stream is a terminal, which would break them anywhere."""
    width = width_of(stream)
    return words if width is None else "\n".join(wrapped(words, width))


def data_json(value: object) -> None:
    """Write what was asked for as JSON that a person can read as well."""
    data(json.dumps(value, ensure_ascii=False, indent=2))


def talk(words: str) -> None:
    """Say something about it, on a terminal wrapped between words."""
    _say(fitted(words, sys.stderr))


def _say(words: str) -> None:
    """Write to stderr. Where nobody listens any more, or nothing can be written, the work goes on all the same."""
    try:
        click.echo(words, err=True, color=in_colour(sys.stderr))
    except OSError:
        mute(sys.stderr)


def tell_problems(problems: Iterable[Problem], *, most: int | None = MOST_ALIKE) -> None:
    """Say every problem with its place and its line, `most` of those of one code, or each where that is None."""
    told = tuple(problems)
    if told:
        colour, width = in_colour(sys.stderr), width_of(sys.stderr)
        _say(render(told, read_source, color=colour, width=width, most=most).rstrip("\n"))


def read_source(file: str) -> str | None:
    """Read a file that a problem stands in, or nothing where it cannot be read."""
    try:
        return Path(file).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def width_of(stream: TextIO) -> int | None:
    """Give how many columns a terminal has, None for a stream that is none."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError):
        return None


def in_colour(stream: object) -> bool:
    """Say whether a stream is to be written in colour: on a terminal, unless NO_COLOR or FORCE_COLOR decide."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return bool(getattr(stream, "isatty", lambda: False)()) and os.environ.get("TERM") != "dumb"
