"""Stores by their URL: which kind it is, what its keys are called, and the store itself, checked as far as words go."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from storyboard.problems import NoAccess, UsageError
from storyboard.run.assets.bucket_url import read_bucket, shown
from storyboard.run.assets.object_store import ObjectStore
from storyboard.run.assets.place import Assets
from storyboard.run.assets.web_store import WebStore
from storyboard.run.net.addresses import checked_base, is_loopback

HOURS = 24.0
MOST_HOURS = 168.0  # a signature of S3 and of Google lives seven days at most
EXTRA = "pip install 'storyboard-films[store]'"
_S3_ENDPOINT = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
_S3_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
_S3_MORE = ("AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION")
_GS_KEYS = ("GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_SERVICE_ACCOUNT", "GOOGLE_SERVICE_ACCOUNT_KEY")
_AZ_KEYS = ("AZURE_STORAGE_ACCOUNT_NAME", "AZURE_STORAGE_ACCOUNT_KEY")
_RETRIES: Mapping[str, Any] = {"max_retries": 4, "retry_timeout": timedelta(seconds=120)}
_SET = "Set what is missing with `export NAME=…`, and run again."
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def checked_store(url: str) -> str:
    """Give a store's URL without a slash at its end. Raises UsageError where it names no store, or bears a secret."""
    kind = url.partition("://")[0]
    if kind not in STORES:
        raise UsageError(
            f"{shown(url)} is no store", help=f"A store begins with {', '.join(f'{one}://' for one in STORES)}."
        )
    if kind in ("http", "https"):
        return _checked_site(url)
    read_bucket(url)
    return url.rstrip("/")


def _checked_site(url: str) -> str:
    try:
        return checked_base(url, in_process=False)
    except UsageError as error:
        raise UsageError(
            f"{shown(url)} is no store",
            help="Write a site as https://host/folder, without a name, a password, a query or a fragment. "
            "Plain http is for this machine alone.",
        ) from error


def open_store(url: str, *, hours: float = HOURS, environ: Mapping[str, str]) -> Assets:
    """Make a store ready. Nothing is sent yet.

    `hours` is how long a signed URL lives. Raises UsageError for a URL, hours or an endpoint that will not do, or where
    the library is missing; NoAccess where keys are not set.
    """
    if not 0 < hours <= MOST_HOURS:
        raise UsageError(f"Signed URLs cannot live {hours:g} hours", help=f"Choose up to {MOST_HOURS:g}.")
    checked = checked_store(url)
    return STORES[checked.partition("://")[0]](checked, timedelta(hours=hours), environ)


def is_near(url: str, environ: Mapping[str, str]) -> bool:
    """Say whether a store is on this very machine, where nobody else can read it."""
    kind = url.partition("://")[0]
    place = url if kind in ("http", "https") else (_first(environ, _S3_ENDPOINT) or "") if kind == "s3" else ""
    return is_loopback(urlsplit(place).hostname or "")


def _s3(url: str, life: timedelta, environ: Mapping[str, str]) -> Assets:
    _need(url, _S3_KEYS, environ)
    _check_plain(_S3_MORE, environ)
    given = {
        "region": environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or "us-east-1",
        "access_key_id": environ["AWS_ACCESS_KEY_ID"],
        "secret_access_key": environ["AWS_SECRET_ACCESS_KEY"],
        "token": environ.get("AWS_SESSION_TOKEN"),
        "endpoint": _endpoint(environ),
    }
    return _objects("S3Store", url, life, environ, keys=_S3_KEYS, config=given)


def _gs(url: str, life: timedelta, environ: Mapping[str, str]) -> Assets:
    named = next((name for name in _GS_KEYS if environ.get(name)), None)
    if named is None:
        raise NoAccess(f"There is no key for {url}: none of {', '.join(_GS_KEYS)} is set", help="Set one of them.")
    given = {named.lower().removeprefix("google_"): environ[named]}
    return _objects("GCSStore", url, life, environ, keys=(named,), config=given)


def _az(url: str, life: timedelta, environ: Mapping[str, str]) -> Assets:
    _need(url, _AZ_KEYS, environ)
    given = {name.removeprefix("AZURE_STORAGE_").lower(): environ[name] for name in _AZ_KEYS}
    return _objects("AzureStore", url, life, environ, keys=_AZ_KEYS, config=given)


def _web(url: str, _life: timedelta, _environ: Mapping[str, str]) -> Assets:
    return WebStore(base_url=url)


STORES: Mapping[str, Callable[[str, timedelta, Mapping[str, str]], Assets]] = {
    "s3": _s3,
    "gs": _gs,
    "az": _az,
    "https": _web,
    "http": _web,
}


def _objects(
    kind: str,
    url: str,
    life: timedelta,
    environ: Mapping[str, str],
    *,
    keys: tuple[str, ...],
    config: Mapping[str, str | None],
) -> Assets:
    try:
        from obstore import store
        from obstore.exceptions import BaseError
    except ModuleNotFoundError:
        raise UsageError(f"{url} needs the library obstore, which is not installed", help=f"`{EXTRA}`") from None
    bucket, family = read_bucket(url), f"{keys[0].partition('_')[0]}_"
    try:
        with _without_empty(family):
            opened = getattr(store, kind)(
                bucket.name,
                prefix=bucket.folder or None,
                config={name: value for name, value in config.items() if value},
                client_options=_client(url, environ),
                retry_config=_RETRIES,
            )
    except (BaseError, OSError, ValueError):  # its words may hold a key
        help = f"Copy them again.{_others(family, keys)}"
        raise NoAccess(f"What {' and '.join(keys)} say cannot be used for {url}", help=help) from None
    return ObjectStore(url=url, store=opened, keys=" and ".join(keys), life=life)


@contextmanager
def _without_empty(family: str) -> Iterator[None]:
    """Hide variables that are set to nothing from the library, which reads them all and takes them at their word."""
    empty = [name for name, value in os.environ.items() if name.startswith(family) and not value]
    for name in empty:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(dict.fromkeys(empty, ""))


def _others(family: str, keys: tuple[str, ...]) -> str:
    """Name the other variables that the library reads, which may be what it cannot use."""
    names = sorted(name for name, value in os.environ.items() if name.startswith(family) and value)
    more = ", ".join(name for name in names if name not in keys)
    return f" It may be another variable that is set: {more}." if more else ""


def _need(url: str, names: tuple[str, ...], environ: Mapping[str, str]) -> None:
    unset = [name for name in names if not environ.get(name)]
    if unset:
        verb = "is" if len(unset) == 1 else "are"
        raise NoAccess(f"There are no keys for {url}: {' and '.join(unset)} {verb} not set", help=_SET)
    _check_plain(names, environ)


def _check_plain(names: Iterable[str], environ: Mapping[str, str]) -> None:
    """Raise NoAccess for a variable with a line break or the like in it: no request can bear that."""
    for name in names:
        if _CONTROL.search(environ.get(name, "")):
            raise NoAccess(
                f"{name} has a line break, a tab or the like in it", help="Copy it again, and nothing around it."
            )


def _endpoint(environ: Mapping[str, str]) -> str | None:
    given = _first(environ, _S3_ENDPOINT)
    return None if given is None else checked_base(given, in_process=False)


def _client(url: str, environ: Mapping[str, str]) -> dict[str, object]:
    # A whole answer may take its time: a part of a clip on a slow line is minutes.
    waits = {"timeout": timedelta(minutes=5), "connect_timeout": timedelta(seconds=10)}
    return {**waits, "allow_http": is_near(url, environ)}


def _first(environ: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((environ[name] for name in names if environ.get(name)), None)
