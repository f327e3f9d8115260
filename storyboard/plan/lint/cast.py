"""Warnings about the cast: who is in no shot, who is named and not shown, who says too much."""

from collections.abc import Iterator

from storyboard.language.film.cast import Member
from storyboard.language.film.part import value_of
from storyboard.plan.lint.cutting import Cutting
from storyboard.plan.lint.names import find_unprinted
from storyboard.plan.lint.words import contradictions, seconds_to_say
from storyboard.problems import Problem
from storyboard.rules import problem


def lint_cast(cutting: Cutting) -> Iterator[Problem]:
    """Find members of the cast that nobody uses."""
    used = {member for draft in cutting.drafts for member in draft.players}
    used |= {line.who for setup in cutting.setups for line in value_of(setup.part.dialogue, ())}
    used |= {id for id, _ in _unprinted(cutting)}  # of them it is told where they are missing
    for member in cutting.storyboard.cast:
        if member.id not in used:
            detail = f"`{member.id}` is in no shot."
            yield problem("unused-cast", place=member.place, detail=detail, help="Take it out, or name it in a shot.")


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


def _unprinted(cutting: Cutting) -> Iterator[tuple[str, Problem]]:
    board = cutting.storyboard
    for draft in cutting.drafts:
        yield from find_unprinted(draft, board.cast, name=cutting.name, film=board.language)


def _words(member: Member) -> str:
    return member.description.wordings[0].words if member.description is not None else ""
