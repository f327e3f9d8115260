"""The ledger: what was asked for, at what price, and what came of it. One thread writes it, many rows to a commit."""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from storyboard.problems import Refused
from storyboard.run.ledger.file import open_to_write

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
_MOST_IN_A_COMMIT = 256


@dataclass(frozen=True, slots=True)
class _Job:
    work: Work[Any]
    answer: Future[Any]

    def answer_with(self, error: BaseException) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


class Ledger:
    """A ledger open for writing. Each piece of work is all or nothing, and its answer comes once it is on disk.

    Commits are what costs time, so whatever is waiting when one begins shares it.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="ledger", daemon=True)
        self._thread.start()

    def ask(self, work: Work[T]) -> Future[T]:
        """Queue a piece of work; its future gives the answer once everything it wrote is on disk."""
        answer: Future[T] = Future()
        self._jobs.put(_Job(work, answer))
        return answer

    async def do(self, work: Work[T]) -> T:
        """Do a piece of work and wait until it is on disk.

        Raises Refused where the ledger cannot be written; then nothing of the work was.
        """
        return await asyncio.wrap_future(self.ask(work))

    def close(self) -> None:
        """Finish what is queued and close the file."""
        self._jobs.put(None)
        self._thread.join()
        self._db.close()

    def _serve(self) -> None:
        while True:
            jobs = [self._jobs.get()]
            while len(jobs) < _MOST_IN_A_COMMIT and not self._jobs.empty():
                jobs.append(self._jobs.get())
            live = [job for job in jobs if job is not None and job.answer.set_running_or_notify_cancel()]
            if live:
                self._commit(live)
            if None in jobs:
                return

    def _commit(self, jobs: list[_Job]) -> None:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            answers = [(job, self._run(job)) for job in jobs]
            self._db.execute("COMMIT")
        except BaseException as error:  # noqa: BLE001 - whoever waits has to hear of it, whatever it is
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            for job in jobs:
                job.answer_with(_unwritable(error))
            return
        for job, answer in answers:
            if not job.answer.done():
                job.answer.set_result(answer)

    def _run(self, job: _Job) -> Any:
        """Do one job; where it fails, what it wrote is taken back and the others of the commit stay."""
        self._db.execute("SAVEPOINT job")
        try:
            answer = job.work(self._db)
        except Exception as error:
            if not self._db.in_transaction:
                raise  # SQLite has taken back the whole commit, as it may where the disk is full
            self._db.execute("ROLLBACK TO job")
            job.answer_with(_unwritable(error))
            answer = None
        self._db.execute("RELEASE job")
        return answer


@contextmanager
def open_ledger(folder: Path) -> Iterator[Ledger]:
    """Open the ledger of a storyboard's folder for writing, made where there is none.

    Raises Refused where it is damaged, newer than this program, or cannot be written.
    """
    ledger = Ledger(open_to_write(folder))
    try:
        yield ledger
    finally:
        ledger.close()


def _unwritable(error: BaseException) -> BaseException:
    if not isinstance(error, sqlite3.Error) or isinstance(error, sqlite3.IntegrityError):
        return error
    return Refused(
        f"The ledger cannot be written: {error}",
        help="Nothing is sent without it. Make room on the disk, or make .storyboard writable, and run again.",
    )
