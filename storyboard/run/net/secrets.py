"""What nobody is to repeat: the key, and what was secret in a body that was sent, in each way it may be spelt."""

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import parse_qsl, quote, unquote, urlsplit

_LEAST = 12  # characters; what is shorter is a word, as the sandbox's key is, and stands in addresses too
_TOKEN = re.compile(r"[A-Za-z0-9_-]{12,}")

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
    """Takes secrets out of words: a few that are spelt in many ways, and as many tokens as there are submissions."""

    _names: dict[str, str] = field(default_factory=dict, repr=False)
    _any: re.Pattern[str] | None = field(default=None, repr=False)
    _tokens: dict[str, str] = field(default_factory=dict, repr=False)

    def keep(self, secret: str, *, name: str) -> None:
        """Keep a secret; `name` is what stands in its place. An address is one in its parts too: a part may open it."""
        for part in _parts(secret):
            for spell in _SPELLINGS:
                self._names.setdefault(spell(part).lower(), name)
        longest = sorted(self._names, key=len, reverse=True)
        self._any = re.compile("|".join(map(re.escape, longest)), re.IGNORECASE) if longest else None

    def keep_token(self, token: str, *, name: str) -> None:
        """Keep a secret of letters, digits, `-` and `_` alone, which is spelt in one way only."""
        self._tokens[token] = name

    def hide(self, words: str) -> str:
        """Give words in which every secret has its name in its place."""
        if self._any is not None:
            words = self._any.sub(lambda found: self._names.get(found[0].lower(), "(a secret)"), words)
        return _TOKEN.sub(lambda found: self._tokens.get(found[0], found[0]), words) if self._tokens else words


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
