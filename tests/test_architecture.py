"""The laws of the house, read off the source: layers, doors, cycles, prints, clocks, models, SQL, sizes, `__all__`.

Every law is a function from a tree of modules to sentences about what breaks it, and is shown to find a planted breach.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from statistics import median, quantiles

import pytest

PACKAGE = "storyboard"
SOURCE = Path(__file__).resolve().parent.parent / PACKAGE
MODELS = frozenset(file.stem for file in (SOURCE.parent / "schemas" / "models").glob("*.json"))

BASE = frozenset({"problems", "rules", "resources", "hashes", "canonical", "credits", "slate", "version"})
# A room, and the rooms it may look at. A file of its own at the top of the package is a room too.
ROOMS: Mapping[str, frozenset[str]] = {
    "version": frozenset(),
    "problems": frozenset(),
    "hashes": frozenset(),
    "canonical": frozenset({"hashes"}),
    "slate": frozenset(),
    "credits": frozenset(),
    "resources": frozenset({"problems"}),
    "rules": frozenset({"problems", "resources"}),
    "language": BASE,
    "media": BASE | {"language"},
    "provider": BASE | {"language", "media"},
    "plan": BASE | {"language", "media", "provider"},
    "run": BASE | {"language", "media", "provider", "plan"},
    "sandbox": BASE | {"language", "media", "provider", "plan"},
    "checks": BASE | {"language", "media", "provider", "plan"},
    "deliver": BASE | {"language", "media", "provider", "plan"},
    # The stages in their order, wired to the targets: what the library and the command line are made of.
    "stages": BASE | {"language", "media", "provider", "plan", "run", "sandbox", "checks", "deliver"},
    # The library: what `import storyboard` offers.
    "": BASE | {"language", "media", "provider", "plan", "run", "sandbox", "checks", "deliver", "stages"},
    "cli": BASE | {"", "language", "media", "provider", "plan", "run", "sandbox", "checks", "deliver", "stages"},
    "__main__": frozenset({"cli"}),
}
# Single modules that a room may look at beyond the rooms above.
EXCEPTIONS: frozenset[tuple[str, str]] = frozenset(
    {("checks", "storyboard.run.record.manifest"), ("deliver", "storyboard.run.record.manifest")}
)

# Inside a room: its parts from the ground up. A part is a folder or a file; it may look at those below it, and what is
# not listed is the top. Each folder says in its `__init__.py` what it is for.
FLOORS: Mapping[str, tuple[str, ...]] = {
    "language": ("tree", "yaml", "texts", "shape", "film", "sense"),
    "plan": (
        *("graph", "json_line", "models", "plan", "made", "digest", "plan_json", "faces", "earlier"),
        *("finished", "shots", "limits", "lock", "draft", "decisions", "lint", "selection", "difference"),
    ),
    "run": (
        *("machine", "net", "ledger", "takes", "record", "assets", "order", "production", "doubt", "tasks"),
        *("submissions", "calls", "webhooks"),
    ),
}

# A library, or a part of the standard one that has an effect, and the places that are its door: a room, or a part of
# one.
DOORS: Mapping[str, frozenset[str]] = {
    "yaml": frozenset({"language.yaml"}),
    # The sandbox judges requests with a validator of its own: sharing the compiler's, it could never contradict it.
    "jsonschema": frozenset({"language.shape", "sandbox"}),
    "referencing": frozenset({"language.shape"}),
    "jinja2": frozenset({"language.texts"}),
    "markupsafe": frozenset({"language.texts"}),
    "av": frozenset({"media"}),
    "PIL": frozenset({"media"}),
    "pillow_heif": frozenset({"media"}),
    "uharfbuzz": frozenset({"media"}),
    "fontpkg": frozenset({"media"}),
    "manimgx": frozenset({"media"}),
    "networkx": frozenset({"plan.graph"}),
    "hashlib": frozenset({"hashes"}),
    "httpx": frozenset({"run.net"}),
    "asyncio": frozenset({"run"}),
    "sqlite3": frozenset({"run"}),
    "obstore": frozenset({"run.assets"}),
    # Webhooks come in while a run lasts.
    "starlette": frozenset({"sandbox", "run.webhooks.webhook_server"}),
    "uvicorn": frozenset({"sandbox", "run.webhooks.webhook_server"}),
    "click": frozenset({"cli"}),
    "rich": frozenset({"cli"}),
    "importlib.resources": frozenset({"resources"}),
    "time": frozenset({"run.machine.clock", "sandbox"}),
    # Slow to import, and the version stands in version.py. Checks of one's own come from installed packages, which
    # only their metadata names.
    "importlib.metadata": frozenset({"checks.plugins"}),
    "pkg_resources": frozenset(),
    "socket": frozenset({"run.net", "run.webhooks.webhook_server", "sandbox"}),
    "http.client": frozenset(),
    "urllib.request": frozenset(),
    # A storyboard as it was in a revision: only git itself knows how it turns what it stores into files.
    "subprocess": frozenset({"stages.revisions"}),
}
CLOCKS = frozenset({"run.machine.clock", "sandbox"})
CLOCK_CALLS = frozenset({"now", "utcnow", "today"})

SQL_HOME = frozenset({"run.ledger"})
SQL_CALLS = frozenset({"execute", "executemany", "executescript"})
SQL_WORDS = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|PRAGMA|WHERE|BEGIN|COMMIT|ROLLBACK)\b|= \?")

MOST_LINES = 250
MEDIAN_FILE = 120
MEDIAN_BODY = 6
TALL_BODY = 22  # at the 90th percentile


@dataclass(frozen=True)
class Import:
    module: str
    line: int


@dataclass(frozen=True)
class Module:
    path: Path
    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=str(self.path))

    @property
    def room(self) -> str:
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else ""

    def at(self, line: int) -> str:
        return f"{self.name}:{line}"


Tree = Mapping[str, Module]
Law = Callable[[Tree], list[str]]


def read_tree(folder: Path) -> dict[str, Module]:
    modules = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        modules[name] = Module(path=path, name=name, text=path.read_text(encoding="utf-8"))
    return modules


def imports_of(module: Module, tree: Tree) -> Iterator[Import]:
    """Every import, wherever it stands: inside a function or for the types alone it is a dependency all the same."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                known = inner in tree or inner in DOORS or inner in ROOM_MODULES
                yield Import(inner if known else base, node.lineno)


