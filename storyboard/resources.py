"""What is shipped beside the code: JSON Schemas, model profiles, pages of codes and prompt templates, as text.

An installed package has them inside itself, a checkout beside itself; whoever reads them need not know which.
"""

from functools import cache
from pathlib import Path

from storyboard.problems import UsageError

_SCHEMA = ".schema.json"


@cache
def _folder(name: str) -> Path:
    # Imported here because it costs a start some 30 ms, and most commands read only one file or none.
    from importlib.resources import files

    package = Path(str(files("storyboard")))
    places = (package / name, package.parent / name)
    return next((place for place in places if place.is_dir()), places[0])


def schema_folder() -> Path:
    """Give the folder that holds `*.schema.json`, `models/` and `rules/`."""
    return _folder("schemas")


def template_folder() -> Path:
    """Give the folder that holds the shipped `*.j2`."""
    return _folder("templates")


def _names(folder: Path, suffix: str) -> tuple[str, ...]:
    return tuple(sorted(file.name.removesuffix(suffix) for file in folder.glob(f"*{suffix}")))


def schema_names() -> tuple[str, ...]:
    """List the shipped schemas by name, sorted, e.g. `storyboard` for `storyboard.schema.json`."""
    return _names(schema_folder(), _SCHEMA)


def model_names() -> tuple[str, ...]:
    """List the shipped model profiles by name, sorted."""
    return _names(schema_folder() / "models", ".json")


def rule_codes() -> tuple[str, ...]:
    """List the codes of problems that have a page, sorted."""
    return _names(schema_folder() / "rules", ".md")


def template_names() -> tuple[str, ...]:
    """List the shipped templates by file name, sorted, e.g. `shot.j2`."""
    return tuple(f"{name}.j2" for name in _names(template_folder(), ".j2"))


def _read(file: Path, *, what: str, name: str, known: tuple[str, ...]) -> str:
    # Only a listed name is opened, so that no name can lead out of the folder.
    if name not in known:
        raise UsageError(
            f"There is no shipped {what} named {name!r}.", help=f"There are: {', '.join(known) or 'none at all'}."
        )
    return file.read_text(encoding="utf-8")


def read_schema(name: str) -> str:
    """Read a shipped JSON Schema by its name. Raises UsageError for a name that is not shipped."""
    return _read(schema_folder() / f"{name}{_SCHEMA}", what="schema", name=name, known=schema_names())


def read_model(name: str) -> str:
    """Read a shipped model profile (JSON) by its name. Raises UsageError for a name that is not shipped."""
    return _read(schema_folder() / "models" / f"{name}.json", what="model profile", name=name, known=model_names())


def read_rule(code: str) -> str:
    """Read the page (Markdown) of a problem's code. Raises UsageError for a code that has none."""
    return _read(schema_folder() / "rules" / f"{code}.md", what="page for a code", name=code, known=rule_codes())


def read_template(name: str) -> str:
    """Read a shipped template by its file name. Raises UsageError for a name that is not shipped."""
    return _read(template_folder() / name, what="template", name=name, known=template_names())
