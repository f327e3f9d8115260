"""From drafts to calls before their fate is known: bodies written, digests worked out, equal requests made one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from storyboard.canonical import canonical
from storyboard.language.film.part import is_given, value_of
from storyboard.language.film.storyboard import ProviderWords
from storyboard.plan.decisions.circled import NO_CIRCLES, Circle, Circles
from storyboard.plan.decisions.continuing import Link, link_to, made_takes
from storyboard.plan.decisions.standing import standing
from storyboard.plan.digest import Earlier, call_digest
from storyboard.plan.draft import Draft
from storyboard.plan.graph import order
from storyboard.plan.limits.needs import needs_of
from storyboard.plan.made import Made, Take
from storyboard.plan.plan import Need
from storyboard.plan.shots.references import Reference
from storyboard.provider.request import (
    AudioRef,
    CropMeta,
    Env,
    ImageRef,
    Ref,
    Request,
    ShotAt,
    SubjectRef,
    VideoRef,
    Where,
    write_body,
)
from storyboard.provider.sources import FileAt, Url

Body = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What requests are held against: what was made, which takes are circled, and what is used as it was made.

    `as_made` has, for each address that is used as it was made, the takes to go on from, lowest number first. The
    approvals of the addresses in `remade` keep no take in place of their present request. Those in `left_out` are not
    in the plan, and share no request with the others. `storyboard` is the name of the file.
    """

    made: Made
    circles: Circles = field(default_factory=lambda: NO_CIRCLES)
    as_made: Mapping[str, tuple[Take, ...]] = field(default_factory=lambda: MappingProxyType({}))
    remade: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    storyboard: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One request with everybody who uses its takes; `takes` is the largest number wanted of them.

    `link` says what it goes on from. `kept` is the approved take that stands for it though it was made from another
    request.
    """

    id: str
    drafts: tuple[Draft, ...]
    digest: str
    body: str
    needs: tuple[Need, ...]
    takes: int
    link: Link | None = None
    kept: Take | None = None

    @property
    def first(self) -> Draft:
        """Give the draft whose words stand for all."""
        return self.drafts[0]

    @property
    def addresses(self) -> tuple[str, ...]:
        """Name everybody who uses its takes."""
        return tuple(draft.setup.address for draft in self.drafts)


def ask(drafts: Iterable[Draft], before: Before, *, words: ProviderWords) -> tuple[Asking, ...]:
    """Write the request of every draft, in an order in which each comes after what it needs.

    Equal requests are one, except that of an address whose approved take was made from another: it stays by itself.
    """
    film = {draft.setup.address: draft for draft in drafts}
    needs = {address: needs_of(draft.setup) for address, draft in film.items()}
    askings: dict[tuple[str, str | None, bool], Asking] = {}
    ranks: dict[str, int] = {}
    by_address: dict[str, Asking] = {}
    for address in order(tuple(film), needs):
        asking = _ask(film[address], before, words, by_address)
        kept = None if asking.kept is None else asking.kept.sha256
        key = (asking.digest, kept, address in before.left_out)
        known = askings.setdefault(key, asking)
        ranks.setdefault(known.id, len(ranks))
        if known is not asking:
            askings[key] = _join(known, asking, ranks)
        by_address[address] = known
    return tuple(askings.values())


def write_request(draft: Draft, *, words: ProviderWords, calls: Mapping[str, str], takes: int) -> Body:
    """Write the body of a draft; `calls` has the call id of each address that it goes on from."""
    part = draft.setup.part
    hook = Env(name=words.webhook_env) if words.webhook_env is not None else words.webhook_url
    return write_body(
        Request(
            prompt=draft.prompt,
            duration=value_of(part.duration, 0),
            resolution=value_of(part.resolution, ""),
            aspect_ratio=value_of(part.aspect_ratio, ""),
            generate_audio=is_given(part.generate_audio),
            takes=takes,
            refs=tuple(_ref(reference, calls) for reference in draft.references),
            unlimited=words.unlimited,
            webhook_url=hook,
            client_source=words.client_source,
        )
    )


def _ask(draft: Draft, before: Before, words: ProviderWords, film: Mapping[str, Asking]) -> Asking:
    address, goes_on = draft.setup.address, draft.setup.continues
    earlier = film.get(goes_on) if goes_on is not None else None
    takes = value_of(draft.setup.part.takes, 1)
    calls = {goes_on: earlier.id} if earlier is not None and goes_on is not None else {}
    body = write_request(draft, words=words, calls=calls, takes=takes)
    link = None if earlier is None or goes_on is None else _link(draft, body, earlier, before)
    digest = _digest(draft, body, earlier, link)
    return Asking(
        id=address,
        drafts=(draft,),
        digest=digest,
        body=canonical(body),
        needs=_needs(draft, film),
        takes=takes,
        link=link,
        kept=_kept(address, digest, before),
    )


def _link(draft: Draft, body: Body, earlier: Asking, before: Before) -> Link:
    """Choose what a request goes on from; its digest depends on nothing else that was made."""
    address, goes_on = draft.setup.continues or "", value_of(draft.setup.part.continues, None)
    takes = before.as_made.get(address) or made_takes(before.made, earlier.digest)
    return link_to(
        address,
        takes,
        before.made,
        named=goes_on.take if goes_on is not None else None,
        standing=lambda: standing(before.made, address, earlier.digest, storyboard=before.storyboard),
        circle=_counting(before.circles.get(address), takes),
        identify=lambda clip: call_digest(draft.model.path, body, earlier={earlier.id: clip}),
    )


def _counting(circle: Circle | None, takes: tuple[Take, ...]) -> Circle | None:
    """Give the circle of an earlier shot where it is one of the takes to go on from, or holds whatever those are."""
    return circle if circle is not None and (circle.approved or circle.take in takes) else None


def _digest(draft: Draft, body: Body, earlier: Asking | None, link: Link | None) -> str:
    if earlier is None or link is None:
        return call_digest(draft.model.path, body, earlier={})
    clip = Earlier(digest=earlier.digest) if link.take is None else Earlier(sha256=link.take.sha256)
    return call_digest(draft.model.path, body, earlier={earlier.id: clip})


def _kept(address: str, digest: str, before: Before) -> Take | None:
    """Find the approved take that an address stays with though its request is another now."""
    circle = before.circles.get(address)
    stays = circle is not None and circle.approved and circle.take.digest != digest and address not in before.remade
    return circle.take if circle is not None and stays else None


def _needs(draft: Draft, film: Mapping[str, Asking]) -> tuple[Need, ...]:
    setup, goes_on = draft.setup, value_of(draft.setup.part.continues, None)
    found = []
    if setup.continues is not None and setup.continues in film and goes_on is not None:
        found.append(Need(call=film[setup.continues].id, purpose=goes_on.via))
    found += [Need(call=film[address].id, purpose="order") for address in setup.after if address in film]
    taken = {need.call for need in found if need.purpose != "order"}
    return tuple(dict.fromkeys(need for need in found if need.purpose != "order" or need.call not in taken))


def _join(known: Asking, other: Asking, ranks: Mapping[str, int]) -> Asking:
    """Let another draft share a request; what it waits for counts as far as it comes before the request anyway."""
    waits = {need.call for need in known.needs}
    more = (need for need in other.needs if need.call not in waits and ranks[need.call] < ranks[known.id])
    return replace(
        known,
        drafts=(*known.drafts, *other.drafts),
        needs=(*known.needs, *more),
        takes=max(known.takes, other.takes),
    )


def _ref(reference: Reference, calls: Mapping[str, str]) -> Ref:
    wheres = tuple(_at_call(where, calls) for where in reference.wheres)
    match reference.type:
        case "subject":
            return SubjectRef(name=reference.name, subject_id=reference.subject_id or "", images=wheres)
        case "image":
            return ImageRef(
                name=reference.name, url=wheres[0], avatar_id=reference.avatar_id, crop=_crop_meta(wheres[0])
            )
        case "video":
            return VideoRef(name=reference.name, url=wheres[0])
        case "audio":
            return AudioRef(name=reference.name, url=wheres[0])


def _at_call(where: Where, calls: Mapping[str, str]) -> Where:
    return replace(where, call=calls[where.call]) if isinstance(where, ShotAt) else where


def _crop_meta(where: Where) -> CropMeta | None:
    if not isinstance(where, FileAt | Url) or where.crop is None:
        return None
    width, height = round(where.crop.width), round(where.crop.height)
    return CropMeta(original=replace(where, crop=None), width=width, height=height, detail=where.crop)
