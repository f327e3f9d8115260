"""A clip's sound as one even stream of samples, lying exactly under its picture."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from storyboard.media import clips
from storyboard.media.encode import SAMPLE_BYTES, SAMPLE_RATE

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

_SILENCE = bytes(SAMPLE_BYTES * SAMPLE_RATE)


def aligned(frames: "Iterable[AudioFrame]", *, start: Fraction, count: int) -> Iterator[bytes]:
    """Hand out exactly `count` samples (16-bit stereo, 48 kHz) from the moment `start`, in seconds of the clip.

    Gaps, a late beginning and an early end are silence; overlaps and what lies outside is cut.
    """
    done = place = 0
    for at, data in _resampled(frames):
        begin = round((at - start) * SAMPLE_RATE) if at is not None else place
        place = begin + len(data) // SAMPLE_BYTES
        yield from silence(min(begin, count) - done)
        done = max(done, min(begin, count))
        piece = data[max(0, done - begin) * SAMPLE_BYTES : max(0, count - begin) * SAMPLE_BYTES]
        done += len(piece) // SAMPLE_BYTES
        yield piece
        if done >= count:
            return
    yield from silence(count - done)


def silence(count: int) -> Iterator[bytes]:
    """Hand out so many silent samples; none where the count is negative."""
    while count > 0:
        yield _SILENCE[: count * SAMPLE_BYTES]
        count -= SAMPLE_RATE


def _resampled(frames: "Iterable[AudioFrame]") -> Iterator[tuple[Fraction | None, bytes]]:
    from av.audio.resampler import AudioResampler

    resampler = AudioResampler(format="s16", layout="stereo", rate=SAMPLE_RATE)
    expected: Fraction | None = None
    for frame in frames:
        at = clips.moment(frame) if frame.pts is not None else None
        # A resampler holds samples back; its output's own place counts only where the input really jumps.
        jumped = expected is None or at is None or abs(at - expected) > Fraction(1, 50)
        expected = (at or expected or Fraction(0)) + Fraction(frame.samples, frame.sample_rate)
        frame.pts = None
        for number, fresh in enumerate(resampler.resample(frame)):
            yield (at if jumped and number == 0 else None), _bytes(fresh)
    yield from ((None, _bytes(fresh)) for fresh in resampler.resample(None))


def _bytes(frame: "AudioFrame") -> bytes:
    return bytes(frame.planes[0])[: frame.samples * SAMPLE_BYTES]
