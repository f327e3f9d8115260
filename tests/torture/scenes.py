"""The commands that are let die, each in a film that was brought to where the command has something to do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.torture.stage import RUN, SPEND, Stage

HEAD = """\
storyboard: 1
title: The Test
defaults: {duration: 4, resolution: 480p}
scenes:
  - id: one
    refs: [{image: https://cdn.example.com/a.png, name: ref, role: the light}]
    shots:
"""
TWO_TAKES = '      - {id: c0, prompt: "the shot one/c0", takes: 2}\n'
ONE = '      - {id: c0, prompt: "the shot one/c0"}\n'
OTHER = '      - {id: f0, prompt: "the shot one/f0", after: [c0]}\n'
BESIDE = '      - {id: f0, prompt: "the shot one/f0 twice", takes: 2}\n'
RINGS = '      - {id: f0, prompt: "the shot one/f0 rings"}\n'
FAILS = '      - {id: f0, prompt: "the shot one/f0 fails"}\n'
GOES_ON = '      - {id: f0, prompt: "the shot one/f0", continues: {shot: c0, via: %s}}\n'
LOCAL = HEAD.replace("https://cdn.example.com/a.png", "a.jpg")
HOOKS = ("--webhook-listen", "127.0.0.1:9", "--webhook-url", "http://127.0.0.1:9/hooks")
TAKEN, NOT_SENT = ("POST of a submission: after", 1), ("POST of a submission: before", 1)
FILM = HEAD + TWO_TAKES + OTHER
TWICE = HEAD + TWO_TAKES + BESIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A film's text, what happens to it before, the command that dies, and how it is brought to its end afterwards.

    The command is typed again while `open` says so, as one does whose machine went down; who would pay once more by it
    looks first. `run` is what comes last; with `sandbox` the film is run there too, whose runs sweep what is theirs.
    The counts are as in `Facts`.
    """

    board: str
    command: tuple[str, ...]
    before: Callable[[Stage], object] = lambda _stage: None
    open: Callable[[Stage], bool] = lambda _stage: True
    run: tuple[str, ...] = RUN
    sandbox: bool = False
    again: int = 0
    given_up: int = 0
    failed: int = 0
    wanted: Mapping[str, int] = field(default_factory=lambda: {"the shot one/c0": 2, "the shot one/f0": 1})


def _doubt(stage: Stage) -> None:
    stage.do(*RUN, die=TAKEN)


def _doubt_with_hooks(stage: Stage) -> None:
    stage.do(*RUN, *HOOKS, die=TAKEN)


def _unsent(stage: Stage) -> None:
    stage.do(*RUN, die=NOT_SENT)


def _made(stage: Stage) -> None:
    stage.do(*RUN)


def _made_in_both(stage: Stage) -> None:
    stage.do(*RUN)
    stage.do("run", "film.yaml")


def _cloned(stage: Stage) -> None:
    stage.do(*RUN)
    stage.keep_only("film.yaml", "storyboard.takes")


def _approved(stage: Stage) -> None:
    stage.do(*RUN)
    stage.do("approve", "film.yaml", "one/c0#2", "one/f0", "@aimed")


def _with_picture(stage: Stage) -> None:
    stage.add_picture("a.jpg")


def _published(stage: Stage) -> None:
    stage.add_picture("a.jpg")
    stage.publish("a.jpg")


def _drawn(stage: Stage) -> None:
    """Make a film in the sandbox, change it, and make that in both places: then there is something to remove."""
    stage.add_picture("a.jpg")
    stage.do("lock", "film.yaml")
    stage.do("run", "film.yaml")
    stage.write(FILM)
    _made_in_both(stage)


def _pinned(stage: Stage) -> None:
    stage.do(*RUN)
    stage.add_picture("a.jpg")
    stage.write(LOCAL + TWO_TAKES + OTHER)
    stage.do("lock", "film.yaml")
    stage.add_picture("b.jpg")
    stage.write(LOCAL.replace("a.jpg", "b.jpg") + TWO_TAKES + OTHER)


def _nothing_aside(stage: Stage) -> bool:
    return not stage.count("SELECT count(*) FROM attempts WHERE state = 'abandoned'")


def _not_asked(stage: Stage) -> bool:
    return stage.count("SELECT count(*) FROM attempts") == 2


SCENES: Mapping[str, Scene] = {
    "reconcile --bind": Scene(
        board=FILM, before=_doubt, command=("reconcile", "film.yaml", "one/c0", "--bind", "@task", "@aimed")
    ),
    "reconcile --abandon": Scene(
        board=FILM, before=_unsent, command=("reconcile", "film.yaml", "one/c0", "--abandon", "@aimed"), given_up=1
    ),
    "reconcile --resubmit": Scene(
        board=FILM,
        before=_doubt,
        command=("reconcile", "film.yaml", "one/c0", "--resubmit", *SPEND),
        open=_nothing_aside,
        given_up=1,
        again=2,
    ),
    "a webhook": Scene(
        board=HEAD + TWO_TAKES + RINGS,
        before=_doubt_with_hooks,
        command=(*RUN, *HOOKS),
        run=(*RUN, *HOOKS),
        wanted={"the shot one/c0": 2, "the shot one/f0 rings": 1},
    ),
    "an upload to a bucket": Scene(
        board=LOCAL + TWO_TAKES + GOES_ON % "frame",
        before=_with_picture,
        command=(*RUN, "--first-take", "--store", "@bucket"),
        run=(*RUN, "--first-take", "--store", "@bucket"),
    ),
    "a look at a site": Scene(
        board=LOCAL + TWO_TAKES + OTHER,
        before=_published,
        command=(*RUN, "--store", "@site"),
        run=(*RUN, "--store", "@site"),
    ),
    "a clip that is lent": Scene(
        board=HEAD + ONE + GOES_ON % "video", command=RUN, wanted={"the shot one/c0": 1, "the shot one/f0": 1}
    ),
    "fetch": Scene(board=FILM, before=_cloned, command=("fetch", "film.yaml", "--poll-interval", "0.1", "@aimed")),
    "retry": Scene(
        board=HEAD + TWO_TAKES + FAILS,
        before=_made,
        command=("retry", "film.yaml", *SPEND),
        failed=1,
        wanted={"the shot one/c0": 2, "the shot one/f0 fails": 2},
    ),
    "retake": Scene(
        board=FILM,
        before=_made,
        command=("retake", "film.yaml", "one/c0", *SPEND),
        open=_not_asked,
        wanted={"the shot one/c0": 3, "the shot one/f0": 1},
    ),
    "pick": Scene(
        board=TWICE,
        before=_made,
        command=("pick", "film.yaml", "one/c0#2", "one/f0#2", "@aimed"),
        wanted={"the shot one/c0": 2, "the shot one/f0 twice": 2},
    ),
    "pick in the sandbox": Scene(
        board=TWICE,
        before=_made_in_both,
        command=("pick", "film.yaml", "one/c0#2", "one/f0#2"),
        sandbox=True,
        wanted={"the shot one/c0": 2, "the shot one/f0 twice": 2},
    ),
    "approve": Scene(board=FILM, before=_made, command=("approve", "film.yaml", "one/c0#2", "one/f0", "@aimed")),
    "unapprove": Scene(board=FILM, before=_approved, command=("unapprove", "film.yaml", "one/c0", "one/f0", "@aimed")),
    "gc": Scene(board=LOCAL + TWO_TAKES + OTHER, before=_drawn, command=("gc", "film.yaml"), sandbox=True),
    "lock": Scene(board=FILM, before=_pinned, command=("lock", "film.yaml"), run=("gc", "film.yaml")),
}
