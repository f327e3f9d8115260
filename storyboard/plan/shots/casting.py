"""Who is in a shot: the listed, the printed and the speaking, in the order in which their references are sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from storyboard.language.film.cast import CastUse, Look, Member
from storyboard.language.film.part import Line, value_of
from storyboard.plan.shots.setups import Setup
from storyboard.problems import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """A member of the cast in one shot. `images` is how many pictures are sent (None: all); `seen` is False off screen.

    `is_set` marks the place of the scene. `place` is where the storyboard asks for the member.
    """

    member: Member
    place: Place
    look: Look | None = None
    images: int | None = None
    voice: bool = False
    motion: bool = False
    seen: bool = True
    is_set: bool = False


def cast_setup(setup: Setup, cast: dict[str, Member], printed: Sequence[str]) -> tuple[Player, ...]:
    """List the players of a shot: characters, then subjects, then the place of the scene.

    `printed` are the ids that the shot's texts print, in order. Members that the cast lacks are left out.
    """
    own = [*value_of(setup.part.characters, ()), *value_of(setup.part.subjects, ())]
    scene = [*value_of(setup.scene.part.characters, ()), *value_of(setup.scene.part.subjects, ())]
    lines = value_of(setup.part.dialogue, ())
    set_id = value_of(setup.part.place, None)
    uses = _uses(own, printed, [line for line in lines if not line.vo], fallback=scene, at=setup.shot.place)
    players = [_player(use, cast[use.member], lines, seen=seen) for use, seen in uses if use.member in cast]
    inside = [player for player in players if player.member.id != set_id]
    there = [player for player in players if player.member.id == set_id]
    characters = [player for player in inside if player.member.is_character]
    subjects = [player for player in inside if not player.member.is_character]
    return (*characters, *subjects, *_set(set_id, cast, there, setup))


def only_speaking(setup: Setup, players: Iterable[Player], printed: Sequence[str]) -> tuple[str, ...]:
    """Name the players who are in a shot because they speak, and for no other reason."""
    listed = {use.member for given in (setup.part.characters, setup.part.subjects) for use in value_of(given, ())}
    shown = {*listed, *printed, value_of(setup.part.place, None)}
    return tuple(player.member.id for player in players if player.member.id not in shown)


def _uses(
    own: Iterable[CastUse], printed: Iterable[str], lines: Iterable[Line], *, fallback: Iterable[CastUse], at: Place
) -> list[tuple[CastUse, bool]]:
    known = {use.member: use for use in fallback}
    found = {use.member: (use, True) for use in own}
    for id in printed:
        found.setdefault(id, (known.get(id) or CastUse(member=id, place=at), True))
    for line in lines:
        found.setdefault(line.who, (known.get(line.who) or CastUse(member=line.who, place=line.place), not line.os))
        if not line.os and not found[line.who][1]:
            found[line.who] = (found[line.who][0], True)
    return list(found.values())


def _player(use: CastUse, member: Member, lines: Iterable[Line], *, seen: bool) -> Player:
    speaks = any(line.who == member.id and not line.vo for line in lines)
    return Player(
        member=member,
        place=use.place,
        look=member.look(use.look),
        images=use.images,
        voice=speaks if use.voice is None else use.voice,
        motion=use.motion and seen,
        seen=seen,
    )


def _set(set_id: str | None, cast: dict[str, Member], there: list[Player], setup: Setup) -> tuple[Player, ...]:
    if set_id is None or set_id not in cast:
        return ()
    given = setup.part.place
    place = given.place if given is not None and given.place is not None else setup.shot.place
    player = there[0] if there else Player(member=cast[set_id], place=place)
    return (replace(player, is_set=True, seen=True),)
