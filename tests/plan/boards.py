"""Storyboards made up by hypothesis: films that compile, as plain data."""

import json
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

Board = dict[str, Any]

CAST: Board = {
    "characters": {
        "mira": {
            "name": "Mira",
            "description": "a keeper",
            "images": [{"src": "refs/mira-front.png", "shows": "Mira's face"}],
            "voice": "refs/mira.mp3",
            "looks": {"storm": {"description": "soaked", "images": ["refs/mira-storm.png"]}},
        },
        "tom": {"name": "Tom", "images": ["refs/tom.png"], "voice": "refs/tom.mp3"},
        "ada": {"subject_id": "subj_1", "description": "a girl", "images": ["https://example.com/ada.png"]},
    },
    "subjects": {
        "lantern": {"kind": "prop", "name": "the lantern", "images": ["refs/lantern.png"]},
        "gull": {"kind": "creature", "images": ["https://example.com/gull.jpg"]},
        "quay": {"kind": "place", "name": "the quay", "images": ["refs/quay.jpg"]},
    },
}
PRINTED = ("mira", "tom", "ada", "lantern", "gull", "quay")
CHARACTERS = ("mira", {"mira": "storm"}, {"mira": {"look": "storm", "images": 1}}, "tom", {"tom": {"images": 0}}, "ada")
OWN = (
    {"image": "https://example.com/sky.jpg", "name": "sky", "role": "the light over {{ mira.name }}"},
    {"image": "refs/tom.png", "role": "the grain"},
    {"video": {"src": "refs/rehearsal.mp4", "from": 1, "seconds": 3}, "name": "crane", "role": "the camera movement"},
    {"audio": {"src": "refs/beat.wav", "seconds": 2.5}, "role": "the beat"},
)
LINES = (
    {"who": "mira", "line": "Not tonight.", "how": "low"},
    {"who": "tom", "line": "Come in.", "os": True},
    {"who": "ada", "line": "No.", "vo": True},
)
WORDS = st.sampled_from(["waits", "climbs the stairs", "looks up, slowly", 'says: "no"', "等待", "شمس", "a\nb"])


def name_of(use: Any) -> str:
    return use if isinstance(use, str) else str(next(iter(use)))


def uses() -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(CHARACTERS), max_size=3, unique_by=name_of).map(deepcopy)


@st.composite
def actions(draw: st.DrawFn) -> str:
    printed = draw(st.lists(st.sampled_from(PRINTED), max_size=3))
    return " and ".join(["Somebody", *(f"{{{{ {id} }}}}" for id in printed)]) + f" {draw(WORDS)}."


@st.composite
def shots(draw: st.DrawFn, earlier: list[str], id: str) -> Board:
    """Make up a shot that may go on from, or wait for, one of the `earlier`."""
    shot: Board = {"id": id, "action": draw(actions()), "duration": draw(st.integers(4, 6))}
    optional: Mapping[str, st.SearchStrategy[Any]] = {
        "camera": st.sampled_from(["slow dolly in", "on {{ lantern }}", {"en": "still"}]),
        "characters": uses(),
        "subjects": st.lists(st.sampled_from(["lantern", "gull"]), max_size=2, unique=True),
        "dialogue": st.lists(st.sampled_from(LINES), min_size=1, max_size=2).map(deepcopy),
        "sound": st.just("wind"),
        "style": st.sampled_from([None, "35 mm"]),
        "aspect_ratio": st.sampled_from(["16:9", "9:16", "adaptive"]),
        "resolution": st.sampled_from(["480p", "720p"]),
        "generate_audio": st.booleans(),
        "takes": st.integers(1, 4),
        "refs": st.lists(st.sampled_from(OWN), max_size=2, unique_by=str).map(deepcopy),
        "tags": st.just(["hero"]),
        "prompt": st.just("{{ roles }} {{ tom }} waits in {{ quay }}."),
    }
    for key in draw(st.sets(st.sampled_from(sorted(optional)), max_size=6)):
        shot[key] = draw(optional[key])
    if bool(earlier) and draw(st.booleans()):
        shot["continues"] = draw(continued(earlier))
    if bool(earlier) and draw(st.integers(0, 3)) == 0:
        shot["after"] = draw(st.lists(st.sampled_from(earlier), min_size=1, max_size=2, unique=True))
    return shot


@st.composite
def continued(draw: st.DrawFn, earlier: list[str]) -> Any:
    address, via = draw(st.sampled_from(earlier)), draw(st.sampled_from(["", "video", "tail", "frame"]))
    seconds = {"seconds": draw(st.sampled_from([2, 3.5]))} if via == "tail" and draw(st.booleans()) else {}
    return {"shot": address, "via": via, **seconds} if via else address


@st.composite
def boards(draw: st.DrawFn) -> Board:
    """Make up a film of one to three scenes with up to three shots each; every shot has something to show."""
    earlier: list[str] = []
    scenes = []
    for number in range(draw(st.integers(1, 3))):
        scene: Board = {"id": f"scene-{number}", "place": "quay", "shots": []}
        if draw(st.booleans()):
            scene["characters"] = draw(uses())
        if draw(st.booleans()):
            scene["refs"] = [{"image": "refs/group.png", "role": "the crew"}]
        for rank in range(draw(st.integers(1, 3))):
            scene["shots"].append(draw(shots(list(earlier), f"s{rank}")))
            earlier.append(f"scene-{number}/s{rank}")
        scenes.append(scene)
    top: Board = {"storyboard": 1, "title": "A film", "style": "film", "languages": ["en", "es"]}
    return {**top, **deepcopy(CAST), "scenes": scenes}


def written(board: Board) -> str:
    """Write a board: JSON is YAML too."""
    return json.dumps(board, ensure_ascii=False, indent=1)


def shots_of(board: Board) -> Iterator[tuple[str, Board]]:
    """Walk over the shots with their addresses."""
    for scene in board["scenes"]:
        for shot in scene["shots"]:
            yield f"{scene['id']}/{shot['id']}", shot


def renamed(board: Board, name: Callable[[str], str]) -> Board:
    """Give every shot another id, and every word that names one along with it."""
    changed = deepcopy(board)
    new = {address: f"{address.partition('/')[0]}/{name(shot['id'])}" for address, shot in shots_of(board)}
    for _, shot in shots_of(changed):
        shot["id"] = name(shot["id"])
        match shot.get("continues"):
            case str() as address:
                shot["continues"] = new[address]
            case dict() as longer:
                longer["shot"] = new[longer["shot"]]
            case _:
                pass
        if "after" in shot:
            shot["after"] = [new[address] for address in shot["after"]]
    return changed


def turned(value: Any) -> Any:
    """Turn the order of every map."""
    match value:
        case dict():
            return {key: turned(item) for key, item in reversed(value.items())}
        case list():
            return [turned(item) for item in value]
        case _:
            return value
