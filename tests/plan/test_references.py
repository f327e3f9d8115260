"""The references of a shot: in their order, numbered, named, each with its roles; the same for the same people."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storyboard.plan.draft import Draft
from storyboard.plan.shots.references import Role
from storyboard.provider.sources import write_where
from tests.support.films import GOLDEN, inputs, plan, sound, write

CAST = """\
storyboard: 1
title: The Keeper
defaults:
  refs: [{image: "https://x.io/all.png", role: the grain}]
characters:
  mira:
    images: ["https://x.io/mira.png"]
    voice: {src: "https://x.io/mira.mp3", seconds: 3}
    looks: {storm: {images: ["https://x.io/storm.png"]}, old: {only: true, images: ["https://x.io/old.png"]}}
  tom:
    images: ["https://x.io/tom.png"]
    voice: {src: "https://x.io/tom.mp3", seconds: 3}
    motion: {src: "https://x.io/tom.mp4", seconds: 3}
  ada: {images: ["https://x.io/ada.png"], voice: {src: "https://x.io/ada.mp3", seconds: 3}}
  eve: {subject_id: s1, images: ["https://x.io/eve.png"]}
subjects:
  rope: {images: ["https://x.io/rope.png"]}
  gull: {kind: creature, images: ["https://x.io/gull.png"]}
  quay: {kind: place, images: ["https://x.io/quay.png"]}
  sea: {kind: place, images: ["https://x.io/sea.png"]}
scenes:
  - id: a
    place: quay
    characters: [{mira: storm}]
    subjects: [gull]
    refs: [{image: "https://x.io/scene.png", role: the light}]
    shots:
      - {id: first, action: A.}
