"""When each line of dialogue is spoken: in order, each for as long as it takes to read, over the whole shot."""

from dataclasses import dataclass
from itertools import accumulate

from storyboard.media.animatic.values import Animatic

# A breath before the first line, in parts of the shot.
LEAD = 0.06
_SECONDS_A_LETTER = 0.065
_EVEN_A_WORD = 12


@dataclass(frozen=True, slots=True)
class Cue:
    """A line is seen from `begin` to `end` and heard until `quiet`, in seconds of the shot."""

    begin: float
    end: float
    quiet: float


def cues(animatic: Animatic) -> tuple[Cue, ...]:
    """Share a shot's time among its lines."""
    lines = animatic.slate.dialogue if animatic.slate else ()
    weights = [len(spoken.line) + _EVEN_A_WORD for spoken in lines]
    begin = min(animatic.seconds * LEAD, 0.4)
    room = animatic.seconds - begin
    return tuple(
        _cue(begin + (end - weight) / sum(weights) * room, weight / sum(weights) * room, weight)
        for weight, end in zip(weights, accumulate(weights), strict=True)
    )


def _cue(begin: float, length: float, weight: int) -> Cue:
    return Cue(begin, begin + length, begin + min(length * 0.92, max(0.6, weight * _SECONDS_A_LETTER)))
