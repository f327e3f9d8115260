"""Clips looked at as they come, while others are still made: in the end little is left to look at."""

import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from storyboard.checks.memory import Memory

CORES = os.cpu_count() or 1


@dataclass(slots=True, kw_only=True)
class Ahead:
    """Clips that wait to be looked at for a memory, and the `workers` threads that do it; they end with the process."""

    memory: Memory
    workers: int = max(1, CORES - 1)
    clips: "SimpleQueue[tuple[Path, str]]" = field(default_factory=SimpleQueue)
    threads: list[Thread] = field(default_factory=list)

    def look(self, clip: Path, sha256: str) -> None:
        """Have a clip looked at soon; wait for nothing."""
        self.clips.put((clip, sha256))
        self.threads[:] = [thread for thread in self.threads if thread.is_alive()]
        if len(self.threads) < self.workers:
            self.threads.append(Thread(target=_work, args=(self,), name="survey", daemon=True))
            self.threads[-1].start()

    def catch_up(self) -> None:
        """Look at what is left, together with the threads, and wait for them."""
        _work(self)
        for thread in self.threads:
            thread.join()


def _work(ahead: Ahead) -> None:
    with suppress(Empty):
        while True:
            clip, sha256 = ahead.clips.get_nowait()
            with suppress(Exception):  # whoever needs the survey looks again, and tells what is in the way
                ahead.memory.survey_of(clip, sha256)
