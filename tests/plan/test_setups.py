"""Which value holds for a shot: precedence from built in to a variant's shot, lists replaced, null taking away."""

from pathlib import Path

import pytest

from storyboard.plan.draft import Draft
from tests.support.films import sound, write

LEVELS = ("", "defaults", "profile", "scene", "shot", "force", "variant", "change")
DURATIONS = {level: 5 + number for number, level in enumerate(LEVELS)}
CASTING = ("defaults", "scene", "shot", "change")
CAMERAS = {level: f"from {level}" for level in LEVELS}


def board(levels: tuple[str, ...]) -> str:
    """Write a film in which each level says a duration, a camera and who is in it."""

    def says(level: str) -> str:
        cast = f", characters: [c{LEVELS.index(level)}]" if level in CASTING else ""
        words = f"duration: {DURATIONS[level]}, camera: {CAMERAS[level]}{cast}"
        return words if level in levels else ""

    def joined(*parts: str) -> str:
        return ", ".join(part for part in parts if part)

    cast = ", ".join(f"c{n}: {{images: [refs/tom.png]}}" for n in range(8))
    forced = f"force: {{{says('force')}}}"
    own = joined("id: b", "action: A", says("shot"))
    other = "{id: other, action: B, characters: [c1]}"
    changed = f"shots: {{a/b: {{{says('change')}}}}}"
    return f"""\
storyboard: 1
title: The Keeper
characters: {{{cast}}}
defaults: {{{says("defaults")}}}
profiles: {{p: {{{joined(says("profile"), forced)}}}}}
variants: {{v: {{{joined(says("variant"), changed)}}}}}
scenes:
  - {{{joined("id: a", says("scene"), f"shots: [{{{own}}}, {other}]")}}}
"""


def last_casting(levels: tuple[str, ...]) -> int:
    return max(LEVELS.index(level) for level in levels if level in CASTING)


def draft_of(tmp_path: Path, text: str, *, profile: str | None = None, shot: str = "b") -> Draft:
    drafts = sound(write(tmp_path, text), profile=profile).drafts
    assert drafts is not None
    return next(draft for draft in drafts if draft.setup.shot.id == shot)


@pytest.mark.parametrize("number", range(2, len(LEVELS) + 1))
def test_the_later_level_holds(tmp_path: Path, number: int) -> None:
    levels = LEVELS[1:number]
    part = draft_of(tmp_path, board(levels), profile="p").setup.part
    assert part.duration is not None
    assert part.camera is not None
    assert part.camera.value is not None
    assert part.characters is not None
    assert part.duration.value == DURATIONS[levels[-1]]
    assert part.camera.value.wordings[0].words == CAMERAS[levels[-1]]
    assert [use.member for use in part.characters.value] == [f"c{last_casting(levels)}"]
    layers = {
        "defaults": "defaults",
        "profile": "profile p",
        "scene": "scene a",
        "shot": "shot a/b",
        "force": "profile p (force)",
        "variant": "variant v",
        "change": "variant v, shot a/b",
    }
    assert part.duration.layer == layers[levels[-1]]
    assert part.duration.place is not None


def test_each_level_holds_by_itself(tmp_path: Path) -> None:
    for level in LEVELS[1:]:
        duration = draft_of(tmp_path, board((level, "shot")), profile="p").setup.part.duration
        assert duration is not None
        beats = LEVELS.index(level) >= LEVELS.index("shot")
        assert duration.value == DURATIONS[level if beats else "shot"]


def test_without_a_profile_it_says_nothing(tmp_path: Path) -> None:
    duration = draft_of(tmp_path, board(("defaults", "profile", "force", "scene"))).setup.part.duration
    assert duration is not None
    assert duration.value == DURATIONS["scene"]


def test_what_nobody_says_comes_from_the_model(tmp_path: Path) -> None:
    part = draft_of(tmp_path, board(("shot",)), shot="other").setup.part
    assert part.duration is not None
    assert part.resolution is not None
    assert part.model is not None
    assert part.template is not None
    assert (part.duration.value, part.duration.layer) == (5, "model seedance-2-0-mini")
    assert (part.resolution.value, part.resolution.place) == ("480p", None)
    assert (part.model.value, part.model.layer) == ("seedance-2-0-mini", "built in")
    assert part.template.value == "shot.j2"


def test_a_change_of_one_shot_is_of_that_shot_alone(tmp_path: Path) -> None:
    part = draft_of(tmp_path, board(("change",)), shot="other").setup.part
    assert part.duration is not None
    assert part.duration.value == 5


OWN = """\
storyboard: 1
title: The Keeper
style: film
defaults: {refs: [{image: "https://x.io/d.png", role: r}], place: quay, sound: wind}
subjects: {quay: {kind: place, images: ["https://x.io/quay.png"]}}
variants: {plain: {}, bare: {style: null, shots: {a/b: {refs: [], place: null}}}}
scenes:
  - id: a
    refs: [{image: "https://x.io/s.png", role: r}]
    shots: [{id: b, action: A., sound: null, refs: [{image: "https://x.io/b.png", role: r}]}]
"""


def test_null_and_an_empty_list_take_away(tmp_path: Path) -> None:
    drafts = sound(write(tmp_path, OWN)).drafts
    assert drafts is not None
    plain, bare = drafts
    assert "Sound" not in plain.prompt
    assert "Style: film." in plain.prompt
    assert "Style" not in bare.prompt
    assert [ref.medias[0].src[-6:] for ref in plain.references] == ["ay.png", "/b.png", "/s.png", "/d.png"]
    assert [ref.medias[0].src[-6:] for ref in bare.references] == ["/s.png", "/d.png"]


AFTER = """\
storyboard: 1
title: The Keeper
characters: {mira: {images: [refs/tom.png]}}
scenes:
  - {id: one, characters: [mira], shots: [{id: a, action: A.}, {id: b, action: B., omit: true}]}
  - id: two
    characters: [mira]
    after: [one]
    shots:
      - {id: one, action: C.}
      - {id: c, action: D., after: one}
      - {id: d, action: E., after: [two/c, one/a]}
"""


def test_after_names_shots_and_scenes_and_the_own_scene_first(tmp_path: Path) -> None:
    drafts = sound(write(tmp_path, AFTER)).drafts
    assert drafts is not None
    assert {draft.setup.address: draft.setup.after for draft in drafts} == {
        "one/a": (),
        "two/one": ("one/a", "one/b"),
        "two/c": ("one/a", "one/b", "two/one"),
        "two/d": ("one/a", "one/b", "two/c", "one/a"),
    }
