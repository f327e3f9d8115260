"""What a storyboard refers to, wherever it says so, used or not."""

from pathlib import Path

from storyboard.language.load import load
from storyboard.plan.shots.referred import list_referred
from tests.support.films import sound, write

EVERYWHERE = """
storyboard: 1
title: The Keeper
include: [more/cast.yaml]
defaults: {refs: [{image: refs/quay.jpg, role: the mood}]}
characters:
  mira:
    images: [refs/mira-front.png, {src: refs/group.png, crop: {x: 0, y: 0, width: 300, height: 300}}]
    voice: refs/mira.mp3
    motion: {src: refs/mira-walk.mp4, from: 0, seconds: 2}
    looks:
      storm: {images: [refs/mira-storm.png], voice: https://example.com/storm.mp3}
profiles:
  draft: {refs: [{image: https://example.com/draft.png, role: the mood}]}
  final: {force: {refs: [{image: https://example.com/final.png, role: the mood}]}}
variants:
  wide: {refs: [{image: https://example.com/wide.png, role: the mood}]}
  tall: {shots: {a/one: {refs: [{video: https://example.com/tall.mp4, role: the move}]}}}
scenes:
  - id: a
    refs: [{audio: refs/beat.wav, role: the beat}]
    shots:
      - {id: one, characters: [mira], action: She waits., refs: [{video: refs/rehearsal.mp4, role: the move}]}
      - {id: two, action: Nothing., omit: true, refs: [{image: https://example.com/two.png, role: the mood}]}
"""
PART = "subjects: {lantern: {kind: prop, images: [../refs/lantern.png]}}\n"

EXPECTED = {
    ("refs/lantern.png", "image"),
    ("refs/mira-front.png", "image"),
    ("refs/group.png", "image"),
    ("refs/mira.mp3", "audio"),
    ("refs/mira-walk.mp4", "video"),
    ("refs/mira-storm.png", "image"),
    ("https://example.com/storm.mp3", "audio"),
    ("refs/quay.jpg", "image"),
    ("refs/beat.wav", "audio"),
    ("refs/rehearsal.mp4", "video"),
    ("https://example.com/two.png", "image"),
    ("https://example.com/draft.png", "image"),
    ("https://example.com/final.png", "image"),
    ("https://example.com/wide.png", "image"),
    ("https://example.com/tall.mp4", "video"),
}


def test_everything_that_is_written_is_listed(tmp_path: Path) -> None:
    file = write(tmp_path, EVERYWHERE, {"more/cast.yaml": PART})
    listed = list_referred(load(file).storyboard)
    assert {(one.media.src, one.kind) for one in listed} == EXPECTED
    assert len(listed) == len(EXPECTED)


def test_nothing_is_sent_that_is_not_listed(tmp_path: Path) -> None:
    file = write(tmp_path, EVERYWHERE, {"more/cast.yaml": PART})
    listed = {one.media for one in list_referred(load(file).storyboard)}
    for profile in (None, "draft", "final"):
        drafts = sound(file, profile=profile).drafts or ()
        sent = {media for draft in drafts for reference in draft.references for media in reference.medias}
        assert sent
        assert sent <= listed


def test_where_nothing_could_be_read_nothing_is_referred_to() -> None:
    assert list_referred(None) == ()
