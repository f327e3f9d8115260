"""How large the frames of a request are, also where the vendor's page does not say."""

import re
from collections.abc import Mapping
from typing import Any

from storyboard.media.errors import MediaError
from storyboard.media.probe import probe
from storyboard.provider.profile import ADAPTIVE, Profile, size
from storyboard.sandbox.store import Store
from storyboard.sandbox.tasks import Medium

_PLAIN = "16:9"


def frame_size(store: Store, profile: Profile, given: Mapping[str, Any], media: tuple[Medium, ...]) -> tuple[int, int]:
    """Give width and height in pixels, both even."""
    ratio, resolution = given["aspectRatio"], given["resolution"]
    shape = _nearest(profile, _first_shape(store, media)) if ratio == ADAPTIVE else ratio
    return size(profile, resolution=resolution, ratio=shape) or _guessed(resolution, shape)


def _first_shape(store: Store, media: tuple[Medium, ...]) -> float | None:
    """Give width by height of the first medium with a picture, videos before images."""
    for medium in sorted(media, key=lambda medium: ("video", "image", "audio").index(medium.kind)):
        if medium.file and medium.kind != "audio":
            try:
                seen = probe(store.folder / medium.file)
            except MediaError:
                continue
            return seen.width / seen.height if seen.width and seen.height else None
    return None


def _nearest(profile: Profile, shape: float | None) -> str:
    fixed = [ratio for ratio in profile.aspect_ratios if ":" in ratio]
    if shape is None or not fixed:
        return _PLAIN
    # Half as wide is as far away as twice as wide.
    return min(fixed, key=lambda ratio: max(_shape(ratio) / shape, shape / _shape(ratio)))


def _guessed(resolution: str, ratio: str) -> tuple[int, int]:
    """Take the number in a resolution for the shorter side."""
    found = re.search(r"\d{3,4}", resolution)
    shorter, shape = int(found[0]) if found else 480, _shape(ratio)
    sides = (shorter * shape, shorter) if shape >= 1 else (shorter, shorter / shape)
    width, height = (max(2, round(side / 2) * 2) for side in sides)
    return width, height


def _shape(ratio: str) -> float:
    wide, _, high = ratio.partition(":")
    return int(wide) / int(high)
