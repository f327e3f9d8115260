"""What is wrong in a template, in words of the film: what stands where, and what to write instead."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from storyboard.language.tree.sentences import shorten
from storyboard.language.tree.suggest import did_you_mean

TAGS: Final = ("for", "if", "elif", "else", "set", "macro", "include", "import", "filter", "raw", "block", "call")
ONLY_NAMES: Final = "Only a name goes inside, such as `{{ mira }}`; the rest of the sentence stands outside."
_CLOSERS: Final[Mapping[str, str]] = {"{{": "}}", "{%": "%}"}
_MOST: Final = 100  # pieces of a text that are looked at; nobody writes more of them into one
_NAME: Final = r"[A-Za-z_]\w*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A fault in plain words; `start` and `end` are where in the template its cause stands, None where unknown."""

    detail: str
    help: str = ""
    start: int | None = None
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One `{{ … }}` or `{% … %}` of a template; an unclosed one ends with its line."""

    opener: str
    start: int
    end: int
    inside: str
    closed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A template with the line at fault, and the filters and files that there are.

    `reads` says whether a piece of it can be read by itself.
    """

    source: str
    line: int
    filters: Sequence[str]
    files: Sequence[str]
    reads: Callable[[str], bool]


def explain_syntax(message: str, page: Page) -> Said:
    """Say why a template cannot be read."""
    for pattern, tell in _SYNTAX:
        if found := re.search(pattern, message, re.DOTALL):
            return tell(found, page)
    return _expression(page)


def explain_failure(message: str, page: Page) -> Said:
    """Say why a template that can be read cannot be worked out."""
    for pattern, detail, help in _FAILURES:
        if found := re.search(pattern, message):
            said = Said(detail=detail.format(*found.groups()), help=help)
            return _at_name(said, page, re.escape(found[1])) if found.groups() else _at_only(said, page)
    return _at_only(Said(detail="What stands here cannot be worked out.", help=ONLY_NAMES), page)


def explain_unmentioned(name: str, page: Page) -> Said:
    """Say that the references are wanted of somebody who brings none into this shot."""
    detail = f"`{name}` brings no reference into this shot, so there is none to mention."
    help = f"Put it into the shot, with a picture; or write its name: `{{{{ {name}.name }}}}`."
    return _at_name(Said(detail=detail, help=help), page, re.escape(name))


def explain_part(name: str, page: Page, *, of_member: bool) -> Said:
    """Say that something has no part of a name: `{{ jo.face }}`."""
    word = re.escape(name)
    found = _find(rf"({_NAME}(?:\.{_NAME})*?)(?:\.{word}\b|\[ *['\"]{word}['\"] *\])", page)
    owner = f"`{found[1]}`" if found else "What stands before it"
    help = "A member has `name`, `description` and `refs`." if of_member else "Print it whole; only members have parts."
    start, end = found.span() if found else (None, 0)
    return Said(detail=f"{owner} has no `{name}`.", help=help, start=start, end=end)


def explain_no_file(name: str, page: Page) -> Said:
    """Say that there is no template file of a name."""
    help = did_you_mean(name, page.files, what="There are")
    return _at_name(Said(detail=f"There is no template named `{name}`.", help=help), page, re.escape(name))


def explain_unknown(name: str, page: Page) -> Said:
    """Say that nobody knows a name."""
    return _at_name(Said(detail=f"Nothing is named `{name}` here."), page, rf"\b{re.escape(name)}\b")


def pieces_of(source: str) -> Iterator[Piece]:
    """Find what a template prints or does, in order, whether it can be read or not."""
    at = _next_opener(source, 0)
    while at >= 0:
        opener = source[at : at + 2]
        following, close = _next_opener(source, at + 2), source.find(_CLOSERS[opener], at + 2)
        closed = close >= 0 and (following < 0 or close < following)
        line_end = source.find("\n", at)
        end = close + 2 if closed else min(one for one in (following, line_end, len(source)) if one >= 0)
        inside = source[at + 2 : end - 2 if closed else end].strip().strip("-+").strip()
        yield Piece(opener=opener, start=at, end=end, inside=inside, closed=closed)
        at = following if not closed else _next_opener(source, end)


def _next_opener(source: str, at: int) -> int:
    found = re.compile(r"\{[{%]").search(source, at)
    return found.start() if found else -1


def _expression(page: Page) -> Said:
    pieces = [piece for _, piece in zip(range(_MOST), pieces_of(page.source), strict=False)]
    wrong = [piece for piece in pieces if not piece.closed]
    here = [piece for piece in pieces if _line_of(page, piece.start) == page.line and piece.opener == "{{"]
    wrong = wrong or [piece for piece in here if not page.reads(page.source[piece.start : piece.end])]
    wrong = wrong or [piece for piece in pieces if _line_of(page, piece.start) == page.line and piece.opener == "{%"]
    if not wrong:
        return Said(detail="This cannot be read.", help=ONLY_NAMES)
    detail, help = _what_is_wrong(wrong[0], page)
    return Said(detail=detail, help=help, start=wrong[0].start, end=wrong[0].end)


