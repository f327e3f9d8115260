"""What a clip shows and sounds like, measured: black, frozen and silent stretches, cuts, loudness, colour, its ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard.media import clips
from storyboard.media.bridge import to_image
from storyboard.media.cuts import Glance, find_cuts
from storyboard.media.errors import MediaError
from storyboard.media.filters import filtered, heard

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

THUMB = (32, 18)
"""The pixels of the two small pictures that a survey keeps, whatever the clip's shape."""

_WIDTH = 160  # enough to tell black from dark and a cut from a pan, and thirty times faster than the whole picture
_REPAINT = 0.8  # of 100: by how much at most a frame that is coded anew, whole, differs from the same picture before
_STILL = 0.7  # seconds without movement that are told
_PICTURE = (
    ("scale", f"{_WIDTH}:-2:flags=area"),
    ("blackdetect", "d=0.2:pic_th=0.98:pix_th=0.06"),
    ("freezedetect", "n=-74dB:d=0.3"),
    ("scdet", ""),
    ("signalstats", ""),
)
_SOUND = (("silencedetect", "n=-55dB:d=0.5"), ("ebur128", "metadata=1"))
_SILENT = -70.0  # where the measure of loudness begins: below it there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a clip, in seconds from its beginning."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """Tell how long it is."""
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What was measured in a clip. `cuts` are moments in seconds; `loudness` is in LUFS, None without sound.

    `luma`, `blue` and `red` are the mean of Y, U and V over the whole clip, 0 to 255. `first` and `last` are the frames
    at its ends, as RGB bytes of `THUMB` pixels.
    """

    seconds: float
    black: tuple[Stretch, ...] = ()
    frozen: tuple[Stretch, ...] = ()
    silent: tuple[Stretch, ...] = ()
    cuts: tuple[float, ...] = ()
    has_sound: bool = False
    loudness: float | None = None
    luma: float = 0.0
    blue: float = 128.0
    red: float = 128.0
    first: bytes = b""
    last: bytes = b""


@dataclass(slots=True, kw_only=True)
class _Seen:
    """What the filters have said so far: stretches by their name, each frame made small, sums of the colour."""

    open: dict[str, float]
    closed: dict[str, list[Stretch]]
    glances: list[Glance]
    repaints: list[float]
    sums: list[float]
    frames: int = 0
    end: float = 0.0
    loudness: str = ""


def survey(path: Path) -> Survey:
    """Look at a clip from end to end. Raises MediaError where it does not decode or has no picture."""
    with clips.opened(path) as (container, _):
        stream = clips.picture_of(container)
        if stream is None:
            raise MediaError(f"{path} has no picture.")
        picture, ends = _look(clips.frames_of(container, stream), stream)
    sound = _listen(path)
    return Survey(
        seconds=round(picture.end, 3),
        black=tuple(picture.closed.get("black", ())),
        frozen=_frozen(picture),
        silent=tuple(sound.closed.get("silence", ())),
        cuts=tuple(round(at, 3) for at in find_cuts(picture.glances)),
        has_sound=sound.frames > 0,
        loudness=_loudness(sound),
        luma=_mean(picture, 0),
        blue=_mean(picture, 1),
        red=_mean(picture, 2),
        first=ends[0],
        last=ends[1],
    )


def _look(frames: "Iterable[VideoFrame]", stream: "VideoStream") -> tuple[_Seen, tuple[bytes, bytes]]:
    seen, step = _nothing(), float(1 / clips.rate_of(stream))
    first: bytes | None = None
    small: VideoFrame | None = None
    start = 0.0
    for small in filtered(frames, stream, _PICTURE):
        at = float(clips.moment(small))
        if first is None:
            first, start = _thumb(small), at
        seen.end = at - start + step
        _note(seen, small.metadata, offset=start)
        _colour(seen, small.metadata)
        seen.glances.append(_glance(small, at - start))
        if small.key_frame and float(small.metadata.get("lavfi.scd.mafd", 100)) <= _REPAINT:
            seen.repaints.append(at - start)
    if small is None or first is None:
        raise EOFError("it has no frame")
    _close(seen)
    return seen, (first, _thumb(small))


def _listen(path: Path) -> _Seen:
    seen = _nothing()
    with clips.opened(path) as (container, _):
        stream = clips.sound_of(container)
        if stream is None:
            return seen
        for frame in heard(clips.sounds_of(container, stream), stream, _SOUND):
            seen.frames += 1
            seen.end = float(clips.moment(frame)) + frame.samples / frame.sample_rate
            _note(seen, frame.metadata, offset=0.0)
            seen.loudness = frame.metadata.get("lavfi.r128.I", seen.loudness)
    _close(seen)
    return seen


def _note(seen: _Seen, said: Mapping[str, str], *, offset: float) -> None:
    """Take down where a stretch begins and ends: filters say so on the frame where they know it."""
    for key, value in said.items():
        name, _, edge = key.rpartition("_")
        kind = name.rpartition(".")[2]
        if kind not in ("black", "freeze", "silence"):
            continue
        if edge == "start":
            seen.open[kind] = float(value) - offset
        elif edge == "end" and kind in seen.open:
            _put(seen, kind, float(value) - offset)


def _close(seen: _Seen) -> None:
    """End what is still going on where the clip ends."""
    for kind in tuple(seen.open):
        _put(seen, kind, seen.end)


def _put(seen: _Seen, kind: str, end: float) -> None:
    stretch = Stretch(start=round(seen.open.pop(kind), 3), end=round(end, 3))
    seen.closed.setdefault(kind, []).append(stretch)


def _frozen(seen: _Seen) -> tuple[Stretch, ...]:
    """Join the stretches that only a keyframe parts: it paints the same picture anew, and not quite as it was."""
    found: list[Stretch] = []
    for one in seen.closed.get("freeze", ()):
        before = found[-1] if found else None
        if before and one.start == before.end and any(abs(at - one.start) < 0.001 for at in seen.repaints):
            found[-1] = Stretch(start=before.start, end=one.end)
        else:
            found.append(one)
    return tuple(one for one in found if one.seconds >= _STILL)


def _colour(seen: _Seen, said: Mapping[str, str]) -> None:
    seen.frames += 1
    for place, name in enumerate(("YAVG", "UAVG", "VAVG")):
        seen.sums[place] += float(said.get(f"lavfi.signalstats.{name}", 0))


def _mean(seen: _Seen, place: int) -> float:
    return round(seen.sums[place] / seen.frames, 2)


def _loudness(sound: _Seen) -> float | None:
    return round(max(float(sound.loudness), _SILENT), 1) if sound.loudness else None


def _glance(frame: "VideoFrame", at: float) -> Glance:
    plane = frame.reformat(width=THUMB[0], height=THUMB[1], format="gray", interpolation="AREA").planes[0]
    data, step = bytes(plane), plane.line_size
    grey = b"".join(data[row * step : row * step + THUMB[0]] for row in range(THUMB[1]))
    return Glance(at=at, jump=float(frame.metadata.get("lavfi.scd.score", 0)), grey=grey)


def _thumb(frame: "VideoFrame") -> bytes:
    return to_image(frame).resize(THUMB).tobytes()


def _nothing() -> _Seen:
    return _Seen(open={}, closed={}, glances=[], repaints=[], sums=[0.0, 0.0, 0.0])
