"""What a request is sent with: pieces of what is public, earlier clips where they live, and addresses made anew."""

import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from storyboard.hashes import sha256_file
from storyboard.media.pictures import PLAIN
from storyboard.media.probe import probe
from storyboard.plan.digest import Earlier, call_digest
from storyboard.plan.lock.lock_file import LOCK, Lock, Pin, write_lock
from storyboard.plan.plan import Call, Plan
from storyboard.problems import NoAccess, ProviderError, Refused, StoryboardError
from storyboard.provider.facts import Kind, KindLimits
from storyboard.run.assets.asset import Asset
from storyboard.run.assets.place import Assets, NoStore
from storyboard.run.production.options import Options
from storyboard.run.record.events import FileUploaded
from storyboard.run.record.outcome import Outcome
from storyboard.run.takes.cache import Cache
from tests.run.films import PICTURE, Film, a_call, a_plan, a_target
from tests.support.file_server import REFS, Answer, FileServer, serving
from tests.support.run_sync import run_plan_sync

LIFE = timedelta(days=13)


@dataclass
class Shelf(Assets):
    """A store that notes what it is asked; `refuses` has an error for what is put there."""

    files: dict[str, Asset] = field(default_factory=dict)
    looked: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    refuses: Callable[[Asset], StoryboardError | None] = lambda _: None

    async def check(self, files: AsyncIterator[Asset], *, sent: Callable[[Asset], None]) -> None:
        del sent
        self.looked += [file.said async for file in files]

    async def put(self, file: Asset) -> bool:
        error = self.refuses(file)
        if error is not None:
            raise error
        is_new = file.name not in self.files
        self.files[file.name] = file
        return is_new

    async def publish(self, path: Path, *, sha256: str, extension: str) -> str:
        del path
        self.urls.append(f"https://store.example.com/{sha256}.{extension}?signature=number-{len(self.urls)}")
        return self.urls[-1]


class Closed(Shelf):
    """A store that lets nobody in."""

    async def check(self, files: AsyncIterator[Asset], *, sent: Callable[[Asset], None]) -> None:
        del files, sent
        raise NoAccess("the store refuses it")


@pytest.fixture
def site() -> Iterator[FileServer]:
    with serving() as server:
        yield server


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def run(
    film: Film,
    shelf: Assets,
    *calls: Call,
    limits: Callable[[Call, Kind], KindLimits | None] = lambda *_: None,
    cache: Cache | None = None,
    **more: Any,
) -> Outcome:
    return run_plan_sync(
        a_plan(*calls),
        folder=film.folder,
        out=film.out,
        target=a_target(film.api, assets=shelf, clip_life=LIFE, **more),
        options=Options(clock=film.time.clock(), limits=limits, cache=cache),
        on_event=film.events.append,
    )


def picture(mark: Mapping[str, Any] | str, name: str = "Image1") -> dict[str, Any]:
    return {"type": "image", "name": name, "order": 1, "image": mark}


def pictures(*, most: int = 10**9, formats: tuple[str, ...] = PLAIN) -> KindLimits:
    return KindLimits(kind="image", count=9, bytes=most, formats=formats, alone=True)


def local(film: Film, name: str) -> dict[str, str]:
    (film.folder / name).write_bytes((REFS / name).read_bytes())
    return {"$file": name, "sha256": sha256_file(REFS / name)}


def sent(film: Film, shot: str, kind: str = "image") -> list[str]:
    body = next(body for body in reversed(film.api.submitted) if shot in body["input"]["prompt"])
    return [ref[kind] for ref in body["input"]["refs"] if ref["type"] == kind]


def uploads(film: Film) -> list[str]:
    return [event.file for event in film.events if isinstance(event, FileUploaded)]


# Pieces of what stands at a URL

CROP = {"x": 10, "y": 20, "width": 400, "height": 300, "rotate": 0, "scale_x": 1, "scale_y": 1}


