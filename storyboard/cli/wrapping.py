"""Words broken into lines between them; what stands in backticks is there to be copied, and stays in one piece."""

import re
from textwrap import wrap

_CODE = re.compile(r"`[^`\n]*`")
_SPACE = "\ue000"  # of the private letters: no storyboard's words have it where a space could stand


def wrapped(words: str, width: int, *, set_in: str = "") -> list[str]:
    """Break each line of `words` to a width; lines that go on begin with `set_in`. A longer word stays whole."""
    whole = _CODE.sub(lambda code: code[0].replace(" ", _SPACE), words)
    lines = (
        wrap(line, max(width, 1), subsequent_indent=set_in, break_long_words=False, break_on_hyphens=False) or [""]
        for line in whole.split("\n")
    )
    return [part.replace(_SPACE, " ") for line in lines for part in line]
