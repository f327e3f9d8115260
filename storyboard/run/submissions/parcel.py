"""What goes with a request: for everything in its body that stands for a URL, the file or the clip that it means."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storyboard.plan.earlier import Choice, Used
from storyboard.plan.plan import Call
from storyboard.problems import Refused
from storyboard.provider.asked import read_body, refs_in
from storyboard.provider.facts import KINDS, Kind
from storyboard.provider.sources import Env, FileAt, ShotAt, Url, fill, placeholders, read_where
from storyboard.run.assets.asset import Asset, asset_of, type_of
from storyboard.run.assets.derive import clip_for, file_for, piece_for
from storyboard.run.assets.place import NO_STORE, NoStore
from storyboard.run.production.production import Production
from storyboard.run.submissions.inputs import picture_formats, uploaded
from storyboard.run.submissions.lending import lent_url, name_there
from storyboard.run.submissions.originals import original


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """An earlier clip that the API has itself; `asset` is the same clip on this machine."""

    used: Used
    asset: Asset


Content = str | Asset | Lent


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """`body` as the plan has it; `contents` has what each placeholder in it means, by the placeholder's JSON."""

    body: str
    contents: tuple[tuple[str, Content], ...]


async def pack(production: Production, call: Call, choice: Choice) -> Parcel:
    """Make everything ready that a call is sent with: cut what is to be cut, and put it where the API can read it.

    Raises StoryboardError where that fails; nothing was paid.
    """
    used = dict(choice.used)
    marks = placeholders(read_body(call.body)) if '"$' in call.body else ()
    formats = picture_formats(call, production.options)
    found = [await _content(production, mark, used, formats) for mark in marks]
    read = placeholders({"refs": refs_in(read_body(call.body))}) if marks else ()
    for mark, one in zip(marks, found, strict=True):
        if mark in read:  # what a picture was before its crop goes along, and no model looks at it
            await asyncio.to_thread(_check_size, production, call, one)
    await asyncio.gather(*(_put(production, one) for one in found if isinstance(one, Asset)))
    return Parcel(body=call.body, contents=tuple(zip((_key(mark) for mark in marks), found, strict=True)))


async def address(production: Production, parcel: Parcel) -> dict[str, Any]:
    """Give the body with a URL for everything that stood for one, each signed anew. Raises StoryboardError."""
    urls = {key: await _url(production, content) for key, content in parcel.contents}
    body: dict[str, Any] = json.loads(parcel.body)
    return fill(body, lambda mark: urls[_key(mark)])


async def _content(
    production: Production, mark: Mapping[str, Any], used: Mapping[str, Used], formats: Sequence[str]
) -> Content:
    folder = production.folder
    match read_where(mark):
        case Env(name=name):
            return production.options.environ[name]
        case Url(url=url, crop=None, section=None):
            return url
        case Url(url=url) as part:
            source = await original(production, url)
            piece = await asyncio.to_thread(piece_for, part, source=source, folder=folder, formats=formats)
            return await _asset(piece, url)
        case FileAt(path=path) as file:
            return await _asset(await asyncio.to_thread(file_for, file, folder=folder, formats=formats), path)
        case ShotAt(call=call, via="video"):
            take = used[call]
            asset = Asset(path=take.clip, sha256=take.sha256, said=f"the clip of {call}", extension="mp4")
            if production.target.clip_life is None:
                return asset
            return Lent(used=await name_there(production, take), asset=asset)
        case ShotAt(call=call, via=via) as shot:
            take = used[call]
            cut = await asyncio.to_thread(
                clip_for, shot, clip=take.clip, sha256=take.sha256, folder=folder, formats=formats
            )
            return await _asset(cut, f"the {_NAMES[via]} of {call}")


_NAMES = {"tail": "tail", "frame": "last frame"}


def _check_size(production: Production, call: Call, content: Content) -> None:
    """Raise Refused for a file that came out larger than the model reads: what was cut or converted, or a long clip."""
    if not isinstance(content, Asset):
        return
    kind = _kind(content)
    limits = None if kind is None else production.options.limits(call, kind)
    size = content.path.stat().st_size
    if limits is not None and size > limits.bytes:
        raise Refused(
            f"{content.said} has {size / 1e6:.1f} MB as it would be sent, and {limits.bytes / 1e6:.1f} MB are the most",
            help="Take a smaller picture, or a shorter part.",
        )


def _kind(asset: Asset) -> Kind | None:
    head = type_of(asset.name).partition("/")[0]
    return next((kind for kind in KINDS if kind == head), None)


async def _asset(path: Path, said: str) -> Asset:
    return await asyncio.to_thread(asset_of, path, said=said)


async def _put(production: Production, asset: Asset) -> None:
    if await production.target.assets.put(asset):
        production.tell(uploaded(asset))


async def _url(production: Production, content: Content) -> str:
    match content:
        case str():
            return content
        case Asset():
            return await _publish(production, content)
        case Lent(used=used, asset=asset):
            lent = await lent_url(production, used)
            if lent is None and isinstance(production.target.assets, NoStore):
                raise Refused(f"{asset.said} cannot be read where {production.target.name} made it", help=NO_STORE)
            return await _stored(production, asset) if lent is None else lent


async def _stored(production: Production, asset: Asset) -> str:
    await _put(production, asset)
    return await _publish(production, asset)


async def _publish(production: Production, asset: Asset) -> str:
    return await production.target.assets.publish(asset.path, sha256=asset.sha256, extension=asset.extension)


def _key(mark: Mapping[str, Any]) -> str:
    return json.dumps(mark, sort_keys=True)