def test_a_crop_of_what_is_public_is_cut_and_put_into_the_store(film: Film, shelf: Shelf, site: FileServer) -> None:
    url = site.give("group.png", "group.png")
    mark = {"$url": f"{url}?token=of-the-author", "crop": CROP}
    site.give("group.png?token=of-the-author", "group.png")
    meta = [{"url": mark["$url"], "cropper": {"url": mark}}]
    call = a_call("one/a", refs=[picture(mark)])
    body = call.body.replace('"prompt"', f'"imageMeta":{json.dumps(meta)},"prompt"', 1)
    assert film.statuses(run(film, shelf, replace(call, body=body))) == {"one/a": "done"}
    ((name, asset),) = shelf.files.items()
    assert (probe(asset.path).width, probe(asset.path).height, name.endswith(".png")) == (400, 300, True)
    asked = film.api.submitted[0]["input"]
    assert asked["imageMeta"] == [{"url": mark["$url"], "cropper": {"url": asked["refs"][0]["image"]}}]
    assert asked["refs"][0]["image"].startswith(f"https://store.example.com/{name}?signature=")


def test_what_comes_out_larger_than_the_model_reads_is_not_sent(film: Film, shelf: Shelf) -> None:
    """A picture that is converted, and a piece that is cut, have their size only then."""
    whole, other = local(film, "group.png"), local(film, "mira-front.png")
    piece = {**whole, "crop": CROP}
    size = (film.folder / "mira-front.png").stat().st_size
    calls = (a_call("one/a", refs=[picture(piece)]), a_call("one/b", refs=[picture(other)]))

    def limits(call: Call, kind: Kind) -> KindLimits:
        assert kind == "image"
        return pictures(most=100 if call.id == "one/a" else size)

    outcome = run(film, shelf, *calls, limits=limits)
    assert [one["input"]["prompt"] for one in film.api.submitted] == ["the shot one/b"]
    assert film.statuses(outcome)["one/b"] == "done"
    shot = outcome.manifest.shots[0]
    assert shot.status == "failed"
    assert shot.credits == 0
    assert "MB as it would be sent, and 0.0 MB are the most" in shot.because[0]


def test_each_model_is_sent_pictures_that_it_reads(film: Film, shelf: Shelf) -> None:
    """One that reads JPEG alone gets a JPEG of a PNG and of its crop; the other one still gets the PNG."""
    whole = local(film, "mira-front.png")
    cut = picture({**whole, "crop": CROP}, "Image2")
    calls = (a_call("one/a", refs=[picture(whole), cut]), a_call("one/b", refs=[picture(whole)]))

    def limits(call: Call, _: Kind) -> KindLimits:
        return pictures(formats=("jpeg",) if call.id == "one/a" else PLAIN)

    run(film, shelf, *calls, limits=limits)
    formats = {url: probe(shelf.files[url.partition("?")[0].rpartition("/")[2]].path).format for url in shelf.urls}
    assert [formats[url] for url in sent(film, "one/a")] == ["jpeg", "jpeg"]
    assert [formats[url] for url in sent(film, "one/b")] == ["png"]


def test_what_a_picture_was_before_its_crop_may_be_larger_than_the_model_reads(film: Film, shelf: Shelf) -> None:
    whole = local(film, "group.png")
    piece = {**whole, "crop": CROP}
    call = a_call("one/a", refs=[picture(piece)])
    meta = json.dumps([{"url": whole, "cropper": {"url": piece}}])
    call = replace(call, body=call.body.replace('"prompt"', f'"imageMeta":{meta},"prompt"', 1))
    size = (film.folder / "group.png").stat().st_size
    assert film.statuses(run(film, shelf, call, limits=lambda *_: pictures(most=size - 1))) == {"one/a": "done"}
    assert len(shelf.files) == 2


