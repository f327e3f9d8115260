"""Where a picture, clip or sound is, with its crop or section."""

from storyboard.language.film.cast import Media
from storyboard.plan.shots.materials import Materials
from storyboard.provider.sources import Crop, FileAt, Section, Url, Where


def where_of(media: Media, materials: Materials) -> Where:
    """Say where a picture, clip or sound is, with its crop or section."""
    crop, section = _crop(media), None
    if media.is_url:
        if media.section is not None:
            section = Section(start=media.section.start, seconds=media.section.seconds or 0)
        return Url(url=media.src, crop=crop, section=section)
    material = materials.get(media.src)
    if media.section is not None:
        rest = max((material.seconds or 0) - media.section.start, 0)
        section = Section(start=media.section.start, seconds=media.section.seconds or round(rest, 3))
    return FileAt(path=media.src, sha256=material.sha256, crop=crop, section=section)


def _crop(media: Media) -> Crop | None:
    crop = media.crop
    if crop is None:
        return None
    return Crop(
        x=crop.x,
        y=crop.y,
        width=crop.width,
        height=crop.height,
        rotate=crop.rotate,
        scale_x=crop.scale_x,
        scale_y=crop.scale_y,
    )
