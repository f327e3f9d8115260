"""How much a template may do: a budget of steps and characters for each rendering, spent by all that grows."""

STEPS = 10_000
CHARACTERS = 200_000
DIGITS = 40


class TooMuch(Exception):
    """A template asked for more than its budget. The message is one sentence for people."""


class Meter:
    """The budget of one rendering."""

    __slots__ = ("characters", "steps")

    def __init__(self) -> None:
        self.steps = STEPS
        self.characters = CHARACTERS

    def step(self) -> None:
        """Spend one step. Raise TooMuch when none is left."""
        self.steps -= 1
        if self.steps < 0:
            raise TooMuch(f"it takes more than {STEPS:,} steps")

    def write(self, size: int) -> None:
        """Spend `size` characters or items. Raise TooMuch when they are not there."""
        self.characters -= size
        if self.characters < 0:
            raise TooMuch(f"it makes more than {CHARACTERS:,} characters")

    def weigh(self, value: object) -> object:
        """Spend what a value takes up with all that is in it, and hand it on.

        Every list is weighed where it is made, so a list inside a list is never larger than the budget.
        """
        waiting = [value]
        while waiting:
            match waiting.pop():
                case str() | bytes() as text:
                    self.write(len(text))
                case list() | tuple() | set() as items:
                    self.write(len(items))
                    waiting.extend(items)
                case range() as numbers:
                    self.write(len(numbers))
                case dict() as entries:
                    self.write(len(entries))
                    waiting.extend((*entries.keys(), *entries.values()))
                case int() as number if abs(number) >= 10**DIGITS:
                    raise TooMuch(f"a number has more than {DIGITS} digits")
                case _:
                    pass
        return value

    def multiply(self, left: object, right: object) -> None:
        """Spend what `left * right` will take up, before it is made."""
        for one, other in ((left, right), (right, left)):
            if isinstance(one, str | bytes | list | tuple) and isinstance(other, int) and other > 0:
                self.write(len(one) * other)