def test_what_many_shots_cut_from_is_fetched_once(film: Film, shelf: Shelf, site: FileServer) -> None:
    url = site.give("group.png", "group.png")
    crops = [{**CROP, "height": height} for height in (300, 310, 320)]
    calls = [a_call(f"one/{n}", refs=[picture({"$url": url, "crop": crop})]) for n, crop in enumerate(crops)]
    run(film, shelf, *calls)
    assert (site.asked, len(shelf.files), len(film.api.submitted)) == (["/group.png"], 3, 3)


@pytest.mark.parametrize(("seconds", "lasts"), [(2, 2), (0, 4)])
def test_a_section_of_what_is_public_is_cut(
    film: Film, shelf: Shelf, site: FileServer, seconds: int, lasts: int
) -> None:
    # 0 stands for the rest, where nobody knew how long it is when the plan was made.
    url = site.give("rehearsal.mp4", "rehearsal.mp4")
    mark = {"$url": url, "section": {"from": 6, "seconds": seconds}}
    run(film, shelf, a_call("one/a", refs=[{"type": "video", "name": "Video1", "order": 1, "video": mark}]))
    (asset,) = shelf.files.values()
    assert (asset.extension, round(probe(asset.path).seconds)) == ("mp4", lasts)


def test_a_section_of_a_sound_stays_a_sound(film: Film, shelf: Shelf, site: FileServer) -> None:
    mark = {"$url": site.give("beat", "beat.wav"), "section": {"from": 1, "seconds": 3}}
    run(film, shelf, a_call("one/a", refs=[{"type": "audio", "name": "Audio1", "order": 1, "audio": mark}]))
    (asset,) = shelf.files.values()
    assert (asset.extension, probe(asset.path).seconds) == ("wav", 3)


def test_a_sound_under_the_name_of_none_is_cut_as_a_sound(film: Film, shelf: Shelf) -> None:
    (film.folder / "beat").write_bytes((REFS / "beat.wav").read_bytes())
    mark = {"$file": "beat", "sha256": sha256_file(film.folder / "beat"), "section": {"from": 1, "seconds": 3}}
    run(film, shelf, a_call("one/a", refs=[{"type": "audio", "name": "Audio1", "order": 1, "audio": mark}]))
    (asset,) = shelf.files.values()
    assert (asset.extension, probe(asset.path).seconds) == ("wav", 3)


FAULTS: dict[str, tuple[Answer, int, str]] = {
    "gone": (Answer(status=404), 6, "cannot be fetched to be cut: it answers with HTTP 404"),
    "cut short": (Answer(body=b"x", said=100), 6, "cannot be fetched to be cut"),
    "a page": (Answer(body=b"<html>hello</html>"), 1, "is not a picture, a clip or a sound"),
}


@pytest.mark.parametrize("what", FAULTS)
def test_what_cannot_be_had_holds_up_the_shots_that_need_it_and_costs_nothing(
    film: Film, shelf: Shelf, site: FileServer, what: str
) -> None:
    answer, code, words = FAULTS[what]
    url = site.give("group.png?token=secret", answer)
    calls = (a_call("one/a", refs=[picture({"$url": url, "crop": CROP})]), a_call("one/b"))
    outcome = run(film, shelf, *calls)
    first = outcome.manifest.shots[0]
    assert film.statuses(outcome) == {"one/a": "failed", "one/b": "done"}
    assert (code in (outcome.exit_code, 1), words in first.because[0], len(film.api.submitted)) == (True, True, 1)
    assert "token=secret" not in first.because[0]


def _lock(film: Film, url: str, sha256: str) -> None:
    pin = Pin(path=url, sha256=sha256, bytes=1, kind="image", format="png")
    (film.folder / LOCK).write_text(write_lock(Lock(pins=(pin,))))


def test_what_is_not_as_it_is_locked_is_not_sent(film: Film, shelf: Shelf, site: FileServer) -> None:
    url = site.give("group.png", "group.png")
    _lock(film, url, "0" * 64)
    outcome = run(film, shelf, a_call("one/a", refs=[picture({"$url": url, "crop": CROP})]))
    assert "gives other bytes than storyboard.lock pins" in outcome.manifest.shots[0].because[0]
    assert (film.api.submitted, outcome.exit_code) == ([], 5)


