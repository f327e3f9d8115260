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
BREAKS = re.compile(r"(?<=as in its reference\.) | (?=One continuous shot\. )| (?=Avoid: )")
"""Where the shipped templates, or who prints `roles` in a prompt of their own, go on in a line with something else."""
OWN = "its prompt changed"
Parts = tuple[tuple[str, str], ...]
"""What of a reference can change: for each thing the sentence that tells of it, and what it is."""


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
        was, now = old["body"]["input"], new["body"]["input"]
        texts = tuple(_texts(_sent(old["slate"], was["prompt"]), _sent(new["slate"], now["prompt"])))
        prompt = (one for one in _prompt(was["prompt"], now["prompt"]) if not (texts and one.sentence == OWN))
        model = _model(old["path"], new["path"])
        return (*model, *texts, *_settings(was, now), *_refs(was["refs"], now["refs"]), *prompt)
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


def _texts(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for name, text in new.items():
        if old[name] != text:
            yield Change(sentence=f"its {name} changed", before=old[name], after=text)


def _sent(slate: Mapping[str, Any], prompt: str) -> dict[str, str]:
    """Give the texts of a shot as far as its prompt has them: one of its own may leave them out.

    A template makes the first letter large, and the quotation marks in what is said small.
    """
    lines = [one for one in slate["dialogue"] if one["heard"] != "vo"]
    said = " / ".join(f"{one['speaker']}{one['how'] and ' (' + one['how'] + ')'}: {one['line']}" for one in lines)
    heard = all(one["line"].replace('"', "'") in prompt.replace('"', "'") for one in lines)
    texts = {name: slate[name] if slate[name][1:] in prompt else "" for name in TEXTS}
    return {**texts, "dialogue": said if heard else ""}


def _model(old: str, new: str) -> Iterator[Change]:
    """Tell of another model by its place in the path, as in `/generation/bytedance/seedance-2-0-mini/ref2video`."""
    if old != new:
        was, now = (PurePosixPath(path).parent.name for path in (old, new))
        yield Change(sentence=f"its model changed from {was} to {now}")


def _settings(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for key, name in SETTINGS.items():
        if old.get(key) != new.get(key):
            yield Change(sentence=f"its {name} changed from {_shown(old.get(key))} to {_shown(new.get(key))}")


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
        told = (sentence for pair in zip(before, after, strict=False) for sentence in _unlike(*pair))
        yield from (Change(sentence=sentence) for sentence in dict.fromkeys(told))
        if len(after) > len(before):
            again = "once more" if place in dict(was) else "new"
            yield Change(sentence=f"{place} is {again} among its references")
        elif len(before) > len(after):
            again = "once less" if place in dict(now) else "no longer"
            yield Change(sentence=f"{place} is {again} among its references")
    if was != now and not gone and not come:
        yield Change(sentence="its references are in another order")


def _by_place(sources: Counter[tuple[str, Parts]]) -> dict[str, list[Parts]]:
    found: dict[str, list[Parts]] = {}
    for place, parts in sources.elements():
        found.setdefault(place, []).append(parts)
    return found


def _unlike(before: Parts, after: Parts) -> Iterator[str]:
    """Say what of a reference is another now."""
    was = dict(before)
    yield from (sentence for sentence, content in after if was.get(sentence, content) != content)


def _sources(ref: Mapping[str, Any]) -> Iterator[tuple[str, Parts]]:
    """Name what a reference shows, with what of it can change.

    Which take of the shot before is used is told apart from this, with the number that it has there.
    """
    urls = [image["url"] for image in ref["images"]] if ref["type"] == "subject" else [ref[ref["type"]]]
    for url in urls:
        match url:
            case {"$file": str() as place, "sha256": str() as content, **cut}:
                yield place, _parts_of(place, content, cut, ref)
            case {"$url": str() as place, **cut}:
                yield place, _parts_of(place, "", cut, ref)
            case {"$shot": _, "output": str() as output, **cut}:
                place = "what it takes from the shot before"
                seconds = (("how many seconds it takes from the shot before changed", canonical(cut.get("seconds"))),)
                yield place, ((f"{place} changed", output), *(seconds if output == "tail" else ()))
            case _:
                yield str(url), _parts_of(str(url), "", {}, ref)


def _parts_of(place: str, content: str, cut: Any, ref: Mapping[str, Any]) -> Parts:
    return (
        (f"{place} changed", content),
        (f"the `avatar_id` of {place} changed", str(ref.get("avatarId"))),
        (f"the `subject_id` of {place} changed", str(ref.get("subjectId"))),
        (f"what is cut from {place} changed", canonical(cut)),
    )


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
