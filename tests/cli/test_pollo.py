"""`run --target pollo`, against a server on loopback that plays it: nothing is spent that was not confirmed."""

import json
from collections.abc import Awaitable, Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import pytest
from PIL import Image

from storyboard.cli import confirming, fetching, running
from storyboard.run.machine.clock import Clock
from storyboard.run.production.options import Tries
from tests.cli.desk import KEY, PICTURE, STORYBOARD, Desk, Said
from tests.run.films import FakeClock
from tests.support import faults
from tests.support.faults import FaultServer

FAST = ("--poll-interval", "0.1")


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultServer]:
    with faults.fault_server(tmp_path_factory.mktemp("server")) as running_server:
        yield running_server


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("POLLO_API_KEY", KEY)
    return KEY


def pollo(desk: Desk, base_url: str, *options: str, file: str = "film.yaml") -> Said:
    return desk("run", file, "--target", "pollo", "--base-url", base_url, *FAST, *options)


def asked(server: FaultServer) -> list[str]:
    """List the last word of the path of every request that arrived."""
    log = server.folder / "requests.jsonl"
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return [json.loads(line)["path"].rpartition("/")[2] for line in lines]


def manifest(desk: Desk, server: FaultServer) -> Any:
    where = server.base_url.removeprefix("http://").removesuffix("/api/platform").replace(":", "-")
    return desk.manifest(f"pollo@{where}")


# Nothing is confirmed


def test_nothing_is_spent_that_nobody_confirmed(desk: Desk, server: FaultServer) -> None:
    said = pollo(desk, server.base_url)
    assert (said.code, said.out) == (5, "")
    assert "Plan: 2 to make, 8.4 credits quoted" in said.err
    assert "Nothing was confirmed: 8.4 credits would be spent on pollo at http://127.0.0.1:" in said.err
    assert "--yes" in said.err
    assert server.submissions() == []


def test_the_price_is_asked_for_before_the_question(desk: Desk, server: FaultServer) -> None:
    pollo(desk, server.base_url)
    assert asked(server) == ["validate", "balance"]


def test_what_was_confirmed_is_made(desk: Desk, server: FaultServer) -> None:
    said = pollo(desk, server.base_url, "--yes")
    assert (said.code, said.out) == (0, "")
    assert "The Keeper: 2 done." in said.err
    assert f"`storyboard cut film.yaml --target pollo --base-url {server.base_url}`" in said.err
    assert len(server.submissions()) == 2
    shots = manifest(desk, server)["shots"]
    assert {shot["status"] for shot in shots.values()} == {"done"}
    assert {shot["credits"] for shot in shots.values()} == {4.2}
    again = pollo(desk, server.base_url)
    assert (again.code, len(server.submissions())) == (0, 2)


