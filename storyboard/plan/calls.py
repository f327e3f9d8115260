"""From drafts to calls before their fate is known: bodies written, digests worked out, equal requests made one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from storyboard.language.part import is_given, value_of
from storyboard.language.storyboard import ProviderWords
from storyboard.plan.canonical import canonical
from storyboard.plan.digest import Earlier, call_digest
from storyboard.plan.draft import Draft
from storyboard.plan.graph import order
from storyboard.plan.made import Made, Take, takes_of
from storyboard.plan.needs import needs_of
from storyboard.plan.plan import Need
from storyboard.plan.references import Reference
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
class Asking:
    """One request with everybody who uses its takes; `takes` is the largest number wanted of them."""

    id: str
    drafts: tuple[Draft, ...]
    digest: str
    body: str
    needs: tuple[Need, ...]
    takes: int
    uses: Take | None = None

    @property
    def first(self) -> Draft:
        """Give the draft whose words stand for all."""
        return self.drafts[0]


def ask(
    drafts: Iterable[Draft], made: Made, *, words: ProviderWords, as_made: Mapping[str, str] = MappingProxyType({})
) -> tuple[Asking, ...]:
    """Write the request of every draft, in an order in which each comes after what it needs.

    `as_made` has the sha256 of the clip to go on from for each address that is used as it was made.
    """
    film = {draft.setup.address: draft for draft in drafts}
    needs = {address: needs_of(draft.setup) for address, draft in film.items()}
    askings: dict[str, Asking] = {}
    ranks: dict[str, int] = {}
    by_address: dict[str, Asking] = {}
    for address in order(tuple(film), needs):
        asking = _ask(film[address], made, words, by_address, as_made)
        known = askings.setdefault(asking.digest, asking)
        ranks.setdefault(known.id, len(ranks))
        if known is not asking:
            askings[asking.digest] = _join(known, asking, ranks)
        by_address[address] = known
    return tuple(askings.values())


def good_takes(made: Made, digest: str) -> tuple[Take, ...]:
    """List the takes of a digest that are good, lowest number first."""
    return tuple(take for take in takes_of(made, digest) if take.status == "done" and take.sha256 is not None)


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


def _ask(
    draft: Draft, made: Made, words: ProviderWords, film: Mapping[str, Asking], as_made: Mapping[str, str]
) -> Asking:
    goes_on = draft.setup.continues
    calls = {goes_on: film[goes_on].id} if goes_on is not None and goes_on in film else {}
    takes = value_of(draft.setup.part.takes, 1)
    body = write_request(draft, words=words, calls=calls, takes=takes)
    earlier = film.get(draft.setup.continues) if draft.setup.continues is not None else None
    if earlier is not None and goes_on is not None and goes_on in as_made:
        digest, used = _digest_from(draft, body, earlier, Earlier(sha256=as_made[goes_on])), None
    else:
        digest, used = _identify(draft, body, earlier, made)
    return Asking(
        id=draft.setup.address,
        drafts=(draft,),
        digest=digest,
        body=canonical(body),
        needs=_needs(draft, film),
        takes=takes,
        uses=used,
    )


def _digest_from(draft: Draft, body: Body, earlier: Asking, clip: Earlier) -> str:
    return call_digest(draft.model.path, body, earlier={earlier.id: clip})


def _identify(draft: Draft, body: Body, earlier: Asking | None, made: Made) -> tuple[str, Take | None]:
    """Work out the digest, and which take of the earlier shot it is made from.

    A shot once made from any good take of the earlier one stays as it is; else the take named, else the lowest.
    """
    if earlier is None:
        return call_digest(draft.model.path, body, earlier={}), None
    goes_on = value_of(draft.setup.part.continues, None)
    named = goes_on.take if goes_on is not None else None
    good = [take for take in good_takes(made, earlier.digest) if named in (None, take.number)]
    digests = [_digest_from(draft, body, earlier, Earlier(sha256=take.sha256)) for take in good]
    asked = [(digest, take) for digest, take in zip(digests, good, strict=True) if takes_of(made, digest)]
    fresh = _digest_from(draft, body, earlier, Earlier(digest=earlier.digest))
    return next(iter([*asked, *zip(digests, good, strict=True)]), (fresh, None))


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
