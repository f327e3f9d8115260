"""Whether the files that a storyboard refers to are still those that its lock pins."""

from collections.abc import Iterator

from storyboard.language.load import Loaded
from storyboard.plan.lock.lock_file import LOCK, Lock
from storyboard.plan.shots.materials import Materials
from storyboard.plan.shots.referred import list_referred
from storyboard.problems import Refused


def refuse_unpinned(loaded: Loaded, lock: Lock) -> None:
    """Raise Refused where a file is not in the lock, or has other bytes than it says, naming each.

    URLs are left alone: to look at them is to go there.
    """
    wrong = tuple(_unpinned(loaded, lock))
    if wrong:
        raise Refused(
            f"The files are not those of {LOCK}: {', '.join(wrong)}",
            help="Put the files back, or pin them as they are with `storyboard lock FILE`.",
        )


def _unpinned(loaded: Loaded, lock: Lock) -> Iterator[str]:
    pins = {pin.path: pin for pin in lock.pins}
    materials = Materials(folder=loaded.folder, root=loaded.root)
    referred = list_referred(loaded.storyboard)
    for path in dict.fromkeys(one.media.src for one in referred if not one.media.is_url):
        if path not in pins:
            yield f"{path} is not in it"
        elif materials.get(path).missing or materials.get(path).closed:
            yield f"{path}: {materials.get(path).fault}"
        elif materials.get(path).sha256 != pins[path].sha256:
            yield f"{path} has other bytes"
