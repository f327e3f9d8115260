"""The script of a shot: its texts rendered, whom they print, and the prompt that the model reads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from storyboard.language.film.part import Given, Line, value_of
from storyboard.language.texts.render import Mentioned, Printed
from storyboard.language.texts.text import Text, has_language, languages_of
from storyboard.plan.shots.casting import Player
from storyboard.plan.shots.desk import Desk, undescribed, variables_of
from storyboard.plan.shots.references import Reference
from storyboard.plan.shots.setups import Setup
from storyboard.rules import problem
from storyboard.slate import Spoken

ROLES = "roles.j2"
UNNUMBERED = "@"
Note = Callable[[str], None]
Numbered = tuple[Reference, ...] | None
"""The references of a shot, once they have their numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """The words of one shot, rendered. `printed` are the cast ids that they print, in the order that counts."""

    action: str
    camera: str
    sound: str
    style: str
    avoid: str
    dialogue: tuple[Spoken, ...]
    printed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLine:
    """A reference as the role template reads it; `joined` where the next one goes on about the same member."""

    mention: str
    type: str
    roles: tuple[object, ...]
    joined: bool


def write_script(setup: Setup, desk: Desk, references: Numbered = None) -> Script:
    """Render the texts of a shot. Without `references` it is a first reading, to learn who is in the shot."""
    printed: dict[str, None] = {}
    context = context_of(setup, desk, references, note=printed.setdefault)

    def say(given: Given[Text | None] | None, **more: str) -> str:
        text = value_of(given, None)
        return desk.renderer.text(text, language=setup.language, context={**context, **more})

    # What is printed in the prompt casts; only without one do action and camera, in this order.
    if value_of(setup.part.prompt, None) is not None:
        say(setup.part.prompt, roles="")
        cast_here = tuple(printed)
        action, camera = say(setup.part.action), say(setup.part.camera)
    else:
        action, camera = say(setup.part.action), say(setup.part.camera)
        cast_here = tuple(printed)
    return Script(
        action=action,
        camera=camera,
        sound=say(setup.part.sound),
        style=say(setup.part.style),
        avoid=say(setup.part.avoid),
        dialogue=_spoken(setup, desk, context),
        printed=cast_here,
    )


def write_prompt(
    setup: Setup, desk: Desk, script: Script, players: tuple[Player, ...], references: tuple[Reference, ...]
) -> str:
    """Write what the model reads: the shot's own prompt, or the one its template makes of the script."""
    roles = write_roles(setup, desk, players, references)
    context = context_of(setup, desk, references, note=lambda _: None) | {"roles": roles}
    own = value_of(setup.part.prompt, None)
    if own is not None:
        return desk.renderer.text(own, language=setup.language, context=context)
    heard = tuple(spoken for spoken in script.dialogue if spoken.heard != "vo")
    words = {name: getattr(script, name) for name in ("action", "camera", "sound", "style", "avoid")}
    given = setup.part.template
    name = value_of(given, "shot.j2")
    place = given.place if given is not None and given.place is not None else setup.shot.place
    return desk.renderer.file(name, context=context | words | {"dialogue": heard}, used_at=place).strip()


def write_roles(setup: Setup, desk: Desk, players: tuple[Player, ...], references: tuple[Reference, ...]) -> str:
    """Write a sentence on every reference, and on everyone who has none but is described."""
    context = {
        "references": tuple(
            RoleLine(
                mention=one.mention,
                type=one.type,
                roles=one.roles,
                joined=following is not None and _same_member(one, following),
            )
            for one, following in zip(references, (*references[1:], None), strict=False)
        ),
        "unseen": tuple(undescribed(players, desk, setup.language)),
        "exact": any(role.what == "look" for one in references for role in one.roles),
    }
    return desk.renderer.file(ROLES, context=context, used_at=setup.shot.place).strip()


def context_of(setup: Setup, desk: Desk, references: Numbered, *, note: Note) -> dict[str, object]:
    """Give all that a text of a shot may print; `note` hears of every member that is printed.

    Without `references`, which have no numbers yet, something stands for each mention.
    """
    mentions = None if references is None else _mentions(references)
    names = {ref.name for ref in setup.own_refs if ref.name is not None}
    return {
        **variables_of(desk.storyboard),
        **{name: UNNUMBERED if mentions is None else mentions[name] for name in sorted(names)},
        **{id: _printed(id, name, words, mentions, note) for id, name, words in desk.called(setup.language)},
        "variant": setup.variant or "",
        "language": setup.language,
        "aspect_ratio": value_of(setup.part.aspect_ratio, ""),
        "duration": value_of(setup.part.duration, 0),
    }


def _printed(id: str, name: str, description: str, mentions: Mapping[str, str] | None, note: Note) -> Printed:
    refs = Mentioned(id, UNNUMBERED if mentions is None else mentions.get(id, ""))
    return Printed(name, description, refs, lambda: note(id))


def _mentions(references: tuple[Reference, ...]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for reference in references:
        for of in reference.of:
            found.setdefault(of, []).append(reference.mention)
    return {of: _and(mentions) for of, mentions in found.items()}


def _spoken(setup: Setup, desk: Desk, context: Mapping[str, object]) -> tuple[Spoken, ...]:
    def say(text: Text | None) -> str:
        return desk.renderer.text(text, language=setup.language, context=context)

    def say_line(line: Line) -> str:
        if line.vo or has_language(line.line, setup.language):
            return say(line.line)
        detail = f"The line has {languages_of(line.line)}, and the film is also made in `{setup.language}`."
        help = f"Add `{setup.language}:` to the line."
        desk.renderer.problems.append(problem("line-without-language", place=line.line.place, detail=detail, help=help))
        return ""

    return tuple(
        Spoken(
            speaker=desk.name(desk.cast[line.who], setup.language),
            line=say_line(line),
            how=say(line.how),
            heard="vo" if line.vo else "os" if line.os else "on",
        )
        for line in value_of(setup.part.dialogue, ())
        if line.who in desk.cast
    )


def _same_member(one: Reference, following: Reference) -> bool:
    both = (*one.roles, *following.roles)
    return one.type == following.type == "image" and one.of == following.of and all(r.what == "look" for r in both)


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
