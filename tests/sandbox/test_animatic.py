"""The stand-in with its real animatic: what comes out has the size, length, rate and sound that were asked for."""

import io
from pathlib import Path

import pytest
from PIL import Image

from storyboard.media.measure import measure
from storyboard.sandbox.drawing import draw_animatic
from tests.sandbox.talk import body, image, talk


def _picture() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (400, 500), (120, 60, 30)).save(held, "PNG")
    return held.getvalue()


@pytest.mark.parametrize(("sound", "ratio", "size"), [(True, "9:16", (496, 864)), (False, "21:9", (992, 432))])
def test_a_request_becomes_an_animatic_as_asked(tmp_path: Path, sound: bool, ratio: str, size: tuple[int, int]) -> None:
    stand_in = talk(tmp_path, draw=draw_animatic)
    refs = (image(stand_in.put(_picture())), image(name="Image2", order=2))
    take = stand_in.done(stand_in.submit(body(*refs, aspectRatio=ratio, generateAudio=sound)))["generations"][0]
    assert take["status"] == "succeed", take["failMsg"]
    clip = tmp_path / "got.mp4"
    clip.write_bytes(stand_in("GET", take["url"]).content)
    seen = measure(clip)
    assert ((seen.width, seen.height), seen.fps, seen.has_audio, seen.frames) == (size, 24.0, sound, 96)


def test_a_reference_that_is_no_picture_fails_its_take_alone(tmp_path: Path) -> None:
    stand_in = talk(tmp_path, draw=draw_animatic)
    take = stand_in.done(stand_in.submit(body(image(stand_in.put(b"no picture")))))["generations"][0]
    assert take["status"] == "failed"
    assert "is not a picture" in take["failMsg"]
    assert str(tmp_path) not in take["failMsg"]