def test_what_is_locked_and_here_is_not_fetched_again(film: Film, shelf: Shelf, site: FileServer) -> None:
    url = site.give("group.png", "group.png")
    _lock(film, url, sha256_file(REFS / "group.png"))
    for n, x in enumerate((0, 50)):
        run(film, shelf, a_call(f"one/{n}", refs=[picture({"$url": url, "crop": {**CROP, "x": x}})]))
    assert (site.asked, len(film.api.submitted)) == (["/group.png"], 2)


def test_what_is_locked_and_damaged_here_is_fetched_again(film: Film, shelf: Shelf, site: FileServer) -> None:
    url, content = site.give("group.png", "group.png"), sha256_file(REFS / "group.png")
    _lock(film, url, content)
    run(film, shelf, a_call("one/a", refs=[picture({"$url": url, "crop": CROP})]))
    kept = film.folder / ".storyboard" / "derived" / f"{content}.original"
    kept.write_bytes(kept.read_bytes()[:-100])
    outcome = run(film, shelf, a_call("one/b", refs=[picture({"$url": url, "crop": {**CROP, "x": 50}})]))
    assert film.statuses(outcome) == {"one/b": "done"}
    assert (site.asked, sha256_file(kept)) == (["/group.png"] * 2, content)


# Earlier clips


def chain(via: str = "video") -> tuple[Call, Call]:
    first = a_call("one/a", seconds=4)
    return first, a_call("one/b", continues={"one/a": (first, via)})


def test_an_earlier_clip_is_sent_from_where_it_was_made(film: Film, shelf: Shelf) -> None:
    run(film, shelf, *chain())
    (url,) = sent(film, "one/b", "video")
    assert url.startswith("https://clips.example.com/task1/0.mp4?signature=")
    assert (shelf.files, shelf.looked) == ({}, [])
    # Neither the look nor the address is kept: the ledger has it without what signs it.
    assert not [path for path in film.folder.rglob("*") if path.is_file() and b"?signature=" in path.read_bytes()]


@pytest.mark.parametrize("why", ["its days are over", "it cannot be read", "the provider forgot it"])
def test_an_earlier_clip_that_is_not_there_any_more_comes_from_the_store(film: Film, shelf: Shelf, why: str) -> None:
    first, second = chain()
    run(film, shelf, first)
    match why:
        case "its days are over":
            film.time.seconds += LIFE.total_seconds() + 1
        case "it cannot be read":
            film.api.clips.append(lambda: httpx.Response(403))
        case _:
            film.api.tasks.pop("task1")
    run(film, shelf, replace(first, action="keep", asked=1), second)
    (url,) = sent(film, "one/b", "video")
    assert url.startswith("https://store.example.com/")
    assert uploads(film) == ["the clip of one/a"]


def test_a_clip_asks_for_nothing_before_its_days_are_over(film: Film, shelf: Shelf) -> None:
    first, second = chain()
    run(film, shelf, first)
    film.time.seconds += LIFE.total_seconds() - 60
    run(film, shelf, replace(first, action="keep", asked=1), second)
    assert sent(film, "one/b", "video")[0].startswith("https://clips.example.com/")


@pytest.fixture
def shared(film: Film) -> Cache:
    return Cache(folder=film.folder / "cache")


def two_takes(film: Film, shelf: Shelf, shared: Cache) -> tuple[Film, Call]:
    """Share a shot's two takes with another production; give that, and the shot."""
    first = a_call("one/a", seconds=4, takes=2)
    run(film, shelf, first, cache=shared)
    (film.folder / "other").mkdir()
    return Film(folder=film.folder / "other", api=film.api), first


def from_take_2(film: Film, first: Call, name: str) -> Call:
    (clip,) = film.out.rglob("takes/**/*-2.mp4")
    call, made = a_call(name, continues={first.id: (first, "video")}), Earlier(sha256=sha256_file(clip))
    return replace(call, digest=call_digest(call.path, json.loads(call.body), earlier={first.id: made}))


