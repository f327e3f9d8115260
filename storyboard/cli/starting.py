"""`init`: a small working storyboard to begin with."""

import shlex
from collections.abc import Mapping
from pathlib import Path

import click

from storyboard.cli.telling import data, talk
from storyboard.problems import Refused, UsageError
from storyboard.resources import schema_folder

STORYBOARD = """\
# yaml-language-server: $schema=.storyboard-schema/storyboard.schema.json
storyboard: 1
title: First Light
style: 35 mm film, soft morning light, fine grain
avoid: text in the picture

defaults:
  duration: 5
  resolution: 480p
  aspect_ratio: "16:9"

characters:
  ana:
    name: Ana
    description: a baker in her forties, flour on her sleeves, dark hair tied up
    images:
      - {src: refs/ana.png, shows: Ana's face}

subjects:
  bakery: {kind: place, name: the bakery, description: a narrow room with a brick oven, images: [refs/bakery.png]}

scenes:
  - id: dawn
    title: INT. BAKERY - DAWN
    place: bakery
    characters: [ana]
    shots:
      - id: oven
        action: "{{ ana }} opens the oven; warm light falls on her face."
        camera: slow push in, eye level
        sound: the fire, a far bell
      - id: bread
        continues: oven
        action: "{{ ana }} lifts the first loaf and breaks it open."
        camera: close, static
        dialogue:
          - {who: ana, line: "Still warm.", how: to herself}
"""
IGNORED = """\
# the clips and the film: too large for git
build/
# the ledger of what was asked for and paid: not for git, and not to be deleted; storyboard.takes tells others of it
.storyboard/
"""
SETTINGS = """\
{
  "yaml.schemas": {
    ".storyboard-schema/storyboard.schema.json": ["storyboard.yaml", "*.storyboard.yaml"]
  }
}
"""


def _folder(_context: click.Context, _parameter: click.Parameter, given: str) -> Path:
    """Refuse a name that is empty, such as a variable of the shell that is not set: `.` would be filled."""
    if not given.strip():
        raise UsageError("FOLDER is empty", help="Name a folder, or leave it out to begin in this one.")
    return Path(given)


@click.command()
@click.argument("folder", metavar="[FOLDER]", callback=_folder, default=".")
def init(folder: Path) -> None:
    """Make a small working storyboard in FOLDER, with pictures to replace and settings for an editor."""
    texts = {"storyboard.yaml": STORYBOARD, ".gitignore": IGNORED, ".vscode/settings.json": SETTINGS}
    texts |= {f".storyboard-schema/{file.name}": file.read_text(encoding="utf-8") for file in _schemas()}
    there = [name for name in (*texts, "refs/ana.png", "refs/bakery.png") if (folder / name).exists()]
    if there:
        raise Refused(
            f"{folder / there[0]} is there already",
            help="Nothing is overwritten: move it away, or name another folder.",
        )
    try:
        _write(texts, folder)
    except OSError as error:
        raise Refused(f"Nothing can be written in {folder}: {error.strerror or error}") from None
    data(str(folder / "storyboard.yaml"))
    run = shlex.join(["storyboard", "run", str(folder / "storyboard.yaml")])
    talk(f"Next: `{run}` draws it in the sandbox, free of charge.")


def _write(texts: Mapping[str, str], folder: Path) -> None:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    _draw(folder / "refs")


def _schemas() -> list[Path]:
    return [schema_folder() / f"{name}.schema.json" for name in ("storyboard", "part")]


def _draw(folder: Path) -> None:
    from storyboard.media.stand_ins import draw_person, draw_place

    folder.mkdir(parents=True, exist_ok=True)
    draw_person(folder / "ana.png")
    draw_place(folder / "bakery.png")
