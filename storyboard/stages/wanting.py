"""What a program that uses the library wants, put into one value."""

from collections.abc import Mapping
from os import PathLike
from pathlib import Path

from storyboard.stages.compiling import Wanted
from storyboard.stages.targets import SANDBOX, Aim

File = str | PathLike[str]


def wanted_of_film(
    file: File,
    *,
    profile: str | None = None,
    target: str = SANDBOX,
    base_url: str | None = None,
    store: str | None = None,
    root: File | None = None,
    out: File | None = None,
    variables: Mapping[str, str] | None = None,
) -> Wanted:
    """Name a storyboard's film: its file, profile and target. Raises UsageError for a target that is not known."""
    return Wanted(
        file=Path(file),
        profile=profile,
        aim=Aim(name=target, base_url=base_url, store=store),
        root=None if root is None else Path(root),
        out=None if out is None else Path(out),
        variables=variables or {},
    )
