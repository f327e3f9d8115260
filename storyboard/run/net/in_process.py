"""An ASGI app in place of the network: what is asked of its base URL never leaves the process."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx


def transport_to(app: Any) -> "httpx.AsyncBaseTransport":
    """Make a transport that hands every request to an ASGI app."""
    import httpx

    # An app that fails answers 500 first; that answer is what a client would see.
    return httpx.ASGITransport(app, raise_app_exceptions=False)
