"""The targets: where they are, what keeps their takes apart, what lets in."""

import errno
import re
from datetime import timedelta
from pathlib import Path

import pytest

import storyboard
from storyboard.problems import NoAccess, Refused, UsageError
from storyboard.run.assets.object_store import ObjectStore
from storyboard.run.assets.place import NoStore
from storyboard.run.assets.put import PutStore
from storyboard.run.assets.web_store import WebStore
from storyboard.stages.targets import POLLO, SANDBOX, TARGETS, Aim, open_target
from tests.run.films import a_call

KEY = {"POLLO_API_KEY": "sk-secret"}
NEAR = "http://127.0.0.1:8000/api/platform"

PLACES: list[tuple[Aim, str, str]] = [
    (Aim(), "sandbox", "sandbox"),
    (Aim(base_url=NEAR), "http://127.0.0.1:8000", "sandbox@127.0.0.1-8000"),
    (Aim(name=POLLO), "https://pollo.ai", "pollo"),
    (Aim(name=POLLO, base_url="https://pollo.ai/api/platform"), "https://pollo.ai", "pollo"),
    (Aim(name=POLLO, base_url="https://pollo.ai:443/api/platform/"), "https://pollo.ai", "pollo"),
    (Aim(name=POLLO, base_url=NEAR), "http://127.0.0.1:8000", "pollo@127.0.0.1-8000"),
    (Aim(name=POLLO, base_url="https://proxy.example.com/v1"), "https://proxy.example.com", "pollo@proxy.example.com"),
]


@pytest.mark.parametrize(("aim", "origin", "folder"), PLACES)
def test_each_origin_has_a_folder_of_its_own(aim: Aim, origin: str, folder: str) -> None:
    assert (aim.origin, aim.folder) == (origin, folder)


def test_a_target_nobody_knows_is_wrong_usage() -> None:
    with pytest.raises(UsageError) as caught:
        Aim(name="kling")
    assert caught.value.help == f"There are: {', '.join(TARGETS)}."


@pytest.mark.parametrize("url", ["http://example.com", "ftp://127.0.0.1", "127.0.0.1:8000", "", "https://a b", "//x"])
@pytest.mark.parametrize("name", TARGETS)
def test_an_address_that_will_not_do_is_wrong_usage(tmp_path: Path, name: str, url: str) -> None:
    with pytest.raises(UsageError):
        open_target(Aim(name=name, base_url=url), folder=tmp_path, environ=KEY)


def test_pollo_wants_a_key_and_nothing_else(tmp_path: Path) -> None:
    for environ in ({}, {"POLLO_API_KEY": ""}):
        with pytest.raises(NoAccess, match="POLLO_API_KEY is not set"):
            open_target(Aim(name=POLLO), folder=tmp_path, environ=environ)
    target = open_target(Aim(name=POLLO), folder=tmp_path, environ=KEY)
    assert (target.key, target.base_url, target.transport) == ("sk-secret", "https://pollo.ai/api/platform", None)
    assert isinstance(target.assets, NoStore)
    assert list(tmp_path.iterdir()) == []


