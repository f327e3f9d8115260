"""A stand-in in a process of its own: `python -m tests.sandbox.child FOLDER clip|stuck [SECRET]` serves.

It prints its URL. With a secret it calls webhooks.
"""

import sys
import threading
from pathlib import Path

from storyboard.media.animatic import Animatic
from storyboard.sandbox.app import create_app
from storyboard.sandbox.serving import serve
from storyboard.stages.webhooks import caller_with
from tests.support.tiny_clip import tiny_clip


def clip(animatic: Animatic, target: Path) -> None:
    """Draw the smallest clip."""
    target.write_bytes(tiny_clip(int(animatic.seconds)))


def stuck(_animatic: Animatic, target: Path) -> None:
    """Draw half of it and never go on."""
    target.write_bytes(b"half")
    threading.Event().wait()


def say(url: str) -> None:
    """Tell the parent where."""
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    draws = {"clip": clip, "stuck": stuck}
    caller = caller_with(sys.argv[3]) if sys.argv[3:] else None
    serve(create_app(Path(sys.argv[1]), latency=0.0, draw=draws[sys.argv[2]], caller=caller), ready=say)
