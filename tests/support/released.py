"""The prompts of released templates: frozen once with the storyboards that they were written for, and read again."""

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from storyboard.language.film import build
from storyboard.plan.shots import script
from tests.support.films import GOLDEN, NAME, sound

RELEASED = Path(__file__).resolve().parents[1] / "released"
PROMPTS = "prompts.json"

# The prompt of every address, by the plan of a case: `own-words/plan-draft` is that of the profile `draft`.
Prompts = Mapping[str, Mapping[str, str]]


def freeze(version: str, *, released: Path = RELEASED) -> Path:
    """Freeze the prompts of all golden cases as the templates write them now. Raises FileExistsError where they are."""
    folder = released / version
    folder.mkdir(parents=True)
    plans = sorted(f"{file.parent.name}/{file.stem}" for file in GOLDEN.glob("*/plan*.json"))
    for name in ("refs", *{plan.partition("/")[0] for plan in plans}):
        shutil.copytree(GOLDEN / name, folder / name, ignore=shutil.ignore_patterns("plan*.json", "build", ".*"))
    templates = {"shot": build.DEFAULT_TEMPLATE, "roles": script.ROLES}
    frozen = {"templates": templates, "prompts": {plan: prompts_of(folder, plan, templates) for plan in plans}}
    text = json.dumps(frozen, ensure_ascii=False, indent=2) + "\n"
    (folder / PROMPTS).write_text(text, encoding="utf-8")
    return folder


def differences(folder: Path) -> Iterator[str]:
    """Say which prompts a frozen version no longer gets from its templates, as `case/plan: address`."""
    frozen = json.loads((folder / PROMPTS).read_text(encoding="utf-8"))
    for plan, before in frozen["prompts"].items():
        now = prompts_of(folder, plan, frozen["templates"])
        yield from (f"{plan}: {each}" for each in sorted(before.keys() | now) if before.get(each) != now.get(each))


def prompts_of(folder: Path, plan: str, templates: Mapping[str, str]) -> dict[str, str]:
    """Write the prompts of a case with the templates of these names, whichever names are the usual ones today."""
    case, _, stem = plan.partition("/")
    profile = stem.removeprefix("plan").removeprefix("-") or None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "DEFAULT_TEMPLATE", templates["shot"])
        patch.setattr(script, "ROLES", templates["roles"])
        drafts = sound(folder / case / NAME, profile=profile, root=folder).drafts
    return {draft.setup.address: draft.prompt for draft in drafts or ()}
