"""A second provider is a row beside the first: all that is asked of it is asked in its own dialect."""

import json
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from storyboard.plan.made import Made, Take
from storyboard.problems import NoAccess, UsageError
from storyboard.provider.dialects import PROVIDERS
from storyboard.resources import read_model, read_schema
from storyboard.run.assets.put import PutStore
from storyboard.stages.compiling import Wanted, check_storyboard, compile_plan
from storyboard.stages.targets import Aim, missing_key, open_target
from storyboard.stages.webhooks import webhooks_from
from tests.support.films import write

BOARD = """\
storyboard: 1
title: The Keeper
model: mine
scenes:
  - id: a
    shots:
      - {id: x, action: She waits., takes: 2, refs: [{image: "https://example.com/sky.png"}]}
      - {id: y, action: She goes., continues: x}
"""
OTTERS = json.dumps({**json.loads(read_model("seedance-2-0-mini")), "name": "mine", "provider": "otter"})
NEAR = "http://127.0.0.1:8000/api"


@pytest.fixture(autouse=True)
def otter(monkeypatch: pytest.MonkeyPatch) -> None:
    dialect = replace(
        PROVIDERS["pollo"],
        base_url="https://otter.example/api",
        key_header="x-otter",
        key_variable="OTTER_KEY",
        hook_variable="OTTER_SECRET",
        kept_for=timedelta(days=3),
    )
    monkeypatch.setitem(PROVIDERS, "otter", dialect)


def test_its_target_speaks_its_dialect(tmp_path: Path) -> None:
    environ = {"OTTER_KEY": "sk-otter", "POLLO_API_KEY": "sk-pollo"}
    target = open_target(Aim(name="otter"), folder=tmp_path, environ=environ)
    assert (target.name, target.provider, target.origin) == ("otter", "otter", "https://otter.example")
    assert (target.base_url, target.key, target.private) == ("https://otter.example/api", "sk-otter", False)
    assert target.clip_life == timedelta(days=2)
    near = open_target(Aim(name="otter", base_url=NEAR, store=NEAR), folder=tmp_path, environ=environ)
    assert isinstance(near.assets, PutStore)
    assert near.assets.key == ("x-otter", "sk-otter")


def test_it_asks_for_its_own_key_and_secret(tmp_path: Path) -> None:
    aim, pollos = Aim(name="otter"), {"POLLO_API_KEY": "sk", "POLLO_WEBHOOK_SECRET": b64encode(b"pollo").decode()}
    assert missing_key(aim, pollos) == "OTTER_KEY"
    with pytest.raises(NoAccess, match="OTTER_KEY is not set"):
        open_target(aim, folder=tmp_path, environ=pollos)
    where = ("127.0.0.1:8000", "https://hooks.example.com/h")
    with pytest.raises(UsageError, match="OTTER_SECRET is not set"):
        webhooks_from(*where, aim=aim, environ=pollos)
    hooks = webhooks_from(*where, aim=aim, environ={**pollos, "OTTER_SECRET": b64encode(b"otter").decode()})
    assert hooks is not None
    assert hooks.secret == b"otter"


def test_it_is_paid_so_nothing_goes_on_from_a_take_that_nobody_picked(tmp_path: Path) -> None:
    wanted = Wanted(file=write(tmp_path, BOARD, {"models/mine.json": OTTERS}), aim=Aim(name="otter"))
    digest = compile_plan(wanted, made=Made())[0].calls[0].digest
    takes = tuple(
        Take(shot="a/x", number=n, digest=digest, attempt="1", status="done", usages=("a/x",), sha256=f"{n}" * 64)
        for n in (1, 2)
    )
    actions = {
        aim.name: compile_plan(replace(wanted, aim=aim), made=Made(takes=takes))[0].calls[1].action
        for aim in (Aim(), wanted.aim)
    }
    assert actions == {"sandbox": "make", "otter": "hold"}


def test_a_model_of_another_provider_is_not_asked_of_it(tmp_path: Path) -> None:
    wanted = Wanted(file=write(tmp_path, BOARD, {"models/mine.json": OTTERS}), aim=Aim(name="pollo"))
    for work in (compile_plan, check_storyboard):
        with pytest.raises(UsageError, match="model mine is one of otter, not of pollo") as caught:
            work(wanted)
        assert "--target otter" in caught.value.help


def test_a_model_may_name_every_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(PROVIDERS, "otter")
    assert json.loads(read_schema("model"))["properties"]["provider"]["enum"] == list(PROVIDERS)
