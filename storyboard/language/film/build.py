"""From checked trees to a `Storyboard`; total: what has the right shape always becomes a value."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from storyboard.language.film.build_cast import build_members, build_text, no_text
from storyboard.language.film.build_part import build_part
from storyboard.language.film.part import Given, Part, settle
from storyboard.language.film.storyboard import (
    Profile,
    ProviderWords,
    Scene,
    Shot,
    ShotChange,
    Storyboard,
    Variable,
    Variant,
)
from storyboard.language.shape.home import default_of
from storyboard.language.tree.tree import Map, Seq, Value
from storyboard.problems import Level, Place

DEFAULT_LANGUAGE = "en"
DEFAULT_TEMPLATE = "shot.j2"
BUILT_IN = "built in"
ENVIRONMENT = re.compile(r"^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$")
LINT_LEVELS: Mapping[str, Level | None] = {"off": None, "warning": Level.WARNING, "error": Level.ERROR}


def build_storyboard(root: Map, parts: Iterable[Map], *, variables: Mapping[str, str]) -> Storyboard:
    """Build the film of a root file and of the parts that it includes; `variables` stand above the written ones.

    Parts come first, in the order given, then what the root file says itself.
    """
    trees = (*parts, root)
    language = str(root.get("language", DEFAULT_LANGUAGE))
    return Storyboard(
        file=root.file,
        title=build_text(root, "title") or no_text(root.whole),
        description=build_text(root, "description"),
        language=language,
        languages=_languages(root, language),
        variables=tuple(_variables(trees, variables)),
        budget=_budget(root),
        part=_film_part(root, language),
        provider=_provider(root.get("provider")),
        cast=tuple(member for tree in trees for member in build_members(tree)),
        scenes=tuple(scene for tree in trees for scene in _scenes(tree)),
        profiles=tuple(_profiles(root.get("profiles"))),
        variants=tuple(_variants(root.get("variants"))),
        lint=_lint(root.get("lint")),
        files=tuple(tree.file for tree in trees),
    )


def built_in(*, model: str, language: str) -> Part:
    """Say what holds where nobody says anything; what depends on the model comes from its profile."""
    return Part(
        model=Given(value=model, layer=BUILT_IN),
        template=Given(value=DEFAULT_TEMPLATE, layer=BUILT_IN),
        language=Given(value=language, layer=BUILT_IN),
    )


def _film_part(root: Map, language: str) -> Part:
    film = build_part(_only(root), layer="film")
    base = built_in(model=default_of("model"), language=language)
    return settle((base, film, build_part(root.get("defaults"), layer="defaults")))


def _only(root: Map) -> Map:
    film = Map(file=root.file, span=root.span)
    for key in ("model", "style", "avoid", "language"):
        if key in root:
            film.put(key, root[key], entry=root.entries[key])
    return film


def _scenes(tree: Map) -> Iterator[Scene]:
    for item in _maps(tree.get("scenes")):
        id = str(item["id"])
        yield Scene(
            id=id,
            place=item.place("id"),
            part=build_part(item, layer=f"scene {id}"),
            shots=tuple(_shot(id, shot) for shot in _maps(item.get("shots"))),
            title=build_text(item, "title"),
            after=_names(item, "after", layer=f"scene {id}"),
            tags=_strings(item.get("tags")),
        )


def _shot(scene: str, item: Map) -> Shot:
    id = str(item["id"])
    layer = f"shot {scene}/{id}"
    return Shot(
        id=id,
        scene=scene,
        place=item.place("id"),
        part=build_part(item, layer=layer),
        title=build_text(item, "title"),
        after=_names(item, "after", layer=layer),
        tags=_strings(item.get("tags")),
    )


def _profiles(tree: Value) -> Iterator[Profile]:
    if not isinstance(tree, Map):
        return
    for id, item in tree.items():
        force = item.get("force") if isinstance(item, Map) else None
        yield Profile(
            id=id,
            place=tree.key_place(id),
            part=build_part(item, layer=f"profile {id}"),
            force=build_part(force, layer=f"profile {id} (force)"),
        )


def _variants(tree: Value) -> Iterator[Variant]:
    if not isinstance(tree, Map):
        return
    for id, item in tree.items():
        if id == "matrix" and isinstance(item, Map):
            yield from _matrix(item)
        else:
            yield _variant(id, tree.key_place(id), (item,))


def _matrix(tree: Map) -> Iterator[Variant]:
    axes = [axis for axis in tree.values() if isinstance(axis, Map)]
    for names in product(*axes):
        place = axes[0].key_place(names[0])
        yield _variant("-".join(names), place, tuple(axis[name] for axis, name in zip(axes, names, strict=True)))


def _variant(id: str, place: Place, items: tuple[Value, ...]) -> Variant:
    layer = f"variant {id}"
    maps = [item for item in items if isinstance(item, Map)]
    only = next((item for item in reversed(maps) if "only" in item), None)
    return Variant(
        id=id,
        place=place,
        part=settle([build_part(item, layer=layer) for item in maps]),
        only=Given(value=str(only["only"]), layer=layer, place=only.place("only")) if only is not None else None,
        shots=tuple(change for item in maps for change in _changes(item.get("shots"), layer=layer)),
    )


def _changes(tree: Value, *, layer: str) -> Iterator[ShotChange]:
    if isinstance(tree, Map):
        for address, item in tree.items():
            part = build_part(item, layer=f"{layer}, shot {address}")
            yield ShotChange(shot=address, place=tree.key_place(address), part=part)


def _variables(trees: Iterable[Map], given: Mapping[str, str]) -> Iterator[Variable]:
    known = set()
    for tree in trees:
        items = tree.get("variables")
        for name, value in items.items() if isinstance(items, Map) else ():
            if isinstance(items, Map) and isinstance(value, str | int | float | bool):
                known.add(name)
                yield Variable(name=name, value=given.get(name, value), place=items.key_place(name))
    for name in given:
        if name not in known:
            yield Variable(name=name, value=given[name], place=Place(file="--var"))


def _budget(root: Map) -> Given[float] | None:
    tree = root.get("budget")
    if not isinstance(tree, Map):
        return None
    credits = tree.get("credits")
    if not isinstance(credits, int | float):
        return None
    return Given(value=credits, layer="budget", place=tree.place("credits"))


def _provider(tree: Value) -> ProviderWords:
    if not isinstance(tree, Map):
        return ProviderWords()
    hook, source, unlimited = tree.get("webhook_url"), tree.get("client_source"), tree.get("unlimited")
    variable = ENVIRONMENT.match(str(hook)) if hook is not None else None
    return ProviderWords(
        client_source=None if source is None else str(source),
        webhook_url=None if hook is None or variable else str(hook),
        webhook_env=variable.group(1) if variable else None,
        unlimited=unlimited if isinstance(unlimited, bool) else None,
    )


def _languages(root: Map, language: str) -> tuple[str, ...]:
    listed = _strings(root.get("languages"))
    return listed if language in listed else (language, *listed)


def _lint(tree: Value) -> tuple[tuple[str, Level | None], ...]:
    if not isinstance(tree, Map):
        return ()
    return tuple((code, LINT_LEVELS[str(word)]) for code, word in tree.items() if str(word) in LINT_LEVELS)


def _names(item: Map, key: str, *, layer: str) -> tuple[Given[str], ...]:
    names = item.get(key)
    if isinstance(names, str):
        return (Given(value=names, layer=layer, place=item.place(key)),)
    if not isinstance(names, Seq):
        return ()
    return tuple(Given(value=str(name), layer=layer, place=names.place(i)) for i, name in enumerate(names))


def _maps(value: Value) -> Iterator[Map]:
    if isinstance(value, Seq):
        yield from (item for item in value if isinstance(item, Map))


def _strings(value: Value) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, Seq) else ()
