"""A warning about languages: what is made once for each of them only because of what nobody hears."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby

from storyboard.canonical import canonical
from storyboard.credits import count_credits
from storyboard.language.film.part import value_of
from storyboard.language.film.storyboard import ProviderWords, Storyboard
from storyboard.language.film.walk import member_texts, texts_of
from storyboard.language.texts.text import Text
from storyboard.plan.decisions.calls import write_request
from storyboard.plan.draft import Draft
from storyboard.plan.lint.cutting import Cutting
from storyboard.problems import Place, Problem
from storyboard.provider.profile import price
from storyboard.rules import problem


@dataclass(slots=True)
class _Cost:
    """What a text by language costs: the shots that are made for it once more, and the credits."""

    shots: list[str] = field(default_factory=list)
    languages: set[str] = field(default_factory=set)
    credits: Decimal = Decimal(0)
    basis: str = ""


def lint_languages(cutting: Cutting) -> Iterator[Problem]:
    """Find texts that nobody hears and that have shots made once for each language, with the price of it."""
    costs: dict[Place, _Cost] = {}
    for shot, versions in groupby(sorted(cutting.drafts, key=_shot_of), key=_shot_of):
        drafts = list(versions)
        described = next(_described(drafts[0], cutting.storyboard), None)
        if described is None or _is_spoken_by_language(drafts[0]):
            continue
        asked, alike = _requests(drafts), _requests(replace(draft, prompt="") for draft in drafts)
        if len(asked) == len(alike):
            continue
        cost = costs.setdefault(described.place, _Cost(basis=drafts[0].model.prices.basis))
        cost.shots.append(shot)
        cost.languages |= {draft.setup.language for draft in drafts}
        cost.credits += _credits(asked) - _credits(alike)
    for place, cost in costs.items():
        if len(cost.languages) > 1:
            yield _told(place, cost)


def _told(place: Place, cost: _Cost) -> Problem:
    many = len(cost.shots) > 1
    what = f"{len(cost.shots)} shots are" if many else f"{cost.shots[0]} is"
    detail = (
        f"This text is given by language, so {what} made and paid once for each of "
        f"{', '.join(sorted(cost.languages))}: {count_credits(cost.credits)} more, by {cost.basis}."
    )
    help = "The model reads any language: give descriptions once, and only what is spoken by language."
    return problem("described-by-language", place=place, detail=detail, help=help)


def _requests(drafts: Iterable[Draft]) -> dict[str, Draft]:
    """Give the requests of one shot, each with a draft that asks it."""
    requests = {}
    for draft in drafts:
        calls = {draft.setup.continues: draft.setup.shot.address} if draft.setup.continues is not None else {}
        body = write_request(draft, words=ProviderWords(), calls=calls, takes=1)
        requests[canonical([draft.model.path, body])] = draft
    return requests


def _credits(requests: Mapping[str, Draft]) -> Decimal:
    return sum(map(_price, requests.values()), Decimal(0))


def _price(draft: Draft) -> Decimal:
    part = draft.setup.part
    seconds, takes = value_of(part.duration, 0), value_of(part.takes, 1)
    return price(draft.model, resolution=value_of(part.resolution, ""), seconds=seconds, takes=takes)


def _shot_of(draft: Draft) -> str:
    return draft.setup.shot.address


def _is_spoken_by_language(draft: Draft) -> bool:
    lines = value_of(draft.setup.part.dialogue, ())
    return any(line.line.by_language and not line.vo for line in lines)


def _described(draft: Draft, board: Storyboard) -> Iterator[Text]:
    """Give the texts by language that the model reads for a shot: its own first, then those of who is in it."""
    part = draft.setup.part
    unsent = {text for line in value_of(part.dialogue, ()) if line.vo for text in (line.line, line.how)}
    own = (text for text in (*texts_of(part), *(ref.role for ref in draft.setup.own_refs)) if text not in unsent)
    cast = (text for member in board.cast if member.id in draft.players for text in member_texts(member))
    yield from (text for text in (*own, *cast) if text is not None and text.by_language)
