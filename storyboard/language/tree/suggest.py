"""Which known word somebody meant."""

import difflib
import unicodedata
from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Final

MOST: Final = 24  # names that are all listed; the keys of a storyboard are fewer
FEW: Final = 5  # names that are listed of more
SHORT: Final = 3  # letters; of words with fewer nobody can tell what was meant

# What other tools, the provider and film people call things; the first one known at the place is meant.
SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "actors": ("characters",),
    "anchor": ("continues",),
    "art_direction": ("style",),
    "aspect": ("aspect_ratio",),
    "audio": ("generate_audio", "voice"),
    "beats": ("action",),
    "cast": ("characters",),
    "count": ("takes",),
    "depends_on": ("after",),
    "describe": ("description",),
    "extends": ("continues",),
    "file": ("src",),
    "follows": ("continues", "after"),
    "framing": ("camera",),
    "image": ("images", "src"),
    "key": ("id",),
    "lang": ("language",),
    "length": ("duration", "seconds"),
    "location": ("place",),
    "looking": ("shows",),
    "manner": ("how",),
    "movement": ("camera", "motion"),
    "name": ("title", "id"),
    "needs": ("after",),
    "negative": ("avoid",),
    "negative_prompt": ("avoid",),
    "note": ("notes",),
    "off_screen": ("os",),
    "outfits": ("looks",),
    "path": ("src",),
    "people": ("characters",),
    "photos": ("images",),
    "pictures": ("images",),
    "props": ("subjects",),
    "ratio": ("aspect_ratio",),
    "references": ("refs", "images"),
    "say": ("line",),
    "says": ("line", "dialogue"),
    "seconds": ("duration",),
    "setting": ("place",),
    "sfx": ("sound",),
    "size": ("resolution",),
    "skip": ("omit",),
    "speaker": ("who",),
    "speech": ("dialogue",),
    "start": ("from", "in"),
    "text": ("line", "action"),
    "url": ("src",),
    "vars": ("variables",),
    "version": ("storyboard",),
    "video_num": ("takes",),
    "voice_over": ("vo",),
    "wardrobe": ("looks",),
    "webhook": ("webhook_url",),
}


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is surely meant by `word`, or None.

    Of an address, `scene/shot`, the very shot in another scene is meant before one that is only written alike.
    """
    return _closest_word(word, known) if "/" not in word else _closest_address(word, known)


def _closest_address(word: str, known: Iterable[str]) -> str | None:
    named = [(name.rpartition("/")[0], name.rpartition("/")[2], name) for name in known if "/" in name]
    scene, _, shot = word.rpartition("/")
    same = {where: name for where, id, name in named if id == shot}
    if same:
        return same[_closest_word(scene, same) or min(same)]
    meant = scene if any(where == scene for where, _, _ in named) else _closest_word(scene, {one[0] for one in named})
    own = {id: name for where, id, name in named if where == meant}
    other = {id: name for _, id, name in named}
    return next((ids[near] for ids in (own, other) if (near := _closest_word(shot, ids)) is not None), None)


def _closest_word(word: str, known: Iterable[str]) -> str | None:
    by_plain = {_plain(name): name for name in known}
    plain = _plain(word)
    if plain in by_plain:
        return by_plain[plain]
    for synonym in SYNONYMS.get(_snake(word), ()):
        if _plain(synonym) in by_plain:
            return by_plain[_plain(synonym)]
    near = difflib.get_close_matches(plain, by_plain, n=1, cutoff=0.7) or _nearly(plain, by_plain)
    return by_plain[near[0]] if near else None


def closest_file(name: str, there: Iterable[str]) -> str | None:
    """Return the file that is surely meant by a name: with other capitals, another ending or a slip, or None."""
    names = {_composed(one): one for one in sorted(there, reverse=True)}
    same = {one.lower(): names[one] for one in names}.get(_composed(name).lower())
    stems = {PurePath(one).stem: names[one] for one in names}
    meant = closest(PurePath(_composed(name)).stem, stems)
    return same or (stems[meant] if meant is not None else None)


def composed_otherwise(name: str, there: str) -> str:
    """Say what to do where the name of a file looks as it was written and yet is another; else nothing."""
    if name == there or _composed(name) != _composed(there):
        return ""
    return f"`{there}` is there, with letters and accents put together in another way, as a Mac does: rename the file."


def did_you_mean(word: str, known: Iterable[str], *, what: str = "") -> str:
    """Return a sentence that names the word meant, else the known ones, else nothing; `what` says what they are."""
    names = sorted(set(known))
    meant = closest(word, names)
    if meant is not None:
        return f"Did you mean `{meant}`?"
    return f"{what or 'Known here'}: {some_of(names, near=word)}." if names else ""


def some_of(names: Sequence[str], *, near: str = "") -> str:
    """Write sorted names as a list; of many only those that stand around `near`, and how many more there are."""
    if len(names) <= MOST:
        return ", ".join(f"`{name}`" for name in names)
    start = max(0, min(bisect(names, near) - FEW // 2, len(names) - FEW))
    few = ", ".join(f"`{name}`" for name in names[start : start + FEW])
    return f"{few} and {len(names) - FEW:,} more"


def _nearly(word: str, known: Iterable[str]) -> list[str]:
    """Find the short words that are a slip away, the nearest first: there a share of letters says little."""
    slips = ((_slips(word, name), name) for name in known if min(len(word), len(name)) >= SHORT)
    return [name for count, name in sorted(slips) if count <= _pardoned(word, name)]


def _pardoned(word: str, name: str) -> int:
    if word[:2] == name[:2] and max(len(word), len(name)) > SHORT:
        return 2
    return 1 if word[0] == name[0] or min(len(word), len(name)) > SHORT else 0


def _slips(word: str, name: str) -> int:
    """Count the letters to change, add, take out or swap with their neighbour, to make one word of the other."""
    before: list[int] = []
    row = list(range(len(name) + 1))
    for i, letter in enumerate(word, start=1):
        older, before, row = before, row, [i]
        for j, other in enumerate(name, start=1):
            steps = [before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other)]
            if i > 1 and j > 1 and (letter, word[i - 2]) == (name[j - 2], other):
                steps.append(older[j - 2] + 1)
            row.append(min(steps))
    return row[-1]


def _snake(word: str) -> str:
    broken = "".join(f"_{letter}" if letter.isupper() else letter for letter in word)
    return broken.replace("-", "_").replace(" ", "_").strip("_").lower()


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _plain(word: str) -> str:
    return word.lower().replace("-", "").replace("_", "").replace(" ", "")
