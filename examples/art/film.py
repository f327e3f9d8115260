"""Draw the moving references: a sculpture whose `time` runs from 0 to 1, as H.264 at 24 frames a second.

Needs what draw.py needs, and PyAV. `python film.py` draws all, `python film.py crane-rehearsal` that one.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

import av
import moderngl
import numpy as np
from draw import HERE, floats, program, render

KEEPER = "the-keeper/refs"
RATE = 24


@dataclass(frozen=True, kw_only=True)
class Move:
    """One moving reference: its sculpture, drawn with `time` from 0 to 1."""

    name: str
    folder: str
    seconds: float
    parts: tuple[str, ...]
    size: tuple[int, int] = (864, 496)
    defines: dict[str, str] = field(default_factory=dict)


MOVES = (
    Move(
        name="crane-rehearsal",
        folder=KEEPER,
        seconds=3.5,
        parts=("sea.glsl", "stage.glsl", "quay.glsl"),
        defines={"REHEARSAL": ""},
    ),
    Move(
        name="leap-rehearsal",
        folder="rooftops/refs",
        seconds=4.0,
        parts=("stage.glsl", "roofs.glsl"),
        defines={"REHEARSAL": ""},
    ),
)


def shoot(context: moderngl.Context, move: Move, path: Path) -> None:
    """Draw every frame of a move and encode it."""
    defines = "".join(f"#define {name} {value}\n" for name, value in move.defines.items())
    text = "".join((HERE / part).read_text() for part in ("common.glsl", *move.parts))
    scene = program(context, "#version 330\n" + defines + text)
    frame = context.framebuffer([context.texture(move.size, 4, dtype="f4")])
    count = round(move.seconds * RATE)
    with av.open(str(path), "w") as film:
        stream = film.add_stream("libx264", rate=RATE, options={"crf": "24", "preset": "slow"})
        stream.width, stream.height = move.size
        stream.pix_fmt = "yuv420p"
        for i in range(count):
            render(scene, frame, {"size": move.size, "time": i / (count - 1)})
            pixels = (np.clip(floats(frame), 0, 1) * 255).astype("u1")
            film.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        film.mux(stream.encode())


def main() -> None:
    """Draw the moves that were named, or all."""
    context = moderngl.create_context(standalone=True, backend="egl")
    for move in MOVES:
        if not sys.argv[1:] or move.name in sys.argv[1:]:
            path = HERE.parent / move.folder / f"{move.name}.mp4"
            shoot(context, move, path)
            print(f"{path} {path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
