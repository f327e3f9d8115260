"""A cache that productions share: what is put in is found by its request, what is damaged is never handed out."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from storyboard.hashes import sha256_bytes
from storyboard.problems import Refused
from storyboard.run.takes.cache import Cache, Cached, bring_cached, claim_request, find_cached, keep_cached, list_cached
from storyboard.run.takes.lines import TakeLine

ORIGIN, DIGEST = "https://pollo.ai", "a" * 64


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(folder=tmp_path / "cache")


def take(tmp_path: Path, number: int, **given: str) -> tuple[Cached, Path]:
    clip = tmp_path / f"{number}.mp4"
    clip.write_bytes(b"clip %d" % number)
    line = TakeLine(
        origin=given.get("origin", ORIGIN),
        file="film.yaml",
        shot="a/one",
        number=number,
        digest=given.get("digest", DIGEST),
        task_id=f"t{number}",
        attempt=given.get("attempt", f"../{number}"),
        status="done",
        usages=("a/one",),
        sha256=sha256_bytes(clip.read_bytes()),
        bytes=6,
        seconds=4.0,
        credits=Decimal("4.4"),
    )
    return Cached(line=line, made_at=given.get("made_at", "2026-07-01T12:00:00Z")), clip


def files(cache: Cache) -> Iterator[str]:
    yield from (str(path.relative_to(cache.folder)) for path in sorted(cache.folder.rglob("*")) if path.is_file())


def test_what_is_kept_is_found_by_its_request_and_origin(cache: Cache, tmp_path: Path) -> None:
    one, two = take(tmp_path, 1), take(tmp_path, 2)
    keep_cached(cache, dict([one, two]))
    assert find_cached(cache, origin=ORIGIN, digest=DIGEST) == (one[0], two[0])
    assert set(list_cached(cache, origin=ORIGIN)) == {one[0], two[0]}
    assert find_cached(cache, origin=ORIGIN, digest="b" * 64) == ()
    assert find_cached(cache, origin="https://pollo-ai", digest=DIGEST) == ()
    assert list(list_cached(cache, origin="sandbox")) == []


def test_takes_come_in_the_order_in_which_they_were_made(cache: Cache, tmp_path: Path) -> None:
    """What an older program left without its moment was made before all others."""
    order = ("2026-07-03T00:00:00Z", "2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z", "2026-07-04T00:00:00Z")
    for number, moment in enumerate(order):
        keep_cached(cache, dict([take(tmp_path, number + 1, made_at=moment)]))
    assert [one.line.number for one in find_cached(cache, origin=ORIGIN, digest=DIGEST)] == [2, 3, 1, 4]
    assert [one.line.number for one in list_cached(cache, origin=ORIGIN)] == [2, 3, 1, 4]
    path = next(path for path in cache.folder.glob("*/??/*/*.json") if order[3] in path.read_text())
    content = json.loads(path.read_text())
    del content["made"]
    path.write_text(json.dumps(content))
    assert [one.line.number for one in find_cached(cache, origin=ORIGIN, digest=DIGEST)] == [4, 2, 3, 1]


def test_the_bytes_come_as_they_were(cache: Cache, tmp_path: Path) -> None:
    one, clip = take(tmp_path, 1)
    keep_cached(cache, {one: clip})
    assert one.line.sha256 is not None
    assert bring_cached(cache, one.line.sha256, tmp_path / "out" / "b.mp4")
    assert (tmp_path / "out" / "b.mp4").read_bytes() == clip.read_bytes()


def test_a_clip_that_was_changed_or_is_gone_is_not_handed_out(cache: Cache, tmp_path: Path) -> None:
    one, clip = take(tmp_path, 1)
    clip.read_bytes()
    keep_cached(cache, {one: clip})
    assert one.line.sha256 is not None
    kept = next(cache.folder.glob("clips/*/*.mp4"))
    kept.unlink()
    assert find_cached(cache, origin=ORIGIN, digest=DIGEST) == ()
    kept.write_bytes(b"other")
    assert not bring_cached(cache, one.line.sha256, tmp_path / "b.mp4")
    assert not (tmp_path / "b.mp4").exists()


def test_a_clip_that_was_damaged_makes_room_for_a_good_one(cache: Cache, tmp_path: Path) -> None:
    one, clip = take(tmp_path, 1)
    good = clip.read_bytes()
    keep_cached(cache, {one: clip})
    kept = next(cache.folder.glob("clips/*/*.mp4"))
    kept.unlink()
    kept.write_bytes(b"other")
    assert not bring_cached(cache, one.line.sha256 or "", tmp_path / "b.mp4")
    keep_cached(cache, {one: clip})
    assert bring_cached(cache, one.line.sha256 or "", tmp_path / "b.mp4")
    assert (tmp_path / "b.mp4").read_bytes() == good


def test_no_name_of_a_submission_leads_out_of_the_folder(cache: Cache, tmp_path: Path) -> None:
    keep_cached(cache, dict([take(tmp_path, 1, attempt="../../../out")]))
    assert not list(tmp_path.rglob("out*"))
    assert len([name for name in files(cache) if name.endswith(".json")]) == 1


def test_what_is_there_is_not_written_again(cache: Cache, tmp_path: Path) -> None:
    one = take(tmp_path, 1)
    keep_cached(cache, dict([one]))
    written = {name: (cache.folder / name).stat().st_mtime_ns for name in files(cache)}
    keep_cached(cache, dict([one]))
    assert {name: (cache.folder / name).stat().st_mtime_ns for name in files(cache)} == written


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"takes": 1}', b'{"takes": ["x", {}]}', b"\xff"])
def test_what_cannot_be_read_is_none(cache: Cache, tmp_path: Path, content: bytes) -> None:
    keep_cached(cache, dict([take(tmp_path, 1)]))
    next(cache.folder.glob("*/??/*/*.json")).write_bytes(content)
    assert find_cached(cache, origin=ORIGIN, digest=DIGEST) == ()


def test_a_line_that_stands_under_another_request_is_none(cache: Cache, tmp_path: Path) -> None:
    keep_cached(cache, dict([take(tmp_path, 1)]))
    path = next(cache.folder.glob("*/??/*/*.json"))
    content = json.loads(path.read_text())
    content["takes"] = [line.replace(DIGEST, "b" * 64) for line in content["takes"]]
    path.write_text(json.dumps(content))
    assert find_cached(cache, origin=ORIGIN, digest=DIGEST) == ()


def test_one_at_a_time_claims_a_request(cache: Cache) -> None:
    with claim_request(cache, origin=ORIGIN, digest=DIGEST) as first:
        with claim_request(cache, origin=ORIGIN, digest=DIGEST) as second:
            assert (first, second) == (True, False)
        with claim_request(cache, origin=ORIGIN, digest="b" * 64) as other:
            assert other
    with claim_request(cache, origin=ORIGIN, digest=DIGEST) as again:
        assert again


def test_a_cache_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(folder=tmp_path / "file")
    with pytest.raises(Refused, match="cannot be written"), claim_request(cache, origin=ORIGIN, digest=DIGEST):
        pass
    with pytest.raises(Refused, match="cannot be written"):
        keep_cached(cache, dict([take(tmp_path, 1)]))
