"""Which clip is which take: by what is known of it, never by its place in a list, and never another take's."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, cast

import httpx
import pytest

from storyboard.plan.made import FEWER
from storyboard.problems import Refused
from storyboard.provider.answers import Generation, GenerationStatus
from storyboard.run.ledger.rows import TakeKey, TakeRow
from storyboard.run.ledger.writer import open_ledger
from storyboard.run.production.options import Options, Tries
from storyboard.run.takes.made import read_made
from storyboard.run.tasks.pairing import candidates, contents_of_others, pair
from tests.run.films import Film, MemoryApi, a_call, a_plan, clip_of, envelope

OPTIONS = Options(tries=Tries(clip=1, silent=60.0))


def a_take(index: int, *, id: str | None = None, at: str | None = None, sha256: str | None = None) -> TakeRow:
    return TakeRow(
        key=TakeKey(origin="sandbox", file="film.yaml", shot="one/a", number=index + 1),
        digest="d",
        attempt="a",
        index=index,
        generation=id,
        status="done" if sha256 else "submitted",
        state="sent",
        task_id="t",
        credits=None,
        made_at="",
        reason="",
        message="",
        sha256=sha256,
        bytes=None,
        seconds=None,
        width=None,
        height=None,
        fps=None,
        findings=(),
        clip=None,
        url=at and f"https://x/{at}",
        expires=None,
        price=Decimal(1),
    )


def a_generation(id: str | None, at: str | None) -> Generation:
    url = at and f"https://x/{at}?signed=1"
    return Generation(id=id, status="succeed", url=url, message="")


@pytest.mark.parametrize(
    ("takes", "listed", "matched"),
    [
        ("a b c", "c a b d", "a! b! c!"),
        ("a b c", "c", "- - c!"),
        ("a b", "x y", "x y"),
        ("@1 @2", "@2 @1", "@1! @2!"),
        ("a@1 b@2", "b@1 a@2", "a@2! b@1!"),
        ("a@1 b@2", "x@2 y@1", "y@1! x@2!"),
        ("@1 @2", "@2 @2", "@2 @2"),
        ("- @2", "@2 @1", "@1 @2!"),
        ("- -", "@1 @2", "@1 @2"),
    ],
)
def test_names_count_before_addresses_and_these_before_turns(takes: str, listed: str, matched: str) -> None:
    """A word is an id, then @ and an address; ! says that it is sure."""
    asked = [a_take(n, id=id or None, at=at or None) for n, (id, at) in enumerate(map(_parts, takes.split()))]
    found = pair(asked, [a_generation(id or None, at or None) for id, at in map(_parts, listed.split())])
    assert [_told(both.generation) + "!" * both.sure for both in found] == matched.split()


def _parts(word: str) -> tuple[str, str]:
    id, _, at = word.replace("-", "").partition("@")
    return id, at


def _told(generation: Generation | None) -> str:
    if generation is None:
        return "-"
    address = (generation.url or "").partition("?")[0].removeprefix("https://x/")
    return (generation.id or "") + (f"@{address}" if address else "")


@pytest.mark.parametrize(
    ("takes", "listed", "matched"),
    [
        ("failed submitted submitted", "succeed succeed failed", "2 1 0"),
        ("submitted failed submitted", "failed succeed succeed", "1 0 2"),
        ("failed submitted", "succeed", "- 0"),
        ("submitted done", "succeed failed", "1 0"),
        ("submitted done", "failed succeed", "0 1"),
        ("done submitted", "processing succeed", "1 0"),
        ("late submitted", "succeed failed", "0 1"),
        ("submitted submitted", "failed succeed", "0 1"),
    ],
)
def test_a_take_whose_end_is_known_takes_its_turn_on_one_that_ended_likewise(
    takes: str, listed: str, matched: str
) -> None:
    """A number is a place in the list; `late` is a take that was not listed when it was given up."""
    known: dict[str, dict[str, Any]] = {"late": {"status": "failed", "message": FEWER}}
    asked = [replace(a_take(n), **known.get(word, {"status": word})) for n, word in enumerate(takes.split())]
    told = [
        replace(a_generation(None, str(n)), status=cast(GenerationStatus, word))
        for n, word in enumerate(listed.split())
    ]
    found = (both.generation for both in pair(asked, told))
    assert ["-" if one is None else str(told.index(one)) for one in found] == matched.split()


def test_bytes_of_another_take_are_refused_where_nothing_tells_the_two_apart() -> None:
    takes = [a_take(0, at="old", sha256="s"), a_take(1)]
    listed = [a_generation(None, "1"), a_generation(None, "2")]
    pairs = pair(takes, listed)
    assert candidates(pairs[1], pairs, listed) == (listed[1], listed[0])
    assert contents_of_others(pairs[1], listed[1], pairs) == {"s"}
    named = [a_generation(None, "2"), a_generation(None, "old")]
    pairs = pair(takes, named)
    assert candidates(pairs[1], pairs, named) == (named[0],)
    assert contents_of_others(pairs[1], named[0], pairs) == frozenset()


# Whole runs


@dataclass
class ListingApi(MemoryApi):
    """An API that lists two takes as it is told: each as its id and the number of its clip.

    `bad` are clips that cannot be had; clips are named by what they hold, and `as_if` gives one the bytes of another.
    """

    listed: Sequence[tuple[str | None, int]] = ()
    bad: set[int] = field(default_factory=set)
    as_if: dict[int, int] = field(default_factory=dict)
    moved: str = ""
    asked: Counter[int] = field(default_factory=Counter)

    def _status(self, name: str) -> httpx.Response:
        made: list[dict[str, Any]] = [
            {
                **({} if id is None else {"id": id}),
                "status": "succeed",
                "url": f"https://clips.example.com{self.moved}/{name}/{number}.mp4?signature=s",
            }
            for id, number in self.listed
        ]
        return httpx.Response(200, json=envelope({"taskId": name, "generations": made}))

    def _clip(self, path: str) -> httpx.Response:
        number = int(path.rpartition("/")[2].removesuffix(".mp4"))
        self.asked[number] += 1
        if number in self.bad:
            return httpx.Response(404)
        return httpx.Response(200, content=clip_of(1, f"clip {self.as_if.get(number, number)}"))


@dataclass
class TurnedApi(MemoryApi):
    """An API that lists the takes of a task in any order, and may give them no ids, or others each time."""

    turned: bool = False
    named: bool = True
    anew: bool = False

    def _status(self, name: str) -> httpx.Response:
        answer = super()._status(name).json()
        listed = answer["data"]["generations"]
        for one in listed if self.anew and self.turned else ():
            one.update(id=f"new-{one['id']}", url=one["url"].replace("clips.", "others."))
        for one in () if self.named else listed:
            del one["id"]
        return httpx.Response(200, json={**answer, "data": {**answer["data"], "generations": self._turn(listed)}})

    def _turn(self, listed: list[Any]) -> list[Any]:
        return listed[::-1] if self.turned else listed


@pytest.fixture
def listing(film: Film) -> Film:
    film.api = ListingApi()
    return film


def play(film: Film, **more: Any) -> tuple[int, list[bytes | None]]:
    """Run a film of two takes against an API that now answers so; give the exit code, and each clip's last bytes."""
    api = film.api
    for name, value in more.items():
        setattr(api, name, value)
    code = film.run(a_plan(a_call("one/a", takes=2)), OPTIONS).exit_code
    takes = read_made(film.folder, file="film.yaml", origin="sandbox").takes
    return code, [None if take.file is None else (film.folder / take.file).read_bytes()[-1:] for take in takes]


