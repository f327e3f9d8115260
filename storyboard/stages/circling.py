"""The manifest as the decisions on takes stand now: read that way, and brought up to them on disk."""

from storyboard.plan.decisions.circled import Circle, circle_takes
from storyboard.plan.made import Pick, Take
from storyboard.problems import Refused
from storyboard.run.machine.clock import stamp, utc_now
from storyboard.run.machine.lock import hold_lock
from storyboard.run.record.decided import with_picks
from storyboard.run.record.keeping import MANIFEST
from storyboard.run.record.manifest import Manifest
from storyboard.run.record.manifest_json import read_manifest, write_manifest
from storyboard.run.takes.picks import read_picks
from storyboard.stages.compiling import Wanted, out_folder, read_made_before
from storyboard.stages.inspecting import judge_anew


def with_decisions(manifest: Manifest, wanted: Wanted, *, also: frozenset[str] = frozenset()) -> Manifest:
    """Give a manifest as the decisions stand now; see `with_picks`."""
    picks = read_picks(wanted.folder, file=wanted.file.name, origin=manifest.origin, profile=wanted.profile)
    circles: dict[str, Circle] = {}

    def find(pick: Pick) -> Take | None:
        if not circles:  # most manifests have all of it, and the ledger need not be read
            circles.update(circle_takes(read_made_before(wanted), storyboard=wanted.file.name))
        circle = circles.get(pick.address)
        return None if circle is None else circle.take

    return with_picks(manifest, picks, find=find, folder=wanted.folder, out=out_folder(wanted), also=also)


def bring_up(wanted: Wanted, *, origin: str, also: frozenset[str]) -> None:
    """Bring the manifest on disk up to the decisions, where there is one.

    Raises Refused where a run is at work or it cannot be written.
    """
    path = out_folder(wanted) / MANIFEST
    if not path.is_file():
        return
    with hold_lock(wanted.folder, origin=origin, since=stamp(utc_now())):
        try:
            decided = with_decisions(read_manifest(path), wanted, also=also)
            write_manifest(judge_anew(decided, wanted), path)
        except OSError as error:
            raise Refused(
                f"The decision is written down, and {path} cannot be: {error.strerror or error}",
                help="Make it writable; the next run brings it up.",
            ) from error
