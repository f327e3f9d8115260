"""What holds for every test: no key, no colour of a terminal, and no network but this machine's own."""

import ipaddress
import os
import socket
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

# Examples are drawn anew at a desk and are the same in CI; no example fails for being slow on a busy machine.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

FOREIGN = ("POLLO_API_KEY", "WEBHOOK_URL", "NO_COLOR", "FORCE_COLOR", "COLUMNS")
STORES = ("STORYBOARD_STORE", "AWS_", "GOOGLE_", "AZURE_")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the slow ones where several processes share the work, so that none is left alone with one."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine. No name but localhost is: asking for its address is network too."""
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what a person's own shell would change about a test."""
    for name in FOREIGN:
        monkeypatch.delenv(name, raising=False)
    for name in [name for name in os.environ if name.startswith(STORES)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", os.devnull)  # no folder: whose test this is has configured nothing


@pytest.fixture(autouse=True, scope="session")
def own_temporary_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give each process, and what it starts, a folder of its own for temporary files, where tests may count them."""
    patch = pytest.MonkeyPatch()
    patch.setenv("TMPDIR", str(tmp_path_factory.mktemp("tmp")))
    patch.setattr(tempfile, "tempdir", None)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def loopback_only() -> Iterator[None]:
    """Refuse every connection and every look-up of a name that leaves this machine."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not is_loopback(str(address[0])):
            raise AssertionError(f"a test went out to {address[0]}")
        connect(self, address)

    def guarded_look_up(host: Any, *args: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not is_loopback(name):
            raise AssertionError(f"a test asked for the address of {name}")
        return look_up(host, *args, **options)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield
    patch.undo()
