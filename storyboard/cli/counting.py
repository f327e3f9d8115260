"""Counts that agree wherever they stand: of requests, and of the shots that they are for where those are more."""

from collections.abc import Collection

from storyboard.plan.plan import Call


def for_shots(calls: Collection[Call]) -> str:
    """Say for how many shots of how many films requests are; nothing where each is for a shot of its own."""
    usages = [usage for call in calls for usage in call.usages]
    if len(usages) == len(calls):
        return ""
    films = len({usage.partition("@")[2] for usage in usages})
    return f"for {len(usages)} shots" + (f" of {films} films" if films > 1 else "")


def takes_to_ask(calls: Collection[Call]) -> int:
    """Count the takes that requests still ask for: those wanted of what is to be made, less those asked for before."""
    return sum(call.takes - call.asked for call in calls if call.action == "make")


def plural(number: int, word: str) -> str:
    """Count things by their word: `1 shot`, `2 shots`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
