"""An ASGI app in place of the network: what is asked of its base URL never leaves the process."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx


def transport_to(app: Any) -> "httpx.AsyncBaseTransport":
    """Make a transport that hands every request to an ASGI app."""
    import httpx

    return httpx.ASGITransport(app)
