"""What stands at a URL, brought here to be cut: once a run, and held against what the lock pins."""

import asyncio
from dataclasses import replace
from pathlib import Path

from storyboard import hashes
from storyboard.media.errors import MediaError
from storyboard.plan.lock.lock_file import LOCK, read_lock
from storyboard.plan.shots.materials import measured
from storyboard.problems import ProviderError, Refused, UsageError
from storyboard.run.assets.derive import Original
from storyboard.run.assets.kept import has_content, keeping, kept_folder
from storyboard.run.machine.places import put, scratch
from storyboard.run.net.addresses import bare
from storyboard.run.net.public import bring
from storyboard.run.production.production import Production

MOST = 256 * 1024 * 1024  # bytes; what is cut from a file may be small enough to send where the file is not
_SUFFIX = ".original"
_ENDINGS = {"jpeg": ".jpg", "png": ".png", "wav": ".wav", "mp3": ".mp3"}


async def original(production: Production, url: str) -> Original:
    """Bring here what stands at a URL, the first time a run asks for it.

    Raises ProviderError where it cannot be fetched, Refused where it is not what the lock pins or cannot be kept,
    UsageError where it is no picture, clip or sound.
    """
    async with production.single[f"url {url}"]:
        if url not in production.originals:
            production.originals[url] = await _find(url, production.folder)
    return production.originals[url]


async def _find(url: str, folder: Path) -> Original:
    kept = kept_folder(folder)
    pinned = await asyncio.to_thread(_pinned, url, folder)
    if pinned is not None and await asyncio.to_thread(has_content, kept / f"{pinned}{_SUFFIX}", pinned):
        return await asyncio.to_thread(_measured, kept / f"{pinned}{_SUFFIX}", url, pinned)
    with keeping(f"What stands at {bare(url)}", kept):
        return await _fetch(url, kept, pinned)


async def _fetch(url: str, kept: Path, pinned: str | None) -> Original:
    with scratch(kept) as temporary:
        fault = await bring(url, temporary, most=MOST)
        if fault:
            raise ProviderError(f"{bare(url)} cannot be fetched to be cut: {fault}", help="Look at it and run again.")
        content = await asyncio.to_thread(hashes.sha256_file, temporary)
        if pinned not in (None, content):
            raise Refused(
                f"{bare(url)} gives other bytes than {LOCK} pins",
                help="If that is meant, `storyboard lock FILE --online` writes it down.",
            )
        found = await asyncio.to_thread(_measured, temporary, url, content)
        put(temporary, kept / f"{content}{_SUFFIX}")
    return replace(found, path=kept / f"{content}{_SUFFIX}")


def _measured(path: Path, url: str, content: str) -> Original:
    try:
        seen = measured(path, path=url, sha256=content)
    except MediaError as error:
        told = str(error).replace(str(path), bare(url))
        raise UsageError(told, help="Refer to a picture, a clip or a sound.") from error
    return Original(path=path, sha256=content, ending=_ENDINGS.get(seen.format, ""), seconds=seen.seconds)


def _pinned(url: str, folder: Path) -> str | None:
    lock, _ = read_lock(folder, root=folder)
    return next((pin.sha256 for pin in lock.pins if pin.path == url), None)
