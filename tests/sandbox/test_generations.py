"""A request's way through the stand-in: taken, charged, waiting, processing, made; and found again."""

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import av
import pytest

from storyboard.provider.answers import (
    Accepted,
    Balance,
    Final,
    Gone,
    NoAccess,
    NotEnoughCredits,
    Pending,
    Quoted,
    Rejected,
)
from storyboard.provider.pollo import read_balance, read_quote, read_status, read_submit
from storyboard.provider.profile import profile_from
from storyboard.provider.wire import HttpResponse
from tests.provider.models import NAMES, model, model_data
from tests.sandbox.talk import BASE, MINI, Clock, Drawn, Talk, body, image, talk

QUOTE = MINI.replace("ref2video", "validate")


def _wire(answer: Any) -> HttpResponse:
    return HttpResponse(status=answer.status_code, headers=tuple(answer.headers.multi_items()), body=answer.content)


def test_a_task_waits_is_processed_and_succeeds(tmp_path: Path) -> None:
    stand_in = talk(tmp_path)
    task = stand_in.submit(body())
    assert stand_in.statuses(task) == ["waiting"]
    assert stand_in.statuses(task) == ["processing"]
    stand_in.settle()
    assert stand_in.statuses(task) == ["succeed"]


def test_a_task_is_not_done_before_its_latency_has_passed(tmp_path: Path) -> None:
    clock = Clock()
    stand_in = talk(tmp_path, clock=clock, latency=10.0)
    task = stand_in.submit(body())
    assert {take["status"] for take in stand_in.done(task)["generations"]} == {"processing"}
    clock.now += 9.9
    assert stand_in.statuses(task) == ["processing"]
    clock.now += 0.2
    assert stand_in.statuses(task) == ["succeed"]


def test_the_number_of_polls_can_be_set(tmp_path: Path) -> None:
    stand_in = talk(tmp_path, polls=1)
    task = stand_in.submit(body())
    stand_in.settle()
    assert stand_in.statuses(task) == ["succeed"]


def test_every_take_is_a_clip_of_its_own(tmp_path: Path) -> None:
    drawn = Drawn()
    stand_in = talk(tmp_path, draw=drawn)
    takes = stand_in.done(stand_in.submit(body(videoNum=3)))["generations"]
    assert [take["status"] for take in takes] == ["succeed"] * 3
    assert len({take["url"] for take in takes}) == 3
    assert sorted((one.take, one.takes) for one in drawn.seen) == [(1, 3), (2, 3), (3, 3)]
    clip = stand_in("GET", takes[0]["url"], key=False)
    assert clip.headers["content-type"] == "video/mp4"
    assert int(clip.headers["content-length"]) == len(clip.content)
    with av.open(io.BytesIO(clip.content), "r") as container:
        assert len(list(container.decode(video=0))) == 96


def test_the_same_request_is_drawn_as_another_take_each_time_also_after_a_restart(tmp_path: Path) -> None:
    drawn = Drawn()
    refs = [image("https://a.example.com/1.png?Signature=one"), image("https://a.example.com/1.png?Signature=two")]
    for given in ({"videoNum": 2}, {}, {"prompt": "Another."}, {"refs": [refs[0]]}, {"refs": [refs[1]]}):
        stand_in = talk(tmp_path, draw=drawn)
        stand_in.done(stand_in.submit(body(**given)))
    assert sorted(one.take for one in drawn.seen) == [1, 1, 1, 2, 2, 3]


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [("bytes=0-9", 206, 0, 10), ("bytes=-5", 206, -5, None), ("bytes=99999999-", 416, 0, 0)],
)
def test_a_clip_is_handed_out_by_ranges(tmp_path: Path, asked: str, status: int, start: int, end: int | None) -> None:
    stand_in = talk(tmp_path)
    url = stand_in.done(stand_in.submit(body()))["generations"][0]["url"]
    whole = stand_in("GET", url).content
    part = stand_in("GET", url, headers={"range": asked})
    assert part.status_code == status
    if status == 206:
        assert part.content == whole[start:end]