def test_what_is_sent_is_what_was_planned(desk: Desk, server: FaultServer) -> None:
    planned = desk("plan", "film.yaml", "--target", "pollo", "--base-url", server.base_url, "--json").json
    pollo(desk, server.base_url, "--yes")
    assert [one["body"] for one in server.submissions()] == [call["body"] for call in planned["calls"]]
    assert server.submissions()[0]["body"]["input"]["refs"][0]["image"] == PICTURE


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Sit at a terminal; hand out the questions, of which the answers are said by `answering`."""
    asked: list[str] = []
    monkeypatch.setattr(confirming, "may_ask", lambda: True)
    return asked


def answering(monkeypatch: pytest.MonkeyPatch, questions: list[str], *answers: str) -> None:
    left = list(answers)

    def prompt(words: str, **how: object) -> str:
        questions.append(words)
        assert how["err"] is True
        return left.pop(0)

    monkeypatch.setattr(click, "prompt", prompt)


@pytest.mark.parametrize(
    ("answers", "code", "sent"), [(("y",), 0, 2), (("YES ",), 0, 2), (("n",), 5, 0), (("",), 5, 0), (("m", "n"), 5, 0)]
)
def test_on_a_terminal_it_is_asked(
    desk: Desk,
    server: FaultServer,
    monkeypatch: pytest.MonkeyPatch,
    questions: list[str],
    answers: tuple[str, ...],
    code: int,
    sent: int,
) -> None:
    answering(monkeypatch, questions, *answers)
    said = pollo(desk, server.base_url)
    assert (said.code, said.out, len(server.submissions())) == (code, "", sent)
    assert questions == [f"Make 2 takes for 8.4 credits on pollo at {server.base_url}? [y/N]"] * len(answers)
    assert ("Please answer with y or n; 'm' is neither." in said.err) is ("m" in answers)


def test_the_question_counts_takes_and_requests(
    desk: Desk, server: FaultServer, monkeypatch: pytest.MonkeyPatch, questions: list[str]
) -> None:
    film = STORYBOARD.replace("duration: 4", "duration: 4, takes: 2")
    desk.write(film.replace("scenes:", "variants: {one: {}, two: {}}\nscenes:"))
    answering(monkeypatch, questions, "n")
    said = pollo(desk, server.base_url)
    assert questions[0].startswith("Make 4 takes in 2 requests for ")
    assert "Plan: 2 to make, for 4 shots of 2 films, " in said.err


def test_a_balance_that_is_too_low_is_told_before_the_question(
    desk: Desk, server: FaultServer, monkeypatch: pytest.MonkeyPatch, questions: list[str]
) -> None:
    answering(monkeypatch, questions, "n", "n")
    assert "The account holds" not in pollo(desk, server.base_url).err
    monkeypatch.setattr(confirming, "balance_wanted", balance("5.50"))
    said = pollo(desk, server.base_url)
    assert "warning: The account holds 5.5 credits, and this plan takes 8.4: " in said.err


def balance(held: str) -> Callable[[object], Awaitable[Decimal]]:
    async def read(_wanted: object) -> Decimal:
        return Decimal(held)

    return read


@pytest.mark.parametrize("where", ["option", "storyboard"])
def test_the_question_says_how_far_a_budget_goes(
    desk: Desk, server: FaultServer, monkeypatch: pytest.MonkeyPatch, questions: list[str], where: str
) -> None:
    name, options = ("--budget", ("--budget", "5")) if where == "option" else ("Budget", ())
    if not options:
        desk.write(STORYBOARD.replace("scenes:", "budget: {credits: 5}\nscenes:"))
    answering(monkeypatch, questions, "n")
    said = pollo(desk, server.base_url, *options)
    asked_for = f"Make 2 takes for 8.4 credits on pollo at {server.base_url}"
    assert questions == [f"{asked_for}, as far as 5 credits of budget go? [y/N]"]
    assert f"{name}: 5 credits; this plan takes 8.4, 3.4 over: shots beyond it will not be sent." in said.err


def test_what_was_spent_before_counts_against_the_budget(desk: Desk, server: FaultServer) -> None:
    desk.write(STORYBOARD.replace("scenes:", "budget: {credits: 5}\nscenes:"))
    pollo(desk, server.base_url, "--yes")
    said = desk("plan", "film.yaml", "--target", "pollo", "--base-url", server.base_url)
    assert "Budget: 5 credits, of which 4.2 are spent, or may be; this plan takes " in said.out
    assert " over: shots beyond it will not be sent." in said.out


def test_a_saved_plan_over_a_budget_is_warned_of(desk: Desk, server: FaultServer) -> None:
    desk("plan", "film.yaml", "--target", "pollo", "--base-url", server.base_url, "--quote", "-o", "plan.json")
    said = desk("run", "plan.json", "--budget", "5", *FAST)
    assert said.code == 5
    assert said.err.startswith("warning: --budget: 5 credits; this plan takes 8.4, 3.4 over: shots beyond")


def test_a_saved_plan_is_its_own_confirmation(desk: Desk, server: FaultServer) -> None:
    desk("plan", "film.yaml", "--target", "pollo", "--base-url", server.base_url, "--quote", "-o", "plan.json")
    said = desk("run", "plan.json", *FAST)
    assert (said.code, len(server.submissions())) == (0, 2)
    refused = desk("run", "plan.json", *FAST)
    assert (refused.code, len(server.submissions())) == (5, 2)


def test_two_plans_of_one_state_pay_once(desk: Desk, server: FaultServer) -> None:
    for name in ("one.json", "two.json"):
        desk("plan", "film.yaml", "--target", "pollo", "--base-url", server.base_url, "--quote", "-o", name)
    assert desk("run", "one.json", *FAST).code == 0
    assert desk("run", "two.json", *FAST).code == 5
    assert len(server.submissions()) == 2


# Money


@pytest.fixture
def without_quotes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no quote come back, as from a provider that names no price."""

    async def as_it_was(plan: Any, _wanted: Any) -> Any:
        return plan

    monkeypatch.setattr(confirming, "quote_wanted", as_it_was)


