"""How a name is spelled in the few letters that ids are made of."""

import re
import unicodedata
from typing import Final

_ID: Final = re.compile(r"[a-z][a-z0-9_]*")
_SPELLED: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "oe", "đ": "d", "ł": "l", "ı": "i"}
)
"""Letters that lose more than a mark: what they are where there are no others."""


def spell_id(name: str) -> str:
    """Spell a name as an id, nothing where none of its letters has a like; an id of the cast stays as it is."""
    if _ID.fullmatch(name):
        return name
    plain = unicodedata.normalize("NFC", name).lower().translate(_SPELLED)
    letters = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_")
