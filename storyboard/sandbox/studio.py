"""Where takes are drawn while the server answers: a few threads and a queue, nothing done twice."""

from collections.abc import Callable, Hashable
from contextlib import suppress
from queue import SimpleQueue
from threading import Condition, Thread

Job = Callable[[], None]


class Studio:
    """Draws each job once at a time; what a killed process left undrawn is simply asked for again.

    The threads are daemons: whoever wants to leave must not wait for pictures that nobody will see.
    """

    def __init__(self, *, workers: int) -> None:
        self._workers = workers
        self._queue: SimpleQueue[tuple[Hashable, Job]] = SimpleQueue()
        self._changed = Condition()
        self._taken: set[Hashable] = set()
        self._threads: list[Thread] = []

    def ensure(self, key: Hashable, job: Job) -> None:
        """Have a job done, unless it is already waiting or being done. A job deals with its own errors."""
        with self._changed:
            if key in self._taken:
                return
            self._taken.add(key)
            if len(self._threads) < self._workers:
                thread = Thread(target=self._work, name="storyboard-studio", daemon=True)
                self._threads.append(thread)
                thread.start()
        self._queue.put((key, job))

    def settle(self, *, within: float) -> bool:
        """Wait until nothing is left to be done, at most `within` seconds; say whether it came to that."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._taken, timeout=within)

    def _work(self) -> None:
        while True:
            key, job = self._queue.get()
            # What could not even write down its failure (a full disk) is asked for again with the next question.
            with suppress(Exception):
                job()
            with self._changed:
                self._taken.discard(key)
                self._changed.notify_all()
