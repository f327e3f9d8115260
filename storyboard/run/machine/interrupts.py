"""Interrupts of a whole process: Ctrl-C, SIGTERM and a closed terminal mean the same, whatever a command is at."""

import atexit
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 130
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_WAYS: list[Callable[[], None]] = []
"""How to leave what is being waited for, the innermost last: signals come to a process, so this is the process's."""
_RAISED = threading.Event()
"""Set once an interrupt was raised. Inside what Python calls by itself, as when it frees a thing, it is thrown away."""


def leave_at_once() -> None:
    """Let an interrupt end this process in silence, until `take_interrupts`: nothing has begun that could be lost."""
    for number in heeded():
        signal.signal(number, _leave)


def take_interrupts() -> None:
    """Let Ctrl-C and SIGTERM mean the same in this process, for good: the first interrupts, the second ends at once.

    So does SIGHUP, but it is never the second: of one terminal that is closed it may come twice, from the shell and
    from the system. A signal that is ignored stays so, as `nohup` wants it.
    """
    for number in heeded():
        signal.signal(number, _interrupt)
    atexit.register(_be_deaf)


def heeded() -> tuple[signal.Signals, ...]:
    """Give the signals that this process does not ignore: what a script puts in the background ignores Ctrl-C."""
    return tuple(number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    for number in heeded():
        signal.signal(number, _go_on if number is signal.SIGHUP else _leave)
    if not _WAYS:
        _RAISED.set()
        raise KeyboardInterrupt
    _WAYS[-1]()


def _go_on(_number: int, _frame: FrameType | None) -> None:
    return


def _leave(_number: int, _frame: FrameType | None) -> None:
    # Everything that matters is on disk before it is acted on, so there is nothing to save here; and a thread that
    # hangs in a file would be waited for in any other end.
    os._exit(INTERRUPTED)


def _be_deaf() -> None:
    # All is done and every thread has ended. Python would soon put back what the system does, which is to kill: then
    # a signal that comes a moment too late would take the exit code's place.
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def leaving_by(way: Callable[[], None]) -> Iterator[None]:
    """While this lasts, an interrupt calls `way` instead of raising KeyboardInterrupt wherever the program is.

    One that was raised before, and came to nothing, calls it at once: whoever interrupted pays for nothing more.
    """
    _WAYS.append(way)
    try:
        if _RAISED.is_set():
            way()
        yield
    finally:
        _WAYS.pop()


@contextmanager
def interrupts_taken() -> Iterator[None]:
    """Take interrupts while this lasts as `take_interrupts` does; a process that takes them for good goes on so."""
    before = [(number, signal.getsignal(number)) for number in heeded()]
    others = [(number, handler) for number, handler in before if _is_free(number, handler)]
    for number, _ in others:
        signal.signal(number, _interrupt)
    try:
        yield
    finally:
        for number, handler in others:
            signal.signal(number, handler)
        if others:
            _RAISED.clear()


def _is_free(number: signal.Signals, handler: object) -> bool:
    """Say whether a signal may be taken: many a program reads its settings anew at SIGHUP, and goes on with that."""
    return handler not in (_interrupt, _leave, _go_on) and (number is not signal.SIGHUP or handler is signal.SIG_DFL)