def _what_is_wrong(piece: Piece, page: Page) -> tuple[str, str]:
    name, _, rest = piece.inside.partition(" ")
    closer = _CLOSERS[piece.opener]
    if not piece.closed:
        first = re.match(_NAME, piece.inside)
        example = f"{{{{ {first[0] if first else 'mira'} }}}}" if piece.opener == "{{" else "{% if night %}"
        return f"`{piece.opener}` is never closed by `{closer}`.", f"Write `{example}`."
    if not piece.inside:
        return f"`{piece.opener} {closer}` has nothing inside.", "Put a name into it: `{{ mira }}`."
    if piece.opener == "{%":
        return f"`{_shown(piece, page)}` cannot be read.", "Write it as in `{% if night %}It is dark.{% endif %}`."
    if re.fullmatch(rf"{_NAME}(?:\.{_NAME})*", name) and re.match(r"[^\W_]", rest.strip()):
        sentence = f"{{{{ {name} }}}} {rest.strip()}"
        return f"`{_shown(piece, page)}` holds more than a name.", f"Write `{shorten(sentence)}`."
    return f"`{_shown(piece, page)}` cannot be read.", ONLY_NAMES


def _shown(piece: Piece, page: Page) -> str:
    return shorten(page.source[piece.start : piece.end])


def _unknown_tag(found: re.Match[str], page: Page) -> Said:
    tag, still_open = found[1], re.search(r"needs to be closed is '(\w+)'", found[0])
    if not tag.startswith("end"):
        help = f"{did_you_mean(tag, TAGS, what='There are')} To print a name write `{{{{ mira }}}}`."
        return _at_name(Said(detail=f"`{{% {tag} %}}` means nothing.", help=help), page, rf"\b{tag}\b")
    help = f"Close `{{% {still_open[1]} %}}` first." if still_open else "Take it out."
    return _at_name(Said(detail=f"`{{% {tag} %}}` closes nothing here.", help=help), page, rf"\b{tag}\b")


def _never_closed(found: re.Match[str], page: Page) -> Said:
    tag = found[1]
    opened = list(re.finditer(rf"\{{%[-+]?\s*{tag}\b[^%\n]*(?:%\}})?", page.source))
    start, end = opened[-1].span() if opened else (None, 0)
    detail, help = f"`{{% {tag} %}}` is never closed.", f"Write `{{% end{tag} %}}` where it ends."
    return Said(detail=detail, help=help, start=start, end=end)


def _open_comment(_: re.Match[str], page: Page) -> Said:
    start = page.source.rfind("{#")
    detail, help = "`{#` begins a comment, which is never closed.", "Close it by `#}`, or take a sign out."
    return Said(detail=detail, help=help, start=start if start >= 0 else None, end=start + 2)


def _unknown_filter(found: re.Match[str], page: Page) -> Said:
    help = did_you_mean(found[1], page.filters, what="There are")
    return _at_name(Said(detail=f"There is no filter `{found[1]}`.", help=help), page, rf"\b{re.escape(found[1])}\b")


def _unknown_test(found: re.Match[str], page: Page) -> Said:
    said = Said(detail=f"Nothing can be tested for being `{found[1]}`.", help="Compare with `==` or `in`.")
    return _at_name(said, page, rf"\b{re.escape(found[1])}\b")


def _too_long(found: re.Match[str], _: Page) -> Said:
    return Said(detail=found[0], help="Say less; a shot is a few seconds.")


_SYNTAX: Final[tuple[tuple[str, Callable[[re.Match[str], Page], Said]], ...]] = (
    (r"^It is longer than .*", _too_long),
    (r"unknown tag '(\w+)'.*", _unknown_tag),
    (r"needs to be closed is '(\w+)'", _never_closed),
    (r"end of (raw) directive", _never_closed),
    (r"end of comment tag", _open_comment),
    (r"No filter named '([^']+)'", _unknown_filter),
    (r"No test named '([^']+)'", _unknown_test),
)
_FAILURES: Final[tuple[tuple[str, str, str], ...]] = (
    (r"has no element (-?\w+)", "There is no entry {0} in it.", "Entries are counted from 0."),
    (r"^`(\S+)` is not allowed here$", "`{0}` is not allowed here.", ""),
    (r"access to attribute '(\w+)'", "`{0}` cannot be read from here.", ONLY_NAMES),
    (r"is not callable", "This cannot be called.", "Write the name alone, without `( )`."),
    (r"by zero", "A number is divided by zero.", ""),
    (r"unsupported operand|can only concatenate|must be str", "Text and numbers do not add up.", "Join them by `~`."),
    (r"not iterable|to unpack", "`for` wants a list, and this is none.", ""),
    (r"not supported between", "Text and numbers cannot be compared.", ""),
)


def _at_only(said: Said, page: Page) -> Said:
    here = [piece for piece in pieces_of(page.source) if _line_of(page, piece.start) == page.line]
    return Said(detail=said.detail, help=said.help, start=here[0].start, end=here[0].end) if len(here) == 1 else said


def _at_name(said: Said, page: Page, pattern: str) -> Said:
    found = _find(pattern, page)
    return Said(detail=said.detail, help=said.help, start=found.start(), end=found.end()) if found else said


def _find(pattern: str, page: Page) -> re.Match[str] | None:
    """Find a pattern in the pieces of the line at fault."""
    for piece in pieces_of(page.source):
        if _line_of(page, piece.start) <= page.line <= _line_of(page, piece.end):
            for found in re.compile(pattern).finditer(page.source, piece.start, piece.end):
                if _line_of(page, found.start()) == page.line:
                    return found
    return None


def _line_of(page: Page, at: int) -> int:
    return page.source.count("\n", 0, at) + 1
