"""Bodies: orders, names, crops and what stands for a URL until the run."""

import itertools
import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.provider.profile import request_schema
from storyboard.provider.request import (
    AudioRef,
    Crop,
    CropMeta,
    Env,
    FileAt,
    ImageRef,
    Ref,
    Request,
    Section,
    ShotAt,
    SubjectRef,
    Url,
    VideoRef,
    Where,
    fill,
    placeholders,
    read_where,
    write_body,
    write_where,
)
from tests.provider.models import model

SHA = "ab" * 32
PICTURE = Url(url="https://cdn.example.com/a.png")
CROP = Crop(x=120, y=40.0, width=512, height=512)
WHOLE = FileAt(path="refs/group.png", sha256=SHA)
CUT = FileAt(path="refs/group.png", sha256=SHA, crop=CROP)


def _request(*refs: Ref, **more: Any) -> Request:
    plain: dict[str, Any] = {
        "prompt": "@Image1 is Mira.",
        "duration": 5,
        "resolution": "480p",
        "aspect_ratio": "16:9",
        "generate_audio": True,
        "takes": 1,
        "refs": refs or (ImageRef(name="Image1", url=PICTURE),),
    }
    return Request(**{**plain, **more})


def test_every_default_is_written_out() -> None:
    assert write_body(_request()) == {
        "input": {
            "prompt": "@Image1 is Mira.",
            "duration": 5,
            "resolution": "480p",
            "aspectRatio": "16:9",
            "generateAudio": True,
            "videoNum": 1,
            "refs": [{"type": "image", "name": "Image1", "image": PICTURE.url, "order": 1}],
        }
    }


def test_whole_numbers_have_no_fraction() -> None:
    written = json.dumps(write_body(_request(ImageRef(name="Image1", url=CUT), duration=5.0)))
    assert "5.0" not in written
    assert "40.0" not in written


def test_what_an_author_sets_is_passed_on_and_nothing_else() -> None:
    body = write_body(_request(unlimited=False, webhook_url=Env(name="WEBHOOK_URL"), client_source="the-keeper"))
    assert body["input"]["unlimited"] is False
    assert body["webhookUrl"] == {"$env": "WEBHOOK_URL"}
    assert body["clientSource"] == "the-keeper"
    assert write_body(_request(webhook_url="https://hook.example.com/"))["webhookUrl"] == "https://hook.example.com/"


SUBJECT = SubjectRef(name="Mira", subject_id="subj_1", images=(PICTURE, WHOLE))
IMAGES = (ImageRef(name="Image1", url=PICTURE), ImageRef(name="Image2", url=WHOLE, avatar_id="av_1"))
VIDEO = VideoRef(name="Video1", url=ShotAt(call="arrival/wide", via="tail", seconds=4.0))
AUDIO = AudioRef(name="Audio1", url=FileAt(path="v.mp3", sha256=SHA, section=Section(start=12.0, seconds=6)))


@pytest.mark.parametrize("refs", list(itertools.permutations([AUDIO, VIDEO, SUBJECT])))
def test_a_body_lists_subjects_images_videos_audios_and_counts_all_but_subjects(refs: tuple[Ref, ...]) -> None:
    written = write_body(_request(*refs, *IMAGES))["input"]["refs"]
    assert [(ref["name"], ref.get("order")) for ref in written] == [
        ("Mira", None),
        ("Image1", 1),
        ("Image2", 2),
        ("Video1", 3),
        ("Audio1", 4),
    ]
    assert [image["order"] for image in written[0]["images"]] == [1, 2]
    assert written[2]["avatarId"] == "av_1"


