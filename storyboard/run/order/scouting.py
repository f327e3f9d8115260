"""Scouts: the first shot that shows a character goes alone, and where its pictures are refused the others are held."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from storyboard.plan.faces import Face, Pictures
from storyboard.plan.plan import Action
from storyboard.run.record.manifest import ShotStatus

TASK = "task:"
"""Begins the name of a task that no call asks about."""
_OUT = "other pictures, `storyboard retry` or other words of that shot, or `run --no-scout` make it go on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The call in which somebody's pictures were refused, in which words; `names` are all that it can mean."""

    names: tuple[str, ...]
    call: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What became of a call or task that showed somebody: of which call it is, how it stands, and what was said."""

    call: str
    status: ShotStatus
    told: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Scouting:
    """What is known of faces: `shown` by which calls and tasks, which have `passed`, which were `refused`.

    `trials` are those at work that show somebody who has not passed yet; `news` is set when somebody passes while they
    go on. Pictures pass with any others that they were sent with, and are refused with any that hold all of the refused
    ones. `holding` says for which sentences requests were held before, by digest: they stand until it is tried again.
    """

    shown: dict[str, tuple[Face, ...]] = field(default_factory=dict)
    passed: set[Pictures] = field(default_factory=set)
    refused: dict[Pictures, Refusal] = field(default_factory=dict)
    trials: dict[str, tuple[Face, ...]] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    holding: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def show(scouting: Scouting, tasks: Mapping[str, tuple[Face, ...]]) -> None:
    """Take note of tasks at work that no call asks about: whom they show, they try out.

    Where no call shows anybody, or none is to be a scout, there is nothing to learn.
    """
    if scouting.shown:
        scouting.shown |= tasks


def admit(scouting: Scouting, name: str, action: Action) -> str:
    """Let a call or task begin, or name the one at work that it waits for, because that shows the same character first.

    What is paid already waits for nobody, and what will be held is not worth waiting for.
    """
    suspects = _suspects(scouting, name)
    if suspects and action == "make" and not _refusals(scouting, suspects):
        behind = next((other for other, faces in scouting.trials.items() if _meet(faces, suspects)), "")
        if behind:
            return behind
    if suspects and action in ("make", "fetch"):
        scouting.trials[name] = suspects
    return ""


def held(scouting: Scouting, name: str) -> tuple[str, ...]:
    """Give the sentences for which a call is not sent, none where it may be."""
    refusals = _refusals(scouting, _suspects(scouting, name))
    told = (f"{_possessive(one.names)} pictures were refused in {one.call}: {one.message}" for one in refusals)
    return (*told, _OUT) if refusals else ()


def is_holding(because: Iterable[str]) -> bool:
    """Say whether a shot was held for such sentences."""
    return _OUT in because


def learn(scouting: Scouting, name: str, end: Trial, *, refuses: Callable[[str], bool]) -> None:
    """Take note of what became of a call or task; `refuses` says whether a message refuses a person's pictures."""
    scouting.trials.pop(name, None)
    if end.status == "done":
        scouting.passed.update(face.pictures for face in scouting.shown.get(name, ()))
        return
    message = next((told for told in end.told if refuses(told)), "")
    if message and end.status == "failed":
        refuse(scouting, _suspects(scouting, name), call=end.call, message=message)


def prove(scouting: Scouting, name: str) -> None:
    """Take note that a call or task that goes on has a good take: that is proof, whatever becomes of its others."""
    if _suspects(scouting, name):
        scouting.passed.update(face.pictures for face in scouting.shown[name])
        scouting.news.set()


def refuse(scouting: Scouting, suspects: Iterable[Face], *, call: str, message: str) -> None:
    """Take note that the pictures of one of these were refused; nobody can tell whose, so all of them are meant."""
    faces = tuple(suspects)
    refusal = Refusal(names=tuple(dict.fromkeys(face.name for face in faces)), call=call, message=message)
    for face in faces:
        scouting.refused.setdefault(face.pictures, refusal)


def has_passed(scouting: Scouting, face: Face) -> bool:
    """Say whether a character's pictures have been in a shot that succeeded, all of them together."""
    if face.pictures not in scouting.passed and any(face.pictures < known for known in scouting.passed):
        scouting.passed.add(face.pictures)  # so that the next question is answered at once
    return face.pictures in scouting.passed


def _suspects(scouting: Scouting, name: str) -> tuple[Face, ...]:
    return tuple(face for face in scouting.shown.get(name, ()) if not has_passed(scouting, face))


def _refusals(scouting: Scouting, suspects: Iterable[Face]) -> tuple[Refusal, ...]:
    return tuple(dict.fromkeys(_matching(scouting, suspects)))


def _matching(scouting: Scouting, suspects: Iterable[Face]) -> Iterator[Refusal]:
    for face in suspects:
        yield from (told for pictures, told in scouting.refused.items() if pictures <= face.pictures)


def _meet(ones: Iterable[Face], others: tuple[Face, ...]) -> bool:
    """Say whether what becomes of some pictures settles, or may settle, what becomes of others."""
    return any(one.pictures <= other.pictures or other.pictures <= one.pictures for one in ones for other in others)


def _possessive(names: tuple[str, ...]) -> str:
    return " or ".join(f"{name}'s" for name in names)
