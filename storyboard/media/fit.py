"""Frames of any size, shape and rotation, brought into one size: aspect kept, the rest black."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.filter import Graph
    from av.video.frame import VideoFrame

# How a picture is set upright: the decoder tells how far it is turned to the left.
_UPRIGHT: dict[int, tuple[tuple[str, str], ...]] = {
    0: (),
    90: (("transpose", "cclock"),),
    180: (("hflip", ""), ("vflip", "")),
    270: (("transpose", "clock"),),
}


def fitted(
    frames: "Iterable[VideoFrame]", *, width: int, height: int, shape: Fraction = Fraction(1)
) -> "Iterator[VideoFrame]":
    """Scale and letterbox frames into width x height, yuv420p; `shape` is a source pixel's width over its height.

    Each frame comes out with the time it went in with.
    """
    graph, known = None, None
    for frame in frames:
        nature = (frame.width, frame.height, frame.format.name, frame.rotation, frame.colorspace)
        if graph is None or nature != known:
            graph, known = _graph(frame, width=width, height=height, shape=shape), nature
        graph.vpush(frame)
        fresh = graph.vpull()
        fresh.pts, fresh.time_base = frame.pts, frame.time_base
        yield fresh


def upright_size(frame: "VideoFrame", shape: Fraction) -> tuple[int, int]:
    """Tell the even size at which a frame shows square pixels and stands upright."""
    width, height = frame.width * shape, Fraction(frame.height)
    if frame.rotation % 180 == 90:
        width, height = height, width
    return _even(width), _even(height)


def _even(side: Fraction) -> int:
    return max(2, round(side / 2) * 2)


def _graph(frame: "VideoFrame", *, width: int, height: int, shape: Fraction) -> "Graph":
    from av.filter import Graph

    graph = Graph()
    shown = upright_size(frame, shape)
    scale = min(Fraction(width, shown[0]), Fraction(height, shown[1]))
    inner = (min(width, _even(shown[0] * scale)), min(height, _even(shown[1] * scale)))
    steps = (
        *_UPRIGHT[frame.rotation % 360 // 90 * 90],
        ("scale", f"{inner[0]}:{inner[1]}:flags=lanczos:out_color_matrix=bt709:out_range=tv"),
        ("pad", f"{width}:{height}:{(width - inner[0]) // 4 * 2}:{(height - inner[1]) // 4 * 2}:black"),
        ("setsar", "1"),
        ("format", "yuv420p"),
    )
    time_base = frame.time_base or Fraction(1, 1000)
    source = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=time_base)
    nodes = [source, *(graph.add(name, arguments) for name, arguments in steps), graph.add("buffersink")]
    graph.link_nodes(*nodes).configure()
    return graph
