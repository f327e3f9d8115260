"""Which addresses a stranger may send us to: none that is private, whatever it is called and however it is written."""

import asyncio
import socket
import ssl
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from ipaddress import IPv6Address
from pathlib import Path
from typing import Any

import httpx
import pytest

from storyboard.provider.wire import HttpResponse
from storyboard.run.net.addresses import Way, find_way
from storyboard.run.net.client import Lost, NotSent, Reply, Timeouts, open_wire
from storyboard.run.net.fetch import fetch

BASE = "https://api.example.com/api/platform"
NEAR = "http://localhost:8000/api/platform"
PUBLIC, OTHER = "93.184.216.34", "93.184.216.35"


class Names:
    """A directory of names: each answers with its addresses, one list for each time it is asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **known: Sequence[Sequence[str]]) -> None:
        self.known = {name.replace("_", "."): list(lists) for name, lists in known.items()}
        self.asked: list[str] = []

        async def look_up(_loop: object, host: str, port: int, **_more: object) -> list[Any]:
            self.asked.append(host)
            lists = self.known[host] if host in self.known else [numbered(host)]
            found = lists.pop(0) if len(lists) > 1 else lists[0]
            kinds = [socket.AF_INET6 if ":" in one else socket.AF_INET for one in found]
            return [(kind, 1, 6, "", (one, port)) for kind, one in zip(kinds, found, strict=True)]

        monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", look_up)


def numbered(host: str) -> list[str]:
    """Read a host that is a number, in every way that the system's own directory reads one."""
    plain = host.encode("idna").decode()  # as the directory does, with the errors it raises
    if plain == "localhost":
        return ["::1", "127.0.0.1"]
    if ":" in plain:
        return [str(IPv6Address(plain))]
    try:
        return [socket.inet_ntoa(socket.inet_aton(plain))]
    except OSError:
        raise socket.gaierror(socket.EAI_NONAME, "no such name") from None


@pytest.fixture(autouse=True)
def no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    Names(monkeypatch)


def way(url: str, base: str = BASE) -> Way:
    return asyncio.run(find_way(url, base_url=base))


PRIVATE = (
    *("127.0.0.1", "127.1.2.3", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
    *("255.255.255.255", "224.0.0.1", "192.0.2.1", "198.18.0.1", "240.0.0.1"),
    *("[::1]", "[::]", "[fd00::1]", "[fe80::1]", "[ff02::1]", "[2001:db8::1]", "[::ffff:10.0.0.1]"),
    *("[::ffff:169.254.169.254]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::a00:1]", "[64:ff9b::a9fe:a9fe]"),
    *("[2002:a00:1::]", "[2002:7f00:1::1]", "[64:ff9b:1::a00:1]", "[2001:0:4136:e378:8000:63bf:f5ff:fffe]"),
)
WRITTEN_OTHERWISE = ("2130706433", "0x7f.1", "0x7f000001", "017700000001", "127.1", "１２７.0.0.1", "127.0.0.1.", "0")


@pytest.mark.parametrize("host", [*PRIVATE, *WRITTEN_OTHERWISE])
def test_a_private_address_is_not_followed(host: str) -> None:
    told = way(f"https://{host}/a.mp4")
    assert told.addresses == ()
    assert told.refusal == ("its host's name is not known" if host.endswith(".") else "it leads to a private address")


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost"])
def test_this_machine_is_fine_where_the_api_is_on_it(host: str) -> None:
    assert way(f"http://{host}:9/a", "http://127.0.0.1:1").refusal == ""
    assert way(f"http://{host}:9/a").refusal


@pytest.mark.parametrize("host", ["10.0.0.1", "169.254.169.254", "192.168.0.1", "[fd00::1]", "0.0.0.0"])
def test_an_api_on_this_machine_opens_no_other_private_address(host: str) -> None:
    assert way(f"https://{host}/a", NEAR).refusal == "it leads to a private address"
    assert way(f"http://{host}/a", NEAR).refusal == "it is plain http"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://cdn.example.com/a.mp4", "it is plain http"),
        ("ftp://cdn.example.com/a.mp4", "it is not an http or https URL"),
        ("file:///etc/passwd", "it is not an http or https URL"),
        ("gopher://127.0.0.1:25/", "it is not an http or https URL"),
        ("data:video/mp4;base64,AAAA", "it is not an http or https URL"),
        ("//cdn.example.com/a", "it is not an http or https URL"),
        ("https:///a", "it is not an http or https URL"),
        ("https://[::1/a", "it is not an http or https URL"),
        ("https://api.example.com:99999/a", "it is not an http or https URL"),
        ("https://api.example.com/\n/a", "it is not an http or https URL"),
        ("https://a b.example.com/", "it is not an http or https URL"),
        ("", "it is not an http or https URL"),
        (f"https://{'x' * 70}.example.com/a", "its host's name is none"),
        ("https://..example.com/a", "its host's name is none"),
        ("https://api.example.com/a.mp4", ""),
    ],
)
def test_what_kind_of_address_is_followed(url: str, reason: str) -> None:
    assert way(url).refusal == reason


def test_one_private_address_among_others_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    Names(monkeypatch, cdn_test=[[PUBLIC, "10.0.0.1"]])
    assert way("https://cdn.test/a").refusal == "it leads to a private address"


def test_a_name_leads_to_the_addresses_that_were_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    Names(monkeypatch, cdn_test=[[PUBLIC, PUBLIC, "2606:2800:220:1::1"]])
    assert way("https://cdn.test/a") == Way(addresses=(PUBLIC, "2606:2800:220:1::1"))


