"""Films of any length, made up and always the same: a storyboard, its cast, and a file for every fifty shots."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SCENE = 50
CAST = 20
PLACES = 8
HOST = "https://media.example.com/refs"

MOVES = ("slow dolly in", "locked off", "hand-held, following", "crane up", "pan left to the door")
LENSES = ("24 mm", "35 mm", "50 mm", "85 mm")
DEEDS = ("crosses the room", "looks up", "sets the lamp down", "opens the window", "waits by the stairs", "runs")
LINES = ("Not tonight.", "Come in, then.", "Did you hear that?", "I never said so.")

Board = dict[str, Any]


def write_film(folder: Path, shots: int) -> Path:
    """Write a film of so many shots into a folder, and give the path of its storyboard."""
    (folder / "scenes").mkdir(parents=True, exist_ok=True)
    board = {
        "storyboard": 1,
        "title": f"A film of {shots} shots",
        "model": "seedance-2-0-mini",
        "style": "35 mm film, hard side light, fine grain",
        "avoid": "text in the picture, subtitles",
        "defaults": {"duration": 5, "resolution": "720p", "aspect_ratio": "16:9"},
        "include": ["cast.yaml", "scenes/*.yaml"],
    }
    _write(folder / "storyboard.yaml", board)
    _write(folder / "cast.yaml", _cast())
    for number, first in enumerate(range(0, shots, SCENE)):
        scene = _scene(number, range(first, min(first + SCENE, shots)))
        _write(folder / "scenes" / f"{number:04}.yaml", {"scenes": [scene]})
    return folder / "storyboard.yaml"


def _cast() -> Board:
    return {
        "characters": {f"person_{number}": _person(number) for number in range(CAST)},
        "subjects": {f"place_{number}": _place(number) for number in range(PLACES)},
    }


def _person(number: int) -> Board:
    return {
        "name": f"Person {number}",
        "description": f"a keeper of {30 + number}, grey braid, yellow oilskin over a navy jersey",
        "images": [{"src": f"{HOST}/{number}-front.jpg", "shows": f"Person {number} from the front"}],
        "looks": {"storm": {"description": "soaked to the skin", "images": [f"{HOST}/{number}-storm.jpg"]}},
    }


def _place(number: int) -> Board:
    return {"kind": "place", "name": f"the room {number}", "images": [f"{HOST}/room-{number}.jpg"]}


def _scene(number: int, shots: range) -> Board:
    return {
        "id": f"scene_{number}",
        "title": f"INT. ROOM {number} - NIGHT",
        "place": f"place_{number % PLACES}",
        "shots": [dict(_shot(shot, rank)) for rank, shot in enumerate(shots)],
    }


def _shot(number: int, rank: int) -> Iterator[tuple[str, Any]]:
    """Make up a shot; `number` counts over the film, so that no two ask for the same, `rank` over the scene."""
    one, other = f"person_{number % CAST}", f"person_{(number * 7 + 3) % CAST}"
    yield "id", f"shot_{rank}"
    yield "characters", [{one: "storm"} if number % 3 == 0 else one, *([other] if other != one else [])]
    yield "action", f"{{{{ {one} }}}} {DEEDS[number % len(DEEDS)]} for the {number + 1}. time."
    yield "camera", f"{MOVES[number % len(MOVES)]}, {LENSES[number % len(LENSES)]}"
    if number % 2:
        yield "dialogue", [{"who": one, "line": LINES[number % len(LINES)], "how": "low"}]
    if rank % 4 == 3:
        yield "continues", f"shot_{rank - 1}"
    yield "duration", 5 + number % 4


def _write(file: Path, data: Board) -> None:
    """Write a file in the block style that people write; a text in JSON's quotes is one in YAML's too."""
    file.write_text("\n".join(_block(data, "")) + "\n", encoding="utf-8")


def _block(data: Any, indent: str) -> Iterator[str]:
    items = [("- ", item) for item in data] if isinstance(data, list) else [(f"{key}: ", data[key]) for key in data]
    for lead, item in items:
        if isinstance(item, dict | list) and lead != "- ":
            yield f"{indent}{lead.rstrip()}"
            yield from _block(item, f"{indent}  ")
        elif isinstance(item, dict | list):
            first, *rest = _block(item, f"{indent}  ")
            yield f"{indent}- {first.lstrip()}"
            yield from rest
        else:
            yield f"{indent}{lead}{json.dumps(item)}"
