"""The stand-in's folder: what is written is found again, whole or not at all, and no name leads out of it."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from storyboard.sandbox.account import Account, charge, covers, open_account
from storyboard.sandbox.references import media_of
from storyboard.sandbox.replies import Refusal
from storyboard.sandbox.store import (
    Store,
    clip_path,
    failure_path,
    file_path,
    read_json,
    task_path,
    write_json,
    write_text,
)
from storyboard.sandbox.tasks import Medium, Task, failure, load, outcome, polled, request_of, save
from tests.sandbox.talk import body, image

TASK = Task(
    id="sbx1",
    model="seedance-2-0-mini",
    created=1.5,
    input='{"prompt": "x"}',
    brief="",
    media=(Medium(name="Image1", kind="image", file=""), Medium(name="Video1", kind="video", file="clips/sbx0/1.mp4")),
    width=864,
    height=496,
    takes=2,
    credit=Decimal("5.60"),
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(folder=tmp_path)


def test_a_task_is_found_as_it_was_kept(store: Store) -> None:
    assert save(store, TASK) == TASK
    assert load(store, "sbx1") == TASK
    assert str(TASK.credit) == "5.60"
    assert request_of(TASK) == {"prompt": "x"}


def test_a_question_is_counted_on_disk(store: Store) -> None:
    assert polled(store, polled(store, TASK)).polls == 2
    assert load(store, "sbx1") == replace(TASK, polls=2)


@pytest.mark.parametrize("name", ["", "unknown", "../balance", "SBX1", "sbx1.json", "a" * 65])
def test_no_other_name_finds_a_task(store: Store, name: str) -> None:
    save(store, TASK)
    write_json(store.folder / "balance.json", {})
    assert load(store, name) is None


def test_a_broken_task_is_none(store: Store) -> None:
    write_text(task_path(store, "sbx1"), "{")
    assert load(store, "sbx1") is None


def test_a_take_is_there_or_failed_or_still_to_be_drawn(store: Store) -> None:
    write_text(clip_path(store, "sbx1", 1), "clip")
    write_text(failure_path(store, "sbx1", 2), "moderated")
    assert [outcome(store, TASK, number) for number in (1, 2, 3)] == ["succeed", "failed", None]
    assert [failure(store, TASK, number) for number in (1, 2)] == [None, "moderated"]


def test_a_write_that_breaks_leaves_what_was_there(store: Store) -> None:
    path = store.folder / "x.json"
    write_json(path, {"a": 1})
    with pytest.raises(TypeError):
        write_json(path, {"a": object()})
    assert read_json(path) == {"a": 1}
    assert [file.name for file in store.folder.iterdir()] == ["x.json"]


def test_an_account_is_opened_once_and_never_goes_below_nothing(store: Store) -> None:
    account = open_account(store, credits=Decimal("1.00"))
    charge(store, account, Decimal("0.90"))
    left = open_account(store, credits=Decimal(50))
    assert left == Account(available=Decimal("0.10"), total=Decimal("1.00"))
    covers(left, Decimal("0.10"))
    with pytest.raises(Refusal, match="Not enough credits") as caught:
        charge(store, left, Decimal("0.11"))
    assert caught.value.status == 403
    assert open_account(store, credits=Decimal(0)) == left


NAME = "ab" * 32 + ".png"
OWN = f"/api/platform/files/{NAME}"


@pytest.mark.parametrize(
    ("url", "host", "file"),
    [
        (f"http://sandbox{OWN}", "sandbox", f"files/{NAME}"),
        (f"http://127.0.0.1:8000{OWN}", "127.0.0.1:8000", f"files/{NAME}"),
        (f"http://localhost:8000{OWN}", "127.0.0.1:8000", f"files/{NAME}"),
        (f"http://127.0.0.1:8000{OWN}", "[::1]:8000", f"files/{NAME}"),
        (f"https://cdn.example.com{OWN}", "sandbox", ""),
        ("https://cdn.example.com/a.png?signed=1", "127.0.0.1:8000", ""),
    ],
)
def test_a_reference_is_its_own_or_of_elsewhere(store: Store, url: str, host: str, file: str) -> None:
    write_text(file_path(store, NAME), "picture")
    assert media_of(store, body(image(url))["input"], host=host) == (Medium(name="Image1", kind="image", file=file),)


@pytest.mark.parametrize(
    "url", [f"http://localhost:9{OWN}", f"http://evil.example:8000{OWN}", "http://cdn.example.com/a.png"]
)
def test_another_port_or_host_is_not_its_own(store: Store, url: str) -> None:
    write_text(file_path(store, NAME), "picture")
    with pytest.raises(Refusal) as caught:
        media_of(store, body(image(url))["input"], host="127.0.0.1:8000")
    assert "is no https address" in caught.value.body["issues"][0]["message"]
