"""Every picture, clip and sound that a storyboard refers to anywhere: cast, defaults, profiles, variants, shots."""

from collections.abc import Iterator
from dataclasses import dataclass

from storyboard.language.film.cast import Look, Media, Member
from storyboard.language.film.part import Part, value_of
from storyboard.language.film.storyboard import Storyboard
from storyboard.provider.profile import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Referred:
    """Something referred to, and what it is wanted as."""

    media: Media
    kind: Kind


def list_referred(storyboard: Storyboard | None) -> tuple[Referred, ...]:
    """List what a storyboard refers to, whether or not a shot uses it."""
    found: list[Referred] = []
    if storyboard is None:
        return ()
    for member in storyboard.cast:
        found += _of_appearance(member)
        for look in member.looks:
            found += _of_appearance(look)
    for part in _parts(storyboard):
        found += (Referred(media=ref.media, kind=ref.kind) for ref in value_of(part.refs, ()))
    return tuple(found)


def _of_appearance(appearance: Member | Look) -> Iterator[Referred]:
    for image in appearance.images:
        yield Referred(media=image, kind="image")
    if appearance.voice is not None:
        yield Referred(media=appearance.voice, kind="audio")
    if appearance.motion is not None:
        yield Referred(media=appearance.motion, kind="video")


def _parts(storyboard: Storyboard) -> Iterator[Part]:
    yield storyboard.part
    for scene in storyboard.scenes:
        yield scene.part
        yield from (shot.part for shot in scene.shots)
    for profile in storyboard.profiles:
        yield from (profile.part, profile.force)
    for variant in storyboard.variants:
        yield variant.part
        yield from (change.part for change in variant.shots)