ROOM_MODULES = frozenset(f"{PACKAGE}.{room}" for room in ROOMS if room)


def room_of(module: str) -> str | None:
    parts = module.split(".")
    if parts[0] != PACKAGE:
        return None
    return parts[1] if len(parts) > 1 else ""


def check_rooms(tree: Tree) -> list[str]:
    known = {name: module for name, module in tree.items() if name != PACKAGE}
    return [
        f"{name}: no room of that name is in the table" for name, module in known.items() if module.room not in ROOMS
    ]


def check_layers(tree: Tree) -> list[str]:
    found = []
    for module in tree.values():
        for entry in imports_of(module, tree):
            room = room_of(entry.module)
            if room is None or room == module.room or (module.room, entry.module) in EXCEPTIONS:
                continue
            if room not in ROOMS.get(module.room, frozenset()):
                found.append(f"{module.at(entry.line)} may not look at {entry.module}")
    return found


def check_floors(tree: Tree) -> list[str]:
    return [
        f"{module.at(entry.line)} may not look up at {entry.module}"
        for module in tree.values()
        for entry in imports_of(module, tree)
        if room_of(entry.module) == module.room in FLOORS and floor_of(entry.module) > floor_of(module.name)
    ]


def floor_of(module: str) -> int:
    """The number of a part's floor in its room; the room's own `__init__.py` is the ground."""
    _, room, *part = module.split(".")
    floors = FLOORS[room]
    if not part:
        return -1
    return floors.index(part[0]) if part[0] in floors else len(floors)


def is_inside(module: str, places: frozenset[str]) -> bool:
    return any(f"{module}.".startswith(f"{PACKAGE}.{place}.") for place in places)


def check_doors(tree: Tree) -> list[str]:
    found = []
    for module in tree.values():
        for entry in imports_of(module, tree):
            doors = [
                door for door in DOORS if entry.module == door or entry.module.startswith((f"{door}.", f"{door}_"))
            ]
            if not all(is_inside(module.name, DOORS[door]) for door in doors):
                found.append(f"{module.at(entry.line)} is not the door to {entry.module}")
            top = entry.module.split(".")[0]
            if not doors and top not in sys.stdlib_module_names and top != PACKAGE:
                found.append(f"{module.at(entry.line)} imports {entry.module}, which has no door in the table")
    return found


def check_relative(tree: Tree) -> list[str]:
    nodes = ((module, node) for module in tree.values() for node in ast.walk(module.tree))
    return [
        f"{module.at(node.lineno)} imports relatively"
        for module, node in nodes
        if isinstance(node, ast.ImportFrom) and node.level
    ]


