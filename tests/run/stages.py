"""A film and a server that misbehaves, over real connections; only the time is made up."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from storyboard.plan.plan import Call
from storyboard.run.net.addresses import origin_of
from storyboard.run.net.client import Timeouts
from storyboard.run.production.options import Options
from storyboard.run.production.target import Target
from storyboard.run.record.events import Event, RunStopped, ShotWaiting
from storyboard.run.record.outcome import Outcome
from storyboard.run.takes.made import read_made
from tests.run.films import KEY, FakeClock, a_call, a_plan
from tests.support.faults import FaultServer
from tests.support.run_sync import run_plan_sync

Step = str | dict[str, Any]


@dataclass
class Stage:
    """One film and the server, which had `before` submissions from others."""

    server: FaultServer
    folder: Path
    time: FakeClock
    events: list[Event]
    before: int
    timeouts: Timeouts = field(default_factory=lambda: Timeouts(connect=2, silence=0.3, answer=1.0))

    @property
    def origin(self) -> str:
        return origin_of(self.server.base_url)

    def run(self, *steps: Step, shots: int = 1, options: Options | None = None) -> Outcome:
        """Run a film of so many shots; the next submissions are answered by these steps, then each is taken."""
        return self.play([a_call(f"one/s{n}") for n in range(shots)], *steps, options=options)

    def play(self, calls: list[Call], *steps: Step, options: Options | None = None) -> Outcome:
        """Run a film of these calls."""
        now = len(self.server.submissions())
        self.server.script([*["accept"] * now, *steps])
        return run_plan_sync(
            a_plan(*calls, origin=self.origin, target="pollo"),
            folder=self.folder,
            out=self.folder / "build",
            target=Target(
                name="pollo",
                provider="pollo",
                origin=self.origin,
                base_url=self.server.base_url,
                key=KEY,
                timeouts=self.timeouts,
            ),
            options=replace(options or Options(concurrency=1), clock=self.time.clock()),
            on_event=self.events.append,
        )

    def sent(self) -> int:
        return len(self.server.submissions()) - self.before

    def stopped(self) -> list[RunStopped]:
        return [event for event in self.events if isinstance(event, RunStopped)]

    def waits(self) -> list[float]:
        """Give the seconds for which submissions were put off."""
        return [event.seconds for event in self.events if isinstance(event, ShotWaiting)]

    def takes(self) -> list[str]:
        """Give what became of every take ever asked for."""
        return [take.status for take in read_made(self.folder, file="film.yaml", origin=self.origin).takes]
