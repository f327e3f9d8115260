"""Words in a box: broken into lines, made smaller, and at last cut with an ellipsis; never past the box."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from storyboard.media.animatic import bidi, text
from storyboard.media.animatic.text import Line, Style

ELLIPSIS = "…"
Keep = Literal["start", "ends"]
# Longer texts are cut before they are set: no frame has room for so much.
LONGEST = 2_000
_NO_START = frozenset("、。，．・：；？！）」』】〕〉》”’ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ%)]}!?,.:;…")
_NO_END = frozenset("（「『【〔〈《“‘([{")
_STEPS = 8
_KERNING = 0.75
_WIDEST_LINE = 400
# No letter is set smaller than this, in pixels.
LEGIBLE = 9.5


@dataclass(frozen=True, slots=True)
class Block:
    """Lines set one under the other, `leading` pixels apart; `is_cut` tells that words were left out.

    `is_leftward` tells that they are read from right to left.
    """

    lines: tuple[Line, ...]
    leading: float
    is_cut: bool = False
    is_leftward: bool = False

    @property
    def height(self) -> float:
        """The height of all lines, in pixels."""
        return self.leading * len(self.lines)

    @property
    def width(self) -> float:
        """The width of the longest line, in pixels."""
        return max((line.width for line in self.lines), default=0.0)


EMPTY = Block((), 0.0)


def fit(words: str, style: Style, *, width: float, height: float, smallest: float = 0.75) -> Block:
    """Set words in a box of so many pixels, at the largest size from 1 down to `smallest` at which they fit."""
    cleaned = text.clean(words[:LONGEST]).strip()
    if not cleaned:
        return EMPTY
    smallest = min(1.0, max(smallest, LEGIBLE / style.size))
    low, high, best = 0, _STEPS + 1, EMPTY
    while low < high:
        step = (low + high) // 2
        block = _block(cleaned, text.sized(style, 1 - (1 - smallest) * step / _STEPS), width)
        if block.height <= height and len(words) <= LONGEST:
            high, best = step, block
        else:
            low = step + 1
    return best if low <= _STEPS else _cut(cleaned, text.sized(style, smallest), width=width, height=height)


def fit_line(words: str, style: Style, *, width: float, smallest: float = 0.8, keep: Keep = "start") -> Line:
    """Set words in one line of so many pixels; where even the smallest size is too wide, keep a part of them.

    `keep` says which: the start, or both ends.
    """
    cleaned = text.clean(words[:LONGEST]).strip()
    smallest = min(1.0, max(smallest, LEGIBLE / style.size))
    line = text.shape(cleaned, style)
    for step in range(1, _STEPS + 1):
        if line.width <= width:
            return line
        line = text.shape(cleaned, text.sized(style, 1 - (1 - smallest) * step / _STEPS))
    if line.width <= width:
        return line
    return _shorten(cleaned, text.sized(style, smallest), width, keep)


def _shorten(words: str, style: Style, width: float, keep: Keep = "start") -> Line:
    parts = list(_clusters(words))
    low, high = 0, len(parts)
    while low < high:
        middle = (low + high + 1) // 2
        if text.width(_trimmed(parts, middle, keep), style) <= width:
            low = middle
        else:
            high = middle - 1
    line = text.shape(_trimmed(parts, low, keep), style)
    return line if line.width <= width else text.shape("", style)


def _trimmed(parts: Sequence[str], count: int, keep: Keep) -> str:
    if keep == "ends":
        head = "".join(parts[: count // 2]).rstrip(" ,.;:")
        return head + ELLIPSIS + "".join(parts[len(parts) - (count - count // 2) :]).lstrip()
    return "".join(parts[:count]).rstrip(" ,.;:") + ELLIPSIS


def _block(words: str, style: Style, width: float) -> Block:
    lines = tuple(text.shape(line, style) for line in break_lines(words, style, width))
    return Block(lines, max(line.leading for line in lines), is_leftward=bool(bidi.base_level(words)))


def _cut(words: str, style: Style, *, width: float, height: float) -> Block:
    texts = list(break_lines(words, style, width))
    leading = max(text.shape(line, style).leading for line in texts)
    room = max(0, int(height // leading))
    if not room:
        return EMPTY
    last = " ".join(texts[room - 1 :][:3])
    lines = (*(text.shape(line, style) for line in texts[: room - 1]), _shorten(last, style, width))
    return Block(lines, leading, is_cut=True, is_leftward=bool(bidi.base_level(words)))


def break_lines(words: str, style: Style, width: float) -> Iterator[str]:
    """Break words into lines no wider than so many pixels, at spaces, between ideographs, else within a word."""
    line, taken = "", 0.0
    for piece in _pieces(words):
        # A line's width is its pieces' sum and what parts them, as near as their kerning across spaces.
        bare, whole = text.width(piece.rstrip(), style), text.advance(piece, style)
        if line and taken + bare > width - _KERNING:
            yield line.rstrip()
            line, taken = "", 0.0
        line, taken = line + piece, taken + whole
        while taken > width and text.width(line.rstrip(), style) > width and len(line) > 1:
            head = _head(line, style, width)
            yield head
            line = line[len(head) :]
            taken = text.advance(line, style)
    if line.strip():
        yield line.rstrip()


def _head(word: str, style: Style, width: float) -> str:
    """Take as many letters as a line holds, one at least."""
    parts = list(_clusters(word[:_WIDEST_LINE]))
    low, high = 1, len(parts)
    while low < high:
        middle = (low + high + 1) // 2
        if text.width("".join(parts[:middle]), style) <= width:
            low = middle
        else:
            high = middle - 1
    return "".join(parts[:low])


def _pieces(words: str) -> Iterator[str]:
    """Split words where a line may end; spaces stay with the word before them."""
    piece = ""
    for at, char in enumerate(words):
        piece += char
        after = words[at + 1 : at + 2]
        if _breaks(char, after):
            yield piece
            piece = ""
    if piece:
        yield piece


def _breaks(char: str, after: str) -> bool:
    if not after or after == " ":
        return False
    if char in {" ", "-", "/", "—", "–"}:
        return char == " " or not after.isdigit()
    wide = unicodedata.east_asian_width
    ideographs = wide(char) in "WF" or wide(after) in "WF"
    return ideographs and after not in _NO_START and char not in _NO_END and not _clings(after)


def _clusters(words: str) -> Iterator[str]:
    """Split words into letters with the marks that belong to them."""
    cluster = ""
    for char in words:
        if cluster and not (_clings(char) or cluster.endswith("\u200d")):
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def _clings(char: str) -> bool:
    return char in "\u200c\u200d" or unicodedata.category(char) in {"Mn", "Mc", "Me"}