STORE = {"STORYBOARD_STORE": "s3://films/keeper", "AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "the-secret"}


def test_pollo_has_the_store_that_is_set(tmp_path: Path) -> None:
    target = open_target(Aim(name=POLLO), folder=tmp_path, environ={**KEY, **STORE, "STORYBOARD_STORE_HOURS": "2"})
    assert isinstance(target.assets, ObjectStore)
    assert (target.assets.url, target.assets.life) == ("s3://films/keeper", timedelta(hours=2))
    other = open_target(Aim(name=POLLO, store="https://films.example.com/"), folder=tmp_path, environ={**KEY, **STORE})
    assert isinstance(other.assets, WebStore)
    assert other.assets.base_url == "https://films.example.com"
    assert "the-secret" not in repr(target)


def test_the_sandbox_asks_for_no_store(tmp_path: Path) -> None:
    broken = {"STORYBOARD_STORE": "no store at all"}
    for aim in (Aim(), Aim(base_url=NEAR)):
        assert isinstance(open_target(aim, folder=tmp_path, environ=broken).assets, PutStore)


@pytest.mark.parametrize("more", [{"AWS_ENDPOINT_URL": "http://127.0.0.1:9000"}, {"STORYBOARD_STORE": NEAR}])
def test_a_store_that_only_this_machine_can_read_is_for_an_api_on_it(tmp_path: Path, more: dict[str, str]) -> None:
    environ = {**KEY, **STORE, **more}
    with pytest.raises(UsageError, match="is on this machine, where pollo cannot read it"):
        open_target(Aim(name=POLLO), folder=tmp_path, environ=environ)
    assert not isinstance(open_target(Aim(name=POLLO, base_url=NEAR), folder=tmp_path, environ=environ).assets, NoStore)


def test_a_clip_is_sent_on_for_a_day_less_than_it_is_kept(tmp_path: Path) -> None:
    lives = [open_target(Aim(name=name), folder=tmp_path, environ=KEY).clip_life for name in TARGETS]
    assert lives == [None, timedelta(days=13)]


def test_the_sandbox_wants_no_key_and_is_never_given_the_real_one(tmp_path: Path) -> None:
    for aim in (Aim(), Aim(base_url=NEAR)):
        target = open_target(aim, folder=tmp_path, environ=KEY)
        assert (target.name, target.key) == (SANDBOX, "sandbox")
        assert "sk-secret" not in repr(target)
        assert isinstance(target.assets, PutStore)
        assert target.assets.base_url == target.base_url


def test_the_sandbox_in_this_process_needs_no_network(tmp_path: Path) -> None:
    assert open_target(Aim(), folder=tmp_path, environ={}).transport is not None
    assert open_target(Aim(base_url=NEAR), folder=tmp_path, environ={}).transport is None


def test_the_sandbox_is_free_and_only_in_this_process_private(tmp_path: Path) -> None:
    aims = [*(Aim(name=name) for name in TARGETS), *(Aim(name=name, base_url=NEAR) for name in TARGETS)]
    assert [aim.free for aim in aims] == [aim.name == SANDBOX for aim in aims]
    # A served one may count for somebody else what it is asked for, so nothing is sent to it twice.
    private = [open_target(aim, folder=tmp_path, environ=KEY).private for aim in aims]
    assert private == [aim.private for aim in aims] == [aim == Aim(name=SANDBOX) for aim in aims]


def test_a_sandbox_that_cannot_keep_anything_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".storyboard").mkdir()
    (tmp_path / ".storyboard" / "sandbox").write_text("a file where the folder should be")
    with pytest.raises(Refused, match=r"The sandbox cannot write in .*\.storyboard/sandbox: File exists") as caught:
        open_target(Aim(), folder=tmp_path, environ={})
    assert "Make room" in caught.value.help
    assert open_target(Aim(base_url=NEAR), folder=tmp_path, environ={}).base_url == NEAR


def test_a_sandbox_on_a_full_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Refused, match="No space left"):
        open_target(Aim(), folder=tmp_path, environ={})
    assert list((tmp_path / ".storyboard" / "sandbox").iterdir()) == []


def test_only_the_sandbox_hears_of_digests_and_of_numbers(tmp_path: Path) -> None:
    call = a_call("a/one")
    told = {name: open_target(Aim(name=name), folder=tmp_path, environ=KEY).labels(call, 3) for name in TARGETS}
    assert told == {SANDBOX: {"x-storyboard-digest": call.digest, "x-storyboard-take": "3"}, POLLO: {}}


def test_what_is_free_is_asked_of_a_target_and_not_of_its_name() -> None:
    package = Path(storyboard.__file__).parent
    by_name = re.compile(r"[!=]= (SANDBOX|POLLO)\b|[!=]= \"(sandbox|pollo)\"")
    asking = {str(file.relative_to(package)) for file in package.rglob("*.py") if by_name.search(file.read_text())}
    # `commands.py` leaves out an option that says what is the default.
    assert asking == {"stages/commands.py", "stages/targets.py"}
