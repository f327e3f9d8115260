"""Warnings about references: those of which the model is not told what they are for, and what does not go with them."""

import re
from collections.abc import Iterator

from storyboard.plan.limits.sent import name_source
from storyboard.plan.lint.cutting import Cutting
from storyboard.problems import Problem
from storyboard.rules import problem


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


def lint_mentions(cutting: Cutting) -> Iterator[Problem]:
    """Find references that a prompt never mentions; the role of each is told behind its mention."""
    for draft in cutting.drafts:
        silent = [ref for ref in draft.references if not re.search(rf"{re.escape(ref.mention)}(?!\d)", draft.prompt)]
        if silent:
            own = draft.setup.part.prompt or draft.setup.part.template
            place = own.place if own is not None and own.place is not None else draft.setup.shot.place
            named = ", ".join(f"{ref.mention} ({name_source(ref.wheres[0])})" for ref in silent)
            detail = f"The prompt of {draft.setup.address} never mentions {named}."
            help = "Write `{{ roles }}` where the references are to be told, or `{{ mira.refs }}` in a sentence."
            yield problem("ref-not-mentioned", place=place, detail=detail, help=help)


def lint_subjects(cutting: Cutting) -> Iterator[Problem]:
    """Find what is said of single pictures of somebody who goes as one subject, where it has no place."""
    for member in cutting.storyboard.cast:
        images = (*member.images, *(image for look in member.looks for image in look.images))
        for image in images if member.subject_id is not None else ():
            lost = [key for key in ("shows", "avatar_id") if getattr(image, key) is not None]
            if lost:
                told = " and ".join(f"`{key}`" for key in lost)
                detail = f"{told} of {image.src} is not sent: with its `subject_id`, `{member.id}` goes as one subject."
                help = "Say it in the member's `description`, or leave out the `subject_id`."
                yield problem("subject-picture", place=image.place, detail=detail, help=help)
