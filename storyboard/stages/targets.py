"""The targets by name: the sandbox, in-process or served, and the API of each provider."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from storyboard.plan.plan import IN_PROCESS, Call
from storyboard.problems import NoAccess, Refused, UsageError
from storyboard.provider.dialects import PROVIDERS
from storyboard.run.assets.place import Assets, NoStore
from storyboard.run.assets.put import PutStore
from storyboard.run.assets.stores import is_near, open_store
from storyboard.run.net.addresses import checked_base, is_loopback, origin_of
from storyboard.run.production.target import Target
from storyboard.stages.settings import read_settings

SANDBOX, POLLO = "sandbox", "pollo"
TARGETS = (SANDBOX, *PROVIDERS)
SANDBOX_URL = "http://sandbox/api/platform"
SANDBOX_KEY = "sandbox"
QUEUE = timedelta(days=1)  # a task that waits its turn reads an earlier clip later than it was asked for
DIGEST_HEADER, TAKE_HEADER = "x-storyboard-digest", "x-storyboard-take"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """Where a production is to be made: a target's name and the address it is found at. No key, no network.

    `store` is where local files are put for it, as the user said it just now; None for what is set elsewhere.
    """

    name: str = SANDBOX
    base_url: str | None = None
    store: str | None = None

    def __post_init__(self) -> None:
        """Raise UsageError for a target that is not known."""
        if not self.free and self.name not in PROVIDERS:
            raise UsageError(f"There is no target {self.name!r}", help=f"There are: {', '.join(TARGETS)}.")

    @property
    def origin(self) -> str:
        """Name what keeps one origin's takes apart from another's."""
        if self.base_url is not None:
            return origin_of(checked_base(self.base_url, in_process=False))
        return IN_PROCESS if self.private else origin_of(PROVIDERS[self.provider].base_url)

    @property
    def provider(self) -> str:
        """Name the provider whose dialect is spoken there: the sandbox plays Pollo."""
        return POLLO if self.free else self.name

    @property
    def free(self) -> bool:
        """Say whether nothing is charged there."""
        return is_free(self.name)

    @property
    def private(self) -> bool:
        """Say whether a submission of unknown fate may be given up: only in the sandbox of this process.

        There nobody else counts what is asked for, and what a killed run began died with it. A served one is free too,
        but may count for somebody else.
        """
        return self.free and self.base_url is None

    @property
    def folder(self) -> str:
        """Name the folder of this target below `build/`."""
        if self.base_url is None or self.origin == _own_origin(self.name):
            return self.name
        return f"{self.name}@{self.origin.partition('://')[2].replace(':', '-')}"


def is_free(target: str) -> bool:
    """Say of a target by its name whether nothing is charged there; of one that is not known, it is not said."""
    return target == SANDBOX


def open_target(aim: Aim, *, folder: Path, environ: Mapping[str, str] = os.environ) -> Target:
    """Make ready to run against a target. `folder` is the storyboard's. Raises NoAccess where the key is missing."""
    return _open_sandbox(aim, folder) if aim.free else _open_api(aim, environ)


def missing_key(aim: Aim, environ: Mapping[str, str] = os.environ) -> str | None:
    """Name the variable that a target's key is looked for in, where a run will find none there; else None."""
    variable = PROVIDERS[aim.provider].key_variable
    return None if aim.free or environ.get(variable) else variable


def need_key(aim: Aim, environ: Mapping[str, str] = os.environ) -> None:
    """Raise NoAccess where a target's key is missing."""
    variable = missing_key(aim, environ)
    if variable is not None:
        raise NoAccess(
            f"There is no API key: {variable} is not set",
            help=f"Set it to your key (`export {variable}=…`), or run in the sandbox, which needs none.",
        )


def _open_sandbox(aim: Aim, folder: Path) -> Target:
    from storyboard.run.net.in_process import transport_to

    url = SANDBOX_URL if aim.base_url is None else checked_base(aim.base_url, in_process=False)
    key = (PROVIDERS[aim.provider].key_header, SANDBOX_KEY)
    transport = None if aim.base_url is not None else transport_to(_app(folder))
    return Target(
        name=aim.name,
        provider=aim.provider,
        origin=aim.origin,
        base_url=url,
        key=SANDBOX_KEY,
        private=aim.private,
        transport=transport,
        assets=PutStore(base_url=url, key=key, transport=transport),
        labels=_label,
    )


def _app(folder: Path) -> object:
    from storyboard.plan.models import read_models
    from storyboard.run.machine.places import state_folder
    from storyboard.sandbox.app import create_app

    models, _ = read_models(folder)
    return create_app(_writable(state_folder(folder) / "sandbox"), profiles=models.values())


def _writable(folder: Path) -> Path:
    """Give a folder that was just written to. Raise Refused for one that cannot be."""
    from storyboard.run.machine.places import scratch

    try:
        with scratch(folder) as probe:
            probe.write_bytes(bytes(4096))
    except OSError as error:
        raise Refused(
            f"The sandbox cannot write in {folder}: {error.strerror or error}",
            help="It keeps its tasks and clips there. Make room on the disk, or make the folder writable.",
        ) from None
    return folder


def _label(call: Call, first: int) -> Mapping[str, str]:
    return {DIGEST_HEADER: call.digest, TAKE_HEADER: str(first)}


def _open_api(aim: Aim, environ: Mapping[str, str]) -> Target:
    dialect = PROVIDERS[aim.provider]
    need_key(aim, environ)
    key = environ[dialect.key_variable]
    url = dialect.base_url if aim.base_url is None else checked_base(aim.base_url, in_process=False)
    return Target(
        name=aim.name,
        provider=aim.provider,
        origin=aim.origin,
        base_url=url,
        key=key,
        assets=_assets(aim, url, (dialect.key_header, key), environ),
        clip_life=dialect.kept_for - QUEUE,
    )


def _assets(aim: Aim, base_url: str, key: tuple[str, str], environ: Mapping[str, str]) -> Assets:
    """Open the store that is set. Raise UsageError for one on this machine, where the API is on another.

    A served sandbox takes files itself: where its own address is the store, all of a paid run can be rehearsed.
    """
    settings = read_settings(aim.store, environ=environ)
    if settings.store is None:
        return NoStore()
    here = is_loopback(urlsplit(base_url).hostname or "")
    if here and settings.store == base_url.rstrip("/"):
        return PutStore(base_url=base_url, key=key)
    if is_near(settings.store, environ) and not here:
        raise UsageError(
            f"{settings.store} is on this machine, where {aim.name} cannot read it",
            help="Name a store on the internet, at an https address that anybody may read from.",
        )
    return open_store(settings.store, hours=settings.store_hours, environ=environ)


def _own_origin(name: str) -> str:
    return Aim(name=name).origin