def read_of(film: Film) -> list[str]:
    return [request.url.path for request in film.api.requests if request.url.host == "clips.example.com"]


def test_one_of_several_clips_out_of_a_cache_is_known_by_its_bytes_where_it_was_made(
    film: Film, shelf: Shelf, shared: Cache
) -> None:
    """It is read once, however often a request is sent again; what goes on from it later knows it."""
    other, first = two_takes(film, shelf, shared)
    fetch = replace(first, action="fetch", asked=2)
    other.api.steps = [lambda *_: httpx.Response(429, json={"message": "slow down", "code": "RATE_LIMIT"})]
    for name, reads in (("one/b", ["0", "1", "1", "1"]), ("one/c", ["1"])):
        other.api.requests.clear()
        assert run(other, NoStore(), fetch, from_take_2(film, first, name), cache=shared).exit_code == 0
        assert sent(other, name, "video")[0].startswith("https://clips.example.com/task1/1.mp4?")
        assert [path for path in read_of(other) if "task1" in path] == [f"/task1/{n}.mp4" for n in reads]


@pytest.mark.parametrize("since", ["known", "unknown"])
def test_a_clip_that_a_cache_alone_has_is_sent_from_where_it_was_made(
    film: Film, shelf: Shelf, shared: Cache, since: str
) -> None:
    other, first = two_takes(film, shelf, shared)
    for told in shared.folder.glob("*/??/*/*.json") if since == "unknown" else ():
        told.write_text(json.dumps({**json.loads(told.read_bytes()), "made": ""}))
    assert run(other, NoStore(), from_take_2(film, first, "one/b"), cache=shared).exit_code == 0
    assert sent(other, "one/b", "video")[0].startswith("https://clips.example.com/task1/1.mp4?")


@pytest.mark.parametrize(("via", "kind", "said"), [("tail", "video", "the tail"), ("frame", "image", "the last frame")])
def test_what_is_cut_from_an_earlier_clip_goes_into_the_store(
    film: Film, shelf: Shelf, via: str, kind: str, said: str
) -> None:
    run(film, shelf, *chain(via))
    (asset,) = shelf.files.values()
    assert (probe(asset.path).kind, uploads(film)) == (kind, [f"{said} of one/a"])
    key = "video"  # the small plans of these tests name it so, whatever it is
    assert sent(film, "one/b", key) == [shelf.urls[-1]]


def lose_the_clip(film: Film, how: str, second: Call) -> Call:
    """Lose the clip of the first, and give the second as it is planned once that was made."""
    (clip,) = film.out.rglob("takes/**/*.mp4")
    made = {"one/a": Earlier(sha256=sha256_file(clip))}
    if how == "gone":
        clip.unlink()
    else:
        clip.write_bytes(clip.read_bytes()[:-7] + b"damaged")
    return replace(second, digest=call_digest(second.path, json.loads(second.body), earlier=made))


@pytest.mark.parametrize("how", ["gone", "damaged"])
def test_an_earlier_clip_that_is_not_in_the_plan_is_brought_back_where_it_is_lost(
    film: Film, shelf: Shelf, how: str
) -> None:
    first, second = chain("tail")
    run(film, shelf, first)
    second = lose_the_clip(film, how, second)
    assert film.statuses(run(film, shelf, second)) == {"one/b": "done"}
    assert len(film.api.submitted) == 2


def test_an_earlier_clip_that_is_lost_for_good_is_named(film: Film, shelf: Shelf) -> None:
    first, second = chain("tail")
    run(film, shelf, first)
    second = lose_the_clip(film, "damaged", second)
    film.api.tasks.pop("task1")
    outcome = run(film, shelf, second)
    assert film.statuses(outcome) == {"one/b": "failed"}
    (because,) = outcome.manifest.shots[0].because
    assert because == "the clip of take 1 of one/a is gone or not as it was made, and cannot be brought back"
    assert len(film.api.submitted) == 1


