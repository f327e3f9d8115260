"""What has changed in a request since it was last asked for: in a sentence for each part, and in which words."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import Any

from storyboard.canonical import canonical
from storyboard.plan.plan import Call
from storyboard.slate import Slate

SETTINGS = {
    "duration": "duration",
    "resolution": "resolution",
    "aspectRatio": "aspect ratio",
    "generateAudio": "sound",
    "unlimited": "`unlimited`",
}
TEXTS = ("action", "camera", "sound")
LINES = {"@": "what is said of its references", "Style:": "its style", "Avoid:": "what it avoids"}
"""What the lines of a prompt are called, by how they begin; any other is a line of its own."""
BREAKS = re.compile(r"(?<=as in its reference\.) | (?=Avoid: )")
"""Where the shipped templates, or who prints `roles` in a prompt of their own, go on in a line with something else."""
OWN = "its prompt changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that changed, as a sentence without its end; for a text, the words before and after."""

    sentence: str
    before: str = ""
    after: str = ""


def remember(call: Call) -> str:
    """Write down what a later plan compares with: the body as planned, which holds no secret, and the slate."""
    return write_memory(call.path, call.body, call.slate)


def write_memory(path: str, body: str, slate: Slate) -> str:
    """Write where a request goes, its body, as JSON, and its slate as one JSON text."""
    return canonical({"path": path, "body": json.loads(body), "slate": asdict(slate)})


def list_changes(before: str, after: str) -> tuple[Change, ...]:
    """Compare two memories; nothing where they are the same, or where one cannot be read."""
    try:
        old, new = json.loads(before), json.loads(after)
        inputs = _inputs(old["body"]["input"], new["body"]["input"], old, new)
        return (*_model(old["path"], new["path"]), *_texts(old["slate"], new["slate"]), *inputs)
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()


def changed_words(change: Change) -> str:
    """Say which words of a text became which: `“slow dolly in” became “slow tilt up”`."""
    old, new = change.before.split(), change.after.split()
    parts = []
    for kind, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        gone, come = " ".join(old[a:b]), " ".join(new[c:d])
        match kind:
            case "replace":
                parts.append(f"“{gone}” became “{come}”")
            case "delete":
                parts.append(f"“{gone}” went")
            case "insert":
                parts.append(f"“{come}” came")
            case _:
                pass
    return ", ".join(parts)


def _texts(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name in TEXTS:
        if old[name] != new[name]:
            yield Change(sentence=f"its {name} changed", before=old[name], after=new[name])
    said, says = _said(old), _said(new)
    if said != says:
        yield Change(sentence="its dialogue changed", before=said, after=says)


def _model(old: str, new: str) -> Iterator[Change]:
    """Tell of another model by its place in the path, as in `/generation/bytedance/seedance-2-0-mini/ref2video`."""
    if old != new:
        was, now = (PurePosixPath(path).parent.name for path in (old, new))
        yield Change(sentence=f"its model changed from {was} to {now}")


def _said(slate: Mapping[str, Any]) -> str:
    lines = [one for one in slate["dialogue"] if one["heard"] != "vo"]
    return " / ".join(f"{one['speaker']}{one['how'] and ' (' + one['how'] + ')'}: {one['line']}" for one in lines)


def _inputs(old: Mapping[str, Any], new: Mapping[str, Any], *memories: Mapping[str, Any]) -> Iterator[Change]:
    for key, name in SETTINGS.items():
        if old.get(key) != new.get(key):
            yield Change(sentence=f"its {name} changed from {_shown(old.get(key))} to {_shown(new.get(key))}")
    yield from _refs(old["refs"], new["refs"])
    before, after = (memory["slate"] for memory in memories)
    told = any(True for _ in _texts(before, after))
    yield from (change for change in _prompt(old["prompt"], new["prompt"]) if not (told and change.sentence == OWN))


def _prompt(old: str, new: str) -> Iterator[Change]:
    """Find which parts of a prompt changed: references, the style, what it avoids, or words of its own."""
    parts_old, parts_new = _parts(old), _parts(new)
    for part in dict.fromkeys((*parts_old, *parts_new)):
        gone, come = parts_old.get(part, ""), parts_new.get(part, "")
        if gone != come:
            yield Change(sentence=f"{part} changed", before=gone, after=come)


def _parts(prompt: str) -> dict[str, str]:
    parts: dict[str, list[str]] = {}
    for line in BREAKS.sub("\n", prompt).split("\n"):
        parts.setdefault(_part(line), []).append(line)
    return {part: "\n".join(lines) for part, lines in parts.items()}


def _part(line: str) -> str:
    return next((name for begin, name in LINES.items() if line.startswith(begin)), "its prompt")


def _refs(old: list[Mapping[str, Any]], new: list[Mapping[str, Any]]) -> Iterator[Change]:
    was, now = ([source for ref in refs for source in _sources(ref)] for refs in (old, new))
    # One place may be there more than once, as two people cut from one picture: only what has no equal has changed.
    gone, come = (_by_place(left) for left in (Counter(was) - Counter(now), Counter(now) - Counter(was)))
    for place in dict.fromkeys((*come, *gone)):
        before, after = gone.get(place, []), come.get(place, [])
        told = (_content(place, *pair) for pair in zip(before, after, strict=False))
        yield from (Change(sentence=sentence) for sentence in dict.fromkeys(told))
        if len(after) > len(before):
            again = "once more" if place in dict(was) else "new"
            yield Change(sentence=f"{place} is {again} among its references")
        elif len(before) > len(after):
            again = "once less" if place in dict(now) else "no longer"
            yield Change(sentence=f"{place} is {again} among its references")
    if was != now and not gone and not come:
        yield Change(sentence="its references are in another order")


def _by_place(sources: Counter[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for place, content in sources.elements():
        found.setdefault(place, []).append(content)
    return found


def _content(place: str, before: str, after: str) -> str:
    same = json.loads(before)[0] == json.loads(after)[0]
    return f"what is cut from {place} changed" if same else f"{place} changed"


def _sources(ref: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name what a reference shows, and what tells its content: what it is made of, then what is cut from that.

    Which take of the shot before is used is told apart from this, with the number that it has there.
    """
    ids = [ref.get("avatarId"), ref.get("subjectId")]
    urls = [image["url"] for image in ref["images"]] if ref["type"] == "subject" else [ref[ref["type"]]]
    for url in urls:
        match url:
            case {"$file": str() as path, "sha256": content, **cut}:
                yield path, canonical([[content, *ids], cut])
            case {"$url": str() as address, **cut}:
                yield address, canonical([ids, cut])
            case {"$shot": _, "output": output, **cut}:
                yield "what it takes from the shot before", canonical([output, cut.get("seconds")])
            case _:
                yield str(url), canonical([ids, {}])


def _shown(value: Any) -> str:
    match value:
        case True:
            return "on"
        case False:
            return "off"
        case None:  # what is not sent is the provider's own default, which is not known
            return "not given"
        case _:
            return str(value)
