"""Small clips, sounds and pictures whose every frame and sample is known."""

import array
import math
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from PIL import Image

from storyboard.media import encode
from storyboard.media.bridge import to_frame, to_image

RATE = encode.SAMPLE_RATE


def shade(number: int) -> int:
    """The grey of frame `number`: far enough apart to be told after coding, and again every 24 frames."""
    return 16 + number % 24 * 9


def greys(path: Path) -> list[int]:
    """The number (0 to 23) of every frame of a clip made here, read from the grey of its middle."""
    with av.open(path) as clip:
        return [round((_middle(frame) - 16) / 9) for frame in clip.decode(video=0)]


def _middle(frame: av.VideoFrame) -> int:
    return grey_at(to_image(frame), (frame.width // 2, frame.height // 2))


def grey_at(image: Image.Image, place: tuple[int, int]) -> int:
    """How bright a picture is at a place, 0 to 255."""
    return image.convert("L").tobytes()[place[1] * image.width + place[0]]


def clip(
    path: Path,
    frames: int,
    *,
    size: tuple[int, int] = (64, 48),
    fps: int = 24,
    sound: bool = True,
    beep: int | None = None,
    keys: int = 250,
) -> Path:
    """Write a clip of grey frames that can be told apart. With `beep`, that frame alone is white and alone sounds.

    Every `keys` frames at most one is a key frame, from which a clip can be cut without coding it anew.
    """
    look = encode.Look(width=size[0], height=size[1], fps=Fraction(fps), preset="ultrafast", crf=4, threads=1)
    with encode.muxing(path) as container:
        picture = encode.add_picture(container, look)
        picture.codec_context.gop_size = keys
        heard = encode.add_sound(container) if sound else None
        encode.put(container, picture, encode.stamped(_pictures(frames, size, beep), look.fps))
        if heard is not None:
            count = round(frames * RATE / fps)
            encode.put(container, heard, encode.samples([_tone(count, fps=fps, beep=beep)]))
        encode.close(container, picture, *([heard] if heard is not None else []))
    return path


def uneven(path: Path, times: list[float], *, beep: int | None = None) -> Path:
    """Write a clip of grey frames that can be told apart, at these moments in seconds.

    It is silent; with `beep`, that frame alone is white, and sounds for a 24th of a second from its moment on.
    """
    look = encode.Look(width=64, height=48, fps=Fraction(24), preset="ultrafast", crf=4, threads=1)
    with encode.muxing(path) as container:
        picture = encode.add_picture(container, look)
        picture.time_base = picture.codec_context.time_base = Fraction(1, 90_000)
        heard = encode.add_sound(container) if beep is not None else None
        for frame, at in zip(_pictures(len(times), (64, 48), beep), times, strict=True):
            frame.pts, frame.time_base = round(at * 90_000), Fraction(1, 90_000)
            encode.put(container, picture, [frame])
        if heard is not None and beep is not None:
            tone = _tone(round(times[-1] * RATE), fps=24, beep=times[beep] * 24)
            encode.put(container, heard, encode.samples([tone]))
        encode.close(container, picture, *([heard] if heard is not None else []))
    return path


def _pictures(frames: int, size: tuple[int, int], beep: int | None) -> Iterator[av.VideoFrame]:
    for number in range(frames):
        grey = shade(number) if beep is None else 255 * (number == beep)
        yield to_frame(Image.new("RGB", size, (grey, grey, grey)))


def _tone(count: int, *, fps: int, beep: float | None) -> bytes:
    first, last = (0, count) if beep is None else (int(beep * RATE / fps), int((beep + 1) * RATE / fps))
    values = array.array("h")
    for at in range(count):
        loud = round(12_000 * math.sin(2 * math.pi * 1000 * at / RATE)) if first <= at < last else 0
        values.extend((loud, loud))
    return values.tobytes()


def wav(path: Path, seconds: float) -> Path:
    """Write a sound of one steady tone."""
    with encode.muxing(path) as container:
        heard = encode.add_sound(container, "pcm_s16le" if path.suffix == ".wav" else "libmp3lame")
        count = round(seconds * RATE)
        encode.put(container, heard, encode.samples([_tone(count, fps=24, beep=None)]))
        encode.close(container, heard)
    return path


def loudness(path: Path) -> list[int]:
    """The peak of every millisecond of a file's sound, of its left side."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    values = array.array("h")
    with av.open(path) as source:
        for frame in source.decode(audio=0):
            for fresh in resampler.resample(frame):
                values.frombytes(bytes(fresh.planes[0])[: fresh.samples * 2])
    step = RATE // 1000
    return [max(abs(value) for value in values[at : at + step]) for at in range(0, len(values) - step + 1, step)]


def beeps(path: Path) -> list[int]:
    """The milliseconds at which the sound begins after silence."""
    loud = [value > 3000 for value in loudness(path)]
    return [at for at, now in enumerate(loud) if now and not any(loud[max(0, at - 20) : at])]


def flashes(path: Path) -> list[int]:
    """The numbers of the white frames of a clip."""
    with av.open(path) as source:
        return [number for number, frame in enumerate(source.decode(video=0)) if _middle(frame) > 200]


def picture(path: Path, size: tuple[int, int] = (40, 30), **options: object) -> Path:
    """Write a picture whose four quarters are red, green, blue and white, from the top left in reading order."""
    image = Image.new("RGB", size)
    width, height = size[0] // 2, size[1] // 2
    for number, colour in enumerate(("red", "lime", "blue", "white")):
        image.paste(
            colour, (number % 2 * width, number // 2 * height, (number % 2 + 1) * width, (number // 2 + 1) * height)
        )
    image.save(path, **options)  # type: ignore[arg-type]
    return path
