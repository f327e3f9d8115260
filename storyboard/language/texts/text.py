"""A text as written: one wording, or one for each language, each with its place and still to be rendered."""

from dataclasses import dataclass

from storyboard.language.tree.tree import TextStart, line_in_text, words_in_text
from storyboard.problems import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One version of a text. `language` is None where the text is given once for all languages."""

    language: str | None
    words: str
    start: TextStart

    @property
    def place(self) -> Place:
        """Say where the words stand."""
        return self.start.place


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a person wrote for the model or for the crew, in one wording or in several languages."""

    wordings: tuple[Wording, ...]
    place: Place

    @property
    def by_language(self) -> bool:
        """Say whether the text is given by language."""
        return any(wording.language is not None for wording in self.wordings)


def wording_in(text: Text, language: str, *, film: str) -> Wording | None:
    """Choose the wording for a language: the language's own, else the film's, else the one that is for all."""
    own = {wording.language: wording for wording in text.wordings}
    return own.get(language) or own.get(film) or own.get(None)


def has_language(text: Text, language: str) -> bool:
    """Say whether a text can be said in a language without falling back on another."""
    return not text.by_language or any(wording.language == language for wording in text.wordings)


def languages_of(text: Text) -> str:
    """Name the languages that a text is given in."""
    return ", ".join(f"`{wording.language}`" for wording in text.wordings)


def line_place(wording: Wording, line: int) -> Place:
    """Find the place in the file of one line of the words; lines count from 1."""
    return line_in_text(wording.start, text=wording.words, line=line)


def words_place(wording: Wording, *, line: int, column: int, width: int) -> Place:
    """Find the place in the file of some of the words: a line, counted from 1, and a column in it, from 0."""
    return words_in_text(wording.start, text=wording.words, line=line, column=column, width=width)
