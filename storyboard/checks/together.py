"""Checks of a take against others: the seam to the shot it goes on from, its colour among those of its scene."""

from collections.abc import Iterator
from math import hypot
from statistics import median

from storyboard.checks.footage import Finding, Footage

SEAM = 0.2  # mean difference of two frames, of all there can be
LUMA = 45.0  # of 255
CHROMA = 14.0  # of 128
FEWEST = 2  # other shots that a scene must have, before one can be told from them


def check_seam(footage: Footage) -> Iterator[Finding]:
    """Hold the first frame against the last one of the shot that it goes on from."""
    if footage.earlier is None:
        return
    apart = difference(footage.earlier.survey.last, footage.survey.first)
    if apart > SEAM:
        words = f"its first frame is unlike the last one of {footage.earlier.address}: {apart:.0%} apart"
        yield Finding(words=words, weight=2)


def check_colour(footage: Footage) -> Iterator[Finding]:
    """Hold brightness and colour against the other shots of the scene."""
    if len(footage.scene) < FEWEST:
        return
    own = footage.survey
    luma, blue, red = (median(values) for values in zip(*((s.luma, s.blue, s.red) for s in footage.scene), strict=True))
    if abs(own.luma - luma) > LUMA:
        how = "brighter" if own.luma > luma else "darker"
        yield Finding(words=f"it is much {how} than the other shots of its scene ({own.luma:.0f} against {luma:.0f})")
    if hypot(own.blue - blue, own.red - red) > CHROMA:
        yield Finding(words=f"its colours are unlike those of its scene: {_tint(own.blue - blue, own.red - red)}")


def difference(one: bytes, other: bytes) -> float:
    """Give the mean difference of two small pictures, 0 for the same and 1 for black against white."""
    if len(one) != len(other) or not one:
        return 0.0
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / (255 * len(one))


def _tint(blue: float, red: float) -> str:
    """Say what sets a colour apart, by the larger part of its difference."""
    name, amount = max((("blue", blue), ("red", red)), key=lambda pair: abs(pair[1]))
    return f"{'more' if amount > 0 else 'less'} {name} by {abs(amount):.0f}"
