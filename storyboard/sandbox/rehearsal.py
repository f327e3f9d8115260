"""What goes wrong on purpose, so that it can be rehearsed before money is in play: failed takes and lost answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from storyboard.sandbox.state import Fault, Loss


def failing(words: Sequence[str]) -> Fault:
    """Let every take fail whose prompt holds any of these words."""

    def fault(given: Mapping[str, Any], _number: int) -> str | None:
        held = _held(given, words)
        return None if held is None else f"it was to fail: its prompt holds “{held}”"

    return fault


def losing(words: Sequence[str]) -> Loss:
    """Lose the answer to the first request whose prompt holds each of these words: the task is made all the same."""
    left = list(words)

    def lose(given: Mapping[str, Any]) -> bool:
        held = _held(given, left)
        if held is not None:
            left.remove(held)
        return held is not None

    return lose


def _held(given: Mapping[str, Any], words: Sequence[str]) -> str | None:
    prompt = str(given.get("prompt", ""))
    return next((one for one in words if one and one in prompt), None)
