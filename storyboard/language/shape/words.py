"""What a mistake of shape is called: one sentence for each way in which a value can miss what its schema wants."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from storyboard.language.shape.finding import Finding, holder_in, place_in
from storyboard.language.shape.help import help_for_bare, help_for_key, help_for_kind, is_bare_again
from storyboard.language.shape.home import home_of
from storyboard.language.shape.spelling import spell_id
from storyboard.language.tree.sentences import capital, holder_of, join_or, name_of, say_kind, shorten
from storyboard.language.tree.suggest import closest, did_you_mean
from storyboard.language.tree.tree import Map, Seq, find
from storyboard.language.yaml.slips import quote
from storyboard.problems import Place, Problem
from storyboard.rules import problem


def explain(finding: Finding, *, tree: Map) -> Iterable[Problem]:
    """Say what is wrong, at the place where it is written."""
    return _EXPLAIN.get(finding.keyword, _other)(finding, tree)


def _unknown_key(finding: Finding, tree: Map) -> Iterable[Problem]:
    return (_one_unknown(finding, key, tree) for key in _unknown_in(finding))


def _unknown_in(finding: Finding) -> list[str]:
    known = finding.schema.get("properties", ())
    return [key for key in finding.value if key not in known and not _allowed(key, finding.schema)]


def _allowed(key: str, schema: Mapping[str, Any]) -> bool:
    return any(re.search(pattern, key) for pattern in schema.get("patternProperties", ()))


def _one_unknown(finding: Finding, key: str, tree: Map) -> Problem:
    holder = finding.value
    place = holder.key_place(key) if isinstance(holder, Map) else find(tree, finding.path)
    advice = _short_line(finding) or help_for_key(key, holder=holder) or _meant(key, finding.schema, holder)
    where = f"in {holder_of(finding.path, tree)}" if finding.path else "at the top of the file"
    return problem("unknown-key", place=place, detail=f"`{key}` means nothing {where}.", help=advice)


def _short_line(finding: Finding) -> str:
    """Say how a line of dialogue is written, where somebody wrote `jo: Hi there`."""
    match finding.path, list(finding.value.items()):
        case [*_, "dialogue", int()], [(who, str() as line)] if who in _unknown_in(finding):
            return f"Write `{{who: {spell_id(who) or who}, line: {quote(line)}}}`."
        case _:
            return ""


def _missing_in(schema: Mapping[str, Any], given: Mapping[str, Any]) -> list[str]:
    return [key for key in schema.get("required", ()) if key not in given]


def _meant(key: str, schema: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    known = list(schema.get("properties", ()))
    left = [name for name in known if name not in given]
    meant = closest(key, _missing_in(schema, given)) or closest(key, left) or closest(key, known)
    if meant in given:
        return f"Did you mean `{meant}`, which is already given?"
    home = home_of(key) if meant is None else None
    if home is not None:
        return f"`{key}` belongs in {home}."
    return f"Did you mean `{meant}`?" if meant is not None else did_you_mean(key, left)


def _missing_key(finding: Finding, tree: Map) -> list[Problem]:
    misspelt = {closest(key, _missing_in(finding.schema, finding.value)) for key in _unknown_in(finding)}
    missing = [key for key in finding.wanted if key not in finding.value and key not in misspelt]
    if _short_line(finding):
        return []
    advice = f"Add it, e.g. `{missing[0]}: {_example(finding.schema, missing[0])}`." if missing else ""
    name = holder_of(finding.path, tree)
    return [
        problem("missing-key", place=_start(finding, tree), detail=f"`{key}` is missing in {name}.", help=advice)
        for key in missing[:1]
    ]


def _example(schema: Mapping[str, Any], key: str) -> str:
    examples = schema.get("properties", {}).get(key, {}).get("examples", ["…"])
    return str(examples[0]) if not isinstance(examples[0], list | dict) else "…"


def _start(finding: Finding, tree: Map) -> Place:
    value = finding.value
    if isinstance(value, Map) and value:
        return min(value.key_place(key) for key in value)
    return find(tree, finding.path)


_KINDS: Final[Mapping[str, str]] = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
    "array": "a list",
    "object": "a group of keys",
    "null": "empty",
}


def _wrong_type(finding: Finding, tree: Map) -> list[Problem]:
    kinds = [finding.wanted] if isinstance(finding.wanted, str) else list(finding.wanted)
    if kinds == ["string"] and finding.value is None and is_bare_again(holder_in(tree, finding), finding.path[-1]):
        return []
    wanted = join_or([_KINDS[kind] for kind in kinds if kind != "null" or len(kinds) == 1])
    detail = f"{capital(name_of(finding.path))} must be {wanted}; this is {say_kind(finding.value)}."
    form, place = _with_own_number(str(finding.schema.get("errorMessage", "")), finding.value), place_in(tree, finding)
    advice = _help_for_type(finding, tree, kinds, written=place.end_column - place.column)
    help = form if form and isinstance(finding.value, Seq) else advice or form
    return [problem("wrong-type", place=place, detail=detail, help=help)]


def _with_own_number(form: str, value: object) -> str:
    """Put the number that was written into the example, where that has one number."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return re.sub(r"\b\d+\b", str(value), form) if is_number and len(re.findall(r"\d+", form)) == 1 else form


