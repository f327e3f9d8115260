"""The one place that says how a test compiles a storyboard and plans it; with files to refer to."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from storyboard.language.load import load
from storyboard.plan.decisions.again import NOTHING, Again
from storyboard.plan.film import Film, check_film, compile_film
from storyboard.plan.made import Made
from storyboard.plan.plan import Plan
from storyboard.plan.planning import Where, plan_film
from storyboard.plan.selection.selection import Selection
from storyboard.problems import Problem
from storyboard.provider.asked import read_body
from storyboard.provider.profile import request_schema
from tests.provider.models import model

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
REFS = GOLDEN / "refs"
NAME = "storyboard.yaml"

Files = dict[str, str | bytes]


def write(folder: Path, text: str, files: Files | None = None) -> Path:
    """Write a storyboard into a folder, with other files beside it and the shared references in `refs/`."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "refs").exists():
        (folder / "refs").mkdir()
        for ref in REFS.iterdir():
            (folder / "refs" / ref.name).hardlink_to(ref)
    for name, content in {NAME: text, **(files or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)  # it may share its bytes with the references themselves
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / NAME


def film(file: Path, *, profile: str | None = None, root: Path | None = None, **variables: str) -> Film:
    """Compile a storyboard, whatever its problems."""
    return compile_film(load(file, root=root, variables=variables), profile=profile)


def sound(file: Path, *, profile: str | None = None, root: Path | None = None, **variables: str) -> Film:
    """Compile a storyboard that has no errors."""
    compiled = film(file, profile=profile, root=root, **variables)
    assert compiled.drafts is not None, [(one.code, one.detail, one.place) for one in compiled.problems]
    return compiled


def problems(file: Path, *, profile: str | None = None, root: Path | None = None) -> tuple[Problem, ...]:
    """Tell every problem of a storyboard in all of its profiles, or in one."""
    return check_film(load(file, root=root), profile=profile)


def plan(
    compiled: Film,
    *,
    made: Made | None = None,
    target: str = "sandbox",
    first_take: bool = False,
    again: Again = NOTHING,
    select: str = "",
) -> Plan:
    """Plan a film that has no errors."""
    assert compiled.drafts is not None
    assert compiled.storyboard is not None
    board = compiled.storyboard
    where = Where(
        storyboard=board.file,
        title=compiled.title,
        model=board.part.model.value if board.part.model is not None else "",
        profile=compiled.profile,
        free=target == "sandbox",
        target=target,
        origin=target,
        first_take=first_take,
        again=again,
    )
    selection = Selection(select=select)
    return plan_film(compiled.drafts, made or Made(), where=where, words=board.provider, selection=selection)


def bodies(planned: Plan) -> dict[str, dict[str, Any]]:
    """Give the body of every call by its id."""
    return {call.id: read_body(call.body) for call in planned.calls}


def inputs(planned: Plan) -> dict[str, dict[str, Any]]:
    """Give the `input` of every call by its id."""
    return {id: body["input"] for id, body in bodies(planned).items()}


def digests(planned: Plan) -> dict[str, str]:
    """Give the digest of every address of the film."""
    return {usage: call.digest for call in planned.calls for usage in call.usages}


def as_sent(value: Any) -> Any:
    """Put a URL for everything that stands for one until the run."""
    match value:
        case {"$env": _} | {"$file": _} | {"$url": _} | {"$shot": _}:
            return "https://example.com/x"
        case dict():
            return {key: as_sent(item) for key, item in value.items()}
        case list():
            return [as_sent(item) for item in value]
        case _:
            return value


@cache
def request_validator(name: str = "seedance-2-0-mini") -> Draft202012Validator:
    """Give the validator of a model's requests."""
    return Draft202012Validator(request_schema(model(name)))


def wrong_bodies(planned: Plan) -> list[str]:
    """List what the request schema has against the bodies of a plan."""
    checked = request_validator()
    return [
        f"{id}: {error.json_path}: {error.message}"
        for id, body in bodies(planned).items()
        for error in checked.iter_errors(as_sent(body))
    ]


def plain(planned: Plan) -> dict[str, Any]:
    """Give a plan as the JSON that is written."""
    from storyboard.plan.plan_json import write_plan

    data: dict[str, Any] = json.loads(write_plan(planned))
    return data
