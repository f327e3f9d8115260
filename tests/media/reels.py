"""Clips with faults that are known: every stretch a colour, a noise, or a tone."""

import math
import random
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from PIL import Image

from storyboard.media import encode
from storyboard.media.bridge import to_frame

SIZE = (96, 54)
FPS = 24
RATE = encode.SAMPLE_RATE


@dataclass(frozen=True)
class Reel:
    """A stretch of picture: `alive` has grain that moves, as anything filmed has."""

    seconds: float
    colour: tuple[int, int, int] = (120, 110, 100)
    alive: bool = True


def write_reel(
    path: Path, reels: Iterable[Reel], *, loudness: Iterable[tuple[float, int]] = (), fps: int = FPS
) -> Path:
    """Write a clip of these stretches; `loudness` has seconds and the height of a tone (0 to 32,000), none no sound."""
    look = encode.Look(width=SIZE[0], height=SIZE[1], fps=Fraction(fps), preset="ultrafast", crf=10, threads=1)
    tones = tuple(loudness)
    with encode.muxing(path) as container:
        picture = encode.add_picture(container, look)
        track = encode.add_sound(container) if tones else None
        encode.put(container, picture, encode.stamped(_frames(reels, fps), look.fps))
        if track is not None:
            encode.put(container, track, encode.samples([_tones(tones)]))
        encode.close(container, picture, *([track] if track is not None else []))
    return path


def _frames(reels: Iterable[Reel], fps: int) -> Iterator[av.VideoFrame]:
    chance = random.Random(7)
    for reel in reels:
        for _ in range(round(reel.seconds * fps)):
            image = Image.new("RGB", SIZE, reel.colour)
            if reel.alive:
                spread = bytes(min(255, max(0, 128 + chance.randrange(-40, 40))) for _ in range(SIZE[0] * SIZE[1]))
                image = Image.blend(image, Image.frombytes("L", SIZE, spread).convert("RGB"), 0.25)
            yield to_frame(image)


def _tones(tones: Iterable[tuple[float, int]]) -> bytes:
    values = array("h")
    for seconds, height in tones:
        for at in range(round(seconds * RATE)):
            value = round(height * math.sin(2 * math.pi * 440 * at / RATE))
            values.extend((value, value))
    return values.tobytes()
