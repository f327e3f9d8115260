"""Checks that a schema cannot make, on the storyboard as written: whether every name leads somewhere.

Each check walks the whole storyboard and tells every problem of its kind. To add one, write a function and list it in
`CHECKS`; its code gets a page in `schemas/rules/`.
"""

import re
from collections.abc import Callable, Iterator

from storyboard.language.film.addresses import full_address
from storyboard.language.film.cast import CastUse, Member
from storyboard.language.film.part import Given, OwnRef
from storyboard.language.film.storyboard import Storyboard
from storyboard.language.film.walk import cast_texts, layers, texts_of
from storyboard.language.sense.braces import check_braces
from storyboard.language.texts.text import Text
from storyboard.language.tree.suggest import did_you_mean
from storyboard.problems import Place, Problem
from storyboard.rules import problem

MENTION = re.compile(r"@(?:Image|Video|Audio)\d+")
RESERVED = frozenset(
    "and as block break call continue do else elif endif endfor extends false filter for from if import in include is "
    "loop macro none not or print range raw recursive roles scoped self set super true with without "
    "aspect_ratio caller duration language varargs kwargs variant".split()
)
Check = Callable[[Storyboard], Iterator[Problem]]


def check_sense(storyboard: Storyboard) -> tuple[Problem, ...]:
    """Run every check."""
    return tuple(found for check in CHECKS for found in check(storyboard))


def check_ids(storyboard: Storyboard) -> Iterator[Problem]:
    """Want every id once, wherever its file is."""
    yield from _twice("member of the cast", [(member.id, member.place) for member in storyboard.cast])
    yield from _twice("variable", [(variable.name, variable.place) for variable in storyboard.variables])
    yield from _twice("scene", [(scene.id, scene.place) for scene in storyboard.scenes])
    for scene in storyboard.scenes:
        yield from _twice(f"shot of {scene.id}", [(shot.id, shot.place) for shot in scene.shots])
    variants = [(v.id, v.place) for v in storyboard.variants if v.id is not None and v.place is not None]
    yield from _twice("variant", variants)


def check_reserved(storyboard: Storyboard) -> Iterator[Problem]:
    """Let no id or variable hide a word of the template language, or each other."""
    variables = {variable.name: variable.place for variable in storyboard.variables}
    named = [(member.id, member.place) for member in storyboard.cast] + list(variables.items())
    for id, place in named:
        if id in RESERVED:
            detail = f"`{id}` means something of its own in a text."
            yield problem("reserved-id", place=place, detail=detail, help=f"Choose another, such as `{id}_1`.")
    for layer in layers(storyboard):
        for ref in layer.part.refs.value if layer.part.refs is not None else ():
            yield from _check_ref_name(ref, {id for id, _ in named})
    for member in storyboard.cast:
        if member.id in variables:
            other = variables[member.id]
            detail = f"`{member.id}` is a member of the cast and a variable ({other})."
            help = "Rename one of the two."
            yield problem("reserved-id", place=member.place, detail=detail, help=help, named=(other,))


def _check_ref_name(ref: OwnRef, taken: set[str]) -> Iterator[Problem]:
    if ref.name in RESERVED or ref.name in taken:
        means = "means something of its own in a text" if ref.name in RESERVED else "is in the cast or a variable too"
        detail = f"`{ref.name}`, the name of this reference, {means}."
        yield problem("reserved-id", place=ref.place, detail=detail, help=f"Choose another, such as `{ref.name}_1`.")


def check_uses(storyboard: Storyboard) -> Iterator[Problem]:
    """Look for whoever is listed: in the cast, in the right list, with the look named."""
    cast = {member.id: member for member in storyboard.cast}
    for layer in layers(storyboard):
        for list_name, given in (("characters", layer.part.characters), ("subjects", layer.part.subjects)):
            uses = given.value if given is not None else ()
            yield from _listed_twice(uses)
            for use in uses:
                yield from _check_use(use, list_name, cast)


def check_speakers(storyboard: Storyboard) -> Iterator[Problem]:
    """Look for whoever speaks in the cast."""
    cast = {member.id: member for member in storyboard.cast}
    for layer in layers(storyboard):
        for line in layer.part.dialogue.value if layer.part.dialogue is not None else ():
            if line.who not in cast:
                yield _unknown(line.who, line.place, cast, "speaks")


def check_places(storyboard: Storyboard) -> Iterator[Problem]:
    """Take as a place only a subject of the kind place."""
    cast = {member.id: member for member in storyboard.cast}
    sets = {id: member for id, member in cast.items() if member.kind == "place"}
    for layer in layers(storyboard):
        given = layer.part.place
        if given is None or given.value is None or given.place is None or given.value in sets:
            continue
        if given.value in cast:
            detail = f"`{given.value}` is a {cast[given.value].kind}, not a place."
            help = "Give it `kind: place`, or list it under `subjects` here."
            yield problem("not-a-place", place=given.place, detail=detail, help=help)
        else:
            yield _unknown(given.value, given.place, sets, "is the place")


