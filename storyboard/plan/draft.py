"""From a storyboard to drafts: each shot cast, its references numbered, its prompt written, all limits checked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from storyboard.language.film.part import value_of
from storyboard.language.shape.prune import EVERY
from storyboard.plan.limits.media_limits import check_media
from storyboard.plan.limits.model_limits import check_settings, check_shot
from storyboard.plan.limits.sent import Shot
from storyboard.plan.shots.casting import Player, cast_setup, only_speaking
from storyboard.plan.shots.desk import Desk, words_of
from storyboard.plan.shots.materials import Material
from storyboard.plan.shots.references import Reference, Role, Wanted, number, want_continued, want_own, want_player
from storyboard.plan.shots.script import Numbered, Script, context_of, write_prompt, write_script
from storyboard.plan.shots.setups import Setup
from storyboard.problems import Problem
from storyboard.provider.profile import Kind, Profile
from storyboard.provider.sources import FileAt, ShotAt, Url, Where
from storyboard.slate import Card, Slate

ECHOES = frozenset({"no-reference", "audio-alone", "subject-images", "empty-prompt"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One shot ready to be asked for. What it goes on from stands in its references under that shot's address.

    `players` are the ids of who is in it; `only_speaking` those whom neither a list nor a text shows.
    """

    setup: Setup
    model: Profile
    references: tuple[Reference, ...]
    prompt: str
    slate: Slate
    players: tuple[str, ...] = ()
    only_speaking: tuple[str, ...] = ()


def draft_film(setups: Sequence[Setup], desk: Desk) -> tuple[Draft, ...]:
    """Draft every setup whose model is known; what is wrong is kept at the desk."""
    by_address = {setup.address: setup for setup in setups}
    drafts = []
    for setup in setups:
        model = desk.models.get(setup.model)
        if model is not None:
            desk.problems.extend(_check_settings(setup, model, desk))
            drafts.append(_draft(setup, model, desk, by_address))
    return tuple(drafts)


def _check_settings(setup: Setup, model: Profile, desk: Desk) -> Iterator[Problem]:
    """Hold the settings against the model, where that is the one meant; what was guessed of a value is no fault."""
    if desk.hurt.models.isdisjoint({EVERY, setup.shot.address}):
        found = check_settings(setup, model)
        yield from (one for one in found if one.place and (one.place.file, one.place.line) not in desk.hurt.lines)


def _but_echoes(problems: Iterable[Problem], setup: Setup, desk: Desk, *, faults: int) -> Iterator[Problem]:
    """Leave out what a shot only seems to lack because something wrong was cut out of it, or has `faults` in texts."""
    hurt = faults > 0 or not desk.hurt.shots.isdisjoint({EVERY, setup.shot.address})
    return (problem for problem in problems if not (hurt and problem.code in ECHOES))


def _draft(setup: Setup, model: Profile, desk: Desk, film: Mapping[str, Setup]) -> Draft:
    before = len(desk.renderer.problems)
    printed = write_script(setup, desk).printed
    players = cast_setup(setup, desk.cast, printed)
    # What a reference is for may mention references: once to number them, once to say it.
    references = number(_want(setup, players, desk, film, None), model)
    references = number(_want(setup, players, desk, film, references), model)
    script = write_script(setup, desk, references)
    prompt = write_prompt(setup, desk, script, players, references)
    shot = Shot(
        setup=setup,
        model=model,
        references=references,
        prompt=prompt,
        seconds=lambda where: _seconds(where, desk, film, model),
    )
    faults = len(desk.renderer.problems) - before
    desk.problems.extend(_but_echoes(check_shot(shot), setup, desk, faults=faults))
    desk.problems.extend(_check_media(references, model, desk))
    slate = _slate(setup, desk, script, players, references)
    return Draft(
        setup=setup,
        model=model,
        references=references,
        prompt=prompt,
        slate=slate,
        players=tuple(player.member.id for player in players),
        only_speaking=only_speaking(setup, players, printed),
    )