SAME: Sequence[tuple[str | None, int]] = [("g", 0), ("g", 1)]
NONE: Sequence[tuple[str | None, int]] = [(None, 0), (None, 1)]
TURNED: Sequence[tuple[str | None, int]] = [(None, 1), (None, 0)]


@pytest.mark.parametrize(
    ("first", "bad", "then", "moved"),
    [
        (SAME, 0, SAME, ""),
        (SAME, 1, [("g", 1), ("g", 0)], ""),
        (NONE, 0, TURNED, ""),
        (TURNED, 1, NONE, ""),
        ([("a", 0), ("b", 1)], 1, [("x", 1), ("y", 0)], ""),
        (TURNED, 1, NONE, "/elsewhere"),
        (NONE, 1, TURNED, "/elsewhere"),
        (NONE, 0, NONE, "/elsewhere"),
    ],
)
def test_the_take_whose_clip_failed_before_gets_its_own(
    listing: Film, first: Any, bad: int, then: Any, moved: str
) -> None:
    code, clips = play(listing, listed=first, bad={bad})
    assert (code, sorted(clip for clip in clips if clip)) == (6, [b"1" if bad == 0 else b"0"])
    code, clips = play(listing, listed=then, bad=set(), moved=moved)
    assert (code, sorted(clip for clip in clips if clip)) == (0, [b"0", b"1"])
    assert sum(1 for path in listing.out.rglob("*.mp4")) == 2