def test_the_answers_are_read_by_the_very_dialect_of_the_real_api(tmp_path: Path) -> None:
    stand_in = talk(tmp_path, credits=Decimal("10.00"), fault=lambda _, number: "moderated" if number == 2 else None)
    assert read_quote(_wire(stand_in("POST", QUOTE, json=body()))) == Quoted(credits=Decimal("2.8"))
    taken = read_submit(_wire(stand_in("POST", MINI, json=body(videoNum=2))))
    assert isinstance(taken, Accepted)
    path = f"/generation/{taken.task_id}/status"
    assert isinstance(read_status(_wire(stand_in("GET", path)), task_id=taken.task_id), Pending)
    stand_in.done(taken.task_id)
    final = read_status(_wire(stand_in("GET", path)), task_id=taken.task_id)
    assert isinstance(final, Final)
    assert final.credit == Decimal("5.6")
    assert [(take.status, take.message) for take in final.generations] == [("succeed", ""), ("failed", "moderated")]
    assert read_balance(_wire(stand_in("GET", "/credit/balance"))) == Balance(
        available=Decimal("4.4"), total=Decimal(10)
    )
    assert isinstance(read_submit(_wire(stand_in("POST", MINI, json=body(videoNum=2)))), NotEnoughCredits)
    assert isinstance(read_submit(_wire(stand_in("POST", MINI, json={}))), Rejected)
    assert isinstance(read_submit(_wire(stand_in("POST", MINI, json=body(), key=False))), NoAccess)
    assert isinstance(read_status(_wire(stand_in("GET", "/generation/nobody/status")), task_id="nobody"), Gone)


def test_money_goes_down_by_the_profiles_price_and_stays_down_after_a_restart(tmp_path: Path) -> None:
    talk(tmp_path, credits=Decimal(10)).submit(body(duration=10))
    again = talk(tmp_path, credits=Decimal(99))
    assert again("GET", "/credit/balance").json()["data"] == {"availableCredits": 3.0, "totalCredits": 10.0}
    refused = again("POST", MINI, json=body(duration=5))
    assert (refused.status_code, refused.json()) == (403, {"message": "Not enough credits", "code": "FORBIDDEN"})
    again.submit(body(duration=4))
    assert again("GET", "/credit/balance").json()["data"]["availableCredits"] == 0.2


def test_a_quote_makes_and_costs_nothing(tmp_path: Path) -> None:
    drawn = Drawn()
    stand_in = talk(tmp_path, credits=Decimal(1), draw=drawn)
    stand_in("POST", QUOTE, json=body())
    stand_in.settle()
    assert drawn.seen == []
    assert stand_in("GET", "/credit/balance").json()["data"]["availableCredits"] == 1


def test_a_restart_finds_every_task_and_draws_what_was_left(tmp_path: Path) -> None:
    def never(_animatic: object, _target: Path) -> None:
        raise SystemExit

    before = talk(tmp_path)
    made = before.submit(body())
    url = before.done(made)["generations"][0]["url"]
    left = before.submit(body(prompt="@Image1 runs."))
    before.settle()
    (tmp_path / "clips" / left / "1.mp4").unlink()
    drawn = Drawn()
    after = talk(tmp_path, draw=drawn)
    assert after.done(made)["generations"][0]["url"] == url
    assert [take["status"] for take in after.done(left)["generations"]] == ["succeed"]
    assert [one.prompt for one in drawn.seen] == ["@Image1 runs."]


def test_a_take_that_cannot_be_drawn_is_a_failed_take_that_names_no_path(tmp_path: Path) -> None:
    def broken(_animatic: object, _target: Path) -> None:
        raise OSError(f"{tmp_path}/files/x.png is broken")

    stand_in = talk(tmp_path, draw=broken)
    take = stand_in.done(stand_in.submit(body()))["generations"][0]
    assert (take["status"], take["url"]) == ("failed", "")
    assert take["failMsg"] == "the animatic could not be drawn: files/x.png is broken"


def test_pictures_handed_in_are_drawn_with_their_names(tmp_path: Path) -> None:
    drawn = Drawn()
    stand_in = talk(tmp_path, draw=drawn)
    url = stand_in.put(b"a picture")
    subject = {"type": "subject", "name": "Mira", "subjectId": "s", "images": [{"url": url, "order": 1}]}
    stand_in.done(stand_in.submit(body(subject, image(url), image(name="Image2", order=2))))
    assert [(picture.name, picture.path.read_bytes()) for picture in drawn.seen[0].pictures] == [
        ("Mira", b"a picture"),
        ("Image1", b"a picture"),
    ]


