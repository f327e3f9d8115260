"""Scouts from the command line: a whole film whose face is refused by a server that plays Pollo."""

from collections.abc import Iterator

import pytest

from tests.cli.desk import KEY, PICTURE, Desk, Said
from tests.support.faults import FaultServer, fault_server

SHOTS = "".join(f'      - {{id: s{n}, action: "{{{{ mira }}}} looks up for the {n}. time."}}\n' for n in range(6))
STORYBOARD = f"""\
storyboard: 1
title: Six Times Mira
defaults: {{duration: 4, resolution: 480p}}
characters:
  mira: {{name: Mira, description: a keeper, images: [{PICTURE}]}}
scenes:
  - id: lamp
    characters: [mira]
    shots:
{SHOTS}"""
REFUSED = {"do": "accept", "takes": ["failed"], "message": "may contain real person"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultServer]:
    with fault_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def run(desk: Desk, server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> Iterator["Run"]:
    monkeypatch.setenv("POLLO_API_KEY", KEY)
    desk.write(STORYBOARD)
    before = len(server.submissions())
    server.script([*["accept"] * before, *[REFUSED] * 12])
    yield Run(desk, server, before)
    server.script([])


class Run:
    def __init__(self, desk: Desk, server: FaultServer, before: int) -> None:
        self.desk, self.server, self.before = desk, server, before

    def __call__(self, *options: str) -> Said:
        url = self.server.base_url
        words = ("run", "film.yaml", "--target", "pollo", "--base-url", url, "--yes", "--poll-interval", "0.1")
        return self.desk(*words, *options)

    def sent(self) -> int:
        return len(self.server.submissions()) - self.before

    def statuses(self) -> list[tuple[str, str]]:
        where = self.server.base_url.removeprefix("http://").removesuffix("/api/platform").replace(":", "-")
        shots = self.desk.manifest(f"pollo@{where}")["shots"].values()
        return [(shot["status"], shot["because"][0]) for shot in shots]


def test_a_refused_face_is_paid_once_and_five_shots_are_held(run: Run) -> None:
    said = run("--concurrency", "4")
    assert (said.code, run.sent()) == (1, 1)
    reason = "Mira's pictures were refused in lamp/s0: may contain real person"
    assert run.statuses() == [("failed", "may contain real person"), *[("held", reason)] * 5]
    assert reason in said.err
    assert (run().code, run.sent()) == (1, 1)  # nor does another run pay for it


def test_no_scout_sends_them_all(run: Run) -> None:
    said = run("--concurrency", "4", "--no-scout")
    assert (said.code, run.sent()) == (1, 6)
    assert {status for status, _ in run.statuses()} == {"failed"}


def test_retry_tries_the_refused_pictures_again_and_the_others_follow(run: Run) -> None:
    run()
    accepting = ["accept"] * len(run.server.submissions())
    run.server.script(accepting)
    url = run.server.base_url
    retried = run.desk("retry", "film.yaml", "--target", "pollo", "--base-url", url, "--yes", "--poll-interval", "0.1")
    assert (retried.code, run.sent()) == (0, 2)
    assert (run().code, run.sent()) == (0, 7)
    assert {status for status, _ in run.statuses()} == {"done"}