def check_shots(storyboard: Storyboard) -> Iterator[Problem]:
    """Look for the shots that are continued, waited for or changed by a variant."""
    shots = [shot.address for shot in storyboard.shots]
    scenes = [scene.id for scene in storyboard.scenes]
    for layer in layers(storyboard):
        given = layer.part.continues
        if given is not None and given.value is not None:
            yield from _check_shot(given.value.shot, given.value.place, layer.scene, shots)
    for scene in storyboard.scenes:
        yield from _check_after(scene.after, None, [*shots, *scenes])
        for shot in scene.shots:
            yield from _check_after(shot.after, scene.id, [*shots, *scenes])
    for variant in storyboard.variants:
        for change in variant.shots:
            yield from _check_shot(change.shot, change.place, None, shots)


def check_mentions(storyboard: Storyboard) -> Iterator[Problem]:
    """Refuse `@Image2` written by hand: the number changes when the cast does."""
    texts = [text for layer in layers(storyboard) for text in texts_of(layer.part)]
    for text in [*texts, *cast_texts(storyboard)]:
        for wording in text.wordings:
            for found in MENTION.findall(wording.words):
                detail = (
                    f"`{found}` is a number that the compiler gives; it would be wrong as soon as the cast changes."
                )
                help = (
                    "Write `{{ mira.refs }}` for a member's references, or `{{ crane }}` for a ref with `name: crane`."
                )
                yield problem("literal-mention", place=wording.place, detail=detail, help=help)


def check_languages(storyboard: Storyboard) -> Iterator[Problem]:
    """Want no text in a language that the film does not list."""
    texts = (text for layer in layers(storyboard) for text in texts_of(layer.part))
    for text in (*texts, *cast_texts(storyboard)):
        yield from _check_listed(text, storyboard)


def _check_listed(text: Text, storyboard: Storyboard) -> Iterator[Problem]:
    for wording in text.wordings:
        if wording.language is not None and wording.language not in storyboard.languages:
            listed = ", ".join(storyboard.languages)
            yield problem(
                "unlisted-language",
                place=wording.place,
                detail=f"The film's languages are {listed}; `{wording.language}` is none of them.",
                help=f"Add it to `languages`. {did_you_mean(wording.language, storyboard.languages)}".strip(),
            )


def _listed_twice(uses: tuple[CastUse, ...]) -> Iterator[Problem]:
    first: dict[str, CastUse] = {}
    for use in uses:
        if first.setdefault(use.member, use) is not use:
            other = first[use.member].place
            detail = f"`{use.member}` stands in this list already ({other})."
            help = "A member is in a shot once, in one look: take out one of the two."
            yield problem("listed-twice", place=use.place, detail=detail, help=help, named=(other,))


def _check_use(use: CastUse, list_name: str, cast: dict[str, Member]) -> Iterator[Problem]:
    member = cast.get(use.member)
    if member is None:
        kin = {id: one for id, one in cast.items() if one.is_character == (list_name == "characters")}
        yield _unknown(use.member, use.place, kin, f"is listed under `{list_name}`")
        return
    if member.is_character != (list_name == "characters"):
        other = "characters" if member.is_character else "subjects"
        detail = f"`{use.member}` is a {member.kind} and stands under `{list_name}`."
        yield problem("wrong-list", place=use.place, detail=detail, help=f"List it under `{other}`.")
    if use.look is not None and member.look(use.look) is None:
        looks = [look.id for look in member.looks]
        detail = f"`{use.member}` has no look `{use.look}`."
        help = did_you_mean(use.look, looks, what="Its looks") or "Give it one under `looks`."
        yield problem("unknown-look", place=use.look_place or use.place, detail=detail, help=help)


def _check_shot(words: str, place: Place, scene: str | None, shots: list[str]) -> Iterator[Problem]:
    address = full_address(words, scene=scene)
    if address not in shots:
        detail = f"There is no shot `{address}`."
        yield problem("unknown-shot", place=place, detail=detail, help=did_you_mean(address, shots))


def _check_after(names: tuple[Given[str], ...], scene: str | None, known: list[str]) -> Iterator[Problem]:
    for name in names:
        if full_address(name.value, scene=scene) not in known and name.value not in known and name.place is not None:
            detail = f"There is no shot or scene `{name.value}`."
            yield problem("unknown-shot", place=name.place, detail=detail, help=did_you_mean(name.value, known))


def _twice(what: str, ids: list[tuple[str, Place]]) -> Iterator[Problem]:
    first: dict[str, Place] = {}
    for id, place in ids:
        if id in first:
            detail, help = f"The {what} `{id}` stands at {first[id]} already.", "Rename one of the two, or delete it."
            yield problem("duplicate-id", place=place, detail=detail, help=help, named=(first[id],))
        first.setdefault(id, place)


def _unknown(id: str, place: Place, cast: dict[str, Member], does: str) -> Problem:
    detail = f"`{id}` {does}, and nobody in the cast has that id."
    return problem("unknown-cast", place=place, detail=detail, help=did_you_mean(id, cast, what="The cast"))


CHECKS: tuple[Check, ...] = (
    check_ids,
    check_reserved,
    check_uses,
    check_speakers,
    check_places,
    check_shots,
    check_mentions,
    check_braces,
    check_languages,
)
