"""A warning about languages: what is made once for each of them only because of what nobody hears."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby

from storyboard.credits import count_credits
from storyboard.language.film.part import value_of
from storyboard.language.film.storyboard import ProviderWords, Storyboard
from storyboard.language.film.walk import member_texts, texts_of
from storyboard.language.texts.text import Text
from storyboard.plan.decisions.calls import write_request
from storyboard.plan.digest import Earlier, call_digest
from storyboard.plan.draft import Draft
from storyboard.plan.graph import order
from storyboard.plan.limits.needs import needs_of
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
    """Find texts that nobody hears and that have shots made once for each language, with the price of it.

    What goes on from such a shot is made once for each of its clips.
    """
    described = dict(_described_shots(cutting))
    if not described:
        return
    film = _in_order(cutting.drafts)
    asked = _digests(film)
    alike = _digests(replace(draft, prompt="") if _shot_of(draft) in described else draft for draft in film)
    causes = _causes(film, described)
    costs: dict[Place, _Cost] = {}
    for shot, drafts in _by_shot(film):
        text = causes.get(drafts[0].setup.address)
        twice, once = ({digests[one.setup.address]: one for one in drafts} for digests in (asked, alike))
        if text is None or len(twice) == len(once):
            continue
        cost = costs.setdefault(text.place, _Cost(basis=drafts[0].model.prices.basis))
        cost.shots.append(shot)
        cost.languages |= {draft.setup.language for draft in drafts}
        cost.credits += _credits(twice) - _credits(once)
    for place, cost in costs.items():
        if len(cost.languages) > 1:
            yield _told(place, cost)


def _described_shots(cutting: Cutting) -> Iterator[tuple[str, Text]]:
    for shot, drafts in _by_shot(cutting.drafts):
        text = next(_described(drafts[0], cutting.storyboard), None)
        if text is not None and not _is_spoken_by_language(drafts[0]):
            yield shot, text


def _by_shot(drafts: Iterable[Draft]) -> Iterator[tuple[str, list[Draft]]]:
    for shot, versions in groupby(sorted(drafts, key=_shot_of), key=_shot_of):
        yield shot, list(versions)


def _in_order(drafts: Iterable[Draft]) -> tuple[Draft, ...]:
    """Sort drafts so that each comes after the one that it goes on from."""
    film = {draft.setup.address: draft for draft in drafts}
    needs = {address: needs_of(draft.setup) for address, draft in film.items()}
    return tuple(film[address] for address in order(tuple(film), needs))


def _digests(film: Iterable[Draft]) -> dict[str, str]:
    """Tell the requests apart: the digest of each address, as if nothing had been made."""
    found: dict[str, str] = {}
    for draft in film:
        goes_on = draft.setup.continues
        earlier = {} if goes_on is None else {goes_on: Earlier(digest=found[goes_on])}
        body = write_request(draft, words=ProviderWords(), calls={one: one for one in earlier}, takes=1)
        found[draft.setup.address] = call_digest(draft.model.path, body, earlier=earlier)
    return found


def _causes(film: Iterable[Draft], described: Mapping[str, Text]) -> dict[str, Text]:
    """Give the text by language of each address, else that of the one which it goes on from."""
    found: dict[str, Text] = {}
    for draft in film:
        text = described.get(_shot_of(draft)) or found.get(draft.setup.continues or "")
        if text is not None:
            found[draft.setup.address] = text
    return found


def _told(place: Place, cost: _Cost) -> Problem:
    many = len(cost.shots) > 1
    what = f"{len(cost.shots)} shots are" if many else f"{cost.shots[0]} is"
    detail = (
        f"This text is given by language, so {what} made and paid once for each of "
        f"{', '.join(sorted(cost.languages))}: {count_credits(cost.credits)} more, by {cost.basis}."
    )
    help = "The model reads any language: give descriptions once, and only what is spoken by language."
    return problem("described-by-language", place=place, detail=detail, help=help)


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
