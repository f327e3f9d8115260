"""The references of a shot: in their order, named, numbered and each with its roles; the same bytes are sent once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from storyboard.canonical import canonical
from storyboard.language.film.cast import Media
from storyboard.language.film.part import Continue, OwnRef
from storyboard.plan.shots.casting import Player
from storyboard.plan.shots.materials import Materials
from storyboard.plan.shots.wheres import where_of
from storyboard.problems import Place
from storyboard.provider.profile import Kind, Profile, mention, ref_name
from storyboard.provider.sources import FileAt, ShotAt, Where, write_where

Type = Literal["subject", "image", "video", "audio"]
TAIL_SECONDS = 4  # of an earlier clip, where the storyboard does not say how much of its end is sent
TYPES: tuple[Type, ...] = ("subject", "image", "video", "audio")


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What a reference is for, as the role template reads it. All texts are rendered.

    `what`: look (a picture of a member), voice, motion, continues, or own. `shows` is what the author says a picture
    shows; `description` stands on the one picture of a member that carries it. `again` marks a further picture, `now`
    the picture that shows how the member looks in this shot.
    """

    what: Literal["look", "voice", "motion", "continues", "own"]
    name: str = ""
    kind: str = ""
    shows: str = ""
    description: str = ""
    again: bool = False
    now: bool = False
    is_set: bool = False
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A reference before it has a number. `of` is the member or the label that texts know it by."""

    type: Type
    wheres: tuple[Where, ...]
    role: Role
    place: Place
    of: str | None = None
    medias: tuple[Media, ...] = ()
    subject_id: str | None = None
    avatar_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A reference as it is sent: `name` as in the body, `mention` as in the prompt, and all of its roles."""

    type: Type
    name: str
    mention: str
    wheres: tuple[Where, ...]
    roles: tuple[Role, ...]
    of: tuple[str, ...]
    places: tuple[Place, ...]
    medias: tuple[Media, ...] = ()
    subject_id: str | None = None
    avatar_id: str | None = None


def number(wanted: Iterable[Wanted], profile: Profile) -> tuple[Reference, ...]:
    """Merge what is the same, sort by type as a body lists them, and give each its name and mention."""
    merged: dict[str, list[Wanted]] = {}
    wanted = tuple(wanted)
    avatars = {_bytes_of(want): want.avatar_id for want in reversed(wanted) if want.avatar_id is not None}
    for want in wanted:
        content = _bytes_of(want)
        # The same bytes under two ids of the author's are two references; under one, that one goes with all.
        merged.setdefault(canonical([content, want.avatar_id or avatars.get(content)]), []).append(want)
    ranks: dict[Type, int] = dict.fromkeys(TYPES, 0)
    numbered = []
    for same in sorted(merged.values(), key=lambda same: TYPES.index(same[0].type)):
        ranks[same[0].type] += 1
        numbered.append(_reference(same, ranks[same[0].type], profile))
    return tuple(numbered)


def want_player(player: Player, materials: Materials, *, words: "PlayerWords") -> Iterator[Wanted]:
    """List what a player brings along: pictures (or the author's own subject), the way it moves, its voice."""
    if player.seen:
        yield from _want_looks(player, materials, words)
    motion, voice = motion_of(player), voice_of(player)
    if motion is not None:
        role = Role(what="motion", name=words.name, kind=player.member.kind)
        yield replace(_want_whole("video", motion, materials, role), of=player.member.id)
    if voice is not None:
        role = Role(what="voice", name=words.name, kind=player.member.kind)
        yield replace(_want_whole("audio", voice, materials, role), of=player.member.id)


def want_continued(goes_on: Continue, call: str) -> Wanted:
    """Say what is taken from the earlier shot."""
    seconds = (goes_on.seconds or TAIL_SECONDS) if goes_on.via == "tail" else None
    where = ShotAt(call=call, via=goes_on.via, seconds=seconds, take=goes_on.take)
    return Wanted(
        type="image" if goes_on.via == "frame" else "video",
        wheres=(where,),
        role=Role(what="continues", via=goes_on.via),
        place=goes_on.place,
    )