def check_cycles(tree: Tree) -> list[str]:
    graph = {
        module.name: {entry.module for entry in imports_of(module, tree) if entry.module in tree} - {module.name}
        for module in tree.values()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return ["import cycle: " + " -> ".join(reversed(error.args[1]))]
    return []


def is_print(node: ast.AST) -> bool:
    match node:
        case ast.Name(id="print"):
            return True
        case ast.Attribute(value=ast.Name(id="sys"), attr="stdout" | "stderr"):
            return True
        case _:
            return False


def check_prints(tree: Tree) -> list[str]:
    nodes = ((module, node) for module in tree.values() if module.room != "cli" for node in ast.walk(module.tree))
    return [f"{module.at(getattr(node, 'lineno', 0))} prints" for module, node in nodes if is_print(node)]


def check_clocks(tree: Tree) -> list[str]:
    found = []
    for module in tree.values():
        for node in ast.walk(module.tree):
            if not (isinstance(node, ast.Attribute) and node.attr in CLOCK_CALLS):
                continue
            if ast.unparse(node.value).split(".")[-1] in {"datetime", "date"} and not is_inside(module.name, CLOCKS):
                found.append(f"{module.at(node.lineno)} reads the clock")
    return found


def check_models(tree: Tree) -> list[str]:
    nodes = ((module, node) for module in tree.values() for node in ast.walk(module.tree))
    return [
        f"{module.at(node.lineno)} names a model"
        for module, node in nodes
        if isinstance(node, ast.Constant) and node.value in MODELS
    ]


def is_sql(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(attr=name):
            return name in SQL_CALLS
        case ast.Constant(value=str(text)):
            return bool(SQL_WORDS.search(text))
        case _:
            return False


def check_sql(tree: Tree) -> list[str]:
    outside = (module for module in tree.values() if not is_inside(module.name, SQL_HOME))
    nodes = ((module, node) for module in outside for node in ast.walk(module.tree))
    return [f"{module.at(getattr(node, 'lineno', 0))} speaks SQL" for module, node in nodes if is_sql(node)]


def functions_of(tree: Tree) -> Iterator[tuple[Module, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for module in tree.values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield module, node


def check_returns(tree: Tree) -> list[str]:
    return [
        f"{module.at(node.lineno)} {node.name} does not say what it returns"
        for module, node in functions_of(tree)
        if node.returns is None
    ]


def check_sizes(tree: Tree) -> list[str]:
    lines = {module.name: len(module.text.splitlines()) for module in tree.values()}
    return [f"{name} has {count} lines, more than {MOST_LINES}" for name, count in lines.items() if count > MOST_LINES]


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def check_proportions(tree: Tree) -> list[str]:
    files = [count for module in tree.values() if (count := len(module.text.splitlines()))]
    bodies = [body_lines(node) for _, node in functions_of(tree)]
    tall = quantiles(bodies, n=10)[-1] if len(bodies) > 1 else 0
    measured = (
        ("the median file", median(files or [0]), MEDIAN_FILE),
        ("the median function body", median(bodies or [0]), MEDIAN_BODY),
        ("the function body at the 90th percentile", tall, TALL_BODY),
    )
    return [f"{what} has {value:g} lines, more than {most}" for what, value, most in measured if value > most]


def public_names(module: Module) -> list[str] | None:
    for node in module.tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            return [str(name) for name in ast.literal_eval(node.value)]
    return None


def in_order(names: list[str]) -> list[str]:
    # As the linter sorts: constants, then classes, then the rest.
    return sorted(names, key=lambda name: (0 if name.isupper() else 1 if name[:1].isupper() else 2, name))


def check_public(tree: Tree) -> list[str]:
    listed = ((module, public_names(module)) for module in tree.values())
    return [f"{module.name}: __all__ is not sorted" for module, names in listed if names and names != in_order(names)]


LAWS: tuple[Law, ...] = (
    check_rooms,
    check_layers,
    check_floors,
    check_doors,
    check_relative,
    check_cycles,
    check_prints,
    check_clocks,
    check_models,
    check_sql,
    check_returns,
    check_sizes,
    check_proportions,
    check_public,
)


def name_of(law: Law) -> str:
    return getattr(law, "__name__", "law").removeprefix("check_")


@pytest.fixture(scope="module")
def house() -> dict[str, Module]:
    return read_tree(SOURCE)


def test_the_house_was_read(house: Tree) -> None:
    assert {"storyboard", "storyboard.problems", "storyboard.plan.plan"} <= set(house)


@pytest.mark.parametrize("law", LAWS, ids=name_of)
def test_the_house_keeps_its_laws(house: Tree, law: Law) -> None:
    found = law(house)
    assert not found, "\n".join(found)


LONG = "x = 1\n"
TALL = "def tall_{n}() -> None:\n" + "    x = 1\n" * (TALL_BODY + 10)

# law, the files of a small house, and the sentence expected of it; None where the house is in order.
PLANTED: tuple[tuple[Law, dict[str, str], str | None], ...] = (
    (check_rooms, {"attic/boxes.py": LONG}, "storyboard.attic.boxes: no room of that name is in the table"),
    (check_rooms, {"plan/order.py": LONG, "version.py": LONG}, None),
    (
        check_layers,
        {"plan/a.py": "from storyboard.run import ledger\n"},
        "storyboard.plan.a:1 may not look at storyboard.run",
    ),
    (check_layers, {"language/a.py": "import storyboard.media.probe\n"}, "storyboard.language.a:1 may not look at"),
    (
        check_layers,
        {"run/a.py": "x = 1\nfrom storyboard import sandbox\n"},
        "storyboard.run.a:2 may not look at storyboard.sandbox",
    ),
    (
        check_layers,
        {"sandbox/a.py": "from storyboard.run.net.client import send\n"},
        "storyboard.sandbox.a:1 may not look at",
    ),
    (
        check_layers,
        {"problems.py": "def f() -> None:\n    import storyboard.rules\n"},
        "storyboard.problems:2 may not look at",
    ),
    (check_layers, {"plan/a.py": "from storyboard import load\n"}, "storyboard.plan.a:1 may not look at storyboard"),
    (
        check_layers,
        {"deliver/a.py": "from storyboard.run.ledger.writer import x\n"},
        "storyboard.deliver.a:1 may not look at",
    ),
    (
        check_layers,
        {"deliver/a.py": "from storyboard.run.record.manifest import x\n", "run/record/manifest.py": LONG},
        None,
    ),
    (
        check_layers,
        {"run/a.py": "from storyboard.plan.order import x\n", "cli/a.py": "import storyboard.run.a\n"},
        None,
    ),
    (
        check_floors,
        {"run/ledger/a.py": "from storyboard.run.takes.b import x\n", "run/takes/b.py": LONG},
        "storyboard.run.ledger.a:1 may not look up at storyboard.run.takes",
    ),
    (
        check_floors,
        {"plan/shots/a.py": "from storyboard.plan import film\n", "plan/film.py": LONG},
        "storyboard.plan.shots.a:1 may not look up at storyboard.plan.film",
    ),
    (
        check_floors,
        {"run/takes/a.py": "from storyboard.run.ledger.b import x\n", "run/ledger/b.py": LONG, "run/ledger/c.py": LONG},
        None,
    ),
    (check_doors, {"plan/a.py": "import yaml\n"}, "storyboard.plan.a:1 is not the door to yaml"),
    (
        check_doors,
        {"cli/a.py": "from importlib import resources\n"},
        "storyboard.cli.a:1 is not the door to importlib.resources",
    ),
    (check_doors, {"run/a.py": "from importlib.metadata import version\n"}, "is not the door to importlib.metadata"),
    (
        check_doors,
        {"media/a.py": "def f() -> None:\n    from PIL.Image import open\n    import httpx\n"},
        ":3 is not the door to httpx",
    ),
    (check_doors, {"media/a.py": "import numpy as np\n"}, "imports numpy, which has no door in the table"),
    (check_doors, {"stages/a.py": "import subprocess\n"}, "storyboard.stages.a:1 is not the door to subprocess"),
    (check_doors, {"stages/revisions.py": "import subprocess\n"}, None),
    (check_doors, {"run/a.py": "from starlette.routing import Route\n"}, "storyboard.run.a:1 is not the door to"),
    (check_doors, {"run/webhooks/webhook_server.py": "import uvicorn\nfrom starlette.routing import Route\n"}, None),
    (check_doors, {"plan/a.py": "from time import monotonic\n"}, "storyboard.plan.a:1 is not the door to time"),
    (
        check_doors,
        {"run/net/a.py": "import asyncio, httpx, socket\nimport json\n", "hashes.py": "import hashlib\n"},
        None,
    ),
    (check_doors, {"run/takes/a.py": "import httpx\n"}, "storyboard.run.takes.a:1 is not the door to httpx"),
    (check_relative, {"plan/a.py": "from . import b\n", "plan/b.py": LONG}, "storyboard.plan.a:1 imports relatively"),
    (check_relative, {"plan/a.py": "from storyboard.plan import b\n", "plan/b.py": LONG}, None),
    (
        check_cycles,
        {
            "plan/a.py": "from storyboard.plan import b\n",
            "plan/b.py": "def f() -> None:\n    import storyboard.plan.a\n",
        },
        "import cycle: storyboard.plan.",
    ),
    (check_cycles, {"plan/a.py": "from storyboard.plan.b import x\n", "plan/b.py": LONG}, None),
    (check_prints, {"run/a.py": "print('done')\n"}, "storyboard.run.a:1 prints"),
    (check_prints, {"plan/a.py": "import sys\nsys.stderr.write('x')\n"}, "storyboard.plan.a:2 prints"),
    (check_prints, {"plan/a.py": "show = print\n"}, "storyboard.plan.a:1 prints"),
    (check_prints, {"cli/a.py": "import sys\nsys.stdout.write('x')\n", "run/a.py": "blueprint = 'print'\n"}, None),
    (
        check_clocks,
        {"plan/a.py": "from datetime import datetime\nx = datetime.now()\n"},
        "storyboard.plan.a:2 reads the clock",
    ),
    (
        check_clocks,
        {"deliver/a.py": "import datetime as d\nx = d.date.today()\n"},
        "storyboard.deliver.a:2 reads the clock",
    ),
    (check_clocks, {"run/machine/clock.py": "from datetime import UTC, datetime\nx = datetime.now(UTC)\n"}, None),
    (check_models, {"plan/a.py": "x = 'seedance-2-0-mini'\n"}, "storyboard.plan.a:1 names a model"),
    (check_models, {"plan/a.py": "def f() -> None:\n    'Tell of seedance-2-0-mini.'\n"}, None),
    (
        check_sql,
        {"run/takes/a.py": "x = 1\ny = db.execute(f'{ROWS} LIMIT 1')\n"},
        "storyboard.run.takes.a:2 speaks SQL",
    ),
    (check_sql, {"run/a.py": "x = 'UPDATE takes SET number = 1'\n"}, "storyboard.run.a:1 speaks SQL"),
    (check_sql, {"run/a.py": "x = spent(db, 'root = ?', 'a')\n"}, "storyboard.run.a:1 speaks SQL"),
    (
        check_sql,
        {"run/ledger/a.py": "db.execute('SELECT 1')\n", "run/a.py": "x = 'update it where you select'\n"},
        None,
    ),
    (
        check_returns,
        {"plan/a.py": "def order(x: int):\n    return x\n"},
        "storyboard.plan.a:1 order does not say what it returns",
    ),
    (
        check_returns,
        {"run/a.py": "class A:\n    async def go(self):\n        pass\n"},
        "storyboard.run.a:2 go does not say",
    ),
    (check_returns, {"plan/a.py": "def order(x: int) -> int:\n    return x\n"}, None),
    (check_sizes, {"plan/a.py": LONG * (MOST_LINES + 1)}, "storyboard.plan.a has 251 lines, more than 250"),
    (check_sizes, {"plan/a.py": LONG * MOST_LINES}, None),
    (check_proportions, {"plan/a.py": LONG * (MEDIAN_FILE + 1)}, "the median file has 121 lines, more than 120"),
    (
        check_proportions,
        {"plan/a.py": "".join(TALL.format(n=n) for n in range(3))},
        "the median function body has 32 lines",
    ),
    (
        check_proportions,
        {
            "plan/a.py": "".join(f"def f{n}() -> None:\n    pass\n" for n in range(8))
            + TALL.format(n=1)
            + TALL.format(n=2)
        },
        "the function body at the 90th percentile has 32 lines, more than 22",
    ),
    (check_proportions, {"plan/a.py": "def f() -> None:\n    '''Say.'''\n    pass\n"}, None),
    (check_public, {"plan/__init__.py": "__all__ = ['plan', 'Plan']\n"}, "storyboard.plan: __all__ is not sorted"),
    (check_public, {"plan/__init__.py": "__all__ = ['MOST', 'Plan', 'plan']\n"}, None),
)


@pytest.mark.parametrize(
    ("law", "files", "expected"),
    PLANTED,
    ids=[f"{name_of(law)}-{'breach' if expected else 'order'}-{n}" for n, (law, _, expected) in enumerate(PLANTED)],
)
def test_a_planted_breach_is_found(tmp_path: Path, law: Law, files: dict[str, str], expected: str | None) -> None:
    for name, text in files.items():
        path = tmp_path / PACKAGE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found = law(read_tree(tmp_path / PACKAGE))
    if expected is None:
        assert found == []
    else:
        assert any(expected in sentence for sentence in found), found


def test_every_law_has_a_planted_breach_and_a_house_in_order() -> None:
    assert {law for law, _, expected in PLANTED if expected} == set(LAWS)
    assert {law for law, _, expected in PLANTED if not expected} == set(LAWS)