def _want(
    setup: Setup, players: tuple[Player, ...], desk: Desk, film: Mapping[str, Setup], numbered: Numbered
) -> Iterator[Wanted]:
    context = context_of(setup, desk, numbered, note=lambda _: None) if setup.own_refs else {}
    for player in players:
        yield from want_player(player, desk.materials, words=words_of(player, desk, setup.language))
    goes_on = value_of(setup.part.continues, None)
    if goes_on is not None and setup.continues is not None and setup.continues in film:
        yield want_continued(goes_on, setup.continues)
    for ref in setup.own_refs:
        role = desk.renderer.text(ref.role, language=setup.language, context=context)
        yield want_own(ref, desk.materials, role=role.rstrip("."))


def _seconds(where: Where, desk: Desk, film: Mapping[str, Setup], model: Profile) -> float | None:
    match where:
        case ShotAt(via="frame"):
            return None
        case ShotAt(via="tail"):
            return where.seconds
        case ShotAt():
            return _seconds_made(film[where.call], desk, slack=model.references.generated_slack)
        case FileAt() if where.section is not None:
            return where.section.seconds or None
        case FileAt():
            return desk.materials.get(where.path).seconds or None
        case Url():
            return _seconds_there(where, desk.materials.get(where.url))


def _seconds_made(setup: Setup, desk: Desk, *, slack: float) -> float | None:
    """Tell how long a shot that is yet to be made may last, None where its model refuses the length."""
    model, length = desk.models.get(setup.model), value_of(setup.part.duration, 0)
    return length + slack if model is not None and length in model.durations else None


def _seconds_there(where: Url, material: Material) -> float | None:
    """Tell how long what is sent of a URL lasts, as far as it is written or known."""
    if where.section is None:
        return material.seconds or None
    if where.section.seconds:
        return where.section.seconds
    return max(material.seconds - where.section.start, 0) if material.seconds else None


def _check_media(references: tuple[Reference, ...], model: Profile, desk: Desk) -> Iterator[Problem]:
    kinds: dict[str, Kind] = {"subject": "image", "image": "image", "video": "video", "audio": "audio"}
    for reference in references:
        for media in reference.medias:
            yield from check_media(media, desk.materials.get(media.src), kinds[reference.type], model)


def _slate(
    setup: Setup, desk: Desk, script: Script, players: tuple[Player, ...], references: tuple[Reference, ...]
) -> Slate:
    cards = tuple(_card(player, desk, setup, references) for player in players if player.seen)
    sets = [card for card, player in zip(cards, (p for p in players if p.seen), strict=True) if player.is_set]
    return Slate(
        title=desk.say(desk.storyboard.title, setup.language),
        scene=desk.say(setup.scene.title, setup.language) or setup.scene.id,
        address=setup.address,
        action=script.action,
        camera=script.camera,
        dialogue=script.dialogue,
        sound=script.sound,
        cast=(*(card for card in cards if card not in sets), *_beside(cards, references)),
        place=sets[0] if sets else None,
        follows=setup.continues or "",
    )


_BEFORE = {"video": "the clip before", "tail": "end of the clip before", "frame": "last frame before"}
"""What a shot that goes on from another takes of it, in words for a card."""


def _card(player: Player, desk: Desk, setup: Setup, references: tuple[Reference, ...]) -> Card:
    shown = [ref.name for ref in references if player.member.id in ref.of and ref.type in ("image", "subject")]
    name = desk.name(player.member, setup.language)
    look = "" if player.look is None else player.look.id.replace("_", " ")
    return Card(name=name, kind=player.member.kind, look=look, refs=tuple(shown))


def _beside(cards: tuple[Card, ...], references: tuple[Reference, ...]) -> Iterator[Card]:
    """Give a card to every picture and clip that goes along and is nobody's: what comes before, and the shot's own."""
    taken = {ref for card in cards for ref in card.refs}
    for reference in references:
        if reference.type in ("image", "video") and reference.name not in taken:
            yield Card(name=_use(reference.roles[0]), kind="reference", refs=(reference.name,))


def _use(role: Role) -> str:
    match role.what:
        case "continues":
            return _BEFORE[role.via]
        case "motion":
            return f"{role.name}, moving"
        case _:
            return role.name.replace("_", " ") or role.shows
