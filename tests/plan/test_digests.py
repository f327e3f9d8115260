"""What is in a digest and what is not, one thing at a time."""

from pathlib import Path
from typing import Any

import pytest

from storyboard.canonical import canonical, digest_of
from storyboard.plan.digest import Earlier, call_digest
from tests.support.films import digests, plan, sound, write

BOARD = """\
storyboard: 1
title: The Keeper
characters:
  mira:
    name: Mira
    images: [{src: refs/group.png, crop: {x: 0, y: 0, width: 400, height: 400}}]
    voice: {src: refs/beat.wav, from: 1, seconds: 3}
subjects:
  quay: {kind: place, name: the quay, images: [refs/quay.jpg]}
scenes:
  - id: one
    place: quay
    characters: [mira]
    shots:
      - {id: a, action: She waits., duration: 6}
      - {id: b, action: She goes., continues: {shot: a, via: tail, seconds: 4}}
      - {id: c, action: She says it., dialogue: [{who: mira, line: No.}]}
      - {id: d, action: A gull., characters: []}
"""


def changed_by(tmp_path: Path, old: str, new: str) -> str:
    """Say which shots have another digest when `old` is written as `new`."""
    assert BOARD.count(old) == 1
    before = digests(plan(sound(write(tmp_path, BOARD))))
    after = digests(plan(sound(write(tmp_path, BOARD.replace(old, new)))))
    return "".join(address[-1] for address in before if before[address] != after[address])


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("She waits.", "She stands.", "ab"),
        ("She goes.", "She runs.", "b"),
        ("width: 400", "width: 401", "abc"),
        ("height: 400", "height: 400, rotate: 1", "abc"),
        ("height: 400", "height: 400, rotate: 0, scale_x: 1.0, scale_y: 1", ""),
        ("x: 0", "x: 0.0", ""),
        ("from: 1", "from: 1.5", "c"),
        ("from: 1", "from: 1.0", ""),
        ("seconds: 3}", "seconds: 2.5}", "c"),
        ("via: tail, seconds: 4", "via: tail, seconds: 5", "b"),
        ("via: tail, seconds: 4", "via: tail", ""),
        ("via: tail, seconds: 4", "via: frame", "b"),
        ("via: tail, seconds: 4", "via: video", "b"),
        ("via: tail, seconds: 4", "via: tail, seconds: 4, take: 2", "b"),
        ("duration: 6", "duration: 7", "ab"),
        ("duration: 6", "duration: 6.0", ""),
        ("duration: 6", "duration: 6, takes: 3", ""),
        ("duration: 6", "duration: 6, generate_audio: false", "ab"),
        ("duration: 6", "duration: 6, generate_audio: true, resolution: 480p", ""),
        ("duration: 6", "duration: 6, resolution: 720p", "ab"),
        ("duration: 6", 'duration: 6, aspect_ratio: "9:16"', "ab"),
        ("duration: 6", "duration: 6, model: seedance-2-0-fast", "ab"),
        ("duration: 6", "duration: 6, notes: nothing, tags: [x], title: T", ""),
        ("continues: {shot: a", "after: d, continues: {shot: a", ""),
        ("title: The Keeper", "title: Another", ""),
        ("title: The Keeper", "title: T\nprovider: {unlimited: true}", "abcd"),
        ("title: The Keeper", "title: T\nprovider: {client_source: x, webhook_url: https://example.com/x}", ""),
        ("name: the quay", "name: the pier", "abcd"),
        ("refs/quay.jpg", "https://example.com/quay.jpg", "abcd"),
        ("name: Mira", "name: Mira\n    motion: refs/mira-walk.mp4", ""),
        ("characters: [mira]", "characters: [{mira: {voice: true}}]", "ab"),
        ("line: No.", "line: No., how: low", "c"),
        ("line: No.", "line: No., vo: true", "c"),
    ],
)
def test_a_change_changes_who_it_is_about(tmp_path: Path, old: str, new: str, changed: str) -> None:
    assert changed_by(tmp_path, old, new) == changed


def test_a_picture_under_another_name_is_the_same_picture(tmp_path: Path) -> None:
    before = digests(plan(sound(write(tmp_path, BOARD))))
    (tmp_path / "refs" / "pier.jpg").hardlink_to(tmp_path / "refs" / "quay.jpg")
    assert digests(plan(sound(write(tmp_path, BOARD.replace("quay.jpg", "pier.jpg"))))) == before


FILE = {"$file": "a.png", "sha256": "f" * 64}
PATH = "/generation/x"


def body(**changes: Any) -> dict[str, Any]:
    return {"input": {"prompt": "p", "duration": 5, "videoNum": 1, "refs": [{"image": FILE}], **changes}}


def digest(changed: dict[str, Any], path: str = PATH, **earlier: Earlier) -> str:
    return call_digest(path, changed, earlier=earlier)


def test_a_digest_is_over_path_and_input_without_the_number_of_takes() -> None:
    expected = {"path": PATH, "input": {"prompt": "p", "duration": 5, "refs": [{"image": {"sha256": "f" * 64}}]}}
    assert digest(body()) == digest_of(expected)
    assert digest(body(videoNum=4)) == digest(body())
    assert digest({**body(), "webhookUrl": {"$env": "HOOK"}, "clientSource": "x"}) == digest(body())
    assert digest(body(duration=5.0)) == digest(body())
    assert digest(body(), path="/other") != digest(body())
    assert digest(body(refs=[{"image": {**FILE, "$file": "b.png"}}])) == digest(body())
    assert digest(body(refs=[{"image": {**FILE, "crop": {"x": 1}}}])) != digest(body())


def test_what_a_call_goes_on_from_is_its_clip_or_its_request() -> None:
    goes_on = body(refs=[{"video": {"$shot": "one/a", "output": "tail", "seconds": 4}}])
    made = {"one/a": Earlier(sha256="a" * 64)}
    unmade = {"one/a": Earlier(digest="d" * 64)}
    digests_seen = {
        call_digest(PATH, goes_on, earlier=made),
        call_digest(PATH, goes_on, earlier=unmade),
        call_digest(PATH, goes_on, earlier={"one/a": Earlier(digest="e" * 64)}),
        call_digest(PATH, goes_on, earlier={"one/a": Earlier(sha256="b" * 64)}),
    }
    assert len(digests_seen) == 4
    moved = body(refs=[{"video": {"$shot": "two/z", "output": "tail", "seconds": 4}}])
    assert call_digest(PATH, moved, earlier={"two/z": made["one/a"]}) in digests_seen
    second = body(refs=[{"video": {"$shot": "one/a", "output": "tail", "seconds": 4, "take": 2}}])
    assert call_digest(PATH, second, earlier=unmade) not in digests_seen
    assert call_digest(PATH, second, earlier=made) in digests_seen
    with pytest.raises(KeyError):
        call_digest(PATH, goes_on, earlier={})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [1.0, 2.5, True, None]}, '{"a":[1,2.5,true,null],"b":1}'),
        ({"é": '日本 "x"\n'}, '{"é":"日本 \\"x\\"\\n"}'),
        ((1, (2,)), "[1,[2]]"),
    ],
)
def test_canonical_json_is_written_one_way(value: object, text: str) -> None:
    assert canonical(value) == text


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_json_cannot_say_is_no_digest(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": number})
