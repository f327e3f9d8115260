"""What an animatic sounds like: the room its sound words name, a quiet chord, a soft voice under each line."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING
from zlib import crc32

from storyboard.media.animatic import timing
from storyboard.media.animatic.values import Animatic
from storyboard.media.encode import SAMPLE_BYTES, SAMPLE_RATE

if TYPE_CHECKING:
    from av.filter import Graph
    from av.filter.context import FilterContext

# Pitches that go together in any mixture, in hertz.
_ROOTS = (98.0, 110.0, 130.81, 146.83, 164.81)
_VOICES = (174.61, 196.0, 220.0, 261.63, 293.66)
Chain = tuple[tuple[str, str], ...]


def _noise(colour: str, level: float, *shaping: tuple[str, str]) -> Chain:
    return (("anoisesrc", f"c={colour}:r={SAMPLE_RATE}:a={level}"), *shaping)


def _pass(low: int, high: int) -> tuple[tuple[str, str], ...]:
    return (("highpass", f"f={low}"), ("lowpass", f"f={high}"))


def _sway(rate: float, depth: float) -> tuple[str, str]:
    return ("tremolo", f"f={rate}:d={depth}")


_ROOM = _noise("brown", 0.05, *_pass(50, 320))
# What the sound words name, as noise shaped until it suggests the thing; every match is heard, softly.
_TABLE: tuple[tuple[str, Chain], ...] = (
    (r"\b(wind|gust|breeze|storm|gale|shutter)", _noise("pink", 0.14, *_pass(160, 620), _sway(0.17, 0.75))),
    (r"\b(rain|drizzle|downpour|shower|hiss|static)", _noise("white", 0.035, *_pass(1400, 6500), _sway(0.3, 0.15))),
    (r"\b(sea|waves?|surf|ocean|shore|water|tide|swell)", _noise("brown", 0.2, *_pass(70, 900), _sway(0.12, 0.85))),
    (r"\b(fire|crackle|flames?|candle|embers)", _noise("pink", 0.07, *_pass(500, 2600), _sway(7.3, 0.8))),
    (
        r"\b(engine|motor|hum|generator|machine|lamp|drone|train|car)",
        _noise("brown", 0.22, *_pass(45, 150), _sway(11, 0.3)),
    ),
    (
        r"\b(city|traffic|street|crowd|market|voices|cafe|café|bar|people)",
        _noise("pink", 0.08, *_pass(180, 1300), _sway(0.6, 0.3)),
    ),
    (
        r"\b(birds?|forest|leaves|gulls?|insects|crickets|night)",
        _noise("white", 0.02, *_pass(2600, 5200), _sway(4.1, 0.7)),
    ),
    (r"\b(footsteps?|steps|walk|knock|door|heart|clock|tick)", _noise("brown", 0.2, *_pass(70, 420), _sway(1.7, 0.95))),
)


def bed(animatic: Animatic, count: int) -> Iterator[bytes]:
    """Make `count` samples of sound (16-bit stereo, 48 kHz), never loud, the same for the same shot and take."""
    seconds = count / SAMPLE_RATE
    done = 0
    for chunk in _pulled(_graph(animatic, seconds + 0.1)):
        piece = chunk[: (count - done) * SAMPLE_BYTES]
        done += len(piece) // SAMPLE_BYTES
        yield piece
        if done >= count:
            return


def chains_of(sound: str) -> tuple[Chain, ...]:
    """Find what the sound words name; a room is always there."""
    words = sound.lower()
    return (_ROOM, *(chain for pattern, chain in _TABLE if re.search(pattern, words)))[:4]


def _graph(animatic: Animatic, seconds: float) -> "Graph":
    from av.filter import Graph

    seed = _seed(animatic)
    graph = Graph()
    sources = [_stereo(graph, chain, seed + 101 * n, seconds) for n, chain in enumerate(chains_of(_words(animatic)))]
    sources += _chord(graph, seed, seconds)
    sources += [_add(graph, (("aevalsrc", voices),)) for voices in _voices(animatic, seconds)]
    mixed = graph.add("amix", f"inputs={len(sources)}:normalize=0")
    for number, source in enumerate(sources):
        source.link_to(mixed, 0, number)
    fades = f"t=in:d={min(0.4, seconds / 4)}", f"t=out:st={max(0.0, seconds - 0.5)}:d=0.4"
    ends = [
        graph.add("volume", "2"),
        graph.add("afade", fades[0]),
        graph.add("afade", fades[1]),
        graph.add("alimiter", "limit=0.5:level=0"),
    ]
    ends += [
        graph.add("aformat", f"sample_fmts=s16:sample_rates={SAMPLE_RATE}:channel_layouts=stereo"),
        graph.add("abuffersink"),
    ]
    graph.link_nodes(mixed, *ends).configure()
    return graph


def _stereo(graph: "Graph", chain: Chain, seed: int, seconds: float) -> "FilterContext":
    """Make both sides of their own noise, so that the room is wide."""
    joined = graph.add("join", "inputs=2:channel_layout=stereo")
    for side in (0, 1):
        (source, settings), *rest = chain
        last = _add(graph, ((source, f"{settings}:s={seed + side}:d={seconds}"), *rest))
        last.link_to(joined, 0, side)
    return joined


def _add(graph: "Graph", chain: Chain) -> "FilterContext":
    nodes = [graph.add(name, settings) for name, settings in chain]
    for before, after in pairwise(nodes):
        before.link_to(after)
    return nodes[-1]


def _chord(graph: "Graph", seed: int, seconds: float) -> "list[FilterContext]":
    """Let root and fifth beat slowly between the sides."""
    root = _ROOTS[seed % len(_ROOTS)]
    pairs = (((root - 0.17, root + 0.21), 0.08), ((root * 1.5 + 0.17, root * 1.5 - 0.21), 0.045))
    return [_pair(graph, sides, level, seconds) for sides, level in pairs]


def _pair(graph: "Graph", sides: tuple[float, float], level: float, seconds: float) -> "FilterContext":
    joined = graph.add("join", "inputs=2:channel_layout=stereo")
    for number, pitch in enumerate(sides):
        sine = ("sine", f"f={pitch:.3f}:r={SAMPLE_RATE}:d={seconds}")
        # The source itself is an eighth of full scale.
        _add(graph, (sine, ("volume", str(level)), ("afade", "t=in:d=1.2"))).link_to(joined, 0, number)
    return joined


def _voices(animatic: Animatic, seconds: float) -> Iterator[str]:
    cues = timing.cues(animatic)
    if cues:
        pulses = "+".join(_voice(animatic, cue, number) for number, cue in enumerate(cues))
        yield pulses.replace(",", "\\,") + f":s={SAMPLE_RATE}:d={seconds}"


def _voice(animatic: Animatic, cue: timing.Cue, number: int) -> str:
    """Pulse about four times a second while a line is spoken, at the pitch of who speaks it."""
    spoken = animatic.slate.dialogue[number] if animatic.slate else None
    seed = crc32((spoken.speaker if spoken else "").encode())
    pitch, pulse = _VOICES[seed % len(_VOICES)], 3.4 + seed // 7 % 10 / 10
    level = 0.055 if spoken is not None and spoken.heard == "on" else 0.032
    length = max(1, round((cue.quiet - cue.begin) * pulse)) / pulse
    gate = f"between(t,{cue.begin:.3f},{cue.begin + length:.3f})*pow(sin(PI*{pulse}*(t-{cue.begin:.3f})),2)"
    return f"{level}*{gate}*(sin(2*PI*{pitch}*t)+0.3*sin(4*PI*{pitch}*t))"


def _words(animatic: Animatic) -> str:
    return animatic.slate.sound if animatic.slate else animatic.prompt


def _seed(animatic: Animatic) -> int:
    name = f"{animatic.slate.address if animatic.slate else animatic.prompt}#{animatic.take}"
    return crc32(name.encode()) & 0xFFFFFF


def _pulled(graph: "Graph") -> Iterator[bytes]:
    from av.error import EOFError as Ended

    while True:
        try:
            frame = graph.pull()
        except Ended:
            return
        yield bytes(frame.planes[0])[: getattr(frame, "samples", 0) * SAMPLE_BYTES]
