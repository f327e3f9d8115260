"""The URL of a bucket, such as `s3://films/refs`, taken apart; what may be a secret in one is not repeated."""

import re
from typing import NamedTuple

from storyboard.problems import UsageError

_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}")
_UNFIT = re.compile(r"[^A-Za-z0-9!_.'()-]")
_SLIP = re.compile(r"^(s3|gs|az|https?):", re.IGNORECASE)
_MARKS = frozenset("@:?#")
"""What parts a name, a password, a port or a query off: what stands around it is nobody's business."""


class Bucket(NamedTuple):
    """A bucket and a folder in it, empty for the whole of it."""

    name: str
    folder: str


def read_bucket(url: str) -> Bucket:
    """Take the URL of a bucket apart. Raises UsageError, saying why, where it is none or bears a secret."""
    kind, _, rest = url.partition("://")
    name, _, folder = rest.rstrip("/").partition("/")
    why = _fault(name, folder, rest)
    if why:
        raise UsageError(
            f"{shown(url)} is no store: {why}",
            help=f"Write it as {kind}://bucket/folder, with no key or query: keys come from the environment.",
        )
    return Bucket(name=name, folder=folder)


def shown(url: str) -> str:
    """Give the part of what was to be a store's URL that can bear no secret."""
    kind, mark, rest = url.partition("://")
    safe = _MARKS.isdisjoint(rest if mark else _SLIP.sub("", url))
    return ascii(url[:80])[1:-1] if safe else f"{kind}://…" if mark else "What was named"


def _fault(name: str, folder: str, whole: str) -> str:
    """Say why a bucket and its folder are none; empty where they are."""
    if not _MARKS.isdisjoint(whole):
        return "a name, a password, a port or a query is in it"
    if not _BUCKET.fullmatch(name):
        return "the name of a bucket has 2 to 255 letters, digits, dots and dashes" if name else "it names no bucket"
    parts = folder.split("/") if folder else []
    if "" in parts:
        return "a folder in it has no name, because two slashes follow each other"
    if any(".." in part for part in parts):
        return "`..` leads out of it"
    unfit = next((found[0] for part in parts if (found := _UNFIT.search(part))), "")
    if unfit:
        return f"{'a space' if unfit == ' ' else ascii(unfit)} is in the name of its folder"
    return ""
