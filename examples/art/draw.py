"""Draw the examples' reference pictures: each is a sculpture in GLSL, lit, marched by rays and painted over.

Needs Python 3.11, numpy, Pillow and moderngl, and an OpenGL 3.3 driver (Mesa's llvmpipe is enough, no graphics card).
`python draw.py` draws all, `python draw.py mira-front boat` those; `--scale 0.5` for a quick look,
`--to DIR` elsewhere.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import moderngl
import numpy as np
from pictures import PICTURES, Picture
from PIL import Image, ImageFilter

HERE = Path(__file__).parent
TILE = 256
CORNERS = "#version 330\nin vec2 at; void main() { gl_Position = vec4(at, 0, 1); }"


def program(context: moderngl.Context, text: str) -> moderngl.VertexArray:
    """Compile a fragment shader over a triangle that covers the frame."""
    made = context.program(vertex_shader=CORNERS, fragment_shader=text)
    corners = context.buffer(np.array([-1, -1, 3, -1, -1, 3], "f4").tobytes())
    return context.vertex_array(made, [(corners, "2f", "at")])


def scene_text(picture: Picture) -> str:
    """Join the sculpture of a picture with what it stands on, its settings first."""
    defines = "".join(f"#define {name} {value}\n" for name, value in picture.defines.items())
    parts = [(HERE / part).read_text() for part in ("common.glsl", *picture.parts)]
    return "#version 330\n" + defines + "".join(parts)


def render(array: moderngl.VertexArray, target: moderngl.Framebuffer, uniforms: dict[str, object]) -> None:
    """Draw in tiles, so that a slow sculpture on a processor is not one endless call."""
    for name, value in uniforms.items():
        if name in array.program:
            array.program[name].value = value
    target.use()
    width, height = target.size
    for y in range(0, height, TILE):
        for x in range(0, width, TILE):
            target.scissor = (x, y, TILE, TILE)
            array.render()
            target.ctx.finish()
    target.scissor = None


def floats(frame: moderngl.Framebuffer) -> np.ndarray:
    """Read a frame as rows from the top, three floats a pixel."""
    width, height = frame.size
    return np.frombuffer(frame.read(components=3, dtype="f4"), "f4").reshape(height, width, 3)[::-1].copy()


def grade(pixels: np.ndarray, *, grain: float, seed: int) -> Image.Image:
    """Bloom, canvas, vignette and film grain over the painted picture."""
    height, width, _ = pixels.shape
    base = np.clip(pixels, 0, 1)
    light = Image.fromarray((np.clip(base - 0.55, 0, 1) * 2 * 255).astype("u1").clip(0, 255))
    bloom = (
        sum(np.asarray(light.filter(ImageFilter.GaussianBlur(width * r)), "f4") / 255 for r in (0.006, 0.02, 0.06)) / 3
    )
    base = 1 - (1 - base) * (1 - bloom * np.array([0.5, 0.42, 0.3]))
    random = np.random.default_rng(seed)
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    base *= (1 - 0.28 * np.clip((x * x + y * y) / 2, 0, 1) ** 1.3)[..., None]
    tooth = random.normal(size=(height, width)).astype("f4")
    clumps = Image.fromarray((np.clip(tooth * 40 + 128, 0, 255)).astype("u1")).filter(ImageFilter.GaussianBlur(1.1))
    coarse = (np.asarray(clumps, "f4") - 128) / 40 * 3
    luma = base.mean(axis=2, keepdims=True)
    base += grain * (0.35 * tooth + 0.65 * coarse)[..., None] * (0.35 + luma * (1 - luma) * 2)
    return Image.fromarray((np.clip(base, 0, 1) * 255 + 0.5).astype("u1"))


def draw(context: moderngl.Context, picture: Picture, *, scale: float) -> Image.Image:
    """Sculpt, paint over, shrink and grade one picture. `scale` 1 is its full size."""
    width, height = (round(side * scale) for side in picture.size)
    over = 1.3 if picture.supersample else 1.0
    big = (round(width * over), round(height * over))
    frames = [context.framebuffer([context.texture(big, 4, dtype="f4")]) for _ in range(2)]
    render(program(context, scene_text(picture)), frames[0], {"size": big, "time": 0.0})
    frames[0].color_attachments[0].use(0)
    brush = program(context, "#version 330\n" + (HERE / "paint.glsl").read_text())
    render(brush, frames[1], {"size": big, "picture": 0, "radius": picture.brush * scale * over})
    pixels = floats(frames[1])
    keep = picture.detail
    pixels = pixels * (1 - keep) + floats(frames[0]) * keep
    image = Image.fromarray((np.clip(pixels, 0, 1) * 255).astype("u1")).resize((width, height), Image.LANCZOS)
    return grade(np.asarray(image, "f4") / 255, grain=picture.grain, seed=len(picture.name))


def main() -> None:
    """Draw the pictures that were named, or all."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("names", nargs="*")
    ask.add_argument("--scale", type=float, default=1.0)
    ask.add_argument("--to", type=Path)
    told = ask.parse_args()
    context = moderngl.create_context(standalone=True, backend="egl")
    for picture in PICTURES:
        if told.names and picture.name not in told.names:
            continue
        begun = time.perf_counter()
        folder = told.to or HERE.parent / picture.folder
        path = folder / f"{picture.name}.jpg"
        draw(context, picture, scale=told.scale).save(path, quality=88, optimize=True)
        print(f"{path} {path.stat().st_size // 1024} kB {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main()
