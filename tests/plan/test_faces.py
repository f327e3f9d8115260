"""Who is shown with which pictures, read off whole plans."""

from pathlib import Path

import pytest

from storyboard.plan.decisions.changes import remember
from storyboard.plan.faces import Face, Pictures, faces_of, faces_remembered
from tests.support.films import plan, sound, write

BOARD = """\
storyboard: 1
title: Faces
characters:
  mira:
    name: Mira
    description: a keeper
    images: [https://cdn.example.com/mira.png, https://cdn.example.com/group.png]
    looks:
      storm: {images: [https://cdn.example.com/storm.png]}
  tom: {name: Tom, description: a boatman, images: [https://cdn.example.com/tom.png]}
  ada: {name: Ada, description: a pilot, images: [https://cdn.example.com/ada.png], subject_id: subj_1}
  ben: {name: Ben, description: never seen in a picture}
subjects:
  lamp: {kind: prop, name: the lamp, images: [https://cdn.example.com/lamp.png]}
variants:
  plain: {}
  spanish: {language: es}
language: en
languages: [en, es]
scenes:
  - id: s
    subjects: [lamp]
    shots:
      - {id: mira, characters: [mira], action: {en: "She waits.", es: "Espera."}}
      - {id: storm, characters: [{mira: storm}], action: It rains.}
      - {id: one, characters: [{mira: {images: 1}}], action: She looks up.}
      - {id: both, characters: [mira, tom], action: They meet.}
      - {id: ada, characters: [ada], action: She flies.}
      - {id: ben, characters: [ben], action: He is a voice.}
      - {id: nobody, characters: [], action: An empty room.}
"""


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Face, ...]]:
    planned = plan(sound(write(tmp_path_factory.mktemp("faces"), BOARD)))
    for call in planned.calls:
        assert faces_remembered(remember(call)) == faces_of(call)
    return {usage: faces_of(call) for call in planned.calls for usage in call.usages}


def pictures(faces: dict[str, tuple[Face, ...]], shot: str) -> Pictures:
    (face,) = faces[f"s/{shot}@plain"]
    return face.pictures


def test_only_characters_with_pictures_have_a_face(faces: dict[str, tuple[Face, ...]]) -> None:
    named = {shot: [face.name for face in shown] for shot, shown in faces.items() if shot.endswith("@plain")}
    assert named == {
        "s/mira@plain": ["Mira"],
        "s/storm@plain": ["Mira"],
        "s/one@plain": ["Mira"],
        "s/both@plain": ["Mira", "Tom"],
        "s/ada@plain": ["Ada"],
        "s/ben@plain": [],
        "s/nobody@plain": [],
    }


def test_a_look_adds_pictures_and_fewer_are_a_part(faces: dict[str, tuple[Face, ...]]) -> None:
    assert pictures(faces, "one") < pictures(faces, "mira") < pictures(faces, "storm")
    assert [len(pictures(faces, shot)) for shot in ("one", "mira", "storm")] == [1, 2, 3]


def test_words_and_language_change_no_face(faces: dict[str, tuple[Face, ...]]) -> None:
    assert faces["s/mira@spanish"] == faces["s/mira@plain"]
    assert faces["s/both@plain"][0] == faces["s/mira@plain"][0]


def test_an_id_of_the_author_makes_other_pictures_of_the_same_file(faces: dict[str, tuple[Face, ...]]) -> None:
    (known,) = pictures(faces, "ada")
    assert "subj_1" in known


@pytest.mark.parametrize("memory", ["", "[]", "{}", '{"body": 1}', '{"body": {"input": {"refs": 3}}, "slate": {}}'])
def test_a_memory_that_cannot_be_read_shows_nobody(memory: str) -> None:
    assert faces_remembered(memory) == ()


def test_the_same_file_under_another_name_is_the_same_picture(tmp_path: Path) -> None:
    board = "storyboard: 1\ntitle: T\ncharacters: {m: {name: M, images: [a.png]}, n: {name: N, images: [b.png]}}\n"
    shots = "scenes: [{id: s, shots: [{id: x, characters: [m], action: A.}, {id: y, characters: [n], action: B.}]}]\n"
    picture = (write(tmp_path, board).parent / "refs" / "mira-front.png").read_bytes()
    planned = plan(sound(write(tmp_path, board + shots, {"a.png": picture, "b.png": picture})))
    one, other = (faces_of(call) for call in planned.calls)
    assert (one[0].name, other[0].name, one[0].pictures) == ("M", "N", other[0].pictures)
