"""Which addresses may be spoken to: https, plain http only to this machine, nothing private that a stranger names."""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

from storyboard.problems import UsageError

_PORTS = {"http": 80, "https": 443}


def checked_base(base_url: str, *, in_process: bool) -> str:
    """Give a base URL without a slash at its end.

    Raises UsageError where it is none, bears a name, a query or a fragment, or is plain http to another machine.
    """
    parts = _parts(base_url)
    if parts is None or parts.username is not None or parts.query or parts.fragment:
        raise UsageError(
            f"{_shown(base_url)} is not a base URL",
            help="Write it as https://host/path, without a name, a password, a query or a fragment.",
        )
    if parts.scheme == "http" and not in_process and not is_loopback(parts.hostname or ""):
        raise UsageError(
            f"{base_url} is plain http to another machine, and the key would travel in the open",
            help="Use https. Plain http is for this machine alone (127.0.0.1, ::1, localhost).",
        )
    return base_url.rstrip("/")


def origin_of(base_url: str) -> str:
    """Name scheme, host and port of a URL, the port only where it is not the scheme's own.

    Raises UsageError where it is no http or https URL.
    """
    parts = _parts(base_url)
    if parts is None:
        raise UsageError(f"{_shown(base_url)} is not an http or https URL")
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in (None, _PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def is_loopback(host: str) -> bool:
    """Say whether a host's name or number is this very machine."""
    address = _number(host)
    return host.lower() == "localhost" if address is None else address.is_loopback


async def refusal(url: str, *, base_url: str) -> str:
    """Say why a URL that came over the network is not followed; empty where it may be."""
    parts, base = _parts(url), _parts(base_url)
    if parts is None or base is None or parts.hostname is None:
        return "it is not an http or https URL"
    near = is_loopback(base.hostname or "")
    if parts.scheme != "https" and not (near and is_loopback(parts.hostname)):
        return "it is plain http"
    if parts.hostname == base.hostname:
        return ""
    return await _private(parts, near=near)


def bare(url: str) -> str:
    """Give a URL without its query and fragment, which may sign it, and without a name or password."""
    parts = _parts(url)
    if parts is None:
        return ""
    return f"{origin_of(url)}{parts.path}"


async def _private(parts: SplitResult, *, near: bool) -> str:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            parts.hostname, parts.port or _PORTS[parts.scheme], type=socket.SOCK_STREAM
        )
    except OSError:
        return ""  # it will not connect either, and that error says so
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if all(_allowed(address, near=near) for address in addresses):
        return ""
    return "it leads to a private address"


def _allowed(address: IPv4Address | IPv6Address, *, near: bool) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    real = mapped or address
    return (near and real.is_loopback) or (real.is_global and not real.is_multicast)


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    known = parts.scheme in _PORTS and parts.hostname
    return parts if known and url.isprintable() and " " not in url else None


def _number(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _shown(url: str) -> str:
    """Show a URL that may hold a password or a signature."""
    return repr(url.partition("?")[0].rpartition("@")[2][:80])
