"""What a narrow terminal shows: no path, command or word is broken where somebody may want to copy it."""

import io

import pytest
import yaml
from rich.console import Console
from rich.text import Text

from storyboard.cli import paper, resolving, telling
from storyboard.cli.going import Board, hear
from storyboard.cli.live import Page
from storyboard.cli.paper import Listing, show
from storyboard.cli.wrapping import wrapped
from storyboard.run.record.events import ShotMoved, TakeDone
from tests.cli.desk import STORYBOARD, Desk
from tests.run.films import a_call, a_plan

PATH = "build/storyboard/sandbox/takes/boarding/ticket/34c02a1724f0-1.mp4"
FOUND = "it has no sound; sound was asked for, and it is all the same a take that can be looked at"
LONG = "She climbs the last stairs, lantern in hand, while the rain beats the glass and the wind is in the shutters."


def listing(width: int | None, *tails: str, head: tuple[str, ...] = ("shot", "state")) -> list[str]:
    page = io.StringIO()
    rows = tuple((Text(f"boarding/ticket@{n}"), Text("done")) for n, _ in enumerate(tails))
    listed = Listing(head=head, rows=rows, tails=tails, width=width)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            paper, "console_for", lambda _stream: Console(file=page, width=width or 120, force_terminal=False)
        )
        show(listed, stream=page)
    return page.getvalue().splitlines()


@pytest.mark.parametrize("width", [None, 100, 200])
def test_where_there_is_room_a_path_stands_in_its_row(width: int | None) -> None:
    assert listing(width, PATH) == ["shot               state", f"boarding/ticket@0  done   {PATH}"]


@pytest.mark.parametrize("width", [40, 70, 80])
def test_where_there_is_none_it_stands_whole_below(width: int) -> None:
    lines = listing(width, f"{PATH}; {FOUND}", "")
    assert lines[:2] == ["shot               state", "boarding/ticket@0  done"]
    assert lines[2].startswith(f"    {PATH};")
    assert lines[-1] == "boarding/ticket@1  done"
    assert max(len(line) for line in lines if PATH not in line) <= max(width, len(PATH) + 5)


def test_short_words_stay_beside_a_row() -> None:
    assert listing(60, "in doubt", head=("", "")) == ["boarding/ticket@0  done  in doubt"]


def test_off_a_terminal_a_row_is_one_line() -> None:
    assert len(listing(None, f"{PATH}; {FOUND}")) == 2


def test_what_is_in_backticks_stays_in_one_piece() -> None:
    command = "`storyboard cut 'My Film/storyboard.yaml' --target pollo`"
    lines = wrapped(f"Next: {command} joins the shots into the film.", 40)
    assert lines == ["Next:", command, "joins the shots into the film."]
    assert wrapped("one\n\ntwo", 80) == ["one", "", "two"]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_resolved_storyboard_is_the_same_yaml_however_wide(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    odd = LONG.replace("while", "while  ")
    desk.write(
        STORYBOARD.replace("{{ mira }} climbs the last stairs.", LONG).replace("{{ mira }} lights the lamp.", odd)
    )
    whole = desk("config", "film.yaml").out
    monkeypatch.setattr(resolving, "width_of", lambda _stream: width)
    fitted = desk("config", "film.yaml").out
    assert yaml.safe_load(fitted) == yaml.safe_load(whole)
    assert all(len(line) <= width for line in fitted.splitlines() if odd not in line)


def test_a_resolved_storyboard_may_be_that_of_some_shots(desk: Desk) -> None:
    whole = yaml.safe_load(desk("config", "film.yaml").out)["shots"]
    assert yaml.safe_load(desk("config", "film.yaml", "lamp/close").out)["shots"] == {"lamp/close": whole["lamp/close"]}
    assert list(desk("config", "film.yaml", "lamp/wide", "lamp/close", "--json").json["shots"]) == list(whole)
    assert desk("config", "film.yaml", "lamp/clsoe").err.endswith("Did you mean `lamp/close`?\n")


def test_a_prompt_is_broken_between_words(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = desk("prompt", "film.yaml", "lamp/wide").out.partition("\n\n")[0]
    monkeypatch.setattr(telling, "width_of", lambda _stream: 40)
    lines = desk("prompt", "film.yaml", "lamp/wide").out.partition("\n\n")[0].splitlines()
    assert max(map(len, lines)) <= 40
    assert " ".join(lines).split() == whole.split()


@pytest.mark.parametrize(("width", "note"), [(120, "takes/a/one/0123456789ab-1.mp4"), (50, "take 1")])
def test_the_live_table_names_the_take_where_its_path_has_no_room(width: int, note: str) -> None:
    board = Board(plan=a_plan(a_call("a/one")))
    file = "takes/a/one/0123456789ab-1.mp4"
    hear(board, TakeDone(call="a/one", shot="a/one", number=1, file=file, seconds=4.0, findings=()))
    hear(board, ShotMoved(call="a/one", usages=("a/one",), status="done"))
    page = io.StringIO()
    Console(file=page, width=width, force_terminal=False).print(Page(board))
    assert page.getvalue().splitlines()[1].rstrip().endswith(f" {note}")


def test_a_reason_is_cut_short_instead() -> None:
    board = Board(plan=a_plan(a_call("a/one")))
    hear(board, TakeDone(call="a/one", shot="a/one", number=1, file="x" * 60, seconds=4.0, findings=()))
    hear(board, ShotMoved(call="a/one", usages=("a/one",), status="failed", because=("upstream " * 9,)))
    page = io.StringIO()
    Console(file=page, width=60, force_terminal=False).print(Page(board))
    assert page.getvalue().splitlines()[1].rstrip().endswith("…")
