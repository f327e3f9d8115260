"""Selectors on every command that walks shots: what is chosen, what is refused, and that nothing is ignored."""

from typing import Any

import pytest

from tests.cli.desk import STORYBOARD, Desk

CONTINUED = STORYBOARD.replace("after: [wide]", "continues: wide, tags: [hero]")
LISTED = 'characters: [], action: "{{ mira }} lights'
FAST = ("--poll-interval", "0.1")
WALKING = ("plan", "run", "status", "takes", "fetch", "retry", "graph", "config")
"""Every command that walks shots."""


@pytest.mark.parametrize("command", WALKING)
@pytest.mark.parametrize("option", ["--select", "--exclude"])
def test_an_address_that_is_none_names_the_nearest(
    desk: Desk, quick_sandbox: list[Any], command: str, option: str
) -> None:
    desk.write(CONTINUED)
    if command == "status":
        assert desk("run", "film.yaml", *FAST).code == 0
    said = desk(command, "film.yaml", option, "lamp/clsoe")
    assert (said.code, said.out) == (2, "")
    assert "No shot has the address `lamp/clsoe`" in said.err
    assert "Did you mean `lamp/close`?" in said.err


@pytest.mark.parametrize("command", WALKING)
@pytest.mark.parametrize("words", ["", "  ", ",", " , ,"])
def test_a_selector_without_a_word_is_no_whole_film(desk: Desk, command: str, words: str) -> None:
    """A variable of the shell that is not set must not make, and pay for, every shot."""
    for option in ("--select", "--exclude"):
        said = desk(command, "film.yaml", option, words)
        assert (said.code, said.out) == (2, "")
        assert f"{option} names no shot" in said.err
    assert not (desk.folder / ".storyboard").exists()


def test_nothing_to_remake_is_said_by_leaving_it_out(desk: Desk) -> None:
    said = desk("plan", "film.yaml", "--remake", "")
    assert (said.code, "--remake names no shot" in said.err, "where none is meant" in said.err) == (2, True, True)


@pytest.mark.parametrize("option", [("--select", "lamp/wide"), ("--exclude", "lamp/close")])
def test_a_saved_plan_is_run_as_it_is_or_not_at_all(desk: Desk, option: tuple[str, str]) -> None:
    assert desk("plan", "film.yaml", "-o", "plan.json").code == 0
    said = desk("run", "plan.json", *option)
    assert (said.code, f"{option[0]} belongs to the plan" in said.err) == (2, True)
    assert not (desk.folder / ".storyboard").exists()


@pytest.mark.parametrize(
    ("words", "help"),
    [
        ("lamp", "Did you mean `scene:lamp`?"),
        ("hero", "Did you mean `tag:hero`?"),
        ("mira", "Did you mean `character:mira`?"),
        ("wide", "There are: `lamp/close`, `lamp/wide`."),
        ("+", "Write `+scene/shot` or `scene/shot+`"),
    ],
)
def test_what_was_meant_is_named(desk: Desk, words: str, help: str) -> None:
    desk.write(CONTINUED)
    said = desk("plan", "film.yaml", "--select", words)
    assert (said.code, help in said.err) == (2, True)


def test_a_character_is_in_every_shot_that_shows_it(desk: Desk) -> None:
    desk.write(CONTINUED.replace('action: "{{ mira }} lights', LISTED))
    chosen = desk("plan", "film.yaml", "--select", "character:mira", "--json").json["calls"]
    assert [one["id"] for one in chosen] == ["lamp/wide", "lamp/close"]


def test_who_only_looks_needs_nothing_that_was_made(desk: Desk) -> None:
    """What goes on from a shot that was never made can be drawn, resolved and listed by itself."""
    desk.write(CONTINUED)
    select = ("--select", "tag:hero")
    assert desk("plan", "film.yaml", *select).code == 5
    resolved = desk("config", "film.yaml", "--json", *select)
    assert (resolved.code, list(resolved.json["shots"])) == (0, ["lamp/close"])
    assert desk("takes", "film.yaml", *select).code == 0
    assert desk("fetch", "film.yaml", *select).code == 0


def test_a_shot_that_goes_on_from_one_never_made_has_a_status(desk: Desk, quick_sandbox: list[Any]) -> None:
    desk.write(CONTINUED)
    assert desk("run", "film.yaml", *FAST).code == 0
    desk.write(
        CONTINUED.replace("id: wide", "id: low").replace("continues: wide", "continues: low").replace("last", "l")
    )
    said = desk("status", "film.yaml", "--select", "lamp/close", "--json")
    assert (said.code, list(said.json["shots"])) == (0, ["lamp/close"])


def test_the_takes_of_what_is_selected_are_listed(desk: Desk, quick_sandbox: list[Any]) -> None:
    desk.write(CONTINUED)
    assert desk("run", "film.yaml", *FAST).code == 0
    listed = desk("takes", "film.yaml", "--select", "scene:lamp", "--exclude", "tag:hero", "--json").json
    assert list(listed["shots"]) == ["lamp/wide"]
    assert desk("takes", "film.yaml", "lamp/wide", "--select", "tag:hero", "--json").json["shots"] == {}
    assert "wide" not in desk("graph", "film.yaml", "--select", "state:new").out


@pytest.mark.parametrize("format", ["mermaid", "dot", "json"])
def test_a_graph_of_some_shots_has_the_needs_between_them(desk: Desk, format: str) -> None:
    said = desk("graph", "film.yaml", "--select", "lamp/close", "--format", format)
    assert (said.code, "wide" in said.out, "close" in said.out) == (0, False, True)
    assert "wide" in desk("graph", "film.yaml", "--select", "+lamp/close", "--format", format).out