@pytest.mark.usefixtures("without_quotes")
def test_yes_to_an_estimate_wants_a_cap(desk: Desk, server: FaultServer) -> None:
    said = pollo(desk, server.base_url, "--yes")
    assert (said.code, server.submissions()) == (5, [])
    assert "The price of 5.6 credits is an estimate, and nothing caps what is spent" in said.err
    assert "No quote came for 2 of 2 requests" in said.err
    assert "--budget" in said.err


@pytest.mark.usefixtures("without_quotes")
@pytest.mark.parametrize("where", ["option", "storyboard"])
def test_an_estimate_with_a_cap_is_made(desk: Desk, server: FaultServer, where: str) -> None:
    if where == "storyboard":
        desk.write(STORYBOARD.replace("scenes:", "budget: {credits: 50}\nscenes:"))
    options = ("--budget", "50") if where == "option" else ()
    said = pollo(desk, server.base_url, "--yes", *options)
    assert len(server.submissions()) >= 1
    assert said.code in (0, 5)


def test_no_more_is_submitted_than_the_budget_allows(desk: Desk, server: FaultServer) -> None:
    said = pollo(desk, server.base_url, "--yes", "--budget", "5")
    assert (said.code, len(server.submissions())) == (5, 1)
    assert "budget" in said.err
    assert "done" in {shot["status"] for shot in manifest(desk, server)["shots"].values()}


def test_a_budget_that_a_resumed_run_has_spent_from_is_told_before_it_is_asked_for(
    desk: Desk, server: FaultServer
) -> None:
    assert pollo(desk, server.base_url, "--yes", "--budget", "5").code == 5
    said = pollo(desk, server.base_url, "--yes", "--budget", "6")
    assert said.code == 5
    assert "--budget: 6 credits, of which 4.2 are spent, or may be; this plan takes 4.2, 2.4 over" in said.err


def test_the_budget_of_the_production_holds_for_every_run(desk: Desk, server: FaultServer) -> None:
    desk.write(STORYBOARD.replace("scenes:", "budget: {credits: 5}\nscenes:"))
    assert pollo(desk, server.base_url, "--yes").code == 5
    assert pollo(desk, server.base_url, "--yes", "--budget", "100").code == 5
    assert len(server.submissions()) == 1


def test_too_few_credits_is_refused(desk: Desk, server: FaultServer) -> None:
    server.script(["403-credits"])
    said = pollo(desk, server.base_url, "--yes")
    assert said.code == 5


# Files


def test_a_local_file_is_a_problem_before_anything_is_asked(desk: Desk, server: FaultServer) -> None:
    Image.new("RGB", (400, 400), "navy").save(desk.folder / "mira.png")
    desk.write(STORYBOARD.replace(PICTURE, "mira.png"))
    for command, code, level in (
        (("plan", "film.yaml"), 0, "warning"),
        (("run", "film.yaml", "--yes"), 3, "error"),
    ):
        said = desk(*command, "--target", "pollo", "--base-url", server.base_url)
        assert (said.code, said.out == "") == (code, code == 3)
        assert f"{level}[no-store]" in said.err
        assert "--> film.yaml:6:" in said.err
        assert "mira.png is on this machine" in said.err
    assert asked(server) == []


