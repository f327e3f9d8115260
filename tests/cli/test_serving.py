"""`sandbox`: the stand-in in a process of its own draws the very frames that it draws in the command's process."""

import hashlib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import pytest
from PIL import Image, ImageChops

from tests.cli.desk import STORYBOARD, Desk, executable

FAST = ("--poll-interval", "0.1")
ONE_SHOT = STORYBOARD.replace("      - {id: close", "      # - {id: close")

pytestmark = pytest.mark.slow


@contextmanager
def served(folder: Path, *options: str) -> Iterator[str]:
    """Run `storyboard sandbox` while the block runs; hand out the address it prints."""
    command = [*executable(), "sandbox", "--port", "0", "--folder", str(folder), "--latency", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def clip_of(desk: Desk, where: str) -> Path:
    (shot,) = desk.manifest(where)["shots"].values()
    return desk.folder / "build" / "film" / where / str(shot["takes"][0]["file"])


def pictures(clip: Path) -> list[str]:
    """Hash every frame of a clip."""
    with av.open(str(clip)) as container:
        return [
            hashlib.sha256(b"".join(bytes(plane) for plane in frame.planes)).hexdigest()
            for frame in container.decode(video=0)
        ]


def first_frame(clip: Path) -> Image.Image:
    with av.open(str(clip)) as container:
        frame = next(container.decode(video=0))
        return Image.frombytes("L", (frame.planes[0].line_size, frame.height), bytes(frame.planes[0]))


def test_in_the_process_and_served_the_same_frames_are_drawn(desk: Desk, tmp_path: Path) -> None:
    desk.write(ONE_SHOT)
    assert desk("run", "film.yaml", *FAST).code == 0
    with served(tmp_path / "server") as url:
        assert url.startswith("http://127.0.0.1:")
        said = desk("run", "film.yaml", "--base-url", url, *FAST)
        assert said.code == 0, said.err
        planned = desk("plan", "film.yaml", "--base-url", url)
        plain = desk("run", "film.yaml", "--target", "pollo", "--base-url", url, *FAST)
    port = url.removeprefix("http://").partition("/")[0].replace(":", "-")
    assert "· keep" in planned.out
    assert plain.code == 4
    assert pictures(clip_of(desk, f"sandbox@{port}")) == pictures(clip_of(desk, "sandbox"))


def test_without_the_plan_a_frame_shows_the_request_alone(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same request, sent as to a stranger: no slate, so the heading with scene and address is another."""
    monkeypatch.setenv("POLLO_API_KEY", "any")
    desk.write(ONE_SHOT)
    where = []
    # One server for each: what was made at an address is there for every target at that address.
    for number, target in enumerate([("--target", "pollo", "--yes"), ()]):
        with served(tmp_path / f"server{number}") as url:
            assert desk("run", "film.yaml", "--base-url", url, *target, *FAST).code == 0
            where.append(url.removeprefix("http://").partition("/")[0].replace(":", "-"))
    bare, told = first_frame(clip_of(desk, f"pollo@{where[0]}")), first_frame(clip_of(desk, f"sandbox@{where[1]}"))
    unlike = ImageChops.difference(bare, told).histogram()
    assert sum(unlike[64:]) > 500


def test_the_sandbox_says_how_to_use_it_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    command = [*executable(), "sandbox", "--folder", str(tmp_path / "server")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        process.send_signal(2)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert "storyboard run FILE --base-url URL" in err
    assert "Traceback" not in err