def _help_for_type(finding: Finding, tree: Map, kinds: list[str], *, written: int) -> str:
    bare = help_for_bare(holder_in(tree, finding)) if finding.value is None and kinds == ["string"] else ""
    return bare or help_for_kind(finding.value, kinds=kinds, written=written)


def _wrong_word(finding: Finding, tree: Map) -> list[Problem]:
    words = [str(word) for word in finding.wanted]
    wanted = join_or([f"`{word}`" for word in words])
    detail = f"{capital(name_of(finding.path))} must be {wanted}; this is {say_kind(finding.value)}."
    meant = closest(str(finding.value), words)
    return [_wrong_value(finding, tree, detail, f"Did you mean `{meant}`?" if meant else "")]


def _wrong_version(finding: Finding, tree: Map) -> list[Problem]:
    detail = f"{capital(name_of(finding.path))} must be {finding.wanted}; this is {say_kind(finding.value)}."
    return [_wrong_value(finding, tree, detail, f"Write `{finding.path[-1]}: {finding.wanted}`.")]


def _wrong_form(finding: Finding, tree: Map) -> list[Problem]:
    form = str(finding.schema.get("errorMessage", f"It must match `{finding.wanted}`."))
    if not finding.names_key and finding.path[-1:] != ("id",):
        detail = f"{capital(name_of(finding.path))} cannot be “{shorten(finding.value)}”."
        return [_wrong_value(finding, tree, detail, form)]
    advice = _respell(finding)
    if finding.names_key:
        holder = holder_in(tree, finding)
        if is_bare_again(holder, finding.value):
            return []
        advice = help_for_bare(holder) or help_for_key(finding.value, holder=holder) or advice
    detail = f"“{shorten(finding.value)}” cannot stand here. {form}"
    return [problem("wrong-id", place=place_in(tree, finding), detail=detail, help=advice)]


def _respell(finding: Finding) -> str:
    spelled = spell_id(finding.value)
    return f"Write `{spelled}`." if spelled and re.search(str(finding.wanted), spelled) else ""


def _too_small(finding: Finding, tree: Map) -> list[Problem]:
    bound = f"more than {finding.wanted}" if finding.keyword == "exclusiveMinimum" else f"{finding.wanted} or more"
    detail = f"{capital(name_of(finding.path))} must be {bound}; this is {finding.value}."
    return [_wrong_value(finding, tree, detail, f"Write {bound}.")]


def _too_large(finding: Finding, tree: Map) -> list[Problem]:
    detail = f"{capital(name_of(finding.path))} must be {finding.wanted} or less; this is {finding.value}."
    return [_wrong_value(finding, tree, detail, f"Write {finding.wanted} or less.")]


def _too_few(finding: Finding, tree: Map) -> list[Problem]:
    detail = (
        f"{capital(name_of(finding.path))} says nothing; it needs at least {finding.wanted} {_UNITS[finding.keyword]}."
    )
    return [_wrong_value(finding, tree, detail, "Fill it in, or take the key out.")]


def _too_many(finding: Finding, tree: Map) -> list[Problem]:
    most, number = int(finding.wanted), len(finding.value)
    detail = f"{capital(name_of(finding.path))} holds at most {most} {_UNITS[finding.keyword]}; these are {number}."
    advice = str(finding.schema.get("errorMessage", ""))
    place = finding.value.place(most) if isinstance(finding.value, Seq) else place_in(tree, finding)
    return [problem("wrong-value", place=place, detail=detail, help=advice)]


_UNITS: Final[Mapping[str, str]] = {
    "minLength": "character",
    "maxLength": "characters",
    "minItems": "entry",
    "maxItems": "entries",
    "minProperties": "key",
    "maxProperties": "key",
}


def _not_one(finding: Finding, tree: Map) -> list[Problem]:
    if not isinstance(finding.value, Mapping):
        return []
    wanted = [key for branch in finding.wanted for key in branch.get("required", ())]
    value = finding.value if isinstance(finding.value, dict) else {}
    given = [f"`{key}`" for key in wanted if key in value]
    code, says = ("wrong-value", f"has {' and '.join(given)}") if given else ("missing-key", "has none of them")
    detail = f"{capital(name_of(finding.path))} {says}."
    advice = str(finding.schema.get("errorMessage", ""))
    return [problem(code, place=_start(finding, tree), detail=detail, help=advice)]


def _other(finding: Finding, tree: Map) -> list[Problem]:
    detail = f"{capital(name_of(finding.path))} cannot be this."
    return [_wrong_value(finding, tree, detail, str(finding.schema.get("errorMessage", "")))]


def _wrong_value(finding: Finding, tree: Map, detail: str, help: str = "") -> Problem:
    return problem("wrong-value", place=place_in(tree, finding), detail=detail, help=help)


_EXPLAIN: Final[Mapping[str, Callable[[Finding, Map], Iterable[Problem]]]] = {
    "additionalProperties": _unknown_key,
    "const": _wrong_version,
    "enum": _wrong_word,
    "exclusiveMinimum": _too_small,
    "maxItems": _too_many,
    "maxLength": _too_many,
    "maxProperties": _too_many,
    "maximum": _too_large,
    "minItems": _too_few,
    "minLength": _too_few,
    "minProperties": _too_few,
    "minimum": _too_small,
    "oneOf": _not_one,
    "pattern": _wrong_form,
    "required": _missing_key,
    "type": _wrong_type,
}
