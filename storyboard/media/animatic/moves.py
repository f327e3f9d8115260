"""How the ground moves: the camera's words looked up in a table, each a way from one view to another."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from zlib import crc32


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What of the ground is seen: zoom from 1 up, centre in parts of the free margin (-1 to 1), roll in degrees."""

    zoom: float = 1.05
    x: float = 0.0
    y: float = 0.0
    roll: float = 0.0


Move = Callable[[float], View]


def _zoom(begin: float, end: float) -> Move:
    # Equal steps of a zoom look even when they multiply.
    return lambda t: View(zoom=begin * (end / begin) ** t)


def _slide(x: float = 0.0, y: float = 0.0, *, zoom: float = 1.12) -> Move:
    return lambda t: View(zoom=zoom, x=x * (2 * t - 1), y=y * (2 * t - 1))


def _orbit(side: float) -> Move:
    return lambda t: View(zoom=1.1 + 0.05 * math.sin(math.pi * t), x=side * (2 * t - 1), roll=side * (1 - 2 * t))


def _hand(t: float) -> View:
    x = 0.5 * math.sin(6.1 * t + 1) + 0.3 * math.sin(14.7 * t) + 0.12 * math.sin(31.3 * t + 2)
    y = 0.5 * math.sin(7.3 * t) + 0.3 * math.sin(17.1 * t + 1) + 0.12 * math.sin(37.9 * t)
    # No roll: turning every frame would cost three times what shifting it does.
    return View(zoom=1.1, x=0.4 * x, y=0.4 * y)


# The first line whose words are found moves the ground; longer phrases stand before the shorter ones they contain.
_TABLE: tuple[tuple[str, Move], ...] = (
    (
        r"(dolly|truck|track|push|move|zoom|creep|ease)(s|ing|ed)?[ -]+(slowly[ -]+)?(in|forward|towards?)\b|push-?in",
        _zoom(1.03, 1.22),
    ),
    (
        r"(dolly|truck|track|pull|move|zoom|ease)(s|ing|ed)?[ -]+(slowly[ -]+)?(out|back|backwards?|away)\b",
        _zoom(1.22, 1.03),
    ),
    (r"whip[ -]?pan", _slide(1.0)),
    (r"\bpan(s|ning)?\b.*\bleft|left(ward)?s? pan", _slide(-0.9)),
    (r"\bpan(s|ning)?\b|swish", _slide(0.9)),
    (r"\btilt(s|ing)?\b.*\bdown", _slide(y=0.9)),
    (r"\btilt(s|ing)?\b", _slide(y=-0.9)),
    (
        r"(crane|boom|jib|pedestal|drone|lower)(s|ing)?\b.*\b(down|descend|lower)|descend|top[ -]down drop",
        _slide(0.15, 0.9, zoom=1.16),
    ),
    (r"crane|boom|jib|pedestal|\bris(es|ing|e)\b|ascend", _slide(0.15, -0.9, zoom=1.16)),
    (r"(orbit|arc|circle)(s|ing)?\b.*\bleft", _orbit(-0.8)),
    (r"orbit|\barc(s|ing)?\b|circl(e|es|ing)\b", _orbit(0.8)),
    (r"(track|truck|slid|follow|lateral|dolly|crab)\w*\b.*\bleft", _slide(-0.9, zoom=1.14)),
    (r"track|truck|slider?\b|follow|lateral|crab|steadicam|gimbal", _slide(0.9, zoom=1.14)),
    (r"drone|aerial|flyover|fly(ing)? over", _slide(0.2, -0.7, zoom=1.14)),
    (r"hand[ -]?held|shak(y|ing)|shoulder", _hand),
    (r"static|locked|lock[ -]off|tripod|still|fixed", lambda _: View(zoom=1.06)),
    (r"dolly|push|zoom|creep", _zoom(1.03, 1.22)),
    (r"pull", _zoom(1.22, 1.03)),
)
_UNSAID = _zoom(1.03, 1.1)
_PACES = ((r"\b(very slow|slow|gentle|subtle|slight|barely)", 0.7), (r"\b(fast|quick|rapid|whip|crash|swift)", 1.25))
_HANDHELD = re.compile(r"hand[ -]?held")


def move_of(camera: str, seed: str = "") -> Move:
    """Find the move that a camera's words ask for; t runs from 0 to 1. `seed` makes shots without words differ."""
    words = camera.lower()
    move = next((move for pattern, move in _TABLE if re.search(pattern, words)), None) or _drift(seed)
    pace = next((pace for pattern, pace in _PACES if re.search(pattern, words)), 1.0)
    tilted = 3.0 if "dutch" in words or "canted" in words else 0.0
    shaken = bool(_HANDHELD.search(words)) and move is not _hand

    def view(t: float) -> View:
        eased = 0.5 + (_ease(t) - 0.5) * min(pace, 1.0) if move is not _hand else t
        seen = move(min(1.0, max(0.0, eased if pace <= 1 else 0.5 + (_ease(t) - 0.5) * pace)))
        hand = _hand(t) if shaken else View(zoom=1.0)
        return View(
            zoom=seen.zoom + (0.04 if tilted else 0.0),
            x=_bound(seen.x + hand.x / 2),
            y=_bound(seen.y + hand.y / 2),
            roll=seen.roll + hand.roll + tilted,
        )

    return view


def _bound(value: float) -> float:
    return min(1.0, max(-1.0, value))


def _ease(t: float) -> float:
    return 0.5 * t + 0.5 * t * t * (3 - 2 * t)


def _drift(seed: str) -> Move:
    side = (-1.0, 1.0)[crc32(seed.encode()) & 1]
    return lambda t: View(zoom=_UNSAID(t).zoom, x=0.25 * side * (2 * t - 1))
