"""What a model allows, held against what a storyboard asks for: settings, and the limits of references.

Everything here is read from the model's profile. To add a limit, write a function and list it in `CHECKS`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from storyboard.language.film.part import Given
from storyboard.language.film.walk import texts_of
from storyboard.language.tree.suggest import closest
from storyboard.plan.limits.seconds import check_lengths, check_sums, check_tail_words, check_tails
from storyboard.plan.limits.sent import Shot, name_source
from storyboard.plan.shots.references import Reference
from storyboard.plan.shots.setups import Setup
from storyboard.problems import Problem
from storyboard.provider.profile import Kind, Profile, limits, mention
from storyboard.rules import problem

MEDIA: tuple[Kind, ...] = ("image", "video", "audio")

REFUSED: Mapping[str, str] = {
    "duration": "{model} makes no shots of {value} s.",
    "resolution": "{model} makes no pictures in {value}.",
    "aspect_ratio": "{model} makes no pictures of {value}.",
    "takes": "{model} does not make {value} takes at once.",
}


def check_settings(setup: Setup, model: Profile) -> Iterator[Problem]:
    """Hold the settled values of a shot against what the model offers."""
    offers: tuple[tuple[str, Given[object] | None, Iterable[object]], ...] = (
        ("duration", setup.part.duration, model.durations),
        ("resolution", setup.part.resolution, model.resolutions),
        ("aspect_ratio", setup.part.aspect_ratio, model.aspect_ratios),
        ("takes", setup.part.takes, range(1, model.takes + 1)),
    )
    for name, given, offered in offers:
        if given is not None and given.value not in offered:
            # Who wrote it is not named: the place says so, and a value that many shots have is told once.
            origin = "" if given.place is not None else f" It comes from the {given.layer}."
            detail = REFUSED[name].format(model=model.title, value=given.value) + origin
            place = given.place or setup.shot.place
            yield problem("model-value", place=place, detail=detail, help=_choose(given.value, tuple(offered)))


def _choose(value: object, offered: tuple[object, ...]) -> str:
    names = [str(one) for one in offered]
    whole = [one for one in offered if isinstance(one, int)]
    if whole and tuple(whole) == tuple(range(whole[0], whole[0] + len(offered))):
        return f"Choose {whole[0]} to {whole[-1]}."
    meant = closest(str(value), names)
    return f"Did you mean `{meant}`?" if meant is not None else f"Choose one of: {', '.join(names)}."


def check_shot(shot: Shot) -> Iterator[Problem]:
    """Run every check of references and prompt."""
    for check in CHECKS:
        yield from check(shot)


def check_any(shot: Shot) -> Iterator[Problem]:
    """Want at least one reference, as the API does."""
    least = int(shot.model.references.count.least)
    if len(shot.references) < least:
        detail = f"{shot.setup.address} has no reference at all, and {shot.model.title} wants at least {least}."
        help = "Name its characters, subjects or place, print one in its action, or give it `refs`."
        yield problem("no-reference", place=shot.setup.shot.place, detail=detail, help=help)


def check_count(shot: Shot) -> Iterator[Problem]:
    """Count references, in all and of each kind."""
    for kind in MEDIA:
        found = [ref for ref in shot.references if _counts_as(ref, kind, shot.model)]
        count = sum(len(ref.wheres) for ref in found)
        if count > limits(shot.model, kind).count:
            yield _too_many(shot, found, count, f"{kind}s", limits(shot.model, kind).count)
    most = int(shot.model.references.count.most)
    if len(shot.references) > most:
        yield _too_many(shot, list(shot.references), len(shot.references), "references", most)


def check_alone(shot: Shot) -> Iterator[Problem]:
    """Let no sound go alone."""
    if shot.references and not any(_may_go_alone(ref, shot.model) for ref in shot.references):
        detail = f"{shot.setup.address} sends only sound ({_list(shot.references)}), which the model refuses."
        help = "Show somebody or something in the shot too: a character, a subject or the place."
        yield problem("audio-alone", place=shot.setup.shot.place, detail=detail, help=help)


def check_subjects(shot: Shot) -> Iterator[Problem]:
    """Count the pictures of subjects of the author's own library, and keep names apart."""
    span = shot.model.references.subject_images
    names: dict[str, Reference] = {}
    for ref in shot.references:
        if ref.type == "subject" and not span.least <= len(ref.wheres) <= span.most:
            count = f"{span.least:g} to {span.most:g} are taken"
            detail = f"{ref.name} goes as a subject with {len(ref.wheres)} pictures, and {count}."
            help = "Choose with `images: 2` in the shot's list, or with `only: true` in the look."
            yield problem("subject-images", place=ref.places[0], detail=detail, help=help)
        if ref.name in names:
            detail = f"Two references of {shot.setup.address} have the name {ref.name!r}."
            yield problem("same-name", place=ref.places[0], detail=detail, help="Give one of them another `name`.")
        names[ref.name] = ref
        if len(ref.name) > shot.model.references.name_most:
            most = shot.model.references.name_most
            detail = f"The name {ref.name!r} has {len(ref.name)} characters, and {most} are the most."
            yield problem("long-name", place=ref.places[0], detail=detail, help="Choose a shorter `name`.")


