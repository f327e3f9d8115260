"""What goes wrong in a template, as exceptions: told with its place, or raised on the way."""

from dataclasses import dataclass


@dataclass(kw_only=True)  # not frozen: Python itself writes the traceback into an exception
class TemplateFault(Exception):
    """What is wrong in a template: the line of it, and the file it stands in (None: the text itself).

    `unknown` is the name that nobody knows, where that is the fault. `column` (from 0) and `width` are what of the line
    is at fault; the column is None where that is not known.
    """

    line: int
    message: str
    help: str = ""
    file: str | None = None
    unknown: str | None = None
    column: int | None = None
    width: int = 0


class Unmentioned(Exception):
    """The references are printed of a member, `name`, that brings none."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name