def want_own(ref: OwnRef, materials: Materials, *, role: str) -> Wanted:
    """Say what a shot, a scene or the film brings along by itself."""
    want = _want_whole(ref.kind, ref.media, materials, Role(what="own", name=ref.name or "", shows=role))
    return replace(want, of=ref.name, avatar_id=ref.media.avatar_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerWords:
    """A player's texts, rendered: its name, what each of its pictures shows, and the descriptions in its look.

    `descriptions` are one or two, plain and look; the picture at each place of `carriers` carries one of them.
    """

    name: str
    shows: tuple[str, ...]
    descriptions: tuple[str, ...]
    carriers: tuple[int, ...]

    @property
    def description(self) -> str:
        """Give all that is said of the player's appearance."""
        return ", ".join(words for words in self.descriptions if words)

    def said_at(self, index: int) -> str:
        """Give the description that one picture carries."""
        return self.descriptions[self.carriers.index(index)] if index in self.carriers else ""


def images_of(player: Player) -> tuple[Media, ...]:
    """List the pictures sent of a player: the member's and the look's, as many as the shot asks for."""
    look = player.look
    own: tuple[Media, ...] = () if look is not None and look.only else player.member.images
    joined = (*own, *(look.images if look is not None else ()))
    return joined if player.images is None else joined[: player.images]


def voice_of(player: Player) -> Media | None:
    """Find the voice that is sent, if the player speaks."""
    look = player.look
    own = look.voice if look is not None and look.voice is not None else player.member.voice
    return own if player.voice else None


def motion_of(player: Player) -> Media | None:
    """Find the clip of how the player moves, if the shot asks for it."""
    look = player.look
    own = look.motion if look is not None and look.motion is not None else player.member.motion
    return own if player.motion else None


def _want_whole(type: Type, media: Media, materials: Materials, role: Role) -> Wanted:  # noqa: A002
    return Wanted(type=type, wheres=(where_of(media, materials),), role=role, place=media.place, medias=(media,))


def _want_looks(player: Player, materials: Materials, words: PlayerWords) -> Iterator[Wanted]:
    member, images = player.member, images_of(player)
    if member.subject_id is not None and (player.images is None or player.images > 0):
        role = Role(what="look", name=words.name, kind=member.kind, description=words.description)
        wheres = tuple(where_of(image, materials) for image in images)
        yield Wanted(
            type="subject",
            wheres=wheres,
            role=replace(role, is_set=player.is_set),
            place=player.place,
            of=member.id,
            medias=images,
            subject_id=member.subject_id,
        )
        return
    for index, image in enumerate(images):
        yield Wanted(
            type="image",
            wheres=(where_of(image, materials),),
            role=Role(
                what="look",
                name=words.name,
                kind=member.kind,
                shows=words.shows[index],
                description=words.said_at(index),
                again=index not in words.carriers,
                now=index == words.carriers[-1] and words.carriers[-1] > words.carriers[0],
                is_set=player.is_set,
            ),
            place=image.place,
            of=member.id,
            medias=(image,),
            avatar_id=image.avatar_id,
        )


def _reference(same: list[Wanted], rank: int, profile: Profile) -> Reference:
    first = same[0]
    kinds: dict[Type, Kind] = {"image": "image", "video": "video", "audio": "audio"}
    name = first.role.name if first.type == "subject" else ref_name(profile, kinds[first.type], rank)
    return Reference(
        type=first.type,
        name=name,
        mention=mention(profile, name),
        wheres=first.wheres,
        roles=tuple(dict.fromkeys(want.role for want in same)),
        of=tuple(dict.fromkeys(want.of for want in same if want.of is not None)),
        places=tuple(want.place for want in same),
        medias=first.medias,
        subject_id=first.subject_id,
        avatar_id=next((want.avatar_id for want in same if want.avatar_id is not None), None),
    )


def _bytes_of(want: Wanted) -> str:
    wheres = [write_where(replace(where, path="") if isinstance(where, FileAt) else where) for where in want.wheres]
    return canonical([want.type, want.subject_id, wheres])
