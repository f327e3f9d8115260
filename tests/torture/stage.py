"""A film that is made by commands, as its user types them: its folder, the server's part for it, what came of it."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path
from shutil import copyfile, copytree, rmtree
from typing import Any
from urllib.request import Request, urlopen

from tests.run.films import KEY
from tests.support.file_server import REFS
from tests.torture.bed import Bed, read_trace
from tests.torture.command import Command
from tests.torture.laws import lines_of, rows
from tests.torture.server import SECRET_TEXT

SPEND = ("--yes", "--budget", "100", "--concurrency", "1", "--no-scout", "--poll-interval", "0.1", "@aimed")
RUN = ("run", "film.yaml", *SPEND)
NAME = "film.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """`film` is its name on the bed, `first` that of the film it is a copy of, itself where it is none."""

    bed: Bed
    film: str
    first: str
    environ: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.bed.folder / self.film

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.bed.port}/{self.film}"

    @property
    def manifest(self) -> Path:
        return self.folder / "build" / "film" / f"pollo@127.0.0.1-{self.bed.port}" / "manifest.json"

    def do(self, *argv: str, **order: Any) -> int:
        """Type a command, and give its exit code. Words that begin with @ stand for what only the stage knows."""
        words = {
            "@aimed": ("--target", "pollo", "--base-url", f"{self.url}/api/platform"),
            "@task": (f"{self.first}-0",),
            "@bucket": (f"s3://films/{self.film}",),
            "@site": (f"{self.url.removesuffix(self.film)}{self.first}/files",),
        }
        typed = [word for one in argv for word in words.get(one, (one,))]
        environ = {**self.environ, "POLLO_API_KEY": KEY, "POLLO_WEBHOOK_SECRET": SECRET_TEXT}
        return self.bed.do(Command(argv=typed, folder=self.folder, environ=environ), **order)

    def trace(self, *argv: str) -> tuple[int, list[tuple[str, int]]]:
        """Type a command, and give its exit code and the points that it passed."""
        record = self.folder.with_suffix(".trace")
        return self.do(*argv, record=str(record)), read_trace(record)

    def write(self, text: str) -> None:
        (self.folder / NAME).write_text(text, encoding="utf-8")

    def add_picture(self, name: str) -> None:
        copyfile(REFS / "mira-front.png", self.folder / name)

    def publish(self, name: str) -> None:
        """Put a file on the site, as its user does."""
        data = (self.folder / name).read_bytes()
        put = Request(f"{self.url}/files/{sha256(data).hexdigest()}.png", data=data, method="PUT")
        urlopen(put).close()

    def keep_only(self, *names: str) -> None:
        """Delete all else, as in a fresh clone."""
        for path in self.folder.iterdir():
            if path.name not in names:
                rmtree(path) if path.is_dir() else path.unlink()

    def count(self, query: str) -> int:
        """Ask the ledger for a number."""
        with closing(sqlite3.connect(self.folder / ".storyboard" / "ledger.sqlite3")) as db:
            return int(db.execute(query).fetchone()[0])

    def tasks(self) -> list[dict[str, Any]]:
        """Give what was submitted for it, in order."""
        with urlopen(f"{self.url}/told") as answer:
            told: list[dict[str, Any]] = json.load(answer)
        return told

    def decided(self) -> set[tuple[str, str, str, bool]]:
        """Give every decision that stands: the origin, the address, the take's content, and whether it is approved."""
        lines = [line for line in lines_of(self.folder) if "picked" in line]
        kept = {(line["origin"], line["address"], line["picked"], line["approved"]) for line in lines}
        known = rows(self.folder, "SELECT origin, address, sha256, approved FROM picks")
        return kept | {(row["origin"], row["address"], row["sha256"], bool(row["approved"])) for row in known}

    def pinned(self) -> bytes | None:
        """Give what is in `storyboard.lock`."""
        path = self.folder / "storyboard.lock"
        return path.read_bytes() if path.exists() else None

    def copy(self) -> "Stage":
        """Give a film that has come as far as this one."""
        other = Stage(bed=self.bed, film=f"{self.film}-{next(_NUMBERS)}", first=self.first, environ=self.environ)
        copytree(self.folder, other.folder)
        urlopen(f"{other.url}/copy/{self.film}").close()
        return other

    def forget(self) -> None:
        rmtree(self.folder)


def new_stage(bed: Bed, *, environ: Mapping[str, str], board: str) -> Stage:
    """Begin a film."""
    name = f"stage{next(_NUMBERS)}"
    made = Stage(bed=bed, film=name, first=name, environ=environ)
    made.folder.mkdir()
    made.write(board)
    return made


_NUMBERS = count()
