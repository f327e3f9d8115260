"""Clips that are not here come before anything is submitted, because they have their days counted and cost nothing."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from storyboard.plan.made import EXPIRED
from storyboard.run.production.options import Options, Tries
from storyboard.run.takes.made import read_made
from tests.run.films import Film, a_call, a_plan, clip_of

ONE = Options(concurrency=1, tries=Tries(clip=1))


def kinds(film: Film) -> list[str]:
    """Say what each request was for, in order."""
    return [
        "submit" if one.method == "POST" else "ask" if one.url.path.endswith("/status") else "fetch"
        for one in film.api.requests
        if not one.url.path.endswith("/balance")
    ]


@pytest.mark.parametrize("later", ["fetch", "make", "left the film"])
@pytest.mark.parametrize("concurrency", [1, 4])
def test_what_is_not_here_is_fetched_before_anything_is_submitted(film: Film, later: str, concurrency: int) -> None:
    old = a_call("two/old")
    film.api.clips = [lambda: httpx.Response(503)]
    film.run(a_plan(old), ONE)
    film.api.requests.clear()
    new = [a_call(f"one/{n}", seconds=5) for n in range(3)]
    again = [] if later == "left the film" else [replace(old, action=later)]  # type: ignore[arg-type]
    outcome = film.run(a_plan(*new, *again), replace(ONE, concurrency=concurrency))
    assert outcome.exit_code == 0
    found = kinds(film)
    assert found[0] == "ask"
    if concurrency == 1:
        assert found.index("fetch") < found.index("submit")
    assert found.count("submit") == 3


def test_an_address_that_has_expired_is_asked_for_anew(film: Film) -> None:
    """A signed address is refused; the status then gives another, and that is the one that is fetched."""
    given = iter(["old", "new", "new"])
    seen: list[str] = []

    def status(request: httpx.Request) -> httpx.Response:
        found = original(request)
        if not request.url.path.endswith("/status"):
            return found
        text = json.dumps(json.loads(found.content)).replace("?signature=", f"?turn={next(given)}&signature=")
        return httpx.Response(200, content=text.encode())

    def clip(path: str) -> httpx.Response:
        turn = film.api.requests[-1].url.params["turn"]
        seen.append(turn)
        return httpx.Response(200, content=clip_of(1, path)) if turn == "new" else httpx.Response(403)

    original: Callable[[httpx.Request], httpx.Response] = film.api.answer
    film.api.polls = 0
    film.api.answer = status  # type: ignore[method-assign]
    film.api._clip = clip  # type: ignore[method-assign]
    assert film.run(a_plan(a_call("one/a")), Options(tries=Tries(clip=4))).exit_code == 0
    assert seen == ["old", "new"]


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_clip_that_is_refused_again_and_again_is_left_and_given_up_in_time(film: Film, status: int) -> None:
    plan = a_plan(a_call("one/a"))
    film.api.clips = [lambda: httpx.Response(status)] * 20
    outcome = film.run(plan)
    assert (outcome.exit_code, film.statuses(outcome)) == (6, {"one/a": "submitted"})
    assert f"HTTP {status}" in outcome.reason
    assert kinds(film).count("fetch") == 4
    assert kinds(film).count("ask") == 2 + 3
    film.time.seconds += 15 * 86400
    assert film.statuses(film.run(plan)) == {"one/a": "failed"}
    assert len(film.api.submitted) == 1


@pytest.mark.parametrize(
    ("answer", "lost"),
    [
        (httpx.Response(404), True),
        (httpx.Response(410), True),
        (httpx.Response(403, headers={"content-type": "application/xml"}), True),
        (httpx.Response(403, headers={"content-type": "text/html; charset=UTF-8"}), False),
        (httpx.Response(403, headers={"cf-mitigated": "challenge"}), False),
        (httpx.Response(503), False),
    ],
    ids=["404", "410", "403 of a store", "403 of a page", "403 of Cloudflare", "503"],
)
def test_the_clip_of_a_good_take_that_a_store_has_no_more_is_lost(
    film: Film, answer: httpx.Response, lost: bool
) -> None:
    """Nobody knows in a clone when it was made; a page in front of the store says nothing of the clip."""
    call = a_call("one/a")
    (made,) = film.run(a_plan(call)).manifest.shots
    (film.out / str(made.takes[0].file)).unlink()
    film.api.clips = [lambda: answer] * 20
    outcome = film.run(a_plan(replace(call, action="fetch")))
    assert (outcome.exit_code, "retake" in outcome.help, "Run again" in outcome.help) == (6, lost, not lost)
    (take,) = read_made(film.folder, file="film.yaml", origin="sandbox").takes
    assert take.message.startswith(EXPIRED) is lost


def test_a_clip_is_gone_on_with_within_a_run(film: Film) -> None:
    """The first answer breaks off; the second has only the rest."""
    content = clip_of(1, "/task1/0.mp4")
    half = len(content) // 2
    mark = {"etag": '"one"'}

    def broken() -> httpx.Response:
        length = {"content-length": str(len(content))}
        return httpx.Response(200, headers={**mark, **length}, stream=httpx.ByteStream(content[:half]))

    def rest() -> httpx.Response:
        part = {"content-range": f"bytes {half}-{len(content) - 1}/{len(content)}"}
        return httpx.Response(206, headers={**mark, **part}, content=content[half:])

    film.api.clips = [broken, rest]
    outcome = film.run(a_plan(a_call("one/a")))
    assert outcome.exit_code == 0
    (asked,) = [one.headers["range"] for one in film.api.requests if "range" in one.headers]
    assert asked == f"bytes={half}-"
    take = outcome.manifest.shots[0].takes[0]
    assert (film.out / str(take.file)).read_bytes() == content
    assert not list(Path(film.out).rglob("*.part"))
