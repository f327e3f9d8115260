"""The pages are true: their commands run and exit as they say, their storyboards compile, their links lead somewhere.

A comment in the line before a block changes what is expected of it: `<!-- exit: 3 -->` for its last command,
`<!-- not run: the reason -->`, and `<!-- storyboard -->` for a YAML block that is a whole storyboard. The commands of a
page run one after the other in one folder, so that a page can be read as a tutorial.
"""

import shlex
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.pages import ROOT, Block, Desk, blocks_of, commands_of, dead_links, own_paths, read
from tests.support.warm import warm_commands

EXAMPLES = ROOT / "examples"
MADE = shutil.ignore_patterns("build", ".storyboard", "__pycache__")

PAGES = tuple(
    sorted(
        path
        for pattern in ("*.md", "docs/**/*.md", "schemas/rules/*.md", "examples/**/*.md")
        for path in ROOT.glob(pattern)
        if not {"build", ".storyboard"}.intersection(path.parts)
    )
)
COMMAND_PAGES = tuple(page for page in PAGES if page.parent == ROOT or (ROOT / "docs") in page.parents)


@pytest.fixture(scope="module")
def commands() -> Iterator[Path]:
    with warm_commands() as folder:
        yield folder


@pytest.fixture
def cold_desk(tmp_path: Path) -> Desk:
    """Give a desk whose every command starts as it does for a user."""
    shutil.copytree(EXAMPLES, tmp_path / "examples", ignore=MADE)
    return Desk(folder=tmp_path)


@pytest.fixture
def desk(cold_desk: Desk, commands: Path) -> Desk:
    return replace(cold_desk, commands=commands)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_readme_says_the_two_commands() -> None:
    commands = [command for _, command, _ in commands_of(read(ROOT / "README.md"))]
    assert {"make demo", "make test"} <= set(commands)
    assert any(command.startswith("storyboard ") for command in commands)


@pytest.mark.slow
@pytest.mark.parametrize("page", COMMAND_PAGES, ids=name_of)
def test_the_commands_of_a_page_exit_as_it_says(page: Path, request: pytest.FixtureRequest) -> None:
    """The first page that anybody follows is followed exactly; the others spare what each start costs."""
    desk: Desk = request.getfixturevalue("cold_desk" if page.name == "README.md" else "desk")
    wrong = list(desk.wrong(read(page)))
    assert not wrong, f"{name_of(page)}\n" + "\n".join(wrong)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_block_that_is_not_run_says_why(page: Path) -> None:
    blocks = blocks_of(read(page))
    assert not [block.line for block in blocks if block.not_run is not None and not block.not_run.strip()]


def storyboards() -> Iterator[tuple[Path, Block]]:
    for page in PAGES:
        yield from ((page, block) for block in blocks_of(read(page)) if block.is_storyboard)


@pytest.mark.slow
def test_the_storyboards_in_the_pages_compile(desk: Desk) -> None:
    wrong = []
    for page, block in storyboards():
        (desk.folder / "examples" / "the-keeper" / "page.yaml").write_text(block.body, encoding="utf-8")
        done = desk.run("storyboard validate examples/the-keeper/page.yaml")
        if done.returncode != block.exit:
            wrong.append(f"{name_of(page)}:{block.line}\n{done.stdout}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*/storyboard.yaml")), ids=name_of)
def test_an_example_compiles(example: Path, desk: Desk) -> None:
    copy = shlex.quote(str(example.relative_to(ROOT)))
    for command in ("validate", "plan"):
        done = desk.run(f"storyboard {command} {copy}")
        assert done.returncode == 0, done.stdout


def test_there_is_an_example() -> None:
    assert (EXAMPLES / "the-keeper" / "storyboard.yaml").is_file()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    assert list(dead_links(page)) == []


