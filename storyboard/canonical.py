"""How a value becomes canonical JSON, as it is sent, kept and known by: the one place where that is decided."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from storyboard.hashes import sha256_bytes


def canonical(value: object) -> str:
    """Write JSON with sorted keys, without spaces, whole numbers without a fraction. Raise ValueError for NaN."""
    return json.dumps(tidy(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest_of(value: object) -> str:
    """Give the hex sha256 over the canonical JSON of a value."""
    return sha256_bytes(canonical(value).encode())


def tidy(value: Any) -> Any:
    """Give a value as plain JSON: 5.0 is 5, a decimal is a number, a tuple is a list."""
    match value:
        case str() | int() | None:
            return value
        case float() if value.is_integer():
            return int(value)
        case Decimal():
            return tidy(float(value))
        case Mapping():
            return {str(key): tidy(item) for key, item in value.items()}
        case list() | tuple():
            return [tidy(item) for item in value]
        case _:
            return value
