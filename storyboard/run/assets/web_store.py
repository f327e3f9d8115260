"""Files that the user publishes by hand below an https address: looked for before anything is paid, never put there."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

from storyboard import hashes
from storyboard.problems import ProviderError, Refused
from storyboard.provider.wire import HttpRequest, HttpResponse, header
from storyboard.run.assets.asset import Asset
from storyboard.run.assets.place import Assets
from storyboard.run.net.client import Lost, NotSent, ask
from storyboard.run.net.public import bring, open_public

AT_ONCE = 8
_AGAIN = "Publish it under that name and run again: nothing was paid for the shots that need it."


@dataclass(slots=True, kw_only=True)
class WebStore(Assets):
    """The folder at `base_url`, in which the user puts every file as `<sha256>.<extension>`."""

    base_url: str
    _there: set[str] = field(default_factory=set, repr=False)
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE), repr=False)

    async def check(self, files: AsyncIterator[Asset], *, sent: Callable[[Asset], None]) -> None:  # noqa: ARG002
        """Look for all files. Raises Refused with the list of those to publish, ProviderError where nobody answers."""
        listed = [file async for file in files]
        found = await asyncio.gather(*(self._is_there(file) for file in listed))
        missing = [file for file, there in zip(listed, found, strict=True) if not there]
        if missing:
            lines = "".join(f"\n  {file.path} → {file.name}" for file in missing)
            raise Refused(
                f"{len(missing)} of {len(listed)} file(s) are not at {self.base_url}",
                help=f"Publish each there under the name behind the arrow, and run again:{lines}",
            )

    async def put(self, file: Asset) -> bool:
        """Look for a file; nothing is ever sent. Raises as `check` does."""
        if not await self._is_there(file):
            raise Refused(
                f"{file.said} is not at {self.base_url}, where it has to be as {file.name}",
                help=f"{_AGAIN} It is in {file.path}.",
            )
        return False

    async def publish(self, path: Path, *, sha256: str, extension: str) -> str:
        """Give a file's URL, once it is there. Raises as `check` does."""
        await self.put(Asset(path=path, sha256=sha256, said=path.name, extension=extension))
        return f"{self.base_url}/{sha256}.{extension}"

    async def _is_there(self, file: Asset) -> bool:
        async with self._turns:
            if file.name not in self._there and await self._has(file):
                self._there.add(file.name)
        return file.name in self._there

    async def _has(self, file: Asset) -> bool:
        """Ask for the size, and fetch all of it where that says nothing: some servers give a page for every name."""
        url, size = f"{self.base_url}/{file.name}", await asyncio.to_thread(lambda: file.path.stat().st_size)
        async with open_public(url) as wire:
            reply = await ask(wire, HttpRequest(method="HEAD", path=url, keyed=False))
        match reply:
            case HttpResponse(status=200) if header(reply, "content-length") == str(size):
                return True
            case HttpResponse(status=404 | 410):
                return False
            case HttpResponse():
                return await _is_same(url, file, size)
            case NotSent(reason=reason) | Lost(reason=reason):
                raise ProviderError(f"{self.base_url} does not answer: {reason}", help="Check the address, run again.")


async def _is_same(url: str, file: Asset, size: int) -> bool:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="storyboard-") as folder:
        copy = Path(folder) / file.name
        fault = await bring(url, copy, most=size)
        return not fault and await asyncio.to_thread(hashes.sha256_file, copy) == file.sha256
