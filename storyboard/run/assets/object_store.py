"""An object store: each file goes up once, under the name of its content, and is read by a URL signed anew each time.

Nothing that obstore says is passed on as it is: its words may hold a signature.
"""

import asyncio
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard import hashes
from storyboard.problems import NoAccess, ProviderError, Refused, StoryboardError
from storyboard.run.assets.asset import Asset, type_of
from storyboard.run.assets.place import Assets
from storyboard.run.net.public import open_public, peek

if TYPE_CHECKING:
    from obstore.store import AzureStore, GCSStore, S3Store

AT_ONCE = 4
PART = 8 * 1024 * 1024  # bytes; what is larger goes up in parts, each tried again by itself
_PROBE = b"storyboard looks whether it may write here, and whether what it wrote can be read.\n"
_PANICS = ("RustPanic", "PanicException")  # of classes that cannot be imported
_STATUS = re.compile(r"status code: (\d{3})")
_CODE = re.compile(r"<Code>\s*([A-Za-z]{1,60})\s*</Code>")


@dataclass(slots=True, kw_only=True)
class ObjectStore(Assets):
    """A bucket, or a folder of one. `url` is what the user wrote, `life` how long a signed URL is good.

    `keys` names where the keys come from, for the words of an error.
    """

    url: str
    store: "S3Store | GCSStore | AzureStore" = field(repr=False)
    keys: str
    life: timedelta = timedelta(hours=24)
    _there: set[str] = field(default_factory=set, repr=False)
    _single: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock), repr=False)
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE), repr=False)

    async def check(self, files: AsyncIterator[Asset], *, sent: Callable[[Asset], None]) -> None:
        """Put one file there, a tiny one of its own where there is none, and read it back by a signed URL.

        Raises NoAccess for keys that do not let in, Refused for a bucket or a signature that will not do,
        ProviderError where the store does not answer.
        """
        name = await self._put_first(files, sent)
        url = await self._signed(name)
        async with open_public(url) as wire:
            fault = await peek(wire, url)
        if fault:
            raise Refused(
                f"{self.url} took a file, and its signed URL cannot be read: {fault}",
                help="Check the endpoint, the region and this machine's clock: a signature holds all three.",
            )

    async def put(self, file: Asset) -> bool:
        """Put a file there unless one of its name and size is; say whether it was sent. Raises as `check` does."""
        async with self._single[file.name], self._turns:
            if file.name in self._there:
                return False
            size = await asyncio.to_thread(lambda: file.path.stat().st_size)
            sent = await self._size(file.name) != size
            if sent:
                await self._send(file.name, file.path, said=file.said)
            self._there.add(file.name)
            return sent

    async def publish(self, path: Path, *, sha256: str, extension: str) -> str:
        """Put a file there, unless it is there already, and sign a URL for it. Raises as `check` does."""
        asset = Asset(path=path, sha256=sha256, said=path.name, extension=extension)
        await self.put(asset)
        return await self._signed(asset.name)

    async def _put_first(self, files: AsyncIterator[Asset], sent: Callable[[Asset], None]) -> str:
        async for file in files:
            if await self.put(file):
                sent(file)
            return file.name
        name = f"{hashes.sha256_bytes(_PROBE)}.txt"
        if await self._size(name) != len(_PROBE):
            await self._send(name, _PROBE, said="a first, tiny file")
        return name

    async def _size(self, name: str) -> int | None:
        """Give the size of what is there; None where nothing is, or where nobody may look."""
        import obstore
        from obstore import exceptions

        with self._explaining("asking for a file"):
            try:
                return int((await obstore.head_async(self.store, name))["size"])
            except (FileNotFoundError, exceptions.PermissionDeniedError, exceptions.UnauthenticatedError):
                # Stores say "forbidden" of what is not there to keys that may not list: the upload decides.
                return None

    async def _send(self, name: str, source: Path | bytes, *, said: str) -> None:
        import obstore

        with self._explaining(f"putting {said} there"):
            await obstore.put_async(
                self.store, name, source, attributes={"Content-Type": type_of(name)}, chunk_size=PART, max_concurrency=2
            )

    async def _signed(self, name: str) -> str:
        import obstore

        with self._explaining("signing a URL"):
            return await obstore.sign_async(self.store, "GET", name, self.life)

    @contextmanager
    def _explaining(self, doing: str) -> Iterator[None]:
        """Tell errors of the library in words of ours; where it gave way itself, what it was given is to blame."""
        from obstore import exceptions

        try:
            yield
        except (exceptions.BaseError, OSError, ValueError) as error:
            raise self._trouble(error, doing) from None
        except Exception as error:
            if type(error).__name__ not in _PANICS:
                raise
            raise Refused(
                f"The library obstore broke down, {doing} at {self.url}",
                help=f"Look at {self.keys} and the variables beside them: one may hold what it cannot read.",
            ) from None

    def _trouble(self, error: Exception, doing: str) -> StoryboardError:
        told = str(error)
        status, code = _STATUS.search(told), _CODE.search(told)
        answer = " ".join(part for part in (f"HTTP {status[1]}" if status else "", code[1] if code else "") if part)
        what = f"{self.url} refuses {doing}: it answers {answer}"
        match status[1] if status else "":
            case "401" | "403":
                return NoAccess(what, help=f"Check {self.keys}, and that they may read and write there.")
            case "404":
                return Refused(what, help="Check the bucket's name, the endpoint and the region.")
            case "":
                return ProviderError(
                    f"{self.url} does not answer ({doing})", help="Check the endpoint and the network, then run again."
                )
            case _:
                return ProviderError(what, help="Run again; nothing was paid for what was not sent.")