def test_a_crop_is_recorded_beside_the_refs() -> None:
    meta = CropMeta(original=WHOLE, width=512, height=512, detail=CROP)
    cropped = ImageRef(name="Image2", url=CUT, crop=meta)
    written = write_body(_request(SUBJECT, IMAGES[0], cropped))["input"]
    where = {
        "$file": "refs/group.png",
        "sha256": SHA,
        "crop": {"x": 120, "y": 40, "width": 512, "height": 512, "rotate": 0, "scale_x": 1, "scale_y": 1},
    }
    assert written["refs"][2]["image"] == where
    assert written["imageMeta"] == [
        {
            "name": "Image2",
            "url": {"$file": "refs/group.png", "sha256": SHA},
            "order": 1,
            "cropper": {
                "url": where,
                "width": 512,
                "height": 512,
                "detail": {"x": 120, "y": 40, "width": 512, "height": 512, "rotate": 0, "scaleX": 1, "scaleY": 1},
            },
        }
    ]


def test_no_crop_no_record() -> None:
    assert "imageMeta" not in write_body(_request(*IMAGES))["input"]


WHERES: list[tuple[Where | Env, Any]] = [
    (PICTURE, PICTURE.url),
    (Url(url="https://e.x/a", crop=CROP), {"$url": "https://e.x/a", "crop": {"x": 120}}),
    (WHOLE, {"$file": "refs/group.png"}),
    (CUT, {"$file": "refs/group.png", "crop": {"y": 40}}),
    (AUDIO.url, {"$file": "v.mp3", "section": {"from": 12, "seconds": 6}}),
    (ShotAt(call="a/b", via="frame"), {"$shot": "a/b", "output": "frame"}),
    (ShotAt(call="a/b", via="tail", seconds=4, take=2), {"$shot": "a/b", "output": "tail", "seconds": 4, "take": 2}),
    (Env(name="HOOK"), {"$env": "HOOK"}),
]


@pytest.mark.parametrize(("where", "written"), WHERES)
def test_what_stands_for_a_url_is_written_and_read_back(where: Where | Env, written: Any) -> None:
    found = write_where(where)
    assert _within(written, found)
    assert read_where(json.loads(json.dumps(found))) == where


def _within(part: Any, whole: Any) -> bool:
    if not isinstance(part, dict):
        return bool(part == whole)
    return all(key in whole and _within(value, whole[key]) for key, value in part.items())


@pytest.mark.parametrize("value", [{}, {"$file": "a"}, {"$shot": "a", "output": "sound"}, {"$env": 1}])
def test_what_stands_for_nothing_known_is_refused(value: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="nothing known"):
        read_where(value)


def test_placeholders_are_found_once_each_and_filled_everywhere() -> None:
    meta = CropMeta(original=WHOLE, width=512, height=512, detail=CROP)
    body = write_body(_request(SUBJECT, ImageRef(name="Image1", url=CUT, crop=meta), webhook_url=Env(name="HOOK")))
    marks = placeholders(body)
    assert [next(iter(mark)) for mark in marks] == ["$file", "$file", "$env"]
    filled = fill(body, lambda mark: f"https://up.example.com/{marks.index(dict(mark))}")
    assert "$" not in json.dumps(filled)
    assert filled["input"]["refs"][1]["image"] == filled["input"]["imageMeta"][0]["cropper"]["url"]
    assert placeholders(filled) == ()
    assert placeholders(body) == marks, "filling must leave the body as it was"


URLS = st.just(PICTURE)
NAMES = st.text(min_size=1, max_size=64)
REFS = st.lists(
    st.one_of(
        st.builds(ImageRef, name=NAMES, url=URLS),
        st.builds(VideoRef, name=NAMES, url=URLS),
        st.builds(AudioRef, name=NAMES, url=URLS),
        st.builds(SubjectRef, name=NAMES, subject_id=NAMES, images=st.lists(URLS, min_size=1, max_size=3).map(tuple)),
    ),
    min_size=1,
    max_size=15,
).map(tuple)


@given(refs=REFS, takes=st.integers(1, 4), seconds=st.integers(4, 15))
def test_what_the_writer_makes_fits_the_request_schema(refs: tuple[Ref, ...], takes: int, seconds: int) -> None:
    body = write_body(_request(*refs, takes=takes, duration=seconds))
    VALIDATOR.validate(body)
    orders = [ref["order"] for ref in body["input"]["refs"] if "order" in ref]
    assert orders == list(range(1, len(orders) + 1))


VALIDATOR = jsonschema.Draft202012Validator(request_schema(model()))