TEXTS: tuple[str, ...] = (
    "*.md",
    "*.toml",
    "*.txt",
    "Makefile",
    ".ci/*",
    "scripts/*",
    "benchmarks/*",
    "docs/**/*",
    "schemas/**/*",
    "templates/**/*",
)
TEXTS += ("storyboard/**/*.py", "tests/**/*", "examples/*/*.yaml", "examples/*/*/*.yaml", "examples/**/*.py")
TEXT_KINDS = {"", ".md", ".toml", ".txt", ".py", ".json", ".yaml", ".yml", ".j2", ".svg", ".html", ".sh"}


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    files = {path for pattern in TEXTS for path in ROOT.glob(pattern) if path.is_file() and path.suffix in TEXT_KINDS}
    assert len(files) > 20
    found = [
        f"{name_of(path)}: {line}"
        for path in sorted(files)
        if "__pycache__" not in path.parts
        for line in own_paths(read(path))
    ]
    assert not found, "\n".join(found)


# The checks themselves find what is planted.

PAGE = """# A page

<!-- exit: 3 -->
```console
$ true
$ storyboard \\
    validate x.yaml
error: …
```

<!-- not run: it asks for a key -->
```sh
$ storyboard run --target pollo
```

<!-- storyboard -->
<!-- exit: 3 -->
```yaml
storyboard: 1
```

```python
$ not a command
```
"""


def test_blocks_are_read_with_their_comments() -> None:
    console, sh, yaml, python = blocks_of(PAGE)
    assert (console.line, console.exit, console.commands) == (5, 3, ["true", "storyboard      validate x.yaml"])
    assert (sh.not_run, yaml.is_storyboard, yaml.exit, yaml.body) == ("it asks for a key", True, 3, "storyboard: 1\n")
    assert (python.exit, python.is_storyboard, python.not_run) == (0, False, None)
    assert [(command, code) for _, command, code in commands_of(PAGE)] == [
        ("true", 0),
        ("storyboard      validate x.yaml", 3),
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("```sh\n$ true\n```\n", 0),
        ("```sh\n$ false\n```\n", 1),
        ("<!-- exit: 1 -->\n```sh\n$ true\n$ false\n```\n", 0),
        ("<!-- exit: 1 -->\n```sh\n$ true\n```\n", 1),
        ("```sh\n$ cd examples\n```\n```console\n$ ls the-keeper\n```\n", 0),
        ("```sh\n$ ls the-keeper\n```\n", 1),
        ("```sh\n$ make no-such-target\n$ make demo\n$ PYTHON=python3.13 make test\n```\n", 1),
        ("<!-- not run: never ends -->\n```sh\n$ false\n```\n", 0),
    ],
)
def test_a_command_that_exits_otherwise_is_found(cold_desk: Desk, text: str, count: int) -> None:
    assert len(list(cold_desk.wrong(text))) == count


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("[a](other.md) ![b](other.md) [c](https://example.com/x) [d](#a-page) [e](other.md#its-own-part)", []),
        ("[a](gone.md)", ["gone.md"]),
        ("![b](gone.png)", ["gone.png"]),
        ('<img src="gone.png" width="3">', ["gone.png"]),
        ("[a](#gone)", ["#gone"]),
        ("[a](other.md#gone)", ["other.md#gone"]),
        ("[a]: gone.md", ["gone.md"]),
        ("`[a](gone.md)`\n\n```text\n[a](gone.md)\n```\n", []),
    ],
)
def test_a_dead_link_is_found(tmp_path: Path, text: str, dead: list[str]) -> None:
    (tmp_path / "other.md").write_text("# Other\n\n## Its `own` part\n", encoding="utf-8")
    page = tmp_path / "page.md"
    page.write_text(f"# A page\n\n{text}\n", encoding="utf-8")
    assert list(dead_links(page)) == dead


def test_a_path_of_somebodys_machine_is_found() -> None:
    slash = "/"
    planted = (f"see {slash}root{slash}x", f"{slash}work{slash}x", f'"{slash}home{slash}me"')
    assert all(own_paths(text) for text in planted)
    assert not own_paths("a framework/rules, ./work/x, tests/root/x, https://example.com/home/x")