def test_a_frame_of_an_earlier_clip_is_on_this_machine_too(desk: Desk, server: FaultServer) -> None:
    desk.write(STORYBOARD.replace("after: [wide]", "continues: {shot: wide, via: frame}"))
    said = pollo(desk, server.base_url, "--yes")
    assert (said.code, asked(server)) == (3, [])
    assert "error[no-store]" in said.err
    assert "The last frame of lamp/wide is cut on this machine" in " ".join(said.err.split())


# Keys


def test_without_a_key_no_table_is_begun_though_nothing_is_to_be_made(
    desk: Desk, server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pollo(desk, server.base_url, "--yes").code == 0
    monkeypatch.delenv("POLLO_API_KEY")
    begun: list[object] = []
    for command, module in (("run", running), ("fetch", fetching)):
        monkeypatch.setattr(module, "following", lambda *_, **__: begun.append(1))
        said = desk(command, "film.yaml", "--target", "pollo", "--base-url", server.base_url)
        assert (said.code, "POLLO_API_KEY is not set" in said.err, begun) == (4, True, [])


def test_without_a_key_nothing_begins(desk: Desk, server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POLLO_API_KEY")
    said = pollo(desk, server.base_url, "--yes")
    assert (said.code, said.out, asked(server)) == (4, "", [])
    assert "POLLO_API_KEY is not set" in said.err


@pytest.mark.parametrize("word", ["401", "403-model"])
def test_a_key_that_lets_nobody_in(desk: Desk, server: FaultServer, word: str) -> None:
    server.script([word, word])
    said = pollo(desk, server.base_url, "--yes")
    assert (said.code, said.out) == (4, "")
    assert KEY not in said.err


@pytest.mark.parametrize("bad", ["sk secret\n", "clé", " sk"])
def test_a_key_that_no_header_can_carry(
    desk: Desk, server: FaultServer, monkeypatch: pytest.MonkeyPatch, bad: str
) -> None:
    monkeypatch.setenv("POLLO_API_KEY", bad)
    said = pollo(desk, server.base_url, "--yes")
    assert (said.code, asked(server)) == (4, [])
    assert bad not in said.err


def test_the_key_is_in_no_byte_of_anything(desk: Desk, server: FaultServer) -> None:
    server.script(["accept", "500-before"])
    told = [pollo(desk, server.base_url, "--yes"), pollo(desk, server.base_url, "--yes", "--json")]
    told += [desk("plan", "film.yaml", "--target", "pollo", "--base-url", server.base_url, "-o", "plan.json")]
    told += [desk("status", "film.yaml", "--target", "pollo", "--base-url", server.base_url, "--json")]
    assert [said for said in told if KEY in said.out + said.err] == []
    files = [path for path in (*desk.files(), *server.folder.iterdir()) if path.is_file()]
    assert any("ledger" in path.name for path in files)
    assert [path for path in files if KEY.encode() in path.read_bytes()] == []


# The network


@pytest.mark.parametrize("url", ["http://pollo.ai/api/platform", "http://10.0.0.1:8000/api", "http://0.0.0.0:80/api"])
def test_the_key_never_travels_in_the_open(desk: Desk, url: str) -> None:
    said = pollo(desk, url, "--yes")
    assert (said.code, said.out) == (2, "")
    assert "plain http to another machine" in said.err


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let time pass by sleeping alone."""
    clock = FakeClock().clock()
    assert Clock.__init__.__kwdefaults__ is not None
    for name in ("sleep", "elapsed"):
        monkeypatch.setitem(Clock.__init__.__kwdefaults__, name, getattr(clock, name))


@pytest.mark.usefixtures("no_waiting")
def test_nobody_there_is_the_network(desk: Desk) -> None:
    said = pollo(desk, "http://127.0.0.1:9/api/platform", "--yes", "--budget", "50")
    assert (said.code, said.out) == (6, "")


def test_a_submission_in_doubt_is_7_and_never_sent_again(desk: Desk, server: FaultServer) -> None:
    server.script(["reset-after", "accept"])
    assert pollo(desk, server.base_url, "--yes", "--concurrency", "1").code == 7
    sent = len(server.submissions())
    prompts = [one["body"]["input"]["prompt"] for one in server.submissions()]
    said = pollo(desk, server.base_url, "--yes")
    assert said.code == 7
    assert [one["body"]["input"]["prompt"] for one in server.submissions()][:sent] == prompts
    assert prompts.count(prompts[0]) == 1
    assert len({one["body"]["input"]["prompt"] for one in server.submissions()}) == len(server.submissions())
    assert "in-doubt" in {shot["status"] for shot in manifest(desk, server)["shots"].values()}


def test_another_run_holds_the_lock(desk: Desk, server: FaultServer) -> None:
    from storyboard.run.machine.lock import hold_lock
    from storyboard.run.net.addresses import origin_of

    with hold_lock(desk.folder, origin=origin_of(server.base_url), since="2026-07-01T12:00:00Z"):
        said = pollo(desk, server.base_url, "--yes")
    assert (said.code, server.submissions()) == (5, [])


def test_a_storyboard_may_stand_elsewhere(desk: Desk, server: FaultServer) -> None:
    (desk.folder / "films").mkdir()
    desk.write(STORYBOARD, "films/film.yaml")
    assert pollo(desk, server.base_url, "--yes", file="films/film.yaml").code == 0
    assert Path("films/build/film").is_dir()


def test_what_was_not_found_is_first_looked_for_once_more(
    desk: Desk, server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Tries.__init__.__kwdefaults__ is not None
    monkeypatch.setitem(Tries.__init__.__kwdefaults__, "unknown", 0.0)
    server.script([{"do": "accept", "status_faults": ["404"] * 3}])
    said = pollo(desk, server.base_url, "--yes", "--budget", "100")
    told = [line.split("`")[1].split()[1] for line in said.err.splitlines() if line.startswith("Next:")]
    assert (said.code, told) == (1, ["fetch", "retry"])
    assert desk("fetch", "film.yaml", "--target", "pollo", "--base-url", server.base_url, *FAST).code == 0
    assert len(server.submissions()) == 1
    again = pollo(desk, server.base_url, "--yes", "--budget", "100")
    assert (again.code, len(server.submissions()), "looks once more" in again.err) == (0, 2, False)


# What of the film counts


TWO_SCENES = """\
  - id: quay
    characters: [mira]
    shots:
      - {id: wait, action: She waits., refs: [{image: quay.png, role: the quay}]}
"""


def test_only_what_is_selected_has_to_be_readable(desk: Desk, server: FaultServer) -> None:
    Image.new("RGB", (400, 400)).save(desk.folder / "quay.png")
    desk.write(STORYBOARD + TWO_SCENES)
    whole = pollo(desk, server.base_url, "--yes", "--budget", "20")
    assert (whole.code, "error[no-store]" in whole.err) == (3, True)
    said = pollo(desk, server.base_url, "--yes", "--budget", "20", "--select", "scene:lamp")
    assert (said.code, len(server.submissions())) == (0, 2), said.err
    assert "no-store" not in said.err
    assert "no-store" in pollo(desk, server.base_url, "--yes", "--select", "scene:quay").err


def test_the_same_help_is_not_repeated(desk: Desk, server: FaultServer) -> None:
    Image.new("RGB", (400, 400)).save(desk.folder / "quay.png")
    more = "".join(
        f"      - {{id: s{n}, action: She waits., refs: [{{image: quay.png, role: the quay}}]}}\n" for n in range(8)
    )
    desk.write(STORYBOARD + TWO_SCENES + more)
    said = pollo(desk, server.base_url).err
    assert (said.count("error[no-store]"), said.count("Name a store:")) == (3, 1)
    assert "6 more of `no-store`; `storyboard validate`, with the same target, tells all." in said
    validate = desk("validate", "film.yaml", "--target", "pollo", "--base-url", server.base_url).err
    assert validate.count("error[no-store]") == 9
