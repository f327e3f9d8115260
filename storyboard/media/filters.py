"""Frames through a chain of FFmpeg's filters, which say what they find in the frames' own metadata."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.filter import Graph
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

Chain = Iterable[tuple[str, str]]
Frame = TypeVar("Frame", "AudioFrame", "VideoFrame")


def filtered(frames: "Iterable[VideoFrame]", stream: "VideoStream", chain: Chain) -> "Iterator[VideoFrame]":
    """Send a stream's frames through filters, each a name and its arguments, and hand out what comes."""
    from av.filter import Graph

    graph = Graph()
    return _through(_linked(graph, graph.add_buffer(template=stream), (*chain, ("buffersink", ""))), frames)


def heard(frames: "Iterable[AudioFrame]", stream: "AudioStream", chain: Chain) -> "Iterator[AudioFrame]":
    """Do for sounds what `filtered` does for pictures."""
    from av.filter import Graph

    graph = Graph()
    return _through(_linked(graph, graph.add_abuffer(template=stream), (*chain, ("abuffersink", ""))), frames)


def _linked(graph: "Graph", begin: Any, chain: Chain) -> "Graph":
    last = begin
    for name, arguments in chain:
        step = graph.add(name, arguments) if arguments else graph.add(name)
        last.link_to(step)
        last = step
    graph.configure()
    return graph


def _through(graph: "Graph", frames: Iterable[Frame]) -> Iterator[Frame]:
    for frame in frames:
        graph.push(frame)
        yield from cast(Iterator[Frame], _pulled(graph))
    graph.push(None)
    yield from cast(Iterator[Frame], _pulled(graph))


def _pulled(graph: "Graph") -> "Iterator[AudioFrame | VideoFrame]":
    from av.error import BlockingIOError as Dry
    from av.error import EOFError as Over

    while True:
        try:
            yield graph.pull()
        except (Dry, Over):
            return
