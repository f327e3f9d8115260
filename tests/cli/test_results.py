"""`status` and `cut`: what there is, and the film of it."""

import hashlib
import json
import re
import shutil
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import av
import pytest

from storyboard.cli.main import run
from storyboard.problems import Refused
from storyboard.run.record.manifest import (
    Manifest,
    ManifestTotals,
    ShotResult,
    ShotStatus,
    TakeResult,
    TakeResultStatus,
)
from storyboard.stages.compiling import Wanted
from storyboard.stages.cutting import cut_films
from storyboard.stages.standing import Standing
from storyboard.stages.targets import Aim
from tests.cli.desk import STORYBOARD, Desk

FAST = ("--poll-interval", "0.1")


@pytest.fixture
def made(desk: Desk, quick_sandbox: list[Any]) -> Desk:
    assert desk("run", "film.yaml", *FAST).code == 0
    return desk


def set_status(desk: Desk, address: str, status: str, **more: Any) -> None:
    """Change what the manifest says of a shot, as if the run had ended so."""
    path = desk.folder / "build" / "film" / "sandbox" / "manifest.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["shots"][address] |= {"status": status, **more}
    statuses = [shot["status"] for shot in data["shots"].values()]
    data["totals"] |= {"done": statuses.count("done"), status: statuses.count(status)}
    path.write_text(json.dumps(data), encoding="utf-8")


def forget(desk: Desk) -> None:
    """Let nothing but the manifest tell what was made."""
    shutil.rmtree(desk.folder / ".storyboard")


