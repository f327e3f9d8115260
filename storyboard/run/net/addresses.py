"""Which addresses may be spoken to: https, plain http only to this machine, nothing private that a stranger names."""

import asyncio
import os
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from storyboard.problems import UsageError

_PORTS = {"http": 80, "https": 443}
_PROXIES = ("all_proxy", "https_proxy", "http_proxy")
# IPv6 addresses that only wrap one of IPv4, which is then the one that is reached.
_WRAPPING = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("::/96"))
_MOST_ADDRESSES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Where a URL leads: why it is not followed, else the addresses to speak to, none where its name is as good."""

    refusal: str = ""
    addresses: tuple[str, ...] = ()


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


async def find_way(url: str, *, base_url: str) -> Way:
    """Say whether a URL that came over the network is followed, and to which addresses its name leads.

    They are looked up once and judged; whoever connects uses them, so that a name cannot change its mind in between.
    """
    parts, base = _parts(url), _parts(base_url)
    if parts is None or base is None or parts.hostname is None:
        return Way(refusal="it is not an http or https URL")
    near = is_loopback(base.hostname or "")
    if parts.scheme != "https" and not (near and is_loopback(parts.hostname)):
        return Way(refusal="it is plain http")
    if parts.hostname == base.hostname:
        return Way()
    return await _way(parts, near=near)


def bare(url: str) -> str:
    """Give a URL without its query and fragment, which may sign it, and without a name or password."""
    parts = _parts(url)
    if parts is None:
        return ""
    return f"{origin_of(url)}{parts.path}"


async def _way(parts: SplitResult, *, near: bool) -> Way:
    port, proxied = parts.port or _PORTS[parts.scheme], _has_proxy() and not near
    try:
        found = await asyncio.get_running_loop().getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        return Way(refusal="its host's name is none")
    except OSError:
        # Never by name after that: it could lead elsewhere when it is looked up again.
        return Way() if proxied else Way(refusal="its host's name is not known")
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not all(_allowed(address, near=near) for address in addresses):
        return Way(refusal="it leads to a private address")
    if proxied:
        return Way()  # the proxy is spoken to, and looks the name up by itself
    return Way(addresses=tuple(dict.fromkeys(str(address) for address in addresses))[:_MOST_ADDRESSES])


def _has_proxy() -> bool:
    return any(os.environ.get(name) or os.environ.get(name.upper()) for name in _PROXIES)


def _allowed(address: IPv4Address | IPv6Address, *, near: bool) -> bool:
    real = _unwrapped(address)
    return (near and real.is_loopback) or (real.is_global and not real.is_multicast)


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address) or address.is_loopback:
        return address
    if any(address in network for network in _WRAPPING):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (address if teredo is None else teredo[1])


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
