"""A whole production at an API that repeats every secret and speaks in tricks: nothing of it is left anywhere."""

import base64
import re
import signal
import subprocess
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from storyboard.cli.main import run
from tests.cli.desk import executable
from tests.support.leaky_server import SIGNATURE, State, leaky_server

KEY = "sk-KEY+7d41/b8=e0c9"
HOOK = "HOOKSECRET90a2b4"
PATH = "HOOKPATHa7c01e9d"
SECRETS = (KEY, SIGNATURE, HOOK, PATH)
FILM = """\
storyboard: 1
title: The Keeper
defaults: {duration: 4, resolution: 480p}
provider: {webhook_url: "${HOOK_URL}"}
characters:
  mira: {name: Mira, description: a keeper, images: [https://cdn.example.com/mira.png]}
scenes:
  - id: lamp
    characters: [mira]
    shots:
      - {id: good, action: "{{ mira }} climbs the stairs."}
      - {id: bad, action: "{{ mira }} fails."}
      - {id: no, action: "{{ mira }} is refused."}
      - {id: doubt, action: "{{ mira }} is doubted."}
"""


@pytest.fixture
def server() -> Iterator[State]:
    with leaky_server() as state:
        yield state


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POLLO_API_KEY", KEY)
    monkeypatch.setenv("HOOK_URL", f"https://hooks.example.com/{PATH}/in?token={HOOK}")
    monkeypatch.setenv("STORYBOARD_TRACEBACK", "1")
    (tmp_path / "film.yaml").write_text(FILM)
    return tmp_path


def forms(secret: str) -> Iterator[bytes]:
    """Give a secret as it may stand somewhere: plain, quoted, as base64 wherever it begins, in hexadecimal."""
    yield secret.encode()
    yield quote(secret, safe="").encode()
    yield secret.replace("/", r"\/").encode()
    yield secret.encode().hex().encode()
    yield secret.encode("utf-16-le")
    for before in range(3):
        whole = base64.b64encode(b"x" * before + secret.encode()).rstrip(b"=")
        yield whole[4 if before else 0 : -2]


def leaks(content: bytes) -> list[str]:
    return [secret for secret in SECRETS if any(form in content for form in forms(secret))]


def search(folder: Path) -> dict[str, list[str]]:
    """Look through every byte below a folder, and the names of all that is there."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name == "ledger.sqlite3" for path in files)
    found = {str(path): leaks(path.read_bytes() + str(path).encode()) for path in files}
    return {name: secrets for name, secrets in found.items() if secrets}


def targeted(server: State, *more: str) -> list[str]:
    return ["film.yaml", "--target", "pollo", "--base-url", server.base, *more]


def tricks(text: str) -> list[str]:
    """Give what could steer a terminal or turn words around."""
    return [char for char in text if char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs")]


READING = (["status"], ["status", "--json"], ["plan"], ["plan", "--json"], ["explain", "lamp/bad"])


@pytest.mark.parametrize("as_json", [True, False])
def test_no_secret_and_no_trick_is_left_anywhere(
    server: State, folder: Path, as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    given = targeted(server, "--yes", "--budget", "500", "--poll-interval", "0.1", "--no-scout")
    code = run(["run", *given, *(["--json"] if as_json else [])])
    said = capsys.readouterr()
    assert code == 7, said.err
    assert HOOK in server.submitted[0]["webhookUrl"]
    for words in READING:
        file, *aim = targeted(server)
        run([words[0], file, *words[1:], *aim])
        heard = capsys.readouterr()
        said = type(said)(said.out + heard.out, said.err + heard.err)
    assert leaks((said.out + said.err).encode()) == []
    assert tricks(said.out + said.err) == []
    assert search(folder) == {}
    assert "…" in said.out + said.err
    assert max(map(len, (said.out + said.err).splitlines())) < 20_000
    clips = [path.relative_to(folder) for path in folder.rglob("*.mp4")]
    assert [path.parts[:2] for path in clips] == [("build", "film")]
    assert re.fullmatch(r"[0-9a-f]{12}-1\.mp4", clips[0].name)
    assert not list(folder.parent.rglob("owned*"))


def test_the_search_finds_what_is_there(folder: Path) -> None:
    """The search itself: each form of a secret, planted in a file, is found."""
    (folder / "ledger.sqlite3").write_bytes(b"")
    for secret in SECRETS:
        for number, form in enumerate(forms(secret)):
            (folder / "planted").write_bytes(b"before" + form + b"after")
            assert search(folder) == {str(folder / "planted"): [secret]}, number
    assert tricks("a\x1b[2J\u202eb")


def test_a_bug_tells_its_place_and_no_secret(
    server: State, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A traceback of our own code, asked for by its user, where the key and signed addresses are at hand."""
    from storyboard.run.net import download

    def broken(*_: object, **_more: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(download, "_check", broken)
    code = run(["run", *targeted(server, "--yes", "--budget", "500", "--poll-interval", "0.1", "--no-scout")])
    said = capsys.readouterr()
    assert code == 70
    assert "Traceback" in said.err
    assert "planted" in said.err
    assert leaks((said.out + said.err).encode()) == []
    assert search(folder) == {}


def test_a_killed_run_leaves_no_secret(server: State, folder: Path) -> None:
    (folder / "film.yaml").write_text(FILM.replace("fails", "hangs"))
    given = targeted(server, "--yes", "--budget", "500", "--poll-interval", "0.1", "--no-scout")
    with subprocess.Popen(
        [*executable(), "run", *given], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        for _ in range(3000):
            if any("hangs" in one["input"]["prompt"] for one in server.submitted):
                break
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        said = process.stdout.read() if process.stdout else b""
    assert leaks(said) == []
    assert search(folder) == {}
