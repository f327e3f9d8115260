"""Options that many commands share, and the `Wanted` that they make."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from storyboard.cli.help_text import SharedOption
from storyboard.plan.decisions.again import NOTHING, Again
from storyboard.plan.selection.selection import Selection
from storyboard.problems import UsageError
from storyboard.stages.compiling import Wanted
from storyboard.stages.targets import SANDBOX, TARGETS, Aim

_FILE = click.argument("file", type=click.Path(path_type=Path))
_PROFILE = click.option(
    "--profile", cls=SharedOption, metavar="ID", help="Take it as this profile of the storyboard has it."
)
_TARGET = click.option(
    "--target",
    cls=SharedOption,
    type=click.Choice(list(TARGETS)),
    default=SANDBOX,
    show_default=True,
    help="Where it is made.",
)
_BASE_URL = click.option("--base-url", cls=SharedOption, metavar="URL", help="Speak to the target at this address.")
_STORE = click.option(
    "--store",
    cls=SharedOption,
    metavar="URL",
    help="Put local files there for the target, such as s3://bucket/films.  [env var: STORYBOARD_STORE]",
)


def _that_is_named(_context: click.Context, option: click.Parameter, given: str | None) -> Path | None:
    """Refuse an empty path, such as a variable of the shell that is not set: it would be the folder one stands in."""
    if given == "":
        raise UsageError(f"{option.opts[0]} names no folder", help="Write `.` for the one that you are in.")
    return None if given is None else Path(given)


_OUT = click.option(
    "--out",
    cls=SharedOption,
    metavar="FOLDER",
    type=click.Path(file_okay=False),
    callback=_that_is_named,
    help="Where what is made lies.  [default: build/<name> beside FILE]",
)
_ROOT = click.option(
    "--root",
    cls=SharedOption,
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Read nothing outside this folder.  [default: that of FILE]",
)
_VAR = click.option(
    "--var",
    "variables",
    cls=SharedOption,
    metavar="NAME=VALUE",
    multiple=True,
    help="Set a variable of the storyboard; may be given more than once.",
)


def _that_names(_context: click.Context, option: click.Parameter, given: Any) -> Any:
    """Refuse a selector without a word in it, such as a variable of the shell that is not set."""
    words = (given,) if isinstance(given, str) else given or ()
    if any(not word.replace(",", " ").strip() for word in words):
        every = "every shot" if option.name == "select" else "none"
        raise UsageError(f"{option.opts[0]} names no shot", help=f"Leave it out where {every} is meant.")
    return given


takes_locked = click.option("--locked", is_flag=True, help="Refuse files that are not as `storyboard.lock` pins them.")
takes_remade = click.option(
    "--remake", metavar="SELECTOR", callback=_that_names, help="Ask anew for these approved shots, if they are stale."
)
_SELECT = click.option(
    "--select",
    metavar="SELECTOR",
    multiple=True,
    callback=_that_names,
    help="Only these shots, such as scene/shot, scene:dawn or state:stale.",
)
_EXCLUDE = click.option(
    "--exclude", metavar="SELECTOR", multiple=True, callback=_that_names, help="All but these shots."
)
_CACHE = click.option(
    "--cache",
    cls=SharedOption,
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="STORYBOARD_CACHE",
    show_envvar=True,
    help="Share takes with other productions in this folder.",
)
SHARED = (_PROFILE, _TARGET, _BASE_URL, _STORE, _OUT, _ROOT, _VAR, _CACHE)


def with_options(command: Callable[..., Any], options: Sequence[Callable[..., Any]]) -> Callable[..., Any]:
    """Add arguments and options to a command; `--help` shows them in this order."""
    for option in reversed(options):
        command = option(command)
    return command


def takes_storyboard(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the argument FILE and the shared options."""
    return with_options(command, (_FILE, *SHARED))


def shares_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the shared options alone."""
    return with_options(command, SHARED)


def walks_shots(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the argument FILE, the shared options and those that select shots."""
    return with_options(command, (_FILE, *SHARED, _SELECT, _EXCLUDE))


def wanted_from(file: Path, given: dict[str, Any], *, first_take: bool = False, again: Again = NOTHING) -> Wanted:
    """Make a `Wanted` of the shared options; they are taken out of `given`."""
    return Wanted(
        file=file,
        profile=given.pop("profile"),
        aim=Aim(name=given.pop("target"), base_url=given.pop("base_url"), store=given.pop("store")),
        out=given.pop("out"),
        root=given.pop("root"),
        variables=_variables(given.pop("variables")),
        selection=Selection(select=" ".join(given.pop("select", ())), exclude=" ".join(given.pop("exclude", ()))),
        first_take=first_take,
        again=again,
        locked=given.pop("locked", False),
        cache=given.pop("cache"),
    )


def _variables(words: tuple[str, ...]) -> dict[str, str]:
    pairs = [word.partition("=") for word in words]
    for name, equals, _ in pairs:
        if not equals or not name.isidentifier():
            raise click.UsageError(f"--var wants NAME=VALUE, such as `--var weather=snow`, not {name!r}.")
    return {name: value for name, _, value in pairs}
