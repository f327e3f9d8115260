"""What a film was joined of, in a file beside it: so the same film is not joined twice."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from storyboard.deliver.film import Film
from storyboard.hashes import sha256_file
from storyboard.media.files import writing
from storyboard.version import __version__


def record_path(film: Path) -> Path:
    """Name the record of a film: `film.json` beside `film.mp4`."""
    return film.with_suffix(".json")


def write_record(film: Film, clips: Sequence[str]) -> None:
    """Write down what a film was joined of: the sha256 of each clip, in order, and of the film itself.

    Raises NotWritten.
    """
    record = {
        "film": film.path.name,
        "sha256": sha256_file(film.path),
        "seconds": film.seconds,
        "width": film.width,
        "height": film.height,
        "clips": list(clips),
        "version": __version__,
    }
    with writing(record_path(film.path)) as beside:
        beside.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def find_same(target: Path, clips: Sequence[str]) -> Film | None:
    """Find the film that was joined of these clips, in this order, by this version; None where it is not there."""
    try:
        record: dict[str, Any] = json.loads(record_path(target).read_bytes())
        if (record["clips"], record["version"]) != (list(clips), __version__):
            return None
        if sha256_file(target) != record["sha256"]:
            return None
        film = Film(
            path=target,
            seconds=float(record["seconds"]),
            width=int(record["width"]),
            height=int(record["height"]),
            clips=len(clips),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None  # without a record that can be read it is joined again
    return replace(film, joined=False)
