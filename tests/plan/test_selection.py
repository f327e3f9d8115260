"""A plan about some shots of a film: what is left out is used as it was made, or refused where it never was."""

from dataclasses import replace
from pathlib import Path

import pytest

from storyboard.plan.film import Film
from storyboard.plan.made import Made, Take
from storyboard.plan.plan import Need, Plan
from storyboard.plan.planning import Where, plan_film
from storyboard.plan.selection.selection import Selection
from storyboard.problems import Refused, UsageError
from tests.support.films import sound, write

FILM = """\
storyboard: 1
title: The Keeper
characters:
  mira: {name: Mira, images: [https://example.com/mira.png]}
scenes:
  - id: one
    characters: [mira]
    shots:
      - {id: a, action: She waits., tags: [hero]}
      - {id: b, continues: a, action: She turns.}
      - {id: c, after: [a], action: She goes.}
"""


@pytest.fixture
def compiled(tmp_path: Path) -> Film:
    return sound(write(tmp_path, FILM))


def chosen(compiled: Film, select: str, *takes: Take, exclude: str = "") -> Plan:
    where = Where(storyboard="film.yaml", title="The Keeper", model="seedance-2-0-mini", free=True)
    assert compiled.drafts is not None
    assert compiled.storyboard is not None
    selection = Selection(select=select, exclude=exclude)
    words = compiled.storyboard.provider
    return plan_film(compiled.drafts, Made(takes=takes), where=where, words=words, selection=selection)


def ids(plan: Plan) -> list[str]:
    return [call.id for call in plan.calls]


def take(shot: str, digest: str, number: int = 1) -> Take:
    return Take(
        shot=f"one/{shot}",
        number=number,
        digest=digest,
        attempt=f"{shot}{number}",
        status="done",
        sha256=f"{number}" * 64,
        file="x.mp4",
    )


@pytest.mark.parametrize(
    ("select", "exclude", "expected"),
    [
        ("", "", ["one/a", "one/b", "one/c"]),
        ("one/a", "", ["one/a"]),
        ("tag:hero", "", ["one/a"]),
        ("+one/b", "", ["one/a", "one/b"]),
        ("one/a+", "", ["one/a", "one/b", "one/c"]),
        ("", "one/b one/c", ["one/a"]),
        ("one/*", "tag:hero,scene:one one/b", ["one/c"]),
        ("state:new", "one/b", ["one/a", "one/c"]),
    ],
)
def test_only_the_selected_are_in_the_plan(compiled: Film, select: str, exclude: str, expected: list[str]) -> None:
    found = chosen(compiled, select, exclude=exclude)
    assert ids(found) == expected
    assert found.shots == ("one/a", "one/b", "one/c"), "the film stays whole"
    assert found.totals.calls == len(expected)


NEEDING = {"one/b": "+one/b", "*/b": "+*/b", "*/b one/c": "+*/b +one/c", "one/b,scene:one": "one/b,scene:one +one/b"}


def test_a_need_that_was_never_made_is_refused_and_the_way_is_named(compiled: Film) -> None:
    with pytest.raises(Refused, match="one/b goes on from one/a, which is not selected and was never made") as caught:
        chosen(compiled, "one/b")
    assert "'+one/b'" in caught.value.help
    for words, wider in NEEDING.items():
        with pytest.raises(Refused) as caught:
            chosen(compiled, words)
        assert f"`--select '{wider}'`" in caught.value.help
        assert "one/b" in ids(chosen(compiled, wider))
    assert ids(chosen(compiled, "one/c")) == ["one/c"], "what only waits is not held up"


def test_a_need_is_used_as_it_was_made_even_from_older_words(compiled: Film) -> None:
    whole = chosen(compiled, "")
    exact = chosen(compiled, "one/b", take("a", whole.calls[0].digest))
    older = chosen(compiled, "one/b", take("a", "f" * 64, number=2))
    assert exact.calls[0].action == older.calls[0].action == "make"
    assert len({whole.calls[1].digest, exact.calls[0].digest, older.calls[0].digest}) == 3
    # Of an exact take and an older one the exact one is used.
    both = chosen(compiled, "one/b", take("a", "f" * 64, number=2), take("a", whole.calls[0].digest))
    assert both.calls[0].digest == exact.calls[0].digest


def test_states_are_what_the_ledger_says(compiled: Film) -> None:
    whole = chosen(compiled, "")
    digests = {call.id: call.digest for call in whole.calls}
    failed = replace(take("c", digests["one/c"]), status="failed", sha256=None)
    doubt = replace(take("a", digests["one/a"]), status="in-doubt", sha256=None)
    assert ids(chosen(compiled, "state:failed", failed)) == ["one/c"]
    assert ids(chosen(compiled, "state:in-doubt", doubt)) == ["one/a"]
    assert ids(chosen(compiled, "state:modified", take("c", "e" * 64))) == ["one/c"]
    assert ids(chosen(compiled, "state:new", take("c", "e" * 64), exclude="one/b")) == ["one/a"]


@pytest.mark.parametrize("selector", ["one/z", "tag:villain", "state:odd", "colour:red"])
def test_a_selector_that_means_nothing_by_mistake_is_refused(compiled: Film, selector: str) -> None:
    with pytest.raises(UsageError):
        chosen(compiled, selector)


VARIANTS = """\
storyboard: 1
title: The Keeper
characters:
  mira: {name: Mira, images: [https://example.com/mira.png]}
scenes:
  - id: one
    characters: [mira]
    shots:
      - {id: a, action: She waits.}
      - {id: b, continues: a, action: She turns.}
variants: {draft: {takes: 1}, final: {takes: 4}}
"""


@pytest.mark.parametrize(("select", "exclude"), [("variant:draft", ""), ("", "variant:final"), ("*@draft", "")])
def test_who_shares_a_request_and_is_not_selected_asks_for_nothing(tmp_path: Path, select: str, exclude: str) -> None:
    plan = chosen(sound(write(tmp_path, VARIANTS)), select, exclude=exclude)
    assert [(call.usages, call.takes) for call in plan.calls] == [(("one/a@draft",), 1), (("one/b@draft",), 1)]
    whole = chosen(sound(write(tmp_path, VARIANTS)), "")
    assert [(call.usages, call.takes) for call in whole.calls] == [
        (("one/a@draft", "one/a@final"), 4),
        (("one/b@draft", "one/b@final"), 4),
    ]
    assert [call.digest for call in plan.calls] == [call.digest for call in whole.calls]


def test_the_call_bears_the_name_of_the_first_who_is_selected(tmp_path: Path) -> None:
    plan = chosen(sound(write(tmp_path, VARIANTS)), "variant:final")
    assert [call.id for call in plan.calls] == ["one/a@final", "one/b@final"]
    assert plan.calls[1].needs == (Need(call="one/a@final", purpose="video"),)
    assert '"$shot":"one/a@final"' in plan.calls[1].body


def test_what_is_gone_on_from_is_in_the_plan_where_another_asks_for_the_same(tmp_path: Path) -> None:
    plan = chosen(sound(write(tmp_path, VARIANTS)), "one/a@draft one/b@final")
    assert [(call.usages, call.takes) for call in plan.calls] == [
        (("one/a@draft", "one/a@final"), 4),
        (("one/b@final",), 4),
    ]


def test_nothing_waits_for_what_is_not_in_the_plan(compiled: Film) -> None:
    (only,) = chosen(compiled, "one/c").calls
    assert only.needs == ()
