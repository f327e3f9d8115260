"""From a path to a `Storyboard`: read, check the shape, build, check the sense; every problem is kept, none raised."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from storyboard.language.files import Reading, open_storyboard, read_templates
from storyboard.language.film.build import build_storyboard
from storyboard.language.film.storyboard import Storyboard
from storyboard.language.sense.check import check_sense
from storyboard.language.sense.echoes import echoes_of
from storyboard.language.sense.silence import silence
from storyboard.language.sense.unprinted import refuse_unprinted
from storyboard.language.shape.prune import EVERY, Hurt, prune
from storyboard.language.shape.shape import SchemaName, check_shape
from storyboard.language.tree.tree import Map
from storyboard.problems import Level, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a storyboard's files say. `storyboard` is None where there is too little to go on with.

    Files in `problems`, `sources` and `templates` are named relative to `folder`. `root` is the folder outside of which
    nothing is read. `hurt` is what was lost to mistakes, of which some problems would only be the echo. `echoes` are
    the codes of such as come from a part of the cast or of the variables that could not be read; they are left out.
    """

    storyboard: Storyboard | None
    problems: tuple[Problem, ...]
    folder: Path
    root: Path
    sources: tuple[tuple[str, str], ...] = ()
    templates: tuple[tuple[str, str], ...] = ()
    hurt: Hurt = field(default_factory=Hurt)
    echoes: frozenset[str] = frozenset()


def load(file: Path, *, root: Path | None = None, variables: Mapping[str, str] | None = None) -> Loaded:
    """Load a storyboard with all that it includes.

    `root` is the folder outside of which nothing is read, by default the file's own; `variables` stand above those
    that the storyboard sets. Raises UsageError where the file itself cannot be read, or prints no such variable.
    """
    reading = open_storyboard(file, root=root)
    templates = tuple(read_templates(reading).items())
    shape = tuple(reading.problems) + tuple(_check_shapes(reading.trees, root_file=file.name))
    wrong = {problem.place.file for problem in shape if problem.place is not None}
    echoes = echoes_of(reading.trees, reading.problems)
    hurt = _hurt_by_reading(reading.problems)
    for tree in reading.trees:
        if tree.file in wrong:
            hurt |= prune(tree, schema=_schema(tree, file.name))
    storyboard = _build(reading, file.name, variables or {})
    if storyboard is not None and not any(problem.level is Level.ERROR for problem in shape):
        refuse_unprinted(variables or {}, storyboard, sources=reading.sources)
    sense = () if storyboard is None else [one for one in check_sense(storyboard) if one.code not in echoes]
    return Loaded(
        storyboard=storyboard,
        problems=silence((*shape, *sense), storyboard=storyboard, sources=reading.sources),
        folder=reading.folder,
        root=reading.root,
        sources=tuple(reading.sources.items()),
        templates=templates,
        hurt=hurt,
        echoes=echoes,
    )


def _hurt_by_reading(problems: Iterable[Problem]) -> Hurt:
    errors = [problem for problem in problems if problem.level is Level.ERROR]
    lines = frozenset((one.place.file, one.place.line) for one in errors if one.place is not None)
    return Hurt(shots=frozenset({EVERY} if errors else ()), lines=lines)


def _check_shapes(trees: Iterable[Map], *, root_file: str) -> Iterable[Problem]:
    for tree in trees:
        yield from check_shape(tree, schema=_schema(tree, root_file))


def _schema(tree: Map, root_file: str) -> SchemaName:
    return "storyboard" if tree.file == root_file else "part"


def _build(reading: Reading, root_file: str, variables: Mapping[str, str]) -> Storyboard | None:
    roots = [tree for tree in reading.trees if tree.file == root_file]
    parts = [tree for tree in reading.trees if tree.file != root_file]
    return build_storyboard(roots[0], parts, variables=variables) if roots else None