def test_two_clips_of_equal_bytes_are_two_takes(listing: Film) -> None:
    assert play(listing, listed=NONE, as_if={1: 0}) == (0, [b"0", b"0"])


def test_bytes_that_every_clip_has_are_those_of_the_missing_one_too(listing: Film) -> None:
    assert play(listing, listed=NONE, as_if={1: 0}, bad={1}) == (6, [b"0", None])
    assert play(listing, listed=TURNED, bad=set(), moved="/elsewhere") == (0, [b"0", b"0"])


def test_one_clip_listed_twice_is_one_take(listing: Film) -> None:
    assert play(listing, listed=[(None, 0), (None, 0)]) == (6, [b"0", None])
    assert play(listing, listed=NONE) == (0, [b"0", b"1"])


def test_an_answer_about_another_task_is_none(film: Film) -> None:
    stranger = {
        "taskId": "task9",
        "credit": 4.2,
        "generations": [{"id": "g", "status": "succeed", "url": "https://x/y"}],
    }
    film.api.statuses = [httpx.Response(200, json=envelope(stranger)) for _ in range(2)]
    outcome = film.run(a_plan(a_call("one/a")))
    assert outcome.exit_code == 0
    assert not [request for request in film.api.requests if request.url.host == "x"]


def test_a_clip_that_is_found_again_is_found_by_its_address(listing: Film) -> None:
    assert play(listing, listed=NONE) == (0, [b"0", b"1"])
    with open_ledger(listing.folder) as ledger:
        known = ledger.ask(
            lambda db: db.execute("SELECT generation, url FROM takes ORDER BY number").fetchall()
        ).result()
    assert [tuple(row) for row in known] == [(None, f"https://clips.example.com/task1/{n}.mp4") for n in (0, 1)]


@pytest.mark.parametrize("named", [True, False])
def test_a_run_that_died_after_a_failed_take_finds_the_good_ones_in_any_order(film: Film, named: bool) -> None:
    api = film.api = TurnedApi(takes={"one/a": ["failed", "succeed", "succeed"]}, named=named)
    plan = a_plan(a_call("one/a", takes=3))

    def die(point: str) -> None:
        if point == "downloaded":
            raise Refused("the run is at its end here")

    first = film.run(plan, Options(at=die))
    assert [take.status for take in first.manifest.shots[0].takes] == ["failed", "submitted", "submitted"]
    api.turned = True
    outcome = film.run(plan)
    assert outcome.exit_code == 0
    assert [take.status for take in outcome.manifest.shots[0].takes] == ["failed", "done", "done"]


def test_clips_that_were_deleted_here_are_found_under_new_ids_at_new_addresses(film: Film) -> None:
    api = film.api = TurnedApi(anew=True)
    call = a_call("one/a", takes=2)
    film.run(a_plan(call))
    for clip in film.out.rglob("*.mp4"):
        clip.unlink()
    api.turned = True
    outcome = film.run(a_plan(replace(call, action="fetch", asked=2)))
    assert (outcome.exit_code, sum(1 for _ in film.out.rglob("*.mp4"))) == (0, 2)
