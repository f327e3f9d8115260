"""The words by which a provider says that it refuses the pictures of a person. Data: they change without notice."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Words of a message, in small letters, and where they are known from."""

    words: str
    source: str


_SEEN = "failMsg of tasks at Pollo, as clients of its API report it"
_RULE = "the rule of the model's vendor, that real human faces are refused in references, in its gateways' words"

REFUSED_FACES: tuple[Wording, ...] = (
    Wording(words="real person", source=_SEEN),
    Wording(words="real people", source=_RULE),
    Wording(words="real human", source=_RULE),
    Wording(words="real face", source=_RULE),
)


def refuses_faces(message: str) -> bool:
    """Say whether a message refuses the pictures of a person, and not the words or the machine."""
    told = message.lower().replace("-", " ").replace("_", " ")
    return any(wording.words in told for wording in REFUSED_FACES)