def test_a_clip_made_before_may_be_a_reference_and_is_shown_by_its_last_frame(tmp_path: Path) -> None:
    drawn = Drawn()
    stand_in = talk(tmp_path, draw=drawn)
    url = stand_in.done(stand_in.submit(body()))["generations"][0]["url"]
    video = {"type": "video", "name": "Video1", "video": url, "order": 1}
    assert stand_in.done(stand_in.submit(body(video)))["generations"][0]["status"] == "succeed"
    [still] = drawn.seen[-1].pictures
    assert still.name == "Video1"
    assert still.path.read_bytes().startswith(b"\x89PNG")


SIZES = [
    ("480p", "9:16", "seedance-2-0-mini", (496, 864)),
    ("720p", "21:9", "seedance-2-0-mini", (1470, 630)),
    ("480p", "adaptive", "seedance-2-0-mini", (864, 496)),
    ("1080p", "16:9", "seedance-2-0", (1920, 1080)),
    ("1080p", "9:16", "seedance-2-0", (1080, 1920)),
]


@pytest.mark.parametrize(("resolution", "ratio", "name", "size"), SIZES)
def test_frames_have_the_size_of_the_models_page(
    tmp_path: Path, resolution: str, ratio: str, name: str, size: tuple[int, int]
) -> None:
    drawn = Drawn()
    stand_in = talk(tmp_path, draw=drawn)
    answer = stand_in("POST", model(name).path, json=body(resolution=resolution, aspectRatio=ratio))
    assert answer.status_code == 200, answer.text
    stand_in.settle()
    assert (drawn.seen[0].width, drawn.seen[0].height) == size


@pytest.mark.parametrize(
    ("pixels", "size"), [((300, 500), (496, 864)), ((400, 400), (640, 640)), ((900, 400), (992, 432))]
)
def test_adaptive_takes_the_nearest_ratio_to_the_first_picture(
    tmp_path: Path, pixels: tuple[int, int], size: tuple[int, int]
) -> None:
    from PIL import Image

    held = io.BytesIO()
    Image.new("RGB", pixels).save(held, "PNG")
    drawn = Drawn()
    stand_in = talk(tmp_path, draw=drawn)
    stand_in.submit(body(image(stand_in.put(held.getvalue())), aspectRatio="adaptive"))
    stand_in.settle()
    assert (drawn.seen[0].width, drawn.seen[0].height) == size


def test_models_of_a_users_own_are_played_too(tmp_path: Path) -> None:
    data = model_data("seedance-2-0-mini")
    own = profile_from({**data, "name": "own", "path": "/own/make", "quote_path": "/own/price"})
    stand_in = talk(tmp_path, profiles=[own])
    assert stand_in("POST", "/own/make", json=body()).status_code == 200
    assert stand_in("POST", "/own/price", json=body()).json()["data"]["totalCost"] == 2.8
    listed = stand_in("GET", "/api/v1/model-specs", key=False).json()["data"]
    assert {spec["model"] for spec in listed} == {"own", *NAMES}


def test_sound_and_length_are_as_asked(tmp_path: Path) -> None:
    drawn = Drawn()
    stand_in = talk(tmp_path, draw=drawn)
    silent = body(duration=7, generateAudio=False)
    stand_in.submit(silent)
    del silent["input"]["generateAudio"], silent["input"]["videoNum"]
    stand_in.submit(silent)
    stand_in.settle()
    assert sorted((one.seconds, one.audio, one.takes) for one in drawn.seen) == [(7, False, 1), (7, True, 1)]


def test_the_calls_stand_where_the_real_ones_do(tmp_path: Path) -> None:
    stand_in: Talk = talk(tmp_path)
    assert stand_in("GET", f"http://sandbox{BASE}/credit/balance").status_code == 200
    assert stand_in("GET", "http://sandbox/credit/balance").status_code == 200
    assert stand_in("GET", "http://sandbox/api/credit/balance").status_code == 404
