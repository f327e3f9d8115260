"""The model profiles that a storyboard may name: the shipped ones, and the user's own in `models/` beside it."""

import json
import os
from pathlib import Path

from storyboard.problems import Place, Problem, UsageError
from storyboard.provider.profile import Profile, profile_from
from storyboard.resources import model_names, read_model
from storyboard.rules import problem

FOLDER = "models"


def read_models(
    folder: Path | None = None, *, root: Path | None = None
) -> tuple[dict[str, Profile], tuple[Problem, ...]]:
    """Read the shipped profiles and those in `models/` of the storyboard's folder; an own one goes before a shipped.

    Nothing outside `root`, by default the folder, is read.
    """
    models = {name: profile_from(json.loads(read_model(name))) for name in model_names()}
    problems = []
    for path in sorted((folder / FOLDER).glob("*.json")) if folder is not None else ():
        # `resolve` does not bear a link that leads back to itself.
        if not Path(os.path.realpath(path)).is_relative_to((root or path.parents[1]).resolve()):
            problems.append(_outside(path))
            continue
        try:
            own = profile_from(json.loads(path.read_bytes()))
            models[own.name] = own
        except (UsageError, ValueError, OSError) as error:
            place = Place(file=f"{FOLDER}/{path.name}")
            problems.append(problem("model-profile", place=place, detail=f"{error}.".replace("..", ".")))
    return models, tuple(problems)


def _outside(path: Path) -> Problem:
    # Without a place: what lies outside is not shown, not even as the line of a problem.
    detail = f"`{FOLDER}/{path.name}` lies outside the storyboard's folder."
    return problem("outside-root", place=None, detail=detail, help="Put it inside, or give `--root` a wider folder.")