# The store


def test_each_submission_has_an_address_of_its_own(film: Film, shelf: Shelf) -> None:
    film.api.steps = [lambda *_: httpx.Response(429, json={"message": "slow down", "code": "RATE_LIMIT"})] * 2
    run(film, shelf, a_call("one/a", refs=[picture(local(film, "group.png"))]))
    images = [body["input"]["refs"][0]["image"] for body in film.api.submitted]
    assert images == shelf.urls
    assert (len(set(images)), uploads(film)) == (3, ["group.png"])


ERRORS: list[tuple[StoryboardError, int]] = [
    (ProviderError("the store does not answer", help="Run again."), 6),
    (NoAccess("the store refuses it: it answers HTTP 403"), 4),
    (Refused("group.png is not at https://films.example.com"), 5),
]


@pytest.mark.parametrize(("error", "code"), ERRORS, ids=lambda given: type(given).__name__)
def test_a_file_that_cannot_go_up_holds_up_its_own_shots_and_nothing_is_paid_for_them(
    film: Film, shelf: Shelf, error: StoryboardError, code: int
) -> None:
    shelf.refuses = lambda file: error if file.said == "group.png" else None
    one = a_call("one/a", refs=[picture(local(film, "group.png"))])
    outcome = run(film, shelf, one, a_call("one/b", refs=[picture(local(film, "tom.png"))]))
    assert film.statuses(outcome) == {"one/a": "failed", "one/b": "done"}
    assert (outcome.exit_code, len(film.api.submitted)) == (code, 1)
    assert outcome.manifest.shots[0].because[0].startswith(error.message)
    assert outcome.manifest.shots[0].attempts == 0
    assert (outcome.reason, outcome.help) == (f"one/a could not be sent: {error.message}", error.help)


def test_a_file_that_cannot_go_up_counts_only_where_takes_are_missing(film: Film, shelf: Shelf) -> None:
    one = a_call("one/a", refs=[picture(local(film, "group.png"))])
    assert run(film, shelf, one).exit_code == 0
    shelf.refuses = lambda _: ERRORS[0][0]
    outcome = run(film, shelf, one)
    assert (outcome.exit_code, outcome.reason, outcome.help) == (0, "", "")
    outcome = run(film, shelf, a_call("one/a", takes=2, refs=[picture(local(film, "group.png"))]))
    assert (outcome.exit_code, film.statuses(outcome)) == (6, {"one/a": "done"})
    assert outcome.reason == "one/a could not be sent: the store does not answer"
    assert outcome.manifest.shots[0].because == (
        "it has fewer takes than it is to have: the store does not answer. Run again",
    )
    assert len(film.api.submitted) == 1


def test_a_store_is_looked_at_with_the_files_of_this_run(film: Film, shelf: Shelf) -> None:
    mark = local(film, "group.png")
    run(film, shelf, a_call("one/a", refs=[picture(mark), picture({**mark, "crop": CROP}, "Image2")]), a_call("one/b"))
    assert shelf.looked == ["group.png", "group.png"]


def test_a_store_that_nothing_needs_is_not_looked_at(film: Film) -> None:
    assert run(film, Closed(), a_call("one/a", refs=[picture(PICTURE)])).exit_code == 0


@pytest.mark.parametrize("mark", ["file", "tail", "frame", "piece"])
def test_a_store_that_lets_nobody_in_stops_a_run_before_it_begins(film: Film, mark: str) -> None:
    plans: dict[str, Plan] = {
        "file": a_plan(a_call("one/a", refs=[picture(local(film, "group.png"))])),
        "tail": a_plan(*chain("tail")),
        "frame": a_plan(*chain("frame")),
        "piece": a_plan(a_call("one/a", refs=[picture({"$url": PICTURE, "crop": CROP})])),
    }
    with pytest.raises(NoAccess, match="the store refuses it"):
        run(film, Closed(), *plans[mark].calls)
    assert film.api.requests == []
