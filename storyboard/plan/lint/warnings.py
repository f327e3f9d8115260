"""Warnings: what wastes money or breaks continuity and is no mistake.

Each lint looks at the whole film. To add one, write a function, list it in `LINTS`, and give its code a page.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from storyboard.language.film.cast import Member
from storyboard.language.film.part import value_of
from storyboard.language.film.storyboard import ProviderWords, Storyboard
from storyboard.plan.canonical import canonical
from storyboard.plan.decisions.calls import write_request
from storyboard.plan.draft import Draft
from storyboard.plan.lint.names import Name, find_unprinted
from storyboard.plan.lint.words import contradictions, seconds_to_say
from storyboard.plan.shots.setups import Setup
from storyboard.problems import Place, Problem
from storyboard.rules import problem

LONGEST_CHAIN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutting:
    """A film with everybody who is in it: what the lints look at. `name` tells what a member is called."""

    storyboard: Storyboard
    setups: tuple[Setup, ...]
    drafts: tuple[Draft, ...]
    name: Name


def lint(cutting: Cutting) -> Iterator[Problem]:
    """Run every lint."""
    for look in LINTS:
        yield from look(cutting)


def lint_cast(cutting: Cutting) -> Iterator[Problem]:
    """Find members of the cast that nobody uses."""
    used = {member for draft in cutting.drafts for member in draft.players}
    used |= {line.who for setup in cutting.setups for line in value_of(setup.part.dialogue, ())}
    used |= {id for id, _ in _unprinted(cutting)}  # of them it is told where they are missing
    for member in cutting.storyboard.cast:
        if member.id not in used:
            detail = f"`{member.id}` is in no shot."
            yield problem("unused-cast", place=member.place, detail=detail, help="Take it out, or name it in a shot.")


def lint_shots(cutting: Cutting) -> Iterator[Problem]:
    """Find a film without a shot."""
    if not cutting.setups:
        board = cutting.storyboard
        detail = "Every shot is left out, so there is nothing to make." if board.shots else "There is nothing to make."
        help = "Take out an `omit: true`." if board.shots else "Write `scenes`, each with its `shots`."
        yield problem("no-shots", place=board.title.place, detail=detail, help=help)


def lint_unprinted(cutting: Cutting) -> Iterator[Problem]:
    """Find members whom a text names and does not print, so that they are not in the shot."""
    yield from (found for _, found in _unprinted(cutting))


def lint_looks(cutting: Cutting) -> Iterator[Problem]:
    """Find looks that say the opposite of what they are added to."""
    for member in cutting.storyboard.cast:
        for look in member.looks:
            if not look.only and member.description is not None and look.description is not None:
                for plain, worn in contradictions(_words(member), look.description.wordings[0].words):
                    detail = (
                        f"`{member.id}` is described with “{plain}”, and in the look `{look.id}` also with “{worn}”."
                    )
                    help = "A look is added to the plain description; `only: true` puts it in its place."
                    yield problem("look-contradiction", place=look.description.place, detail=detail, help=help)


def lint_speakers(cutting: Cutting) -> Iterator[Problem]:
    """Find speakers whom no list and no action shows."""
    for draft in cutting.drafts:
        for line in value_of(draft.setup.part.dialogue, ()):
            if line.who in draft.only_speaking and not (line.os or line.vo):
                detail = (
                    f"`{line.who}` speaks in {draft.setup.address}, and neither its lists nor its action show them."
                )
                help = "Print them in the action, list them, or say `os: true` for a voice off screen."
                yield problem("unseen-speaker", place=line.place, detail=detail, help=help)


def lint_speech(cutting: Cutting) -> Iterator[Problem]:
    """Find shots that are too short for what is said in them."""
    for draft in cutting.drafts:
        spoken = [spoken.line for spoken in draft.slate.dialogue if spoken.heard != "vo"]
        needed, there = sum(map(seconds_to_say, spoken)), value_of(draft.setup.part.duration, 0)
        given = draft.setup.part.dialogue
        if needed > there and given is not None:
            detail = (
                f"What is said in {draft.setup.address} takes about {needed:.1f} s, and the shot lasts {there:g} s."
            )
            place = given.value[0].line.place
            yield problem("long-line", place=place, detail=detail, help="Say less, or give the shot more seconds.")


def lint_joins(cutting: Cutting) -> Iterator[Problem]:
    """Find shots that go on from one of another format."""
    film = {setup.address: setup for setup in cutting.setups}
    for setup in cutting.setups:
        earlier = film.get(setup.continues) if setup.continues is not None else None
        goes_on = value_of(setup.part.continues, None)
        if earlier is None or goes_on is None:
            continue
        for name in ("aspect_ratio", "resolution"):
            mine, theirs = (value_of(getattr(one.part, name), "") for one in (setup, earlier))
            if mine != theirs:
                detail = f"{setup.address} is made in {mine} and goes on from {earlier.address}, made in {theirs}."
                yield problem("format-jump", place=goes_on.place, detail=detail, help=f"Give both the same `{name}`.")


def lint_empty(cutting: Cutting) -> Iterator[Problem]:
    """Find shots of which nothing is said: the model would be paid to make up what happens."""
    for setup in cutting.setups:
        part = setup.part
        words = (part.prompt, part.action, part.camera, part.sound)
        if not any(value_of(given, None) for given in words) and not value_of(part.dialogue, ()):
            detail = f"{setup.shot.address} has no `action`, `camera`, `dialogue`, `sound` or `prompt`."
            help = "Say in its `action` what happens; `omit: true` leaves it out until then."
            yield problem("empty-shot", place=setup.shot.place, detail=detail, help=help)


def lint_roles(cutting: Cutting) -> Iterator[Problem]:
    """Find references of which the model is not told what they are for."""
    for setup in cutting.setups:
        for ref in setup.own_refs:
            if ref.role is None:
                detail = f"The model is not told what the {ref.kind} {ref.media.src} is for."
                help = "Give it a `role`, such as `role: the camera movement only`."
                yield problem("ref-without-role", place=ref.place, detail=detail, help=help)


def lint_names(cutting: Cutting) -> Iterator[Problem]:
    """Find names of references that older versions of the API refuse."""
    for draft in cutting.drafts:
        most = draft.model.references.name_advised
        for ref in draft.references:
            if len(ref.name) > most:
                detail = f"The name {ref.name!r} has {len(ref.name)} characters; older models take {most}."
                yield problem("name-advice", place=ref.places[0], detail=detail, help="Choose a shorter `name`.")


def lint_chains(cutting: Cutting) -> Iterator[Problem]:
    """Find shots at the end of long chains, where the picture has been through the model too often."""
    film = {setup.address: setup for setup in cutting.setups}
    for setup in cutting.setups:
        chain = _chain(setup, film)
        goes_on = value_of(setup.part.continues, None)
        if len(chain) == LONGEST_CHAIN + 1 and goes_on is not None:
            detail = f"{' → '.join(reversed(chain))}: after {LONGEST_CHAIN} shots a picture begins to drift."
            help = "Begin again with a shot made from the references alone, and cut to it."
            yield problem("long-chain", place=goes_on.place, detail=detail, help=help)


def lint_same(cutting: Cutting) -> Iterator[Problem]:
    """Find shots of one film that are the same request."""
    first: dict[str, Draft] = {}
    for draft in cutting.drafts:
        calls = {draft.setup.continues: draft.setup.continues} if draft.setup.continues is not None else {}
        body = write_request(draft, words=ProviderWords(), calls=calls, takes=1)
        twin = first.setdefault(canonical([draft.setup.variant, draft.model.path, body]), draft)
        if twin is not draft:
            detail = f"{draft.setup.address} is the same request as {twin.setup.address}; they share its takes."
            help = "Give one of them words of its own, or leave it out."
            yield problem("same-request", place=draft.setup.shot.place, detail=detail, help=help)


def lint_languages(cutting: Cutting) -> Iterator[Problem]:
    """Find shots that are made once for each language only because of what nobody hears."""
    for _, versions in groupby(sorted(cutting.drafts, key=_shot_of), key=_shot_of):
        drafts = list(versions)
        languages = sorted({draft.setup.language for draft in drafts})
        described = _described_by_language(drafts[0].setup)
        if len(languages) > 1 and described is not None and len({draft.prompt for draft in drafts}) > 1:
            name, place = described
            detail = (
                f"`{name}` is given by language, so the shot is made and paid once for each of {', '.join(languages)}."
            )
            help = "The model reads any language: give descriptions once, and only what is spoken by language."
            yield problem("described-by-language", place=place, detail=detail, help=help)


LINTS: tuple[Callable[[Cutting], Iterator[Problem]], ...] = (
    lint_shots,
    lint_cast,
    lint_unprinted,
    lint_looks,
    lint_speakers,
    lint_speech,
    lint_joins,
    lint_empty,
    lint_roles,
    lint_names,
    lint_chains,
    lint_same,
    lint_languages,
)


def _unprinted(cutting: Cutting) -> Iterator[tuple[str, Problem]]:
    board = cutting.storyboard
    for draft in cutting.drafts:
        yield from find_unprinted(draft, board.cast, name=cutting.name, film=board.language)


def _words(member: Member) -> str:
    return member.description.wordings[0].words if member.description is not None else ""


def _chain(setup: Setup, film: dict[str, Setup]) -> list[str]:
    chain = [setup.address]
    while setup.continues in film and setup.continues not in chain:
        setup = film[setup.continues or ""]
        chain.append(setup.address)
    return chain


def _shot_of(draft: Draft) -> str:
    return draft.setup.shot.address


def _described_by_language(setup: Setup) -> tuple[str, Place] | None:
    for name in ("action", "camera", "sound", "style", "avoid"):
        text = value_of(getattr(setup.part, name), None)
        if text is not None and text.by_language:
            return name, text.place
    return None
