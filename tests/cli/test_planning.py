"""`plan` and `show`: the dry run as people and as programs read it."""

import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from storyboard.cli import paper
from storyboard.cli.budget_text import Cap, budget_line
from storyboard.cli.paper import show, table_of
from storyboard.cli.plan_text import MOST_ROWS, show_plan
from storyboard.plan.plan import Action, Call
from tests.cli.desk import KEY, STORYBOARD, Desk
from tests.run.films import a_call, a_plan
from tests.support.faults import fault_server

CONTINUED = STORYBOARD.replace("after: [wide]", "continues: wide")


def rows(text: str) -> list[list[str]]:
    """Read the table: each line's cells, which two spaces part."""
    return [re.split(r" {2,}", line.strip()) for line in text.splitlines()]


def test_the_table_says_what_is_made_why_and_for_how_much(desk: Desk) -> None:
    said = desk("plan", "film.yaml")
    assert (said.code, said.err) == (0, "")
    told = rows(said.out)
    assert told[0] == ["The Keeper · 2 shots · 0:08 · seedance-2-0-mini · sandbox"]
    assert told[1] == ["shot", "s", "takes", "credits", "why"]
    assert told[2] == ["lamp/wide", "+ make", "4", "1", "2.8", "it was never made here"]
    assert told[3][:2] == ["lamp/close", "+ make"]
    assert told[3][-1] == "it was never made here; waits for lamp/wide"
    assert told[4] == ["Plan: 2 to make, 5.6 credits estimated (the sandbox is free)"]
    assert re.match(r"Prices: estimate of \d{4}-\d\d-\d\d. Half of Seedance 2.0 at Pollo ", told[5][0])


def test_no_line_ends_in_spaces(desk: Desk) -> None:
    said = desk("plan", "film.yaml")
    assert [line for line in said.out.splitlines() if line != line.rstrip()] == []


def test_what_goes_on_says_from_where(desk: Desk) -> None:
    desk.write(CONTINUED)
    assert "goes on from lamp/wide" in desk("plan", "film.yaml").out


def test_one_shot_is_one_shot(desk: Desk) -> None:
    one = STORYBOARD.replace("      - {id: close", "      # - {id: close")
    desk.write(one)
    assert desk("plan", "film.yaml").out.startswith("The Keeper · 1 shot · ")


def test_what_is_there_is_not_made_again(desk: Desk, quick_sandbox: list[Any]) -> None:
    assert desk("plan", "film.yaml", "--detailed-exitcode").code == 10
    assert desk("run", "film.yaml", "--poll-interval", "0.1").code == 0
    said = desk("plan", "film.yaml", "--detailed-exitcode")
    assert said.code == 0
    assert said.out.count("· keep") == 2
    assert said.out.endswith("Plan: 2 unchanged\n")
    assert desk("plan", "film.yaml", "--target", "pollo", "--detailed-exitcode").code == 10


def test_the_plan_as_json_is_the_plan_that_is_saved(desk: Desk) -> None:
    said = desk("plan", "film.yaml", "--json", "-o", "plans/plan.json")
    saved = json.loads((desk.folder / "plans" / "plan.json").read_text(encoding="utf-8"))
    assert said.code == 0
    assert "Saved as plans/plan.json. `storyboard run plans/plan.json` makes exactly this." in said.err
    assert saved == said.json
    assert saved["storyboard"] == "../film.yaml"
    assert [call["id"] for call in saved["calls"]] == ["lamp/wide", "lamp/close"]
    assert saved["totals"]["credits"] == pytest.approx(5.6)


def test_plan_contacts_nobody_and_writes_nothing(desk: Desk) -> None:
    before = desk.files()
    for target in ("sandbox", "pollo"):
        assert desk("plan", "film.yaml", "--target", target).code == 0
    assert desk.files() == before


