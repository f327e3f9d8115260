"""A stream is asked for nothing once its file is closed: what it points to is gone, and the process may go with it."""

import ast
from collections.abc import Iterator
from pathlib import Path

MEDIA = Path(__file__).resolve().parents[2] / "storyboard" / "media"
OPENS = ("clips.opened", "av.open")


def asked_too_late(source: str) -> list[str]:
    """Name what a block that opens a file binds to a stream of it, and what is said of it behind the block."""
    return [
        f"{node.id} in line {node.lineno}"
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef)
        for block in ast.walk(function)
        if isinstance(block, ast.With) and any(ast.unparse(item).startswith(OPENS) for item in block.items)
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and node.id in set(streams_of(block)) and node.lineno > (block.end_lineno or 0)
    ]


def streams_of(block: ast.With) -> Iterator[str]:
    for node in ast.walk(block):
        if isinstance(node, ast.Assign) and "_of(container)" in ast.unparse(node.value):
            for target in node.targets:
                yield from (name.id for name in ast.walk(target) if isinstance(name, ast.Name))


def test_nothing_is_asked_of_a_stream_behind_the_block_that_opens_its_file() -> None:
    found = {path.name: asked_too_late(path.read_text(encoding="utf-8")) for path in sorted(MEDIA.rglob("*.py"))}
    assert {name: late for name, late in found.items() if late} == {}


PLANTED = """
def late(path):
    with clips.opened(path) as (container, _):
        picture = clips.picture_of(container)
    return picture.average_rate
"""


def test_a_stream_that_is_asked_too_late_is_found() -> None:
    assert asked_too_late(PLANTED) == ["picture in line 5"]
    assert asked_too_late(PLANTED.replace("    return", "        return")) == []
