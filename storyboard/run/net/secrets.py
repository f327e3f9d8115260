"""What nobody is to repeat: the key, and what was secret in a body that was sent, in each way it may be spelt."""

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import parse_qsl, quote, unquote, urlsplit

_LEAST = 12  # characters; what is shorter is a word, as the sandbox's key is, and stands in addresses too

_SPELLINGS: tuple[Callable[[str], str], ...] = (
    str,
    quote,
    partial(quote, safe=""),
    html.escape,
    lambda secret: json.dumps(secret)[1:-1],
    lambda secret: secret.replace("/", "\\/"),
)
"""How a text may stand inside another: in an address, in a page, in JSON that is itself a text."""


@dataclass(slots=True)
class Secrets:
    """Takes secrets out of words. One that is an address is hidden in its parts too, for it is a part that opens."""

    _names: dict[str, str] = field(default_factory=dict, repr=False)
    _any: re.Pattern[str] | None = field(default=None, repr=False)

    def keep(self, secret: str, *, name: str) -> None:
        """Keep a secret; `name` is what stands in its place, as `(the key)`."""
        for part in _parts(secret):
            for spell in _SPELLINGS:
                self._names.setdefault(spell(part).lower(), name)
        longest = sorted(self._names, key=len, reverse=True)
        self._any = re.compile("|".join(map(re.escape, longest)), re.IGNORECASE) if longest else None

    def hide(self, words: str) -> str:
        """Give words in which every secret has its name in its place."""
        return words if self._any is None else self._any.sub(self._named, words)

    def _named(self, found: re.Match[str]) -> str:
        return self._names.get(found[0].lower(), "(a secret)")


def _parts(secret: str) -> Iterator[str]:
    yield from (part for part in (secret, *_of_address(secret)) if len(part) >= _LEAST)


def _of_address(secret: str) -> Iterator[str]:
    """Give what may open a door in an address: a name with its password, each step of its path, what is asked."""
    if "://" not in secret:
        return
    try:
        parts = urlsplit(secret)
    except ValueError:
        return
    yield from (unquote(part) for part in (*parts.path.split("/"), parts.fragment))
    yield from (value for _, value in parse_qsl(parts.query))
    yield from (part for part in (parts.username, parts.password, parts.query) if part)
