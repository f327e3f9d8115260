"""Checks of a take by itself: black, frozen and silent stretches, cuts inside the shot, loudness, frame rate."""

from collections.abc import Iterator

from storyboard.checks.footage import Finding, Footage
from storyboard.media.survey import Stretch
from storyboard.provider.asked import read_body, sound_in

BLACK = 0.5  # seconds
FROZEN = 1.0
MUTE = 0.9  # of the clip
QUIET, LOUD = -45.0, -9.0  # LUFS; films for the net are mixed to about -14
SLOW = 23.0  # frames a second; the models give 24


def check_black(footage: Footage) -> Iterator[Finding]:
    """Find stretches without a picture."""
    for stretch in footage.survey.black:
        if stretch.seconds >= BLACK:
            yield Finding(words=f"it is black {_when(stretch, footage)}", weight=3)


def check_frozen(footage: Footage) -> Iterator[Finding]:
    """Find stretches in which nothing moves, not even the grain; what is black is told as such."""
    black = footage.survey.black
    for stretch in footage.survey.frozen:
        dark = any(one.start - 0.5 <= stretch.start and stretch.end <= one.end + 0.5 for one in black)
        if stretch.seconds >= FROZEN and not dark:
            yield Finding(words=f"it stands still {_when(stretch, footage)}", weight=2)


def check_cuts(footage: Footage) -> Iterator[Finding]:
    """Find cuts inside of what was to be one shot."""
    if footage.survey.cuts:
        moments = ", ".join(f"{at:.1f}" for at in footage.survey.cuts)
        yield Finding(words=f"it has a cut inside the shot, at {moments} s", weight=3)


def check_sound(footage: Footage) -> Iterator[Finding]:
    """Find sound that was asked for and is not to be heard, and sound far from any usual loudness."""
    survey = footage.survey
    if not survey.has_sound or not _wants_sound(footage):
        return
    silent = sum(stretch.seconds for stretch in survey.silent)
    audible = survey.loudness is not None and survey.loudness >= QUIET
    if silent >= MUTE * survey.seconds:
        rest = f"it is silent but for {max(0.1, survey.seconds - silent):.1f} s"
        yield Finding(words=rest) if audible else Finding(words="it is silent; sound was asked for", weight=3)
    elif survey.loudness is not None and not QUIET <= survey.loudness <= LOUD:
        how = "quiet" if survey.loudness < QUIET else "loud"
        yield Finding(words=f"it is very {how}: {survey.loudness:g} LUFS")


def check_rate(footage: Footage) -> Iterator[Finding]:
    """Find clips with too few frames a second."""
    if 0 < footage.fps < SLOW:  # 0 where nobody measured it
        yield Finding(words=f"it has {footage.fps:g} frames a second", weight=2)


def _wants_sound(footage: Footage) -> bool:
    return sound_in(read_body(footage.request))


def _when(stretch: Stretch, footage: Footage) -> str:
    if stretch.seconds >= 0.95 * footage.survey.seconds:
        return "all the time"
    return f"from {stretch.start:.1f} to {stretch.end:.1f} s"