def test_a_plan_holds_no_secret(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLLO_API_KEY", KEY)
    monkeypatch.setenv("WEBHOOK_URL", "https://hook.example.com/secret-path")
    desk.write(STORYBOARD.replace("scenes:", 'provider: {webhook_url: "${WEBHOOK_URL}"}\nscenes:'))
    said = desk("plan", "film.yaml", "--target", "pollo", "-o", "plan.json", "--json")
    written = (desk.folder / "plan.json").read_text(encoding="utf-8")
    assert said.code == 0
    assert "WEBHOOK_URL" in written
    assert [word for word in (KEY, "secret-path") if word in written + said.out + said.err] == []


@pytest.mark.parametrize("name", ["film.yaml", "mira.png", "notes.json"])
def test_a_plan_takes_the_place_of_nothing_but_a_plan(desk: Desk, name: str) -> None:
    content = {"film.yaml": (desk.folder / "film.yaml").read_bytes(), "notes.json": b'{"planned": 1}'}.get(name, b"PNG")
    desk.write(content, name)
    said = desk("plan", "film.yaml", "-o", name)
    assert said.code == 2
    assert f"{name} is there, and it is no plan" in said.err
    assert (desk.folder / name).read_bytes() == content
    desk.write("", "plan.json")
    for _ in range(2):
        assert desk("plan", "film.yaml", "-o", "plan.json").code == 0
    assert {path.name for path in desk.folder.iterdir()} >= {"plan.json", name}
    assert not [*desk.folder.glob(".*.part")]


def test_a_saved_plan_is_shown_as_it_was_made(desk: Desk) -> None:
    planned = desk("plan", "film.yaml", "-o", "plan.json")
    shown = desk("show", "plan.json")
    assert (shown.code, shown.out, shown.err) == (0, planned.out, "")
    assert desk("show", "plan.json", "--json").json == json.loads((desk.folder / "plan.json").read_text("utf-8"))


def test_a_plan_is_shown_after_its_storyboard_has_gone(desk: Desk) -> None:
    desk("plan", "film.yaml", "-o", "plan.json")
    (desk.folder / "film.yaml").unlink()
    assert desk("show", "plan.json").code == 0


@pytest.mark.parametrize("name", [".storyboard/ledger.sqlite3", "storyboard.takes"])
def test_a_plan_is_shown_where_what_was_made_cannot_be_read(desk: Desk, name: str) -> None:
    desk.write(STORYBOARD.replace("scenes:", "budget: {credits: 10}\nscenes:"))
    assert desk("plan", "film.yaml", "--target", "pollo", "-o", "plan.json").code == 0
    desk.write("no such thing", name)
    assert desk("plan", "film.yaml", "--target", "pollo").code in (3, 5)
    said = desk("show", "plan.json")
    assert (said.code, "Plan: 2 to make, 5.6 credits" in said.out, "udget: " in said.out) == (0, True, False)
    assert "warning: What is spent of the budget cannot be told: " in said.err
    assert desk("show", "plan.json", "--json").json["totals"]["make"] == 2


def test_warnings_are_told_and_stop_nothing(desk: Desk) -> None:
    desk.write(STORYBOARD.replace("hard side light", "hard side light # from the left"))
    said = desk("plan", "film.yaml")
    assert said.code == 0
    assert "warning[text-cut-by-comment]" in said.err
    assert "Plan: 2 to make" in said.out


def test_a_variable_and_a_profile_change_what_is_sent(desk: Desk) -> None:
    desk.write(
        STORYBOARD.replace("scenes:", "variables: {weather: Rain}\nprofiles: {final: {takes: 3}}\nscenes:").replace(
            "last stairs.", "last stairs. {{ weather }}."
        )
    )
    said = desk("plan", "film.yaml", "--var", "weather=Snow", "--profile", "final", "--json")
    first = said.json["calls"][0]["body"]["input"]
    assert "Snow." in first["prompt"]
    assert (first["videoNum"], said.json["profile"]) == (3, "final")
    assert "· profile final ·" in desk("plan", "film.yaml", "--profile", "final").out


def test_what_is_made_at_another_address_is_told_with_it(desk: Desk) -> None:
    said = desk("plan", "film.yaml", "--base-url", "http://127.0.0.1:9/api/platform")
    assert "· sandbox at http://127.0.0.1:9" in said.out.splitlines()[0]
    assert desk("plan", "film.yaml", "--target", "pollo").out.splitlines()[0].endswith("· pollo")


# The budget


@pytest.mark.parametrize(
    ("target", "budget", "words"),
    [
        ("pollo", "120", "Budget: 120 credits; this plan takes 5.6."),
        ("pollo", "5.6", "Budget: 5.6 credits; this plan takes 5.6."),
        ("pollo", "4", "Budget: 4 credits; this plan takes 5.6, 1.6 over: shots beyond it will not be sent."),
        ("sandbox", "120", "Budget: 120 credits; this plan would take 5.6 on the real API."),
        ("sandbox", "4", "Budget: 4 credits; this plan would take 5.6 on the real API, 1.6 over."),
    ],
)
def test_a_plan_says_what_it_takes_of_the_budget(desk: Desk, target: str, budget: str, words: str) -> None:
    desk.write(STORYBOARD.replace("scenes:", f"budget: {{credits: {budget}}}\nscenes:"))
    said = desk("plan", "film.yaml", "--target", target, "-o", "plan.json")
    assert (said.code, words in said.out.splitlines()) == (0, True)
    assert desk("show", "plan.json").out == said.out


def test_what_goes_over_a_budget_is_in_the_style_of_a_warning() -> None:
    plan = a_plan(a_call("a/one", cost="4.40"), target="pollo")
    styles = [budget_line(plan, Cap(name="Budget", credits=Decimal(most))).style for most in (5, 4)]
    assert styles == ["", "bold yellow"]


def test_what_is_spent_already_is_no_budget_any_more() -> None:
    plan = a_plan(a_call("a/one", cost="4.40"), target="pollo")
    told = budget_line(plan, Cap(name="Budget", credits=Decimal(10), spent=Decimal(7))).plain
    assert told == (
        "Budget: 10 credits, of which 7 are spent, or may be; this plan takes 4.4, 1.4 over: "
        "shots beyond it will not be sent."
    )


def test_what_is_on_hold_is_in_the_sum_at_worst_and_in_the_budget(desk: Desk) -> None:
    two = STORYBOARD.replace('stairs."}', 'stairs.", takes: 2}').replace("after: [wide]", "continues: wide, takes: 2")
    for budget, more in (("12", ""), ("10", "; with all that is on hold 11.2, more than is left")):
        desk.write(two.replace("scenes:", f"budget: {{credits: {budget}}}\nscenes:"))
        said = desk("plan", "film.yaml", "--target", "pollo").out.splitlines()
        assert "Plan: 1 to make, 1 on hold, 5.6 credits estimated; at worst 11.2, with all that is on hold" in said
        assert f"Budget: {budget} credits; this plan takes 5.6{more}." in said


def test_a_quote_moves_the_worst_along(desk: Desk) -> None:
    totals = desk("plan", "film.yaml", "--quote", "--json").json["totals"]
    assert totals["worst_credits"] == totals["credits"] == pytest.approx(5.6)


def test_without_a_budget_there_is_no_word_of_one(desk: Desk) -> None:
    assert "udget" not in desk("plan", "film.yaml").out


def test_no_path_and_no_word_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    path = "build/a-storyboard-of-a-long-name/sandbox-a-profile-too/takes/manifest.json"
    page = io.StringIO()
    console = Console(file=page, width=40, force_terminal=False)
    monkeypatch.setattr(paper, "console_for", lambda _stream: console)
    table = table_of()
    table.add_column("shot", overflow="fold")
    table.add_column("", overflow="fold", ratio=1)
    table.add_row("a/one", path)
    table.add_row("a/two", "a sentence of words is broken between two of them, at the width that there is")
    show(table, "short words are wrapped where the terminal ends, as they were before", stream=page)
    lines = page.getvalue().splitlines()
    assert lines[1] == f"a/one  {path}"
    assert max(map(len, lines[-2:])) <= 40


# Many shots


def many(number: int) -> str:
    shots = "".join(f'      - {{id: s{n}, action: "{{{{ mira }}}} takes step {n}."}}\n' for n in range(number))
    return STORYBOARD.partition("      - {id: wide")[0] + shots


def test_a_long_plan_is_told_in_groups(desk: Desk) -> None:
    desk.write(many(MOST_ROWS + 1))
    told = rows(desk("plan", "film.yaml").out)
    assert told[1] == ["shots", "credits", "why", "such as"]
    assert told[2][:4] == ["+ make", str(MOST_ROWS + 1), "170.8", "it was never made here"]
    assert told[2][4].startswith("lamp/s0, lamp/s1, ")


def changed(number: int, reason: str, action: Action = "make", name: str = "s") -> list[Call]:
    return [
        replace(a_call(f"lamp/{name}{n}", cost="2.80", because=[reason.format(n=n)]), action=action)
        for n in range(number)
    ]


def test_groups_come_as_they_are_paid_and_the_larger_first() -> None:
    page, most = io.StringIO(), MOST_ROWS
    calls = [
        *changed(2, "it is there", "keep", name="k"),
        *changed(3, "its clip is not here", "fetch", name="f"),
        *changed(4, "lamp/a{n}, which it continues, is on hold", "hold", name="h"),
        *changed(5, "its camera changed", name="c"),
        *changed(most, "its words changed", name="w"),
    ]
    show_plan(a_plan(*calls), page, full=False)
    told = [tuple(row[:2]) for row in rows(page.getvalue())[2:7]]
    assert told == [("+ make", str(most)), ("+ make", "5"), ("‖ hold", "4"), ("↓ fetch", "3"), ("· keep", "2")]


def test_an_empty_plan_says_why_it_is_empty(desk: Desk) -> None:
    said = desk("plan", "film.yaml", "--select", "state:stale", "-o", "plan.json")
    assert said.code == 0
    assert said.out.splitlines()[1:] == [
        "No shot of the film's 2 is selected, as things stand.",
        "Plan: nothing to make",
    ]
    assert desk("show", "plan.json").out == said.out
    desk.write("storyboard: 1\ntitle: The Keeper\nscenes: []\n")
    assert desk("plan", "film.yaml").out.splitlines()[1:] == ["The storyboard has no shot.", "Plan: nothing to make"]


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("name", ["s", "a-shot-with-a-long-name-"])
def test_a_long_plan_of_long_names_says_all_that_a_short_one_does(
    monkeypatch: pytest.MonkeyPatch, width: int, name: str
) -> None:
    monkeypatch.setattr(paper, "WIDTH", width)
    page = io.StringIO()
    held = changed(600, "lamp/a{n}, which it continues, is on hold", "hold", name=name)
    show_plan(a_plan(*changed(600, "its camera changed", name=name), *held), page, full=False)
    told = page.getvalue()
    assert len(told.splitlines()) <= 10
    for words in ("+ make", "‖ hold", "600", "1680", "its camera changed", f"lamp/{name}0, "):
        assert words in told
    assert max(map(len, told.splitlines()[:-1])) <= width


@pytest.mark.parametrize(
    ("reason", "general"),
    [
        ("lamp/a{n}, which it continues, will be made anew", "the shot that it continues will be made anew"),
        ("lamp/a{n}, which it comes after, is on hold", "the shot that it comes after is on hold"),
        ("take {n} of lamp/a{n} was picked, which it continues", "another take of the shot before was picked"),
        ("take {n} was made, and its clip is not here", "a take was made, and its clip is not here"),
        ("takes 1 and {n} were made, and their clips are not here", "takes were made, and their clips are not here"),
        ("it continues lamp/a{n} now", "it continues something else now"),
        ("it continues take {n} of lamp/a{n} now", "it continues something else now"),
        (
            "take {n} of lamp/a may be 2 takes: {n}-aaaaaaaa, made for lamp/b; `pick` the one that is meant",
            "the take that it continues may be one of several",
        ),
        (
            "the clip of take {n} of lamp/a{n}, which it continues, has expired",
            "the clip that it continues has expired",
        ),
        ("its request has changed since take {n}", "its request has changed since it was made"),
        ("lamp/a{n} has no good take {n}", "the shot that it continues has no such take"),
        ("its camera changed", "its camera changed"),
    ],
)
def test_reasons_that_differ_in_a_shot_or_a_number_are_one_group(reason: str, general: str) -> None:
    page = io.StringIO()
    show_plan(a_plan(*changed(MOST_ROWS + 1, reason)), page, full=False)
    assert [row[:4] for row in rows(page.getvalue())[2:3]] == [["+ make", str(MOST_ROWS + 1), "170.8", general]]


def test_a_long_plan_is_told_in_full_to_who_asks(desk: Desk) -> None:
    desk.write(many(MOST_ROWS + 1))
    said = desk("plan", "film.yaml", "--full", "-o", "plan.json")
    assert f"lamp/s{MOST_ROWS} " in said.out
    assert desk("show", "plan.json", "--full").out == said.out


def test_a_plan_of_sixty_is_a_table(desk: Desk) -> None:
    desk.write(many(MOST_ROWS))
    assert f"lamp/s{MOST_ROWS - 1} " in desk("plan", "film.yaml").out


# Quotes


def test_quotes_take_the_place_of_estimates(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLLO_API_KEY", KEY)
    with fault_server(tmp_path / "server") as server:
        said = desk("plan", "film.yaml", "--target", "pollo", "--base-url", server.base_url, "--quote", "--json")
        asked = (server.folder / "requests.jsonl").read_text(encoding="utf-8").splitlines()
        sent = server.submissions()
    assert said.code == 0
    assert [call["cost"]["basis"] for call in said.json["calls"]] == ["quote", "quote"]
    assert said.json["totals"]["credits"] == pytest.approx(8.4)
    assert [json.loads(line)["path"].rpartition("/")[2] for line in asked] == ["validate"]
    assert sent == []


def test_a_quoted_plan_says_so(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLLO_API_KEY", KEY)
    with fault_server(tmp_path / "server") as server:
        said = desk("plan", "film.yaml", "--target", "pollo", "--base-url", server.base_url, "--quote")
    assert "Plan: 2 to make, 8.4 credits quoted" in said.out
    assert f"Quote of {server.base_url.removesuffix('/api/platform')}" in said.out


def test_the_sandbox_quotes_what_the_profile_estimates(desk: Desk) -> None:
    said = desk("plan", "film.yaml", "--quote", "--json")
    assert said.code == 0
    assert {call["cost"]["basis"] for call in said.json["calls"]} == {"quote"}
    assert said.json["totals"]["credits"] == desk("plan", "film.yaml", "--json").json["totals"]["credits"]


def test_without_a_quote_the_estimate_stays(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLLO_API_KEY", KEY)
    nobody = "http://127.0.0.1:9/api/platform"
    said = desk("plan", "film.yaml", "--target", "pollo", "--base-url", nobody, "--quote")
    assert said.code == 0
    assert "5.6 credits estimated" in said.out
    assert said.err == "No quote came for 2 of 2 requests: their prices stay as they were.\n"


@pytest.mark.parametrize(
    ("target", "key", "told"), [("pollo", "", True), ("pollo", KEY, False), ("sandbox", "", False)]
)
def test_a_plan_says_where_a_run_will_want_a_key(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, target: str, key: str, told: bool
) -> None:
    monkeypatch.setenv("POLLO_API_KEY", key)
    said = desk("plan", "film.yaml", "--target", target, "--json")
    assert said.code == 0
    assert said.json["totals"]["make"] == 2
    assert said.err == ("POLLO_API_KEY is not set: a run of this plan will need it.\n" if told else "")


def test_a_quote_wants_a_key(desk: Desk) -> None:
    said = desk("plan", "film.yaml", "--target", "pollo", "--quote")
    assert (said.code, said.out) == (4, "")
    assert "POLLO_API_KEY" in said.err
