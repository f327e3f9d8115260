"""Hostile files, and a process that reads one of them within bounds: `python -m tests.language.hostile NAME`."""

import json
import resource
import sys
from collections.abc import Callable, Mapping
from typing import Final

from tests.support.memory import peak_megabytes

TOP: Final = "storyboard: 1\ntitle: x\n"
CPU_SECONDS: Final = 60  # a net for what never ends; no verdict on a time
MEMORY: Final = 500  # MB


def _aliases() -> str:
    rows = (f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 30))
    return "a0: &a0 [x, x, x, x]\n" + "".join(rows)


def _merges() -> str:
    rows = (f"x{i}: &a{i}\n  <<: [*a{i - 1}, *a{i - 1}]\n  k{i}: *a{i - 1}\n  l{i}: *a{i - 1}\n" for i in range(1, 40))
    return "x0: &a0 {k: v}\n" + "".join(rows)


def _wide_merges() -> str:
    keys = "".join(f"  k{i}: v\n" for i in range(1000))
    return f"x: &a\n{keys}y:\n" + "".join(f"  m{i}: {{<<: *a}}\n" for i in range(10_000))


def _wrong_shots() -> str:
    shots = "".join(f"      - {{id: s{i}, foo: 1, duration: x}}\n" for i in range(30_000))
    return f"{TOP}scenes:\n  - id: a\n    shots:\n{shots}"


# What is read, and a code that is told; where it is None, all that counts is an answer within bounds.
CASES: Final[Mapping[str, tuple[Callable[[], str | bytes], str | None]]] = {
    "alias bomb": (_aliases, "yaml-alias-bomb"),
    "merge-key bomb": (_merges, "yaml-alias-bomb"),
    "one group merged ten thousand times": (_wide_merges, "yaml-alias-bomb"),
    "100,000 brackets": (lambda: "a: " + "[" * 100_000, "yaml-too-deep"),
    "100,000 braces": (lambda: "a: " + "{a: " * 100_000, "yaml-too-deep"),
    "100,000 dashes": (lambda: "a:\n" + "- " * 100_000, "yaml-too-deep"),
    "100,000 question marks": (lambda: "? " * 100_000, "yaml-too-deep"),
    "deep blocks": (lambda: "".join(" " * i + "a:\n" for i in range(3000)), "yaml-too-deep"),
    "a file of 50 MB": (lambda: "a: " + "x" * 50_000_000, "yaml-too-large"),
    "a text of 16 MB": (lambda: TOP + "description: " + "x " * 7_900_000, None),
    "a million keys": (lambda: TOP + "".join(f"k{i}: x\n" for i in range(1_200_000)), "yaml-too-large"),
    "a list of eight million": (lambda: TOP + "x-a: [" + "1," * 8_000_000 + "]", "yaml-too-large"),
    "a key three million times": (lambda: TOP + "k: x\n" * 3_000_000, "duplicate-key"),
    "an integer of ten million digits": (lambda: TOP + "description: " + "9" * 10_000_000, "yaml-number"),
    "a fraction of a million digits": (lambda: TOP + "description: 0." + "9" * 1_000_000, None),
    "unknown aliases": (lambda: TOP + "".join(f"x{i}: *a{i}\n" for i in range(300_000)), "yaml-alias"),
    "tags": (lambda: TOP + "".join(f"x{i}: !a{i} b\n" for i in range(300_000)), "yaml-tag"),
    "NUL": (lambda: TOP + "description: a\0b\n", "yaml-character"),
    "fifteen million control characters": (lambda: "\x01" * 15_000_000, "yaml-character"),
    "bytes that are not UTF-8": (lambda: TOP.encode() + b"\xff" * 15_000_000, "not-utf8"),
    "UTF-16": (lambda: TOP.encode("utf-16"), "not-utf8"),
    "quotes that never close": (lambda: TOP + 'description: "' + "x\n" * 5_000_000, "yaml-syntax"),
    "two million quotes": (lambda: TOP + "description: " + '"' * 2_000_000, "yaml-syntax"),
    "a million colons": (lambda: TOP + "description: " + ": " * 1_000_000, "yaml-syntax"),
    "a million tabs": (lambda: "\t" * 1_000_000 + "a: b", "yaml-syntax"),
    "a key of five million characters": (lambda: "x" * 5_000_000 + ": y", "yaml-syntax"),
    "brackets and text, over and over": (lambda: TOP + "style: " + "[x] " * 60_000, "yaml-syntax"),
    "many slips": (lambda: TOP + "".join(f"x{i}: @a\n" for i in range(20_000)), "yaml-syntax"),
    "five million lone returns": (lambda: TOP + "\r" * 5_000_000, None),
    "a comment of 15 MB": (lambda: "#" * 15_000_000, "empty-file"),
    "thirty thousand wrong shots": (_wrong_shots, "unknown-key"),
    "a hundred thousand unknown keys": (lambda: TOP + "".join(f"k{i}:\n" for i in range(100_000)), "unknown-key"),
    "thirty thousand tags": (
        lambda: TOP + "scenes: [{id: a, tags: [" + ", ".join(f"t{i}" for i in range(30_000)) + "], shots: [{id: b}]}]",
        None,
    ),
}


def main(name: str) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (2 * MEMORY << 20, 2 * MEMORY << 20))  # a net: virtual, not resident
    from storyboard.language.shape.shape import check_shape
    from storyboard.language.yaml.reader import read_tree

    tree, problems = read_tree(CASES[name][0](), file="hostile.yaml")
    found = (*problems, *(check_shape(tree, schema="storyboard") if tree is not None else ()))
    used = peak_megabytes()
    json.dump({"codes": [problem.code for problem in found], "memory": used}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
