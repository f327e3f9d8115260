"""Chains of shots that go on from one another: the seconds that each sends, and who goes along with the clip."""

from pathlib import Path

import pytest

from tests.support.films import bodies, plan, problems, sound, write

FILM = """\
storyboard: 1
title: The Keeper
style: 35 mm film
defaults: {{duration: 8, resolution: 480p}}
characters:
  mira: {{name: Mira, description: a keeper, images: [refs/mira-front.png], motion: refs/mira-walk.mp4}}
scenes:
  - id: a
    characters: [mira]
    shots:
      - {{id: one, duration: {first}, action: She waits.}}
      - {{id: two, action: She goes., continues: {two}, refs: [{refs}]}}
      - {{id: three, action: She turns., continues: {three}, refs: [{refs}]}}
"""
CLIP = "{{video: {{src: refs/rehearsal.mp4, from: 0, seconds: {0}}}, role: the light}}"


def told(folder: Path, *, first: int = 8, two: str = "one", three: str = "two", clip: float = 0) -> list[str]:
    refs = CLIP.format(clip) if clip else ""
    found = problems(write(folder, FILM.format(first=first, two=two, three=three, refs=refs)))
    return [f"{one.code}: {one.detail}" for one in found if one.level == "error"]


@pytest.mark.parametrize(
    ("first", "clip", "codes"),
    [
        (8, 0, []),
        (8, 6.8, []),
        (8, 6.9, ["too-long-together", "too-long-together"]),
        (9, 6, ["too-long-together"]),
        (14, 0, []),
        (15, 0, ["media-length"]),
    ],
)
def test_the_seconds_of_every_link_are_added_up(tmp_path: Path, first: int, clip: float, codes: list[str]) -> None:
    found = told(tmp_path, first=first, clip=clip)
    assert [one.partition(":")[0] for one in found] == codes


def test_a_link_counts_the_clip_before_it_alone(tmp_path: Path) -> None:
    # 14 + 8 seconds stand before the third shot, of which it sends eight.
    assert told(tmp_path, first=14) == []


def test_what_is_generated_counts_a_little_longer_than_it_was_asked_for(tmp_path: Path) -> None:
    (first, _) = told(tmp_path, clip=6.9)
    assert "a/two sends 15.1 s of video, and 15 s are the most" in first


@pytest.mark.parametrize("via", ["{shot: one, via: tail, seconds: 4}", "{shot: one, via: frame}"])
def test_less_of_the_clip_makes_room(tmp_path: Path, via: str) -> None:
    assert [one.partition(" sends")[0] for one in told(tmp_path, two=via, clip=9)] == ["too-long-together: a/three"]


def test_a_tail_is_offered_where_a_clip_is_too_long(tmp_path: Path) -> None:
    found = problems(write(tmp_path, FILM.format(first=15, two="one", three="two", refs="")))
    assert [one.help for one in found if one.code == "media-length"] == [
        "Go on from the end of the earlier shot only: `continues: {shot: …, via: tail, seconds: 4}`."
    ]


@pytest.mark.parametrize(
    ("seconds", "more", "codes"),
    [(8, "", []), (8.1, "", ["section-outside"]), (9, "", ["section-outside"]), (9, ", take: 2", [])],
)
def test_a_tail_is_not_longer_than_its_shot(tmp_path: Path, seconds: float, more: str, codes: list[str]) -> None:
    found = told(tmp_path, two=f"{{shot: one, via: tail, seconds: {seconds}{more}}}")
    assert [one.partition(":")[0] for one in found] == codes
    assert not found or found[0].endswith(f"a/two goes on from the last {seconds:g} s of a/one, which has 8 s.")


@pytest.mark.parametrize("via", ["video", "tail", "frame"])
def test_who_is_in_the_shot_goes_along_with_what_it_goes_on_from(tmp_path: Path, via: str) -> None:
    film = FILM.format(first=8, two=f"{{shot: one, via: {via}}}", three=f"{{shot: two, via: {via}}}", refs="")
    for name, body in bodies(plan(sound(write(tmp_path, film)))).items():
        images = [ref["image"] for ref in body["input"]["refs"] if ref["type"] == "image"]
        assert images[0]["$file"] == "refs/mira-front.png", name
        assert "@Image1 shows Mira" in body["input"]["prompt"] or "@Image1 is Mira" in body["input"]["prompt"]
