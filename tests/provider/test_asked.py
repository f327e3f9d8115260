"""What a body asks for is read by the one module that knows its keys."""

import re
from pathlib import Path

import storyboard
from storyboard.provider.asked import (
    charged_in,
    prompt_in,
    quoted_in,
    read_body,
    refs_in,
    seconds_in,
    seen_in,
    size_in,
    sound_in,
    takes_in,
    with_takes,
)
from storyboard.provider.request import ImageRef, Request, write_body
from storyboard.provider.sources import Url

BODY = write_body(
    Request(
        prompt="She waits.",
        duration=5,
        resolution="480p",
        aspect_ratio="16:9",
        generate_audio=True,
        takes=2,
        refs=(ImageRef(name="Image1", url=Url(url="https://example.com/a.png")),),
        client_source="the-keeper",
    )
)


def test_what_was_written_is_read() -> None:
    assert (takes_in(BODY), prompt_in(BODY), size_in(BODY)) == (2, "She waits.", ("480p", "16:9"))
    assert (seconds_in(BODY), sound_in(BODY)) == (5, True)
    assert [ref["name"] for ref in refs_in(BODY)] == ["Image1"]


def test_where_little_is_asked_for_nothing_is_made_up() -> None:
    bare = read_body('{"input": {}}')
    assert (takes_in(bare), size_in(bare), seconds_in(bare), sound_in(bare)) == (1, ("", ""), None, False)
    assert not sound_in({})


def test_another_number_of_takes_is_the_same_picture() -> None:
    more = with_takes(BODY, 3)
    assert (takes_in(more), takes_in(BODY)) == (3, 2)
    assert seen_in(more) == seen_in(BODY) == {key: BODY["input"][key] for key in BODY["input"] if key != "videoNum"}
    assert charged_in(more) == charged_in(BODY) == [["image"], 5, "480p", "16:9", True, None]
    assert quoted_in(more) != quoted_in(BODY)


def test_no_other_module_knows_the_keys_of_a_body() -> None:
    package = Path(storyboard.__file__).parent
    keys = re.compile(r'"(videoNum|aspectRatio|generateAudio)"|\["input"\]\["')
    knowing = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if keys.search(path.read_text()) and path.relative_to(package).parts[0] != "sandbox"
    }
    assert knowing == {"provider/asked.py", "provider/request.py", "plan/decisions/changes.py"}
