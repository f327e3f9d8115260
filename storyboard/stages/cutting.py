"""Cut the film: the takes that are used, in the film's order, joined into one file."""

from pathlib import Path

from storyboard.deliver.film import Film, write_film
from storyboard.media.errors import MediaError
from storyboard.problems import Refused, UsageError
from storyboard.run.manifest import Manifest, ShotResult, used_take
from storyboard.run.manifest_json import read_manifest

MANIFEST = "manifest.json"


def read_results(out: Path) -> Manifest:
    """Read the manifest of an out folder. Raise UsageError where nothing was run there."""
    if not (out / MANIFEST).is_file():
        raise UsageError(f"Nothing was made in {out} yet", help="Run the storyboard first: `storyboard run FILE`.")
    return read_manifest(out / MANIFEST)


def cut_films(out: Path) -> tuple[Film, ...]:
    """Join the used takes of every variant into `film[@variant].mp4` beside the manifest.

    Raises Refused where a shot has no clip yet, naming all that lack one.
    """
    manifest = read_results(out)
    missing = [shot.address for shot in manifest.shots if _clip(shot) is None]
    if missing:
        more = f" and {len(missing) - 6} more" if len(missing) > 6 else ""
        raise Refused(
            f"{len(missing)} of {len(manifest.shots)} shots have no clip yet: {', '.join(missing[:6])}{more}",
            help="`storyboard run` makes what is missing; `omit: true` leaves a shot out of the film.",
        )
    films: dict[str, list[Path]] = {}
    for shot in manifest.shots:
        films.setdefault(shot.address.partition("@")[2], []).append(out / (_clip(shot) or ""))
    try:
        return tuple(write_film(clips, out / _name(variant)) for variant, clips in films.items())
    except MediaError as error:
        raise Refused(f"The film cannot be cut: {error}", help="`storyboard run` fetches damaged clips anew.") from None


def _name(variant: str) -> str:
    return f"film@{variant}.mp4" if variant else "film.mp4"


def _clip(shot: ShotResult) -> str | None:
    take = used_take(shot)
    return take.file if take is not None else None
