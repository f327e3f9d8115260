"""Selectors: what each part of one means, and what is said where it means nothing."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from storyboard.plan.selection.selectors import Shots, select
from storyboard.problems import UsageError
from tests.support.films import sound, write

BOARD = """\
storyboard: 1
title: The Keeper
characters: {mira: {images: [refs/tom.png]}, tom: {images: [refs/mira-front.png]}}
subjects: {quay: {kind: place, images: [refs/quay.jpg]}, lantern: {images: [refs/lantern.png]}}
variants: {plain: {}, tall: {aspect_ratio: "9:16", only: "act-1/*"}}
scenes:
  - id: act-1
    tags: [act1]
    place: quay
    shots:
      - {id: a, characters: [mira], tags: [hero], action: A.}
      - {id: b, continues: a, subjects: [lantern], action: B.}
      - {id: c, continues: b, characters: [tom], action: C.}
  - id: act-2
    characters: [mira]
    shots:
      - {id: a, after: act-1/c, action: D.}
"""
STATES = {"act-1/a@plain": {"new"}, "act-1/b@plain": {"stale", "modified"}}


@pytest.fixture(scope="module")
def shots() -> Iterator[Shots]:
    with TemporaryDirectory() as folder:
        drafts = sound(write(Path(folder), BOARD)).drafts
        assert drafts is not None
        setups = tuple(draft.setup for draft in drafts)
        yield Shots(setups=setups, states=lambda address: frozenset(STATES.get(address, ())))


def short(addresses: frozenset[str]) -> str:
    return " ".join(
        sorted(address.replace("act-", "").replace("@plain", "").replace("@tall", "t") for address in addresses)
    )


@pytest.mark.parametrize(
    ("selector", "chosen"),
    [
        ("act-1/a", "1/a 1/at"),
        ("act-1/a@tall", "1/at"),
        ("act-1/*", "1/a 1/at 1/b 1/bt 1/c 1/ct"),
        ("*/a@plain", "1/a 2/a"),
        ("scene:act-2", "2/a"),
        ("scene:act-*,variant:tall", "1/at 1/bt 1/ct"),
        ("tag:hero", "1/a 1/at"),
        ("tag:act1,variant:plain", "1/a 1/b 1/c"),
        ("character:mira", "1/a 1/at 2/a"),
        ("character:tom,variant:plain", "1/c"),
        ("character:lantern,variant:plain", "1/b"),
        ("variant:t*", "1/at 1/bt 1/ct"),
        ("state:new", "1/a"),
        ("state:stale state:new", "1/a 1/b"),
        ("state:failed", ""),
        ("act-1/a@plain act-2/a", "1/a 2/a"),
        ("+act-1/b@plain", "1/a 1/b"),
        ("act-1/b@plain+", "1/b 1/c 2/a"),
        ("+act-1/b@plain+", "1/a 1/b 1/c 2/a"),
        ("+scene:act-2", "1/a 1/b 1/c 2/a"),
        ("tag:hero+,variant:tall", "1/at 1/bt 1/ct"),
        ("", ""),
    ],
)
def test_a_selector_chooses(shots: Shots, selector: str, chosen: str) -> None:
    assert short(select(shots, selector)) == chosen


@pytest.mark.parametrize(
    ("selector", "message", "help"),
    [
        ("act-1/z", "No shot has the address `act-1/z`", "act-1/a"),
        ("act-1/a@tal", "No shot has the address `act-1/a@tal`", "Did you mean `act-1/a@tall`?"),
        ("act-1/a@round", "", "act-1/a is there as: `plain`, `tall`."),
        ("act-2/a@tall", "", "act-2/a is there as: `plain`."),
        ("act-1/z@tall", "", "act-1/a"),
        ("act-3/*", "No shot has the address", ""),
        ("tag:here", "No shot has tag `here`", "hero"),
        ("scene:act-9", "No shot has scene `act-9`", "act-2"),
        ("character:tim", "No shot has character `tim`", "tom"),
        ("variant:wide", "No shot has variant `wide`", "tall"),
        ("tags:hero", "`tags:hero` is no selector", "tag"),
        ("state:nwe", "There is no state `nwe`", "new"),
        ("tag:hero, scene:act-2", "`tag:hero,` has a comma with nothing beside it", "tag:hero,scene:dawn"),
        ("tag:hero ,scene:act-2", "`,scene:act-2` has a comma with nothing beside it", "without a space"),
        (",", "has a comma with nothing beside it", ""),
        ("act-1/a act-1/z", "No shot has the address `act-1/z`", ""),
    ],
)
def test_a_selector_that_means_nothing_says_what_is_near(shots: Shots, selector: str, message: str, help: str) -> None:
    with pytest.raises(UsageError) as caught:
        select(shots, selector)
    assert message in caught.value.message
    assert help in caught.value.help


def test_states_have_no_meaning_where_the_storyboard_alone_decides(shots: Shots) -> None:
    with pytest.raises(UsageError, match="cannot be used here"):
        select(Shots(setups=shots.setups), "state:new")
