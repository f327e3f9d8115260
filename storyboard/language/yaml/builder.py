"""From the events of YAML to a tree that knows its places.

Without recursion, so that hostile input meets a bound before it costs time or memory; what is refused is recorded and,
where possible, stepped over.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

import yaml

from storyboard.language.tree.sentences import say_kind
from storyboard.language.tree.tree import Map, Mark, Seq, Span, Style, Value, place_of
from storyboard.language.yaml.frame import Anchored, Frame, Next
from storyboard.language.yaml.report import Reporter, StopReading
from storyboard.language.yaml.scalars import BadNumber, read_plain
from storyboard.language.yaml.source import hidden
from storyboard.problems import Place, Problem

DEEPEST: Final = 50  # levels of nesting, aliases counted as what they stand for
MOST_NODES: Final = 600_000  # in one file, as written; ten thousand shots have half as many
ALIASED_FREE: Final = 50_000  # nodes that aliases may repeat in any file,
ALIASED_SHARE: Final = 10  # and besides, this many times what is written
_STYLES: Final = {"'": Style.QUOTED, '"': Style.QUOTED, "|": Style.LITERAL, ">": Style.FOLDED}
_TO_BLOCK_TEXT: Final = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)(?:[ \t]*(?:\r\n|\n|\r))*( *)")


class TreeBuilder:
    """Turns events into a tree; what it refuses is recorded and, where possible, stepped over."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.reporter = Reporter(text, file)
        self._tell = self.reporter.tell
        self.stack: list[Frame] = []
        self.anchors: dict[str, Anchored] = {}
        self.root: Value = None
        self.root_span: Span = (1, 1, 1, 1)
        self.documents = 0
        self.written = 0
        self.aliased = 0

    def take(self, event: yaml.Event) -> None:
        """Take the next event. Raise StopReading where nothing that follows is worth reading."""
        take = _TAKE.get(type(event))
        if take is not None:  # the ends of documents and of the stream say nothing
            take(self, event)

    def finish(self) -> tuple[Map | None, tuple[Problem, ...]]:
        """Return the tree, or None where the top is no mapping, and the problems."""
        if isinstance(self.root, Map):
            return self.root, tuple(self.reporter.problems)
        place = place_of(self.file, self.root_span)
        if self.root is None:
            self._tell("empty-file", Place(file=self.file), "The file says nothing.")
        else:
            self._tell("not-a-mapping", place, f"The file is {say_kind(self.root)}, not a group of keys.")
        return None, tuple(self.reporter.problems)

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents > 1:
            self._tell("yaml-documents", place_of(self.file, _span(event)), "A second document begins here.")
            raise StopReading

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        span = _span(event)
        self._check_tag(event.tag, span)
        style = _STYLES.get(event.style or "", Style.PLAIN)
        if style is Style.QUOTED and "\\" in self.text[_start(event).index : cast("yaml.Mark", event.end_mark).index]:
            for detail in hidden(event.value):
                self._tell("yaml-character", self._at(span), detail)
        value: Value = event.value if style else self._plain(event, span)
        self._count()
        if self.stack and self.stack[-1].next is Next.KEY and isinstance(self.stack[-1].holder, Map):
            if event.anchor:
                self.anchors[event.anchor] = Anchored(value, 1, 0)
            self._key(self.stack[-1], value, text=event.value, merge=event.value == "<<" and not style, span=span)
            return
        indent = self._indent(event) if style >= Style.LITERAL else 0
        self._put(value, (*span, int(style), indent), event.anchor, height=0, size=1)

    def _plain(self, event: yaml.ScalarEvent, span: Span) -> Value:
        value = read_plain(event.value)
        if isinstance(value, BadNumber):
            shown = event.value if len(event.value) <= 30 else f"{event.value[:20]}… ({len(event.value)} characters)"
            self._tell("yaml-number", self._at(span), f"{shown} is {value.reason}.")
            return 1  # which hardly any bound refuses: one mistake is one problem
        if isinstance(value, str) or not event.value:
            self._check_cut(cast("yaml.Mark", event.end_mark), span)
        return value

    def _check_cut(self, end: yaml.Mark, span: Span) -> None:
        if self.text.startswith(" #", end.index):
            place = place_of(self.file, (span[2], span[3] + 1, span[2], span[3] + 2))
            self._tell("text-cut-by-comment", place, "The text ends here: a space and `#` begin a comment in YAML.")

    def _indent(self, event: yaml.ScalarEvent) -> int:
        """Return how far a block's text is set in, which the parser does not tell."""
        found = _TO_BLOCK_TEXT.match(self.text, _start(event).index)
        own = event.value.lstrip("\n")
        return len(found[1]) - (len(own) - len(own.lstrip(" "))) if found else 0

    def _key(self, frame: Frame, value: Value, *, text: str, merge: bool, span: Span) -> None:
        frame.key, frame.key_span, frame.next = text, span, Next.MERGE if merge else Next.VALUE
        first = frame.merge_span if merge else self._first(frame.holder, text)
        if merge:
            frame.merge_span = frame.merge_span or span
        elif not isinstance(value, str):
            self._tell("yaml-key", self._at(span), f"A key must be text; this one is {say_kind(value)}.")
        if first is not None:
            frame.next = Next.DROP
            self._tell("duplicate-key", self._at(span), f"`{text}` already stands on line {first[0]}.")

    @staticmethod
    def _first(holder: Map | Seq, key: str) -> Span | None:
        entry = holder.entries.get(key) if isinstance(holder, Map) else None
        return entry[:4] if entry else None

    def _map(self, event: yaml.MappingStartEvent) -> None:
        self._open(event, Map(file=self.file, span=_span(event)))

    def _seq(self, event: yaml.SequenceStartEvent) -> None:
        self._open(event, Seq(file=self.file, span=_span(event)))

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent, holder: Map | Seq) -> None:
        self._check_tag(event.tag, holder.span)
        self._check_depth(len(self.stack) + 1, holder.span)
        if event.anchor:
            self.anchors.pop(event.anchor, None)
        self.stack.append(Frame(holder, bool(event.flow_style), event.anchor, self.written + self.aliased))
        self._count()

    def _close(self, event: yaml.CollectionEndEvent) -> None:
        frame = self.stack.pop()
        holder = frame.holder
        end = _span(event)[2:] if frame.flow else frame.end
        holder.span = (*holder.span[:2], *end)
        if isinstance(holder, Map):
            for value, mark in frame.merges:
                self._merge(holder, value, mark)
        size = self.written + self.aliased - frame.before
        self._put(holder, (*holder.span, 0, 0), frame.anchor, height=frame.height, size=size)

    def _merge(self, holder: Map, value: Value, mark: Mark) -> None:
        for item in value if isinstance(value, Seq) else [value]:
            if not isinstance(item, Map):
                detail = f"`<<` takes a group of keys or a list of them; this is {say_kind(item)}."
                self._tell("yaml-merge", self._at(mark[:4]), detail)
                continue
            for key in item:
                if key not in holder:
                    holder.put(key, item[key], entry=item.entries[key])

    def _alias(self, event: yaml.AliasEvent) -> None:
        span = _span(event)
        place = self._at(span)
        anchored = self.anchors.get(event.anchor or "")
        if anchored is None:
            self._tell(
                "yaml-alias",
                place,
                f"`*{event.anchor}` repeats what `&{event.anchor}` marks, and nothing before it does.",
            )
            anchored = Anchored(None, 1, 0)
        self._check_depth(len(self.stack) + anchored.height, span)
        self.aliased += anchored.size
        if self.aliased > ALIASED_FREE + ALIASED_SHARE * self.written:
            self._tell(
                "yaml-alias-bomb",
                place,
                f"Up to here aliases repeat {self.aliased:,} values, in a file that writes {self.written:,}.",
            )
            raise StopReading
        frame = self.stack[-1] if self.stack else None
        if frame and frame.next is Next.KEY and isinstance(frame.holder, Map) and isinstance(anchored.value, str):
            self._key(frame, anchored.value, text=anchored.value, merge=False, span=span)
        else:
            self._put(anchored.value, (*span, 0, 0), None, height=anchored.height, size=anchored.size)

    def _put(self, value: Value, mark: Mark, anchor: str | None, *, height: int, size: int) -> None:
        if anchor:
            self.anchors[anchor] = Anchored(value, size, height)
        if not self.stack:
            self.root, self.root_span = value, mark[:4]
            return
        frame = self.stack[-1]
        frame.end = mark[2:4]
        frame.height = max(frame.height, height + 1)
        if isinstance(frame.holder, Seq):
            frame.holder.put(value, mark=mark)
        else:
            self._put_in_map(frame, frame.holder, value, mark)

    def _put_in_map(self, frame: Frame, holder: Map, value: Value, mark: Mark) -> None:
        match frame.next:
            case Next.VALUE:
                holder.put(frame.key, value, entry=(*frame.key_span, *mark))
            case Next.MERGE:
                frame.merges.append((value, mark))
            case Next.KEY:
                self._tell("yaml-key", self._at(mark[:4]), f"A key must be text; this one is {say_kind(value)}.")
            case Next.DROP:
                pass
        frame.next = Next.DROP if frame.next is Next.KEY else Next.KEY

    def _count(self) -> None:
        self.written += 1
        if self.written > MOST_NODES:
            self._tell("yaml-too-large", Place(file=self.file), f"The file has more than {MOST_NODES:,} values.")
            raise StopReading

    def _check_depth(self, depth: int, span: Span) -> None:
        if depth > DEEPEST:
            self._tell("yaml-too-deep", self._at(span), f"This is nested more than {DEEPEST} levels deep.")
            raise StopReading

    def _at(self, span: Span) -> Place:
        return place_of(self.file, span)

    def _check_tag(self, tag: str | None, span: Span) -> None:
        if tag is not None:
            self._tell(
                "yaml-tag",
                self._at(span),
                f"The tag `{tag}` is not taken: what a value is follows from how it is written.",
            )


def _start(event: yaml.Event) -> yaml.Mark:
    return cast("yaml.Mark", event.start_mark)  # every event of the parser has its marks


def _span(event: yaml.Event) -> Span:
    start, end = _start(event), cast("yaml.Mark", event.end_mark)
    return start.line + 1, start.column + 1, end.line + 1, end.column + 1


# By type, because asking class after class costs a third of the whole reading.
_TAKE: Final[Mapping[type, Callable[[TreeBuilder, Any], None]]] = {
    yaml.ScalarEvent: TreeBuilder._scalar,  # noqa: SLF001
    yaml.MappingStartEvent: TreeBuilder._map,  # noqa: SLF001
    yaml.SequenceStartEvent: TreeBuilder._seq,  # noqa: SLF001
    yaml.MappingEndEvent: TreeBuilder._close,  # noqa: SLF001
    yaml.SequenceEndEvent: TreeBuilder._close,  # noqa: SLF001
    yaml.AliasEvent: TreeBuilder._alias,  # noqa: SLF001
    yaml.DocumentStartEvent: TreeBuilder._document,  # noqa: SLF001
}
