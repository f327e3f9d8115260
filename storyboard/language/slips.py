"""Everyday slips of YAML, each with its own help."""

from dataclasses import dataclass

from storyboard.problems import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """Where a mistake of syntax really is, what it is and what to do."""

    line: int
    column: int
    detail: str
    help: str


def explain_syntax(message: str, *, text: str, line: int, column: int, opened: int) -> Slip:
    """Explain the parser's `message` at a line and column."""
    return Slip(line=line, column=column, detail=message, help="")


def help_at(code: str, *, text: str, place: Place) -> str:
    """Return the help for a value that could be read but is surely a slip."""
    return ""
