"""What is drawn: each picture's name, folder, size, sculpture and settings."""

from __future__ import annotations

from dataclasses import dataclass, field

KEEPER, BUS, ROOFS, KETTLE = "the-keeper/refs", "night-bus/refs", "rooftops/refs", "halo-kettle/refs"
UPRIGHT, SMALL, WIDE, SQUARE = (1024, 1280), (832, 1040), (1536, 864), (1024, 1024)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One still: what is drawn, how large in pixels, and with which brush."""

    name: str
    folder: str
    size: tuple[int, int]
    parts: tuple[str, ...]
    defines: dict[str, str] = field(default_factory=dict)
    brush: float = 6.0  # pixels: the radius of a stroke
    detail: float = 0.3  # how much of the unpainted picture shines through
    grain: float = 0.018
    supersample: bool = True


def portrait(name: str, folder: str, **defines: str) -> Picture:
    """Describe a head and shoulders; `defines` say who, turned how far, in which clothes."""
    size = UPRIGHT if folder == KEEPER else SMALL
    return Picture(name=name, folder=folder, size=size, parts=("stage.glsl", "portrait.glsl"), defines=defines)


def place(name: str, folder: str, size: tuple[int, int] = WIDE, *, part: str = "", **defines: str) -> Picture:
    """Describe a place or a thing whose sculpture is the file of its name, or `part`."""
    part = part or f"{name.replace('-', '_')}.glsl"
    return Picture(
        name=name,
        folder=folder,
        size=size,
        parts=("sea.glsl", "stage.glsl", part),
        defines=defines,
        detail=0.4,
        brush=5.0,
    )


PICTURES = (
    portrait("mira-front", KEEPER, WHO="0", YAW="0.0"),
    portrait("mira-three-quarter", KEEPER, WHO="0", YAW="-0.75"),
    portrait("mira-storm", KEEPER, WHO="0", YAW="0.38", STORM=""),
    portrait("tomas-front", KEEPER, WHO="1", YAW="0.12"),
    portrait("tomas-three-quarter", KEEPER, WHO="1", YAW="0.7"),
    portrait("elias-front", KEEPER, WHO="2", YAW="-0.15"),
    portrait("elias-three-quarter", KEEPER, WHO="2", YAW="0.85"),
    portrait("tomas-ashore", KEEPER, WHO="1", YAW="-0.45", STORM=""),
    place("lantern", KEEPER, SQUARE),
    place("lamp-room", KEEPER),
    place("quay-dawn", KEEPER, part="quay.glsl"),
    place("quay-night", KEEPER, part="quay.glsl", NIGHT=""),
    place("boat", KEEPER, (1280, 960)),
    place("radio", KEEPER, (1200, 960)),
    place("gull", KEEPER, SQUARE),
    portrait("ada-front", BUS, WHO="3", YAW="0.1"),
    portrait("ada-concert", BUS, WHO="3", YAW="-0.55", CONCERT=""),
    portrait("bruno-front", BUS, WHO="4", YAW="0.15"),
    portrait("bruno-three-quarter", BUS, WHO="4", YAW="-0.7"),
    place("bus", BUS, (1280, 720)),
    place("bus-stop", BUS, (1280, 720)),
    place("kettle-hero", KETTLE, SQUARE, part="kettle.glsl", VIEW="0"),
    place("kettle-ring", KETTLE, (1024, 768), part="kettle.glsl", VIEW="1"),
    place("kitchen", KETTLE, (1280, 720), part="kettle.glsl", VIEW="2"),
    portrait("kit-front", ROOFS, WHO="5", YAW="0.0"),
    portrait("kit-three-quarter", ROOFS, WHO="5", YAW="0.65"),
    place("roofs", ROOFS, (1280, 720)),
)
