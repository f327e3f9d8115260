"""The limits of seconds: of each clip and sound, of all of them together, of what is left of an earlier shot."""

from collections.abc import Iterator, Sequence

from storyboard.language.film.part import value_of
from storyboard.plan.limits.sent import Shot, name_source
from storyboard.plan.shots.references import Reference
from storyboard.problems import Problem
from storyboard.provider.profile import Profile, limits
from storyboard.provider.sources import ShotAt, Where
from storyboard.rules import problem


def check_sums(shot: Shot) -> Iterator[Problem]:
    """Add up the seconds of all clips, and of all sounds."""
    for kind in ("video", "audio"):
        found = [ref for ref in shot.references if ref.type == kind]
        lengths = [shot.seconds(where) for ref in found for where in ref.wheres]
        most = limits(shot.model, kind).seconds_sum
        total = round(sum(length for length in lengths if length is not None), 2)
        if most is not None and total > most and len(found) > 1:
            told = ", ".join(
                f"{name_source(ref.wheres[0])} {length:g} s"
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
                detail = f"{_lasts(where, length, shot.model)}, and {span.least:g} to {span.most:g} s are taken."
                yield problem("media-length", place=ref.places[0], detail=detail, help=_shorten([ref]))


def check_tail_words(shot: Shot) -> Iterator[Problem]:
    """Want seconds of a tail alone: nothing else is cut from an earlier shot."""
    goes_on = value_of(shot.setup.part.continues, None)
    if goes_on is not None and goes_on.seconds is not None and goes_on.via != "tail":
        sent = "its last frame" if goes_on.via == "frame" else "the whole clip"
        detail = f"`via: {goes_on.via}` sends {sent} of {goes_on.shot}, so `seconds` would mean nothing."
        help = f"Write `via: tail` to send the last {goes_on.seconds:g} s, or take `seconds` out."
        yield problem("seconds-without-tail", place=goes_on.place, detail=detail, help=help)


def check_tails(shot: Shot) -> Iterator[Problem]:
    """Let no tail be longer than its shot; a take that is named by its number may have had other words."""
    tails = ((ref, where) for ref in shot.references for where in ref.wheres if isinstance(where, ShotAt))
    for ref, where in tails:
        made = shot.seconds(ShotAt(call=where.call, via="video"))
        span = limits(shot.model, "video").seconds
        told = span is not None and where.seconds is not None and where.seconds > span.most
        if where.seconds is None or where.take is not None or made is None or told:
            continue
        whole = round(made - shot.model.references.generated_slack, 2)
        if where.seconds > whole:
            wanted = f"the last {where.seconds:g} s of {where.call}"
            detail = f"{shot.setup.address} goes on from {wanted}, which has {whole:g} s."
            help = "Make `seconds` smaller, or go on from the whole clip: `via: video`."
            yield problem("section-outside", place=ref.places[0], detail=detail, help=help)


def _lasts(where: Where, length: float, model: Profile) -> str:
    match where:
        case ShotAt(via="tail"):
            return f"The last {length:g} s of {where.call} are wanted"
        case ShotAt():
            slack = model.references.generated_slack
            return f"The clip of {where.call} may last {length:g} s, {slack:g} s more than its duration"
        case _:
            return f"{name_source(where)} lasts {length:g} s"


def _shorten(found: Sequence[Reference]) -> str:
    if any(isinstance(where, ShotAt) and where.via == "video" for ref in found for where in ref.wheres):
        return "Go on from the end of the earlier shot only: `continues: {shot: …, via: tail, seconds: 4}`."
    if all(isinstance(where, ShotAt) for ref in found for where in ref.wheres):
        return "Give `seconds` of `continues` a number that is taken."
    return "Send pieces: `{src: …, from: 0, seconds: 4}`."
