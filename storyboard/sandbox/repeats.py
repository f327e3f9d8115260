"""How many takes were asked for of the same request: the real model draws each anew, so no two may be alike here."""

import json
from collections.abc import Mapping
from typing import Any

from storyboard.hashes import sha256_bytes
from storyboard.sandbox.store import Store, read_json, repeats_path, write_json


def count_takes(store: Store, given: Mapping[str, Any], *, takes: int) -> int:
    """Count takes that are asked for now, and give how many of the same request there were before.

    What a signed address has behind its "?" is another each time, and names the same file.
    """
    same = {key: _bare(value) for key, value in given.items() if key != "videoNum"}
    path = repeats_path(store, sha256_bytes(json.dumps(same, sort_keys=True).encode()))
    known = read_json(path)
    before = known if isinstance(known, int) else 0
    write_json(path, before + takes)
    return before


def _bare(value: Any) -> Any:
    match value:
        case str() if "://" in value:
            return value.partition("?")[0]
        case list():
            return [_bare(item) for item in value]
        case dict():
            return {key: _bare(item) for key, item in value.items()}
        case _:
            return value