@pytest.mark.parametrize("name", ["https_proxy", "HTTPS_PROXY", "ALL_PROXY"])
def test_where_a_proxy_looks_names_up_it_is_given_the_name(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Names(monkeypatch, cdn_test=[[PUBLIC]], bad_test=[["10.0.0.1"]])
    monkeypatch.setenv(name, "http://proxy.example.com:3128")
    assert way("https://cdn.test/a") == Way()
    assert way("https://only-the-proxy-knows.test/a") == Way()
    assert way("https://bad.test/a").refusal == "it leads to a private address"


Seen = list[httpx.Request]


def bring(
    url: str, monkeypatch: pytest.MonkeyPatch, seen: Seen, *, onward: str = "", dead: Sequence[str] = ()
) -> Reply:
    """Fetch a URL as over a network, where each connection that is made is noted and answered here."""

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if request.url.host in dead:
            raise httpx.ConnectError("refused")
        if onward and len(seen) == 1:
            return httpx.Response(302, headers={"location": onward})
        return httpx.Response(200, content=b"clip")

    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)

    async def once() -> Reply:
        async with open_wire(BASE, key=("x-api-key", "k")) as wire:
            fake = replace(wire, fresh=lambda: httpx.AsyncClient(transport=httpx.MockTransport(answer)))
            return await fetch(fake, url, lambda _: None)

    return asyncio.run(once())


def test_who_is_spoken_to_is_who_was_judged_though_the_name_changes_its_mind(monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names(monkeypatch, cdn_test=[[PUBLIC], ["169.254.169.254"]])
    seen: Seen = []
    reply = bring("https://cdn.test:8443/a.mp4?sign=1", monkeypatch, seen)
    assert isinstance(reply, HttpResponse)
    assert names.asked == ["cdn.test"]
    (request,) = seen
    assert str(request.url) == f"https://{PUBLIC}:8443/a.mp4?sign=1"
    assert request.headers["host"] == "cdn.test:8443"
    assert request.extensions["sni_hostname"] == "cdn.test"
    assert "x-api-key" not in request.headers


def test_the_next_address_is_tried_where_one_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    Names(monkeypatch, cdn_test=[[PUBLIC, OTHER]])
    seen: Seen = []
    assert isinstance(bring("https://cdn.test/a.mp4", monkeypatch, seen, dead=[PUBLIC]), HttpResponse)
    assert [request.url.host for request in seen] == [PUBLIC, OTHER]
    assert isinstance(bring("https://cdn.test/a.mp4", monkeypatch, [], dead=[PUBLIC, OTHER]), NotSent)


@pytest.mark.parametrize(
    "onward",
    [
        *(
            "https://10.0.0.1/a",
            "http://169.254.169.254/latest/meta-data/",
            "https://inner.test/a",
            "file:///etc/passwd",
        ),
        *("//127.0.0.1/a", "https://[::ffff:127.0.0.1]/", "http://cdn.test/a", "https://2130706433/a"),
        "//[",
    ],
)
def test_a_redirect_to_a_private_address_is_refused(onward: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Names(monkeypatch, cdn_test=[[PUBLIC]], inner_test=[["192.168.0.1"]])
    seen: Seen = []
    reply = bring("https://cdn.test/a.mp4", monkeypatch, seen, onward=onward)
    assert isinstance(reply, Lost)
    assert "is not followed" in reply.reason
    assert len(seen) == 1


def test_a_redirect_to_another_public_name_is_followed_with_its_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    Names(monkeypatch, cdn_test=[[PUBLIC]], edge_test=[[OTHER]])
    seen: Seen = []
    assert isinstance(bring("https://cdn.test/a", monkeypatch, seen, onward="https://edge.test/b"), HttpResponse)
    assert [(one.url.host, one.headers["host"]) for one in seen] == [(PUBLIC, "cdn.test"), (OTHER, "edge.test")]


def a_certificate(folder: Path, name: str) -> ssl.SSLContext:
    """Make a server's certificate for a name, and have httpx trust it."""
    key, certificate = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-keyout", str(key), "-out", str(certificate), "-days", "2", "-subj", f"/CN={name}"),
            *("-addext", f"subjectAltName=DNS:{name}"),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


@pytest.mark.parametrize(("certified", "good"), [("cdn.test", True), ("elsewhere.test", False)])
def test_a_certificate_is_still_checked_against_the_name(
    certified: str, good: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over a real connection: the address is dialled, the name is what the server has to prove."""
    from storyboard.run.net import client

    Names(monkeypatch, cdn_test=[["127.0.0.1"], ["127.0.0.2"]])
    server_side = a_certificate(tmp_path, certified)
    client_side = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
    monkeypatch.setattr(client, "_certificates", lambda: client_side)
    heads: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\nclip")
        await writer.drain()
        writer.close()

    async def once() -> tuple[Reply, bytes]:
        got = bytearray()
        async with await asyncio.start_server(talk, "127.0.0.1", 0, ssl=server_side) as server:
            port = server.sockets[0].getsockname()[1]
            async with open_wire("http://127.0.0.1:9/api", key=None, timeouts=Timeouts(connect=5, silence=5)) as wire:
                return await fetch(wire, f"https://cdn.test:{port}/a.mp4", got.extend), bytes(got)

    reply, got = asyncio.run(once())
    if good:
        assert isinstance(reply, HttpResponse)
        assert (got, b"host: cdn.test" in heads[0].lower()) == (b"clip", True)
    else:
        assert isinstance(reply, NotSent)
        assert (got, heads) == (b"", [])
        assert "TLS" in reply.reason
