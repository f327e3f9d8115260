"""A check of one's own: in this house every clip fades in, so its first frame is dark."""

from collections.abc import Iterator

from storyboard.checks.footage import Finding, Footage

DARK = 24  # of 255, in the mean


def check_fade_in(footage: Footage) -> Iterator[Finding]:
    """Find clips that begin in the light."""
    first = footage.survey.first
    mean = sum(first) / len(first)
    if mean > DARK:
        yield Finding(words=f"it begins in the light ({mean:.0f} of 255)", weight=2)
