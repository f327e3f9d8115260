"""An mp4 is whole where its boxes are, whatever follows them, and cut wherever something may be missing."""

from pathlib import Path

import pytest

from storyboard.media.boxes import check_boxes
from storyboard.media.errors import MediaError
from storyboard.media.measure import measure
from storyboard.media.probe import probe
from storyboard.media.survey import survey
from tests.support.sounding_clip import sounding_clip

WHOLE = {"index at the end": "", "index in front": "faststart"}
FRAGMENTS = {
    "an empty index": "frag_keyframe+empty_moov",
    "a first part": "frag_keyframe",
    "marked": "dash+frag_keyframe",
}
TAILS = {
    "words": b"twenty bytes behind.",
    "all ones": b"\xff" * 20,
    "one byte": b"\n",
    "half a head": b"\x00\x00\x00\x20fre",
    "shorter than its head": b"\x00\x00\x00\x04nope" + bytes(12),
    "a long number": b"\x00\x00\x00\x01nope" + b"\x7f" * 12,
    "a box that fits, then words": b"\x00\x00\x00\x0cnope____" + b"and then more words.",
}
KINDS = (b"free", b"udta", b"mdat", b"moov", b"moof", b"uuid", b"skip", b"meta")


def written(folder: Path, content: bytes) -> Path:
    path = folder / "clip.mp4"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("layout", WHOLE)
def test_what_follows_a_whole_clip_is_no_part_of_it(tmp_path: Path, layout: str, tail: str) -> None:
    whole = sounding_clip(movflags=WHOLE[layout])
    alone = measure(written(tmp_path, whole))
    path = written(tmp_path, whole + TAILS[tail])
    assert measure(path) == alone
    assert probe(path).seconds == pytest.approx(alone.seconds, abs=0.05)
    assert survey(path).has_sound


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("layout", WHOLE)
def test_a_box_that_may_matter_is_cut_wherever_the_file_ends_in_it(tmp_path: Path, layout: str, kind: bytes) -> None:
    box = (400).to_bytes(4, "big") + kind + bytes(392)
    whole = sounding_clip(movflags=WHOLE[layout])
    check_boxes(written(tmp_path, whole + box))
    for length in (*range(8, 24), 399):
        with pytest.raises(MediaError, match="cut short"):
            check_boxes(written(tmp_path, whole + box[:length]))


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("layout", FRAGMENTS)
def test_of_a_clip_in_fragments_nobody_knows_how_many_follow(tmp_path: Path, layout: str, tail: str) -> None:
    with pytest.raises(MediaError):
        check_boxes(written(tmp_path, sounding_clip(movflags=FRAGMENTS[layout]) + TAILS[tail]))


@pytest.mark.parametrize("layout", [*WHOLE.values(), *FRAGMENTS.values()])
def test_a_clip_that_ends_in_the_head_of_a_box_is_cut(tmp_path: Path, layout: str) -> None:
    """Also in that of the first fragment: picture and index are there by then, but the index says that more follows."""
    whole, at = sounding_clip(movflags=layout), 0
    while at < len(whole):
        for length in range(1, 8):
            with pytest.raises(MediaError):
                check_boxes(written(tmp_path, whole[: at + length]))
        at += int.from_bytes(whole[at : at + 4], "big")


def test_an_index_without_its_picture_is_cut(tmp_path: Path) -> None:
    whole = sounding_clip(movflags="faststart")
    before = whole[: whole.index(b"mdat") - 4]
    for tail in TAILS.values():
        with pytest.raises(MediaError):
            check_boxes(written(tmp_path, before + tail))