def check_prompt(shot: Shot) -> Iterator[Problem]:
    """Measure the prompt."""
    size, most = len(shot.prompt), shot.model.prompt.most
    if not size:
        own = shot.setup.part.prompt or shot.setup.part.template
        place = own.place if own is not None and own.place is not None else shot.setup.shot.place
        detail = f"The prompt of {shot.setup.address} comes out empty."
        yield problem("empty-prompt", place=place, detail=detail, help="Say in it what happens.")
    elif size > most:
        detail = f"The prompt of {shot.setup.address} has {size:,} characters, and {most:,} are the most."
        yield problem(
            "long-prompt", place=shot.setup.shot.place, detail=detail, help="Say less; a shot is a few seconds."
        )
    elif _is_long(shot.prompt, shot.model):
        words = f"{len(shot.prompt.split()):,} words"
        detail = f"The prompt of {shot.setup.address} has {words}; models follow shorter ones better."
        yield problem(
            "prompt-advice", place=shot.setup.shot.place, detail=detail, help="Say less; a shot is a few seconds."
        )


def check_mentions(shot: Shot) -> Iterator[Problem]:
    """Want behind every mention in the prompt a reference; what a text says literally is told of at its own line."""
    words = "|".join(re.escape(name.word) for name in shot.model.kind_names)
    written = re.escape(mention(shot.model, "{name}")).replace(re.escape("{name}"), rf"(?:{words})\d+")
    known = {ref.mention for ref in shot.references}
    for found in dict.fromkeys(re.findall(rf"{written}(?!\d)", shot.prompt)):
        if found not in known and not any(found in words for words in _words(shot)):
            detail = f"The prompt of {shot.setup.address} mentions {found}, and the shot has no such reference."
            help = "Write `{{ mira.refs }}` for a member's references, or `{{ crane }}` for a ref with `name: crane`."
            yield problem("literal-mention", place=shot.setup.shot.place, detail=detail, help=help)


CHECKS: tuple[Callable[[Shot], Iterator[Problem]], ...] = (
    check_any,
    check_count,
    check_alone,
    check_sums,
    check_lengths,
    check_tails,
    check_tail_words,
    check_subjects,
    check_prompt,
    check_mentions,
)


def _words(shot: Shot) -> Iterator[str]:
    return (wording.words for text in texts_of(shot.setup.part) for wording in text.wordings)


def _may_go_alone(ref: Reference, model: Profile) -> bool:
    return ref.type == "subject" or limits(model, ref.type).alone


def _counts_as(ref: Reference, kind: Kind, model: Profile) -> bool:
    return ref.type == kind or (kind == "image" and ref.type == "subject" and model.references.subject_images_count)


def _too_many(shot: Shot, found: list[Reference], count: int, what: str, most: int) -> Problem:
    detail = f"{shot.setup.address} sends {count} {what}, and {most} are the most: {_list(found)}."
    help = "Send fewer pictures of a member (`{mira: {images: 1}}`), or list fewer members."
    return problem("too-many-references", place=shot.setup.shot.place, detail=detail, help=help)


def _list(references: Iterable[Reference]) -> str:
    return ", ".join(
        f"{name_source(where)} ({', '.join(ref.of)})" if ref.of else name_source(where)
        for ref in references
        for where in ref.wheres
    )


def _is_long(prompt: str, model: Profile) -> bool:
    dense = sum(ord(letter) >= 0x2E80 for letter in prompt)
    return len(prompt.split()) > model.prompt.advised_words or dense > model.prompt.advised_characters
