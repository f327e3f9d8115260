"""A transport that many clients share: closing one of them does not close it."""

import httpx


class Lent(httpx.AsyncBaseTransport):
    """Passes requests on to a transport that belongs to someone else."""

    def __init__(self, owner: httpx.AsyncBaseTransport) -> None:
        self._owner = owner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass one request on."""
        return await self._owner.handle_async_request(request)
