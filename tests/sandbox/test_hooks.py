"""Webhooks as the stand-in plays them: signed, once a task is final, to this machine alone, a few tries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import pytest

from storyboard.provider.webhook import Hook, read_hook
from storyboard.sandbox import hooks
from storyboard.sandbox.hooks import TRIES, Caller, Messenger, is_near
from tests.sandbox.talk import Talk, body, talk

SECRET = b"the secret of nobody"
NEAR = "http://127.0.0.1:9/hooks/token"
BOUND = 20  # seconds after which a test that hangs has failed


@dataclass
class Ears:
    """Notes every call, and answers with these statuses, then with 200."""

    statuses: list[int] = field(default_factory=list)
    heard: SimpleQueue[tuple[str, Mapping[str, str], bytes]] = field(default_factory=SimpleQueue)

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        self.heard.put((url, headers, body))
        return self.statuses.pop(0) if self.statuses else 200

    def next(self) -> tuple[str, Mapping[str, str], bytes]:
        return self.heard.get(timeout=BOUND)

    @property
    def caller(self) -> Caller:
        return Caller(secret=SECRET, send=self.send)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "_PAUSE", 0.0)


def understood(heard: tuple[str, Mapping[str, str], bytes]) -> Hook:
    """Read a call as its receiver would."""
    _, headers, content = heard
    hook = read_hook(headers, content, secret=SECRET, now=float(headers["x-webhook-timestamp"]))
    assert isinstance(hook, Hook)
    return hook


def asked(stand_in: Talk, **more: str) -> str:
    return stand_in.submit({**body(), **more})


def test_a_task_that_is_final_is_told_and_then_is_final(tmp_path: Path) -> None:
    """However seldom it was asked after: a webhook that lied would be worth nothing."""
    ears = Ears()
    stand_in = talk(tmp_path, polls=3, caller=ears.caller)
    task = asked(stand_in, webhookUrl=NEAR)
    heard = ears.next()
    assert (heard[0], understood(heard).task_id, understood(heard).status) == (NEAR, task, "succeed")
    assert stand_in.statuses(task) == ["succeed"]


def test_a_task_that_failed_is_told_as_such(tmp_path: Path) -> None:
    ears = Ears()
    stand_in = talk(tmp_path, caller=ears.caller, fault=lambda _given, _number: "no luck")
    asked(stand_in, webhookUrl=NEAR)
    assert understood(ears.next()).status == "failed"


@pytest.mark.parametrize(
    ("statuses", "calls"), [([200], 1), ([204], 1), ([500, 200], 2), ([0, 404, 200], 3), ([500] * 9, TRIES)]
)
def test_it_is_tried_a_few_times_under_one_id(statuses: list[int], calls: int) -> None:
    ears = Ears(statuses=list(statuses))
    messenger = Messenger(ears.caller)
    messenger.promise("sbx1", NEAR, final=lambda: "succeed")
    messenger.promise("sbx2", NEAR, final=lambda: "failed")
    heard = [understood(ears.next()) for _ in range(calls + 1)]
    assert [hook.task_id for hook in heard] == ["sbx1"] * calls + ["sbx2"]
    assert len({hook.id for hook in heard}) == 2


def test_nothing_is_told_before_it_is_so() -> None:
    ears, ends = Ears(), iter([None, None, OSError, "failed"])

    def final() -> Any:
        end = next(ends)
        if end is OSError:
            raise OSError
        assert ears.heard.empty()
        assert not messenger.has_told("sbx1")
        return end

    messenger = Messenger(ears.caller)
    messenger.promise("sbx1", NEAR, final=final)
    assert understood(ears.next()).status == "failed"
    assert messenger.has_told("sbx1")


@pytest.mark.parametrize(
    ("url", "near"),
    [
        (NEAR, True),
        ("http://localhost:1/a", True),
        ("http://[::1]:1/a", True),
        ("https://127.0.0.1/a", False),
        ("http://10.0.0.1/a", False),
        ("http://example.com/a", False),
        ("http://127.0.0.1.example.com/a", False),
        ("http://[::1/a", False),
        ("ftp://127.0.0.1/a", False),
        ("", False),
    ],
)
def test_only_this_machine_is_called(url: str, near: bool) -> None:
    ears = Ears()
    messenger = Messenger(ears.caller)
    assert is_near(url) is near
    messenger.promise("sbx1", url, final=lambda: "succeed")
    messenger.promise("sbx2", NEAR, final=lambda: "succeed")
    assert understood(ears.next()).task_id == ("sbx1" if near else "sbx2")


def test_without_a_secret_nobody_is_called(tmp_path: Path) -> None:
    stand_in = talk(tmp_path, polls=1)
    task = asked(stand_in, webhookUrl=NEAR)
    stand_in.done(task)
    messenger = Messenger(None)
    messenger.promise("sbx1", NEAR, final=lambda: "succeed")
    assert not messenger.has_told("sbx1")


def test_a_task_without_a_webhook_is_told_to_nobody(tmp_path: Path) -> None:
    ears = Ears()
    stand_in = talk(tmp_path, caller=ears.caller)
    asked(stand_in)
    second = asked(stand_in, webhookUrl=NEAR)
    assert understood(ears.next()).task_id == second
    with pytest.raises(Empty):
        ears.heard.get_nowait()
