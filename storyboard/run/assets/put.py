"""A store that takes files by PUT under the name of their content, and the way to hand over anything else there."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard.problems import ProviderError
from storyboard.provider.wire import HttpRequest, HttpResponse
from storyboard.run.assets.place import Assets
from storyboard.run.net.client import Lost, NotSent, Reply, ask, open_wire

if TYPE_CHECKING:
    from storyboard.run.net.client import Transport


@dataclass(frozen=True, slots=True, kw_only=True)
class PutStore(Assets):
    """Takes `PUT <base_url>/files/<sha256>.<extension>`; the file has the same address afterwards.

    `key` is the header that lets in.
    """

    base_url: str
    key: tuple[str, str] | None = field(default=None, repr=False)
    transport: "Transport | None" = field(default=None, repr=False)

    async def publish(self, path: Path, *, sha256: str, extension: str) -> str:
        """Put a file there, unless it is there already, and give its URL. Raises ProviderError."""
        place = f"/files/{sha256}.{extension}"
        known = await self._send(HttpRequest(method="HEAD", path=place))
        if not (isinstance(known, HttpResponse) and known.status == 200):
            await self.hand_over(place, await asyncio.to_thread(path.read_bytes))
        return self.base_url + place

    async def hand_over(self, place: str, data: bytes) -> None:
        """Put bytes at a place below the base URL. Raises ProviderError where they are not taken."""
        reply = await self._send(HttpRequest(method="PUT", path=place, body=data))
        match reply:
            case HttpResponse(status=status) if status < 300:
                return
            case HttpResponse(status=status):
                raise ProviderError(f"{self.base_url}{place} was not taken: the answer is {status}")
            case NotSent(reason=reason) | Lost(reason=reason):
                raise ProviderError(f"{self.base_url} does not answer: {reason}")

    async def _send(self, request: HttpRequest) -> Reply:
        async with open_wire(self.base_url, key=self.key, transport=self.transport) as wire:
            return await ask(wire, request)
