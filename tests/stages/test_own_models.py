"""A served sandbox plays models of one's own, at their own prices, and names a file that is none."""

import json
from pathlib import Path
from typing import Any

import pytest

from storyboard.problems import UsageError
from storyboard.stages.own_models import read_own_models
from tests.cli.test_serving import served
from tests.provider.models import model_data
from tests.sandbox.talk import ELSEWHERE, MINI, talk

QUOTE = MINI.replace("ref2video", "validate")
BODY = {
    "input": {
        "prompt": "x",
        "duration": 4,
        "resolution": "480p",
        "aspectRatio": "16:9",
        "refs": [{"type": "image", "name": "Image1", "image": ELSEWHERE, "order": 1}],
    }
}


def mine(**more: Any) -> dict[str, Any]:
    data = model_data("seedance-2-0-mini")
    return {**data, "name": "mine", "prices": {**data["prices"], "multiplier": 2}, **more}


def write(folder: Path, data: object, name: str = "mine.json") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(data), encoding="utf-8")
    return folder


def test_a_model_of_ones_own_is_played_at_its_own_price_even_at_the_path_of_a_shipped_one(tmp_path: Path) -> None:
    shipped = talk(tmp_path / "a")("POST", QUOTE, json=BODY).json()["data"]["cost"]
    profiles = read_own_models(write(tmp_path / "models", mine()))
    own = talk(tmp_path / "b", profiles=profiles)("POST", QUOTE, json=BODY).json()["data"]["cost"]
    assert own == 4 * shipped > 0


def test_a_model_at_a_path_of_its_own_is_found(tmp_path: Path) -> None:
    path = "/generation/house/mine/ref2video"
    profiles = read_own_models(write(tmp_path / "models", mine(path=path)))
    assert talk(tmp_path / "a")("POST", path, json=BODY).status_code == 404
    assert talk(tmp_path / "b", profiles=profiles)("POST", path, json=BODY).status_code == 200


@pytest.mark.slow
def test_the_served_sandbox_takes_a_folder_of_models(tmp_path: Path) -> None:
    import httpx

    models = write(tmp_path / "models", mine(path="/generation/house/mine/ref2video"))
    with served(tmp_path / "server", "--models", str(models)) as url:
        listed = httpx.get(f"{url.removesuffix('/api/platform')}/api/v1/model-specs", timeout=30).json()["data"]
    assert "mine" in {model["model"] for model in listed}


@pytest.mark.parametrize(
    ("data", "words"), [({}, "mine.json is no model profile"), ([], "mine.json"), (mine(takes=0), "takes")]
)
def test_a_file_that_is_no_profile_is_named(tmp_path: Path, data: object, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        read_own_models(write(tmp_path / "models", data))


def test_a_folder_without_profiles_is_a_slip(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no model profile in"):
        read_own_models(tmp_path)
