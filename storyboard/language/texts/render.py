"""Texts with their words put in: what a template sees of a film, whom it prints, and every fault at its line."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from storyboard.language.texts.faults import TemplateFault, Unmentioned
from storyboard.language.texts.template import Templates
from storyboard.language.texts.text import Text, Wording, languages_of, line_place, wording_in, words_place
from storyboard.language.tree.suggest import did_you_mean
from storyboard.problems import Place, Problem
from storyboard.rules import problem

TEMPLATES = "templates"


class Printed:
    """A member of the cast as a text sees it: printing it casts it, asking for its name or references does not."""

    __slots__ = ("_note", "description", "name", "refs")

    def __init__(self, name: str, description: str, refs: "Mentioned", note: Callable[[], None]) -> None:
        self.name = name
        self.description = description
        self.refs = refs
        self._note = note

    def __str__(self) -> str:
        self._note()
        return self.name

    # Inside a list a text writes what the list shows of it.
    __repr__ = __str__


class Mentioned:
    """The mentions of a member's references. To ask whether there are any is no mistake; to print none is one."""

    __slots__ = ("_id", "_mentions")

    def __init__(self, id: str, mentions: str) -> None:
        self._id = id
        self._mentions = mentions

    def __bool__(self) -> bool:
        return bool(self._mentions)

    def __str__(self) -> str:
        if not self._mentions:
            raise Unmentioned(self._id)
        return self._mentions

    __repr__ = __str__


@dataclass(slots=True)
class Renderer:
    """Renders the texts of one storyboard and keeps what went wrong; a text with a fault becomes an empty one."""

    templates: Templates
    film_language: str
    problems: list[Problem] = field(default_factory=list)

    def text(self, text: Text | None, *, language: str, context: Mapping[str, object]) -> str:
        """Render a text in a language, with the spaces at its ends taken off."""
        if text is None or not text.wordings:
            return ""
        wording = wording_in(text, language, film=self.film_language)
        if wording is None:
            wanted = " or ".join(dict.fromkeys((f"`{language}`", f"`{self.film_language}`")))
            detail = f"The text has {languages_of(text)}, and is wanted in {wanted}."
            help = f"Add `{self.film_language}:` to it."
            self.problems.append(problem("text-without-language", place=text.place, detail=detail, help=help))
            return ""
        try:
            return self.templates.render_text(wording.words, context).strip()
        except TemplateFault as fault:
            self.problems.append(_problem(fault, _place_in_text(fault, wording), context))
            return ""

    def file(self, name: str, *, context: Mapping[str, object], used_at: Place | None) -> str:
        """Render a template file; `used_at` is where the storyboard asks for it."""
        try:
            return self.templates.render_file(name, context)
        except TemplateFault as fault:
            place = used_at if fault.file is None else _in_file(fault, fault.file)
            self.problems.append(_problem(fault, place, context))
            return ""


def _place_in_text(fault: TemplateFault, wording: Wording) -> Place:
    if fault.file is not None:
        return _in_file(fault, fault.file)
    if fault.column is None:
        return line_place(wording, fault.line)
    return words_place(wording, line=fault.line, column=fault.column, width=fault.width)


def _in_file(fault: TemplateFault, file: str) -> Place:
    column = (fault.column or 0) + 1
    end = column + fault.width
    return Place(file=f"{TEMPLATES}/{file}", line=fault.line, column=column, end_line=fault.line, end_column=end)


def _problem(fault: TemplateFault, place: Place | None, context: Mapping[str, object]) -> Problem:
    if fault.unknown is None:
        return problem("template", place=place, detail=fault.message, help=fault.help)
    help = did_you_mean(fault.unknown, _names(context), what="Here you can print")
    return problem("unknown-name", place=place, detail=fault.message, help=help)


def _names(context: Mapping[str, object]) -> Iterable[str]:
    return [name for name in context if not name.startswith("_")]
