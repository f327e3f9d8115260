"""Seeing to it that every take of a task is drawn, also those that a killed process left behind."""

from dataclasses import dataclass

from storyboard.sandbox.drawing import draw_take
from storyboard.sandbox.state import Sandbox
from storyboard.sandbox.store import failure_path, write_text
from storyboard.sandbox.tasks import Task, outcome, request_of


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawing:
    sandbox: Sandbox
    task: Task
    number: int

    def __call__(self) -> None:
        """Draw the take, or write down why it could not be drawn."""
        store = self.sandbox.store
        if outcome(store, self.task, self.number) is not None:
            return
        try:
            draw_take(store, self.task, self.number, draw=self.sandbox.draw)
        except Exception as error:  # noqa: BLE001 - a take that fails is an answer; the server goes on
            words = str(error).replace(f"{store.folder}/", "") or type(error).__name__
            _fail(self.sandbox, self.task, self.number, why=f"the animatic could not be drawn: {words}")


def ensure_drawn(sandbox: Sandbox, task: Task) -> None:
    """Have every take drawn that is neither there nor being drawn."""
    for number in range(1, task.takes + 1):
        if outcome(sandbox.store, task, number) is not None:
            continue
        why = sandbox.fault(request_of(task), number)
        if why is None:
            sandbox.studio.ensure((task.id, number), _Drawing(sandbox=sandbox, task=task, number=number))
        else:
            _fail(sandbox, task, number, why=why)


def _fail(sandbox: Sandbox, task: Task, number: int, *, why: str) -> None:
    write_text(failure_path(sandbox.store, task.id, number), why)
