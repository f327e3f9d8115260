"""What a clip is unlike: sentences on a length or a size that was not asked for. They are no failure."""

from storyboard.media.measure import Measure
from storyboard.plan.plan import Call
from storyboard.provider.asked import read_body, seconds_in, size_in, sound_in

_SECONDS = 0.3
_RATIO = 0.03  # the real sizes of a ratio are rounded to whole blocks of pixels


def findings_of(call: Call, measure: Measure, *, size: tuple[int, int] | None) -> tuple[str, ...]:
    """Compare a clip with what its call asked for; `size` is the one in pixels that it should have, where known."""
    body = read_body(call.body)
    found = (
        _length(measure, seconds_in(body)),
        _size(measure, size) if size is not None else _ratio(measure, size_in(body)[1]),
        _sound(measure) if sound_in(body) else "",
    )
    return tuple(finding for finding in found if finding)


def _length(measure: Measure, seconds: object) -> str:
    if not isinstance(seconds, int | float) or abs(measure.seconds - seconds) <= _SECONDS:
        return ""
    return f"it lasts {measure.seconds:.1f} s; {seconds:g} s were asked for"


def _size(measure: Measure, size: tuple[int, int]) -> str:
    if (measure.width, measure.height) == size:
        return ""
    return f"it is {measure.width}×{measure.height} pixels; {size[0]}×{size[1]} were expected"


def _ratio(measure: Measure, ratio: object) -> str:
    width, colon, height = str(ratio).partition(":")
    if not (colon and width.isdecimal() and height.isdecimal() and int(height) and measure.height):
        return ""
    asked, got = int(width) / int(height), measure.width / measure.height
    return (
        "" if abs(got - asked) <= asked * _RATIO else f"it is {measure.width}×{measure.height}; {ratio} was asked for"
    )


def _sound(measure: Measure) -> str:
    return "" if measure.has_audio else "it has no sound; sound was asked for"