"""


def sent(draft: Draft) -> Iterator[str]:
    """List what a draft sends: the word in the address of each picture, clip or sound, with its kind."""
    for ref in draft.references:
        for where in ref.wheres:
            said = write_where(where)
            words = said if isinstance(said, str) else said.get("$url") or said.get("$file") or f"/{said['$shot']}."
            yield words.rpartition("/")[2].partition(".")[0] + {"video": ">", "audio": "~"}.get(ref.type, "")


def order_of(tmp_path: Path, shot: str) -> str:
    compiled = sound(write(tmp_path, f"{CAST}      - {{id: b, {shot}}}\n"))
    assert compiled.drafts is not None
    return " ".join(sent(compiled.drafts[-1]))


LAST = "quay scene all"


@pytest.mark.parametrize(
    ("shot", "order"),
    [
        ("action: A.", f"mira storm gull {LAST}"),
        ("characters: [], action: A.", f"gull {LAST}"),
        ("characters: null, subjects: null, place: null, action: A.", "scene all"),
        ("characters: [tom, mira], action: A.", f"tom mira gull {LAST}"),
        ("characters: [tom, {mira: old}], action: A.", f"tom old gull {LAST}"),
        # Printed after listed; the action before the camera; a prompt in their place.
        ('action: "{{ ada }} and {{ tom }}."', f"mira storm ada tom gull {LAST}"),
        ('characters: [tom], action: "{{ ada }}, {{ mira }}, {{ tom }}."', f"tom ada mira storm gull {LAST}"),
        ('characters: [], action: "{{ tom }}.", camera: "{{ ada }}"', f"tom ada gull {LAST}"),
        ('characters: [], camera: "{{ tom }}", action: "{{ ada }}."', f"ada tom gull {LAST}"),
        ('characters: [], action: "{{ tom }}.", prompt: "{{ roles }} {{ ada }}."', f"ada gull {LAST}"),
        ('characters: [], sound: "{{ tom }}", style: "{{ ada }}", action: A.', f"gull {LAST}"),
        # Subjects likewise, and after all characters.
        ('subjects: [rope], action: "{{ gull }}, {{ tom }}, {{ rope }}."', f"mira storm tom rope gull {LAST}"),
        ('subjects: [], action: "{{ rope }}, {{ gull }}."', f"mira storm rope gull {LAST}"),
        # The place at its own position, whether listed or printed; another place is a subject.
        ('subjects: [quay, rope], action: "{{ quay }}."', f"mira storm rope {LAST}"),
        ('place: sea, action: "{{ quay }} by {{ sea }}."', "mira storm gull quay sea scene all"),
        ("place: null, subjects: [quay], action: A.", "mira storm quay scene all"),
        # Who only speaks comes last of the characters, in the order of the dialogue.
        (
            "characters: [], action: A., dialogue: [{who: tom, line: A.}, {who: ada, line: B.}, {who: tom, line: C.}]",
            f"tom ada gull {LAST} tom~ ada~",
        ),
        (
            'action: "{{ ada }}.", dialogue: [{who: tom, line: A.}, {who: mira, line: B.}]',
            f"mira storm ada tom gull {LAST} mira~ tom~",
        ),
        # Off screen the voice alone, in that position; over the picture nothing.
        (
            "characters: [], action: A., dialogue: [{who: tom, line: A., os: true}, {who: ada, line: B.}]",
            f"ada gull {LAST} tom~ ada~",
        ),
        ("action: A., dialogue: [{who: tom, line: A., vo: true}]", f"mira storm gull {LAST}"),
        ("action: A., dialogue: [{who: mira, line: A., os: true}]", f"mira storm gull {LAST} mira~"),
        (
            "characters: [{mira: {voice: false}}, {tom: {voice: true}}], action: A., dialogue: [{who: mira, line: A.}]",
            f"mira tom gull {LAST} tom~",
        ),
        # Subjects of the library first, then pictures, clips, sounds; each kind in its order.
        (
            "characters: [tom, eve, {mira: old}], action: A., dialogue: [{who: mira, line: A.}]",
            f"eve tom old gull {LAST} mira~",
        ),
        ("characters: [{tom: {motion: true}}], action: A.", f"tom gull {LAST} tom>"),
        # What it goes on from comes after the cast and before its own refs.
        ("characters: [{tom: {motion: true}}], action: A., continues: first", f"tom gull {LAST} tom> first>"),
        (
            'continues: {shot: first, via: frame}, action: A., refs: [{image: "https://x.io/own.png", role: r}]',
            "mira storm gull quay first own scene all",
        ),
        ("characters: [{mira: {images: 1}}], action: A.", f"mira gull {LAST}"),
        ("characters: [{mira: {look: storm, images: 1}}], action: A.", f"mira gull {LAST}"),
        ("characters: [{mira: {images: 0}}, {eve: {images: 0}}], action: A.", f"gull {LAST}"),
        ('characters: [tom], action: A., refs: [{image: "https://x.io/tom.png", role: r}]', f"tom gull {LAST}"),
    ],
)
def test_references_come_in_this_order(tmp_path: Path, shot: str, order: str) -> None:
    assert order_of(tmp_path, shot) == order


def test_a_place_that_speaks_off_screen_is_seen_all_the_same(tmp_path: Path) -> None:
    shot = "action: A., dialogue: [{who: quay, line: A., os: true}]"
    assert order_of(tmp_path, shot) == f"mira storm gull {LAST}"


def test_the_order_of_the_cast_in_its_map_means_nothing(tmp_path: Path) -> None:
    shot = 'action: "{{ ada }} and {{ tom }}, {{ rope }}."'
    first = order_of(tmp_path, shot)
    lines = CAST.split("\n")
    start, end = (
        lines.index('  ada: {images: ["https://x.io/ada.png"], voice: {src: "https://x.io/ada.mp3", seconds: 3}}'),
        5,
    )
    moved = [*lines[:end], lines[start], *lines[end:start], *lines[start + 1 :]]
    compiled = sound(write(tmp_path, "\n".join(moved) + f"      - {{id: b, {shot}}}\n"))
    assert compiled.drafts is not None
    assert " ".join(sent(compiled.drafts[-1])) == first


def roles_of(case: str) -> dict[tuple[str, str], set[tuple[tuple[str, Role], ...]]]:
    """For each member in each look, what is sent of it and as what, over a whole film."""
    compiled = sound(GOLDEN / case / "storyboard.yaml", root=GOLDEN)
    assert compiled.drafts is not None
    found: dict[tuple[str, str], set[tuple[tuple[str, Role], ...]]] = {}
    for draft in compiled.drafts:
        own = draft.setup.part.characters
        uses = {use.member: use for use in (own.value if own is not None else ())}
        scene = draft.setup.scene.part.characters
        uses = {use.member: use for use in (scene.value if scene is not None else ())} | uses
        members = {of for ref in draft.references for of in ref.of}
        for member in members:
            use = uses.get(member)
            look = f"{use.look} {use.images}" if use is not None else "plain"
            seen = tuple(
                (str(write_where(ref.wheres[0])), role)
                for ref in draft.references
                if member in ref.of and ref.type == "image"
                for role in ref.roles
            )
            found.setdefault((member, look), set()).add(seen)
    return found


def test_the_same_member_in_the_same_look_is_the_same_in_every_shot_of_a_film() -> None:
    found = roles_of("wardrobe")
    assert len([look for member, look in found if member == "mira"]) >= 5
    assert {who: len(ways) for who, ways in found.items() if len(ways) != 1} == {}


def test_looks_add_or_replace() -> None:
    found = {who: [src for src, _ in next(iter(ways))] for who, ways in roles_of("wardrobe").items()}
    plain, storm, young = found["mira", "None None"], found["mira", "storm None"], found["mira", "young None"]
    assert storm[: len(plain)] == plain
    assert len(storm) == len(plain) + 1
    assert not set(young) & set(plain)
    assert found["mira", "storm 1"] == plain
    assert found["mira", "tired None"] == plain


def test_equal_bytes_go_once_with_both_roles_and_other_crops_apart() -> None:
    compiled = sound(GOLDEN / "own-refs" / "storyboard.yaml", root=GOLDEN)
    assert compiled.drafts is not None
    twice = next(draft for draft in compiled.drafts if draft.setup.shot.id == "twice")
    first = twice.references[0]
    assert [role.what for role in first.roles] == ["look", "look", "own"]
    assert first.of == ("mira", "twin", "sheet")
    assert twice.prompt.count("@Image1 ") == 1
    crops = sound(GOLDEN / "crops" / "storyboard.yaml", root=GOLDEN)
    assert crops.drafts is not None
    assert len({ref.name for ref in crops.drafts[1].references}) == 5


def test_a_crop_is_recorded_with_the_order_of_its_reference() -> None:
    body = inputs(plan(sound(GOLDEN / "crops" / "storyboard.yaml", root=GOLDEN)))["arrival/all"]
    by_name = {ref["name"]: ref for ref in body["refs"]}
    assert [meta["name"] for meta in body["imageMeta"]] == ["Image2", "Image3", "Image4", "Image5"]
    for meta in body["imageMeta"]:
        assert meta["order"] == by_name[meta["name"]]["order"] - 1
        assert meta["cropper"]["url"] == by_name[meta["name"]]["image"]
        detail = meta["cropper"]["detail"]
        assert (meta["cropper"]["width"], meta["cropper"]["height"]) == (
            round(detail["width"]),
            round(detail["height"]),
        )
        assert set(detail) == {"x", "y", "width", "height", "rotate", "scaleX", "scaleY"}
    assert body["imageMeta"][0]["url"] == by_name["Image1"]["image"]
    assert body["imageMeta"][3]["url"] == "https://cdn.example.com/lantern.jpg"


def test_a_place_is_where_it_stands_in_the_look_that_the_subjects_name(tmp_path: Path) -> None:
    text = (
        "storyboard: 1\ntitle: The Keeper\nsubjects:\n  quay:\n    kind: place\n    name: the quay\n"
        "    images: [https://example.com/night.png]\n"
        "    looks: {dawn: {only: true, description: copper light, images: [https://example.com/dawn.png]}}\n"
        "scenes:\n  - id: one\n    place: quay\n    shots:\n"
        "      - {id: night, action: Waves.}\n      - {id: dawn, subjects: [{quay: dawn}], action: Waves.}\n"
    )
    asked = inputs(plan(sound(write(tmp_path, text))))
    shown = {id: [ref["image"] for ref in one["refs"]] for id, one in asked.items()}
    assert shown == {"one/night": ["https://example.com/night.png"], "one/dawn": ["https://example.com/dawn.png"]}
    assert "is the quay, where this happens: copper light." in asked["one/dawn"]["prompt"]
