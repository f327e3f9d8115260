"""A difference as the comment of a pull request: the sum on top, scene by scene below, folded, never too long."""

import re
from collections.abc import Iterator

from storyboard.credits import count_credits
from storyboard.deliver.difference_words import (
    MARKS,
    say_change,
    say_counts,
    say_parts,
    say_shot,
    say_total,
    scenes_of,
)
from storyboard.plan.difference.difference import Difference, ShotDifference

# GitHub takes 65,536 characters in a comment; others stand in it too, such as a heading that a workflow adds.
MOST = 60_000
# How much is said of one shot, in characters: less and less, until it fits. How a part changed goes before which did.
WIDTHS = (600, 240, 150, 100, 70, 50)
ROOM = 200  # for the sentence on what was left out, and the end of a fold
SPECIAL = re.compile(r"[\\`*_\[\]~|$]")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": " ", "\r": " "}


def write_markdown(difference: Difference, before: str, after: str) -> str:
    """Write a difference as Markdown of at most 60,000 characters; what is left out is counted.

    `before` and `after` are what people call the two. No word of a film becomes a link, a mention or markup.
    """
    head = [f"**{plain(before)} → {plain(after)}**: {plain(say_total(difference))}"]
    head += [""] if difference.film else []
    head += [f"- {plain(say_change(change))}" for change in difference.film]
    for width in WIDTHS:
        text = "\n".join([*head, *_scenes(difference, width)]) + "\n"
        if len(text) <= MOST:
            return text
    return _cut(head, difference)


def plain(words: str) -> str:
    """Write words so that Markdown shows them as they are; `@name` and `#12` call nobody and link nowhere."""
    kept = SPECIAL.sub(r"\\\g<0>", "".join(ENTITIES.get(sign, sign) for sign in words))
    return re.sub(r"[@#](?=\w)", "\\g<0>\u200b", kept)


def _scenes(difference: Difference, width: int) -> Iterator[str]:
    for scene, shots in scenes_of(difference).items():
        yield from _open(scene, shots)
        yield from (_line(shot, width) for shot in shots)
        yield from CLOSE


CLOSE = ("", "</details>")


def _open(scene: str, shots: list[ShotDifference]) -> tuple[str, ...]:
    return ("", "<details>", f"<summary><b>{plain(scene)}</b>: {plain(say_counts(shots))}</summary>", "")


def _line(shot: ShotDifference, width: int) -> str:
    cost = f" ({count_credits(shot.asked.credits)})" if shot.asked.requests else ""
    said = "; ".join(say_shot(shot)) or shot.status
    said = said if len(said) <= width else "; ".join(say_parts(shot))
    words = plain(said if len(said) <= width else f"{said[: width - 1].rstrip()}…")
    # As code: a plus or a minus at the start would be a list of its own.
    return f"- `{MARKS[shot.status]}` **{plain(shot.address)}**{cost}: {words}"


def _cut(head: list[str], difference: Difference) -> str:
    """Write as many shots as fit, and say how many do not."""
    # A film of which even the head is too long keeps its first lines alone.
    lines = [line for line in head if len(line) < MOST // 10][:50]
    used, shown = sum(len(line) + 1 for line in lines), 0
    scenes = scenes_of(difference)
    for scene, shots in scenes.items():
        opening = _open(scene, shots)
        fitting = []
        room = MOST - ROOM - used - sum(len(line) + 1 for line in (*opening, *CLOSE))
        for shot in shots:
            line = _line(shot, WIDTHS[-1])
            room -= len(line) + 1
            if room < 0:
                break
            fitting.append(line)
        if fitting:
            lines += [*opening, *fitting, *CLOSE]
            shown += len(fitting)
            used = sum(len(line) + 1 for line in lines)
        if len(fitting) < len(shots):
            break
    left = sum(map(len, scenes.values())) - shown
    more = "1 more shot is" if left == 1 else f"{left} more shots are"
    lines += ["", f"{more} not shown here; `storyboard diff` shows all of it."]
    return "\n".join(lines) + "\n"
