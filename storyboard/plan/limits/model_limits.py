"""What a model allows, held against what a storyboard asks for: settings, and the limits of references.

Everything here is read from the model's profile. To add a limit, write a function and list it in `CHECKS`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from storyboard.language.film.part import Given
from storyboard.language.film.walk import texts_of
from storyboard.language.tree.suggest import closest
from storyboard.plan.shots.references import Reference
from storyboard.plan.shots.setups import Setup
from storyboard.problems import Problem
from storyboard.provider.profile import Kind, Profile, limits, mention
from storyboard.provider.sources import FileAt, ShotAt, Url, Where
from storyboard.rules import problem

MEDIA: tuple[Kind, ...] = ("image", "video", "audio")

REFUSED: Mapping[str, str] = {
    "duration": "{model} makes no shots of {value} s.",
    "resolution": "{model} makes no pictures in {value}.",
    "aspect_ratio": "{model} makes no pictures of {value}.",
    "takes": "{model} does not make {value} takes at once.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One shot with its numbered references. `seconds` tells how long what is sent lasts, None where nobody knows."""

    setup: Setup
    model: Profile
    references: tuple[Reference, ...]
    prompt: str
    seconds: Callable[[Where], float | None]


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


def check_sums(shot: Shot) -> Iterator[Problem]:
    """Add up the seconds of all clips, and of all sounds."""
    for kind in ("video", "audio"):
        found = [ref for ref in shot.references if ref.type == kind]
        lengths = [shot.seconds(where) for ref in found for where in ref.wheres]
        most = limits(shot.model, kind).seconds_sum
        total = round(sum(length for length in lengths if length is not None), 2)
        if most is not None and total > most and len(found) > 1:
            told = ", ".join(
                f"{_source(ref.wheres[0])} {length:g} s"
                for ref, length in zip(found, lengths, strict=True)
                if length is not None
            )
            detail = f"{shot.setup.address} sends {total:g} s of {kind}, and {most:g} s are the most: {told}."
            yield problem("too-long-together", place=shot.setup.shot.place, detail=detail, help=_shorten(found))


def check_lengths(shot: Shot) -> Iterator[Problem]:
    """Measure each clip and each sound."""
    for ref in shot.references:
        span = limits(shot.model, ref.type).seconds if ref.type in ("video", "audio") else None
        for where in ref.wheres if span is not None else ():
            length = shot.seconds(where)
            if span is not None and length is not None and not span.least <= round(length, 2) <= span.most:
                detail = f"{_source(where)} lasts {length:g} s, and {span.least:g} to {span.most:g} s are taken."
                yield problem("media-length", place=ref.places[0], detail=detail, help=_shorten([ref]))


def check_tails(shot: Shot) -> Iterator[Problem]:
    """Let no tail be longer than its shot; a take that is named by its number may have had other words."""
    tails = ((ref, where) for ref in shot.references for where in ref.wheres if isinstance(where, ShotAt))
    for ref, where in tails:
        made = shot.seconds(ShotAt(call=where.call, via="video"))
        if where.seconds is None or where.take is not None or made is None:
            continue
        whole = round(made - shot.model.references.generated_slack, 2)
        if where.seconds > whole:
            wanted = f"the last {where.seconds:g} s of {where.call}"
            detail = f"{shot.setup.address} goes on from {wanted}, which has {whole:g} s."
            help = "Make `seconds` smaller, or go on from the whole clip: `via: video`."
            yield problem("section-outside", place=ref.places[0], detail=detail, help=help)


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
    if size > most:
        detail = f"The prompt of {shot.setup.address} has {size:,} characters, and {most:,} are the most."
        yield problem(
            "long-prompt", place=shot.setup.shot.place, detail=detail, help="Say less; a shot is a few seconds."
        )
    elif size > 0 and _is_long(shot.prompt, shot.model):
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
        f"{_source(where)} ({', '.join(ref.of)})" if ref.of else _source(where)
        for ref in references
        for where in ref.wheres
    )


def _source(where: Where) -> str:
    match where:
        case FileAt():
            return where.path
        case Url():
            return where.url
        case ShotAt():
            return f"the clip of {where.call}"


def _shorten(found: Iterable[Reference]) -> str:
    if any(isinstance(where, ShotAt) and where.via == "video" for ref in found for where in ref.wheres):
        return "Go on from the end of the earlier shot only: `continues: {shot: …, via: tail, seconds: 4}`."
    return "Send pieces: `{src: …, from: 0, seconds: 4}`."


def _is_long(prompt: str, model: Profile) -> bool:
    dense = sum(ord(letter) >= 0x2E80 for letter in prompt)
    return len(prompt.split()) > model.prompt.advised_words or dense > model.prompt.advised_characters