def frames(path: Path) -> tuple[int, float, int, int]:
    """Count a film's frames; give the rate and the size too."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        count = sum(1 for _ in container.decode(stream))
        return count, float(stream.average_rate or 0), stream.width, stream.height


def test_status_tells_of_every_shot(made: Desk) -> None:
    said = made("status", "film.yaml")
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[0].startswith("The Keeper · sandbox · ")
    assert [line.split()[:4] for line in lines if line.startswith("lamp/")] == [
        ["lamp/wide", "done", "1", "2.8"],
        ["lamp/close", "done", "1", "2.8"],
    ]
    assert lines[-1] == "2 done; 0:08.0 of film; 5.6 credits spent in all, free here"


def test_status_as_json_is_the_manifest(made: Desk) -> None:
    assert made("status", "film.yaml", "--json").json == made.manifest()


@pytest.mark.parametrize("status", ["waiting", "submitted", "processing", "failed", "skipped", "held", "in-doubt"])
def test_status_tells_why_a_shot_is_not_there(made: Desk, status: str) -> None:
    set_status(made, "lamp/close", status, takes=[], because=["the [lamp] went out"])
    forget(made)
    said = made("status", "film.yaml")
    assert said.code == 0
    (line,) = [line for line in said.out.splitlines() if line.startswith("lamp/close")]
    assert status in line
    assert line.endswith("the [lamp] went out")
    assert {"1 done", f"1 {status}"} == set(said.out.splitlines()[-1].partition(";")[0].split(", "))


@pytest.mark.parametrize("why", ["the lamp went out", "its clip is not here yet: the lamp went out"])
def test_a_reason_is_told_once_and_each_other_one_too(made: Desk, why: str) -> None:
    (take,) = made.manifest()["shots"]["lamp/close"]["takes"]
    takes = [
        {**take, "number": number, "status": "failed", "message": message}
        for number, message in enumerate(("the lamp went out", "the lamp went out", "a storm"), start=1)
    ]
    set_status(made, "lamp/close", "failed", takes=takes, because=[why])
    forget(made)
    told = " ".join(made("status", "film.yaml").out.split())
    assert f"{why}; a storm" in told
    assert told.count("the lamp went out") == 1


def test_what_was_never_run_has_no_status(desk: Desk) -> None:
    for command in ("status", "cut"):
        said = desk(command, "film.yaml")
        assert (said.code, said.out) == (2, "")
        assert "Nothing was made in build/film/sandbox yet" in said.err
        assert "help: `storyboard run film.yaml` makes the shots.\n" in said.err


def test_the_command_that_is_missing_is_written_out(desk: Desk) -> None:
    desk.write(STORYBOARD.replace("scenes:", "profiles: {draft: {}}\nscenes:"), "my film.yaml")
    where = ("--profile", "draft", "--target", "pollo", "--base-url", "http://127.0.0.1:9/x", "--out", "made")
    for command in ("status", "cut"):
        said = desk(command, "my film.yaml", *where)
        assert f"`storyboard run 'my film.yaml' {' '.join(where)}` makes the shots" in said.err


def test_a_production_that_lies_beside_is_named_before_the_command_that_pays(made: Desk) -> None:
    for command in ("status", "cut"):
        said = made(command, "film.yaml", "--target", "pollo")
        assert said.code == 2
        assert "Nothing was made in build/film/pollo yet" in said.err
        help = said.err[said.err.index("help: ") :]
        assert help.startswith(
            "help: There is build/film/sandbox: --target, --base-url and --profile say which is meant."
        )


def test_a_storyboard_with_a_new_name_has_its_takes_and_its_film_at_once(made: Desk) -> None:
    before = made("status", "film.yaml", "--json").json
    (made.folder / "film.yaml").rename(made.folder / "movie.yaml")
    told = made("status", "movie.yaml", "--json").json
    assert {name: shot["status"] for name, shot in told["shots"].items()} == {"lamp/wide": "done", "lamp/close": "done"}
    assert {**told["totals"], "credits": 0} == {**before["totals"], "credits": 0}
    assert "2 done; " in made("status", "movie.yaml").out
    listed = made("takes", "movie.yaml", "--json").json["shots"]
    assert [take["used"] for takes in listed.values() for take in takes] == [["lamp/wide"], ["lamp/close"]]
    cut = made("cut", "movie.yaml")
    assert (cut.code, cut.out) == (0, "build/movie/sandbox/film.mp4\n"), cut.err


def test_a_profile_that_there_is_not_is_told_before_all(desk: Desk) -> None:
    for command in ("status", "cut"):
        said = desk(command, "film.yaml", "--profile", "draft")
        assert (said.code, said.out) == (2, "")
        assert said.err.startswith("error: There is no profile 'draft'.")
        assert "Nothing was made" not in said.err


def clip_of(desk: Desk, address: str) -> Path:
    return made_in(desk) / str(desk.manifest()["shots"][address]["takes"][0]["file"])


def gone(clip: Path) -> None:
    clip.unlink()


def shortened(clip: Path) -> None:
    clip.write_bytes(clip.read_bytes()[:-1])


HURT: list[tuple[Callable[[Path], None], str]] = [
    (gone, "its clip is not here; `run` brings it back"),
    (shortened, "its clip is not as it was made; `run` brings it back"),
]


@pytest.mark.parametrize(("hurt", "words"), HURT)
def test_status_looks_at_the_disk(made: Desk, hurt: Callable[[Path], None], words: str) -> None:
    hurt(clip_of(made, "lamp/wide"))
    said = made("status", "film.yaml")
    lines = said.out.splitlines()
    assert re.split(r" {2,}", lines[2]) == ["lamp/wide", "not here", "1", "2.8", words]
    assert lines[3].split()[1] == "done"
    assert lines[-1].startswith("1 not here, 1 done; ")
    assert made("run", "film.yaml", *FAST).code == 0
    assert made("status", "film.yaml").out.splitlines()[-1].startswith("2 done; ")


def test_what_shots_share_is_told_once(desk: Desk, quick_sandbox: list[Any]) -> None:
    again = '      - {id: again, action: "{{ mira }} climbs the last stairs."}\n'
    desk.write(STORYBOARD + again)
    assert desk("run", "film.yaml", *FAST).code == 0
    lines = desk("status", "film.yaml").out.splitlines()
    assert [line.split()[:4:3] for line in lines if line.startswith("lamp/")] == [
        ["lamp/wide", "2.8"],
        ["lamp/close", "2.8"],
        ["lamp/again", "shared"],
    ]
    assert lines[-1].endswith("; 5.6 credits spent in all, free here")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"manifest": 2}', '{"manifest": 1}', "\x00"])
def test_a_damaged_manifest_is_told(made: Desk, text: str) -> None:
    made.write(text, "build/film/sandbox/manifest.json")
    for command in ("status", "cut"):
        said = made(command, "film.yaml")
        assert (said.code, said.out) == (2, "")
        assert "manifest.json" in said.err


def test_the_film_is_every_shot_in_order(made: Desk) -> None:
    said = made("cut", "film.yaml")
    film = made.folder / "build" / "film" / "sandbox" / "film.mp4"
    assert (said.code, said.out) == (0, "build/film/sandbox/film.mp4\n")
    assert said.err == "Joining 2 clips into film.mp4 …\n2 shots, 0:08.0, 864×496.\n"
    assert frames(film) == (2 * 4 * 24, 24.0, 864, 496)


def test_the_film_of_a_profile_stands_beside_its_manifest(desk: Desk, quick_sandbox: list[Any]) -> None:
    desk.write(STORYBOARD.replace("scenes:", "profiles: {draft: {}}\nscenes:"))
    desk("run", "film.yaml", "--profile", "draft", *FAST)
    said = desk("cut", "film.yaml", "--profile", "draft")
    assert said.out == "build/film/sandbox-draft/film.mp4\n"
    shared = desk("cut", "film.yaml")
    assert (shared.code, shared.out) == (0, "build/film/sandbox/film.mp4\n")


def test_each_variant_is_a_film(desk: Desk, quick_sandbox: list[Any]) -> None:
    desk.write(STORYBOARD.replace("scenes:", 'variants: {classic: {}, tall: {aspect_ratio: "9:16"}}\nscenes:'))
    desk("run", "film.yaml", *FAST)
    said = desk("cut", "film.yaml")
    names = [Path(line).name for line in said.out.splitlines()]
    assert names == ["film@classic.mp4", "film@tall.mp4"]
    out = made_in(desk)
    assert frames(out / "film@classic.mp4")[2:] == (864, 496)
    assert frames(out / "film@tall.mp4")[2:] == (496, 864)


def made_in(desk: Desk) -> Path:
    return desk.folder / "build" / "film" / "sandbox"


def test_a_film_with_a_hole_is_refused_by_name(made: Desk) -> None:
    set_status(made, "lamp/close", "failed", takes=[])
    forget(made)
    said = made("cut", "film.yaml")
    assert (said.code, said.out) == (5, "")
    assert "Of 2 shots 1 has no clip yet: lamp/close." in said.err
    assert "`storyboard run film.yaml` makes what is missing" in said.err
    assert not (made_in(made) / "film.mp4").exists()


def shot(address: str, status: ShotStatus, *takes: TakeResultStatus) -> ShotResult:
    results = tuple(TakeResult(number=number, status=one) for number, one in enumerate(takes, start=1))
    return ShotResult(address=address, status=status, takes=results)


def test_each_hole_of_a_film_has_the_command_that_helps(tmp_path: Path) -> None:
    shots = (
        shot("lamp/storm", "failed", "failed"),
        shot("lamp/fog", "in-doubt", "in-doubt"),
        shot("lamp/wide", "failed"),
        shot("lamp/close", "skipped"),
        shot("lamp/far", "submitted", "done", "failed"),
        shot("lamp/sea", "held", "failed"),
        shot("lamp/sky", "held"),
    )
    aim = Aim(name="pollo", base_url="http://127.0.0.1:9/x", store="s3://bucket/films")
    wanted = Wanted(file=tmp_path / "film.yaml", aim=aim)
    with pytest.raises(Refused) as refused:
        cut_films(Standing(manifest=a_manifest(shots), shots=shots), wanted)
    assert str(refused.value) == (
        "Of 7 shots 2 have failed: lamp/storm, lamp/sea and 1 is in doubt: lamp/fog and 1 is on hold: lamp/sky and "
        "2 have no clip yet: lamp/wide, lamp/close and 1 has a clip that is not here: lamp/far"
    )
    where = f"{wanted.file} --target pollo --base-url http://127.0.0.1:9/x"
    assert refused.value.help == (
        f"`storyboard retry {where} --store s3://bucket/films` asks again for what failed; "
        f"`storyboard reconcile {where}` settles what is in doubt; "
        f"`storyboard plan {where}` says why a shot is on hold, and what helps; "
        f"`storyboard run {where} --store s3://bucket/films` makes what is missing and brings back what is gone; "
        "`omit: true` leaves a shot out of the film."
    )


def a_manifest(shots: tuple[ShotResult, ...]) -> Manifest:
    return Manifest(
        plan="0" * 64,
        title="The Keeper",
        target="pollo",
        origin="http://127.0.0.1:9",
        profile=None,
        started="2026-07-01T12:00:00Z",
        finished=None,
        shots=shots,
        totals=ManifestTotals(shots=len(shots), by_status=(), takes=0, seconds=0.0, credits=Decimal(0)),
    )


def test_what_failed_in_other_words_is_to_be_made(made: Desk) -> None:
    set_status(made, "lamp/close", "failed", because=["the lamp went out"], takes=[], digest="0" * 64)
    made.write(STORYBOARD.replace("lights the lamp", "blows out the lamp"))
    assert states(made)["lamp/close"] == "waiting"
    assert "the lamp went out" not in made("status", "film.yaml").out


def test_a_film_that_cannot_be_written_is_refused(made: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    film = made_in(made) / "film.mp4"
    film.mkdir()
    in_the_way = made("cut", "film.yaml")
    monkeypatch.setattr("tempfile.mkstemp", denied)
    for said, reason in ((in_the_way, "Is a directory"), (made("cut", "film.yaml"), "Permission denied")):
        assert (said.code, said.out) == (5, "")
        where = film.relative_to(made.folder)
        assert said.err.splitlines()[-2:] == [
            f"error: The film cannot be cut: {where} cannot be written: {reason}.",
            "help: Make room, let its folder be written to, or move away what is in its place.",
        ]


def test_a_clip_that_was_damaged_is_told(made: Desk) -> None:
    shot = made.manifest()["shots"]["lamp/wide"]
    (made_in(made) / shot["takes"][0]["file"]).write_bytes(b"no clip")
    said = made("cut", "film.yaml")
    assert (said.code, said.out) == (5, "")
    assert "Of 2 shots 1 has a clip that is gone or not as it was made: lamp/wide." in said.err


def test_a_clip_of_other_bytes_is_not_cut_in(made: Desk) -> None:
    clip = clip_of(made, "lamp/wide")
    clip.write_bytes(clip_of(made, "lamp/close").read_bytes()[:-1] + b"x")
    assert "not as it was made: lamp/wide" in made("cut", "film.yaml").err


def test_a_clip_that_is_none_is_told(made: Desk) -> None:
    clip = clip_of(made, "lamp/wide")
    clip.write_bytes(b"no clip")
    path = made_in(made) / "manifest.json"
    forget(made)
    data = json.loads(path.read_text(encoding="utf-8"))
    known = {"sha256": hashlib.sha256(b"no clip").hexdigest(), "bytes": 7}
    data["shots"]["lamp/wide"]["takes"][0] |= known
    path.write_text(json.dumps(data), encoding="utf-8")
    said = made("cut", "film.yaml")
    assert (said.code, said.out) == (5, "")
    assert "The film cannot be cut: " in said.err


def test_the_same_film_is_not_joined_twice(made: Desk) -> None:
    first = made("cut", "film.yaml")
    film = made_in(made) / "film.mp4"
    written = film.stat().st_mtime_ns
    again = made("cut", "film.yaml")
    assert (again.code, again.out, film.stat().st_mtime_ns) == (0, first.out, written)
    assert "Joining" not in again.err
    assert "film.mp4 is there, joined of these very clips. `--force` joins them again." in again.err
    assert "2 shots, 0:08.0, 864×496." in again.err
    forced = made("cut", "film.yaml", "--force")
    assert "Joining 2 clips" in forced.err
    assert film.stat().st_mtime_ns > written


def test_a_changed_shot_is_a_film_to_join(made: Desk) -> None:
    made("cut", "film.yaml")
    made.write(STORYBOARD.replace("id: wide,", "id: wide, duration: 6,"))
    assert made("run", "film.yaml", *FAST).code == 0
    said = made("cut", "film.yaml")
    assert said.err == "Joining 2 clips into film.mp4 …\n2 shots, 0:10.0, 864×496.\n"


def test_a_clip_is_joined_on_a_terminal_with_a_bar(
    made: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(type(sys.stderr), "isatty", lambda _self: True, raising=False)
    assert run(["cut", "film.yaml"]) == 0
    told = capsys.readouterr().err
    assert "Joining 2 clips into film.mp4 …" in told
    assert "2/2" in told


def test_a_clip_that_was_deleted_is_told_and_fetched_again(made: Desk) -> None:
    shot = made.manifest()["shots"]["lamp/wide"]
    (made_in(made) / shot["takes"][0]["file"]).unlink()
    assert made("cut", "film.yaml").code == 5
    assert "↓ fetch" in made("plan", "film.yaml").out
    said = made("run", "film.yaml", *FAST)
    assert (said.code, "submitted" in said.err) == (0, False)
    assert made("cut", "film.yaml").code == 0


def test_what_a_plan_left_out_is_not_selected(desk: Desk, quick_sandbox: list[Any]) -> None:
    assert desk("run", "film.yaml", "--select", "lamp/wide", *FAST).code == 0
    told = desk("status", "film.yaml").out.splitlines()
    assert re.split(r" {2,}", told[-2]) == ["lamp/close", "not selected", "0", "0", "this plan leaves it out"]
    assert told[-1].startswith("1 done, 1 not selected; ")


def test_what_an_earlier_run_never_began_is_not_selected_either(made: Desk) -> None:
    made.write(STORYBOARD.replace("lights the lamp", "blows out the lamp"))
    left = {"because": ["it waits for lamp/wide"], "takes": [], "task_id": None, "digest": "0" * 64}
    set_status(made, "lamp/close", "waiting", **left)
    assert made("status", "film.yaml").out.splitlines()[-1].startswith("1 done, 1 waiting; ")
    said = made("run", "film.yaml", "--select", "lamp/wide", *FAST)
    assert "1 kept, 1 not selected." in said.err
    assert made("status", "film.yaml").out.splitlines()[-1].startswith("1 done, 1 not selected; ")
    shot = made.manifest()["shots"]["lamp/close"]
    assert (shot["status"], shot["because"]) == ("waiting", ["this plan leaves it out"])


def states(desk: Desk, *options: str) -> dict[str, str]:
    lines = desk("status", "film.yaml", *options).out.splitlines()
    return {line.split()[0]: re.split(r" {2,}", line)[1] for line in lines if line.startswith("lamp/")}


def test_what_changed_since_is_told_and_cut_as_it_was(made: Desk) -> None:
    made.write(STORYBOARD.replace("lights the lamp", "blows out the lamp"))
    assert states(made) == {"lamp/wide": "done", "lamp/close": "changed"}
    told = made("status", "film.yaml").out
    assert "its action changed" in told
    said = made("cut", "film.yaml")
    assert said.code == 0
    assert (
        "warning: 1 of 2 shots changed since they were made, and are in the film as they were: lamp/close." in said.err
    )
    assert "`storyboard run film.yaml` makes them anew." in said.err
    assert made("cut", "film.yaml", "--json").json["changed"] == ["lamp/close"]
    made.write(STORYBOARD)
    assert states(made) == {"lamp/wide": "done", "lamp/close": "done"}
    assert "warning" not in made("cut", "film.yaml").err


def test_a_shot_that_no_run_knew_is_new_and_the_film_is_not_cut_without_it(made: Desk) -> None:
    made.write(STORYBOARD + '      - {id: dark, action: "Darkness."}\n')
    assert states(made) == {"lamp/wide": "done", "lamp/close": "done", "lamp/dark": "new"}
    assert states(made, "--select", "lamp/dark") == {"lamp/dark": "new"}
    said = made("cut", "film.yaml")
    assert said.code == 5
    assert "Of 3 shots 1 has no clip yet: lamp/dark" in said.err
    assert not (made_in(made) / "film.mp4").exists()


def test_a_shot_that_left_the_film_is_not_cut(made: Desk) -> None:
    made.write("\n".join(line for line in STORYBOARD.splitlines() if "id: close" not in line))
    assert states(made) == {"lamp/wide": "done"}
    assert "1 shot, 0:04.0" in made("cut", "film.yaml").err


def test_a_shot_with_a_new_name_is_in_the_film_at_once(made: Desk) -> None:
    made.write(STORYBOARD.replace("id: close", "id: near"))
    assert states(made) == {"lamp/wide": "done", "lamp/near": "done"}
    assert list(made("status", "film.yaml", "--json").json["shots"]) == ["lamp/wide", "lamp/near", "lamp/close"]
    assert made("cut", "film.yaml").code == 0
    assert made("run", "film.yaml", *FAST).code == 0
    assert states(made) == {"lamp/wide": "done", "lamp/near": "done"}


def test_of_a_storyboard_with_mistakes_the_status_is_the_last_one_and_no_film_is_cut(made: Desk) -> None:
    made.write(STORYBOARD + "oops: [\n")
    said = made("status", "film.yaml")
    assert said.code == 0
    assert "warning: The storyboard has mistakes now, and `storyboard validate film.yaml` tells them." in said.err
    assert "2 done; " in said.out
    assert made("status", "film.yaml", "--select", "lamp/wide").code == 3
    assert made("cut", "film.yaml").code == 3


def test_words_that_were_put_back_are_in_the_film_again(made: Desk) -> None:
    first = clip_of(made, "lamp/close")
    made.write(STORYBOARD.replace("lights the lamp", "blows out the lamp"))
    assert made("run", "film.yaml", *FAST).code == 0
    second = clip_of(made, "lamp/close")
    assert first != second
    made.write(STORYBOARD)
    told = made("status", "film.yaml").out
    assert first.name in told
    assert second.name not in told
    kept, asked = (
        made("status", "film.yaml", "--json").json["shots"]["lamp/close"],
        made.manifest()["shots"]["lamp/close"],
    )
    assert kept["digest"] != asked["digest"]
    assert [take["width"] for take in kept["takes"]] == [take["width"] for take in asked["takes"]]
    # The clip is not here: no take of other words stands in for it.
    first.unlink()
    assert states(made)["lamp/close"] == "not here"
    said = made("cut", "film.yaml")
    assert (said.code, "lamp/close" in said.err) == (5, True)


def test_a_take_that_is_approved_no_more_leaves_the_film_at_once(made: Desk) -> None:
    first = clip_of(made, "lamp/close")
    assert made("approve", "film.yaml", "lamp/close").code == 0
    made.write(STORYBOARD.replace("lights the lamp", "blows out the lamp"))
    assert made("run", "film.yaml", "--remake", "lamp/close", *FAST).code == 0
    assert first.name in made("status", "film.yaml").out
    assert "take 2 is used from now on" in made("unapprove", "film.yaml", "lamp/close").out
    told = made("status", "film.yaml").out
    assert (first.name in told, "-2.mp4" in told) == (False, True)
    used = made("takes", "film.yaml", "--json").json["shots"]["lamp/close"]
    assert [take["used"] for take in used if take["used"]] == [["lamp/close"]]


def test_what_failed_here_and_was_made_under_another_profile_is_in_the_film(made: Desk) -> None:
    path = made_in(made) / "manifest.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    shot = data["shots"]["lamp/close"]
    good, shot["status"] = shot["takes"][0]["file"], "failed"
    shot["takes"] = [shot["takes"][0] | {"status": "failed", "file": None, "sha256": None}]
    path.write_text(json.dumps(data), encoding="utf-8")
    told = made("status", "film.yaml", "--json").json
    assert (told["shots"]["lamp/close"]["status"], told["totals"]["done"]) == ("done", 2)
    assert told["shots"]["lamp/close"]["takes"][0]["file"] == good
    assert made("cut", "film.yaml").code == 0
