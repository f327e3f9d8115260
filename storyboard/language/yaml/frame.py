"""What is kept in mind while a tree is built from the events of YAML."""

from dataclasses import dataclass, field
from enum import Enum, auto

from storyboard.language.tree.tree import Map, Mark, Seq, Span, Value


class Next(Enum):
    """What a mapping waits for."""

    KEY = auto()
    VALUE = auto()
    MERGE = auto()  # the value of `<<`
    DROP = auto()  # the value of a key that was refused


@dataclass(slots=True)
class Frame:
    """A collection that is being read; `before` is how many nodes were counted before it."""

    holder: Map | Seq
    flow: bool
    anchor: str | None
    before: int  # nodes counted before this one
    height: int = 1
    next: Next = Next.KEY
    key: str = ""
    key_span: Span = (1, 1, 1, 1)
    end: tuple[int, int] = (1, 1)
    merge_span: Span | None = None
    merges: list[tuple[Value, Mark]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Anchored:
    """What an anchor marks; `size` is its nodes with all that its aliases stand for, `height` its levels."""

    value: Value
    size: int
    height: int
