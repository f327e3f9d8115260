"""Where the references of a request lie: in the stand-in's own folder, or elsewhere, from where nothing is fetched."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from storyboard.sandbox.replies import invalid
from storyboard.sandbox.store import FILE, TASK, Store, clip_path, file_path
from storyboard.sandbox.tasks import Kind, Medium

BASE = "/api/platform"
_HAND_IN = "; a run hands in its files where `--store` is the address of the sandbox itself"
_KINDS: dict[str, Kind] = {"image": "image", "subject": "image", "video": "video", "audio": "audio"}


def media_of(store: Store, given: Mapping[str, Any], *, host: str) -> tuple[Medium, ...]:
    """Find every reference of an `input`. `host` is the stand-in's own, as the caller wrote it.

    Raises the refusal for a file or clip of its own that it does not have, and for what is no https address.
    """
    found = [
        (f"refs.{rank}", str(ref["name"]), _KINDS[ref["type"]], url)
        for rank, ref in enumerate(given["refs"])
        for url in _urls(ref)
    ]
    issues, media = [], []
    for where, name, kind, url in found:
        file, issue = _located(store, url, host=host)
        media.append(Medium(name=name, kind=kind, file=file))
        issues += [f"input.{where}: {issue}"] if issue else []
    if issues:
        raise invalid(*issues)
    return tuple(media)


def _urls(ref: Mapping[str, Any]) -> Iterator[str]:
    if ref["type"] == "subject":
        yield from (image["url"] for image in ref["images"])
    else:
        yield ref[ref["type"]]


def _located(store: Store, url: str, *, host: str) -> tuple[str, str]:
    """Give the file's place in the folder ("" for elsewhere), and what is wrong ("" for nothing)."""
    parts = urlsplit(url)
    if not _is_own(parts.netloc, host):
        return "", "" if parts.scheme == "https" else f"{url[:200]} is no https address{_HAND_IN}"
    match parts.path.removeprefix(BASE).strip("/").split("/"):
        case ["files", name] if FILE.fullmatch(name):
            path = file_path(store, name)
        case ["clips", task, name] if TASK.fullmatch(task) and name.removesuffix(".mp4").isdecimal():
            path = clip_path(store, task, int(name.removesuffix(".mp4")))
        case _:
            return "", f"{url[:200]} is no file or clip of this server"
    if not path.is_file():
        return "", f"{url[:200]} is not there: hand it in first"
    return path.relative_to(store.folder).as_posix(), ""


def _is_own(netloc: str, host: str) -> bool:
    return netloc.lower() == host.lower() or (_port(netloc) == _port(host) != "" and _loops(netloc) and _loops(host))


def _port(netloc: str) -> str:
    return netloc.rpartition(":")[2] if ":" in netloc else ""


def _loops(netloc: str) -> bool:
    name = netloc.rpartition(":")[0].strip("[]")
    try:
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False
