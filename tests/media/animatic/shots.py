"""Shots to draw: an everyday one, one without words, and hostile ones; in every size the models make."""

from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw

from storyboard.media.animatic import Animatic, Card, Picture, Slate, Spoken

SIZES = (
    *((864, 496), (752, 560), (640, 640), (560, 752), (496, 864), (992, 432)),
    *((1280, 720), (1112, 834), (960, 960), (834, 1112), (720, 1280), (1470, 630)),
)
SENTENCE = "She climbs the last stairs, the brass lantern in hand, while rain beats the glass above the black sea. "

PLAIN = Slate(
    title="The Keeper",
    scene="INT. LAMP ROOM - NIGHT",
    address="arrival/wide",
    action="Mira climbs the last stairs, the brass lantern in hand.",
    camera="slow dolly in, eye level, 35 mm",
    dialogue=(Spoken(speaker="Mira", line="Not tonight.", how="under her breath"),),
    sound="wind, a loose shutter",
    cast=(
        Card(name="Mira", kind="character", refs=("Image1", "Image2")),
        Card(name="the brass lantern", kind="prop", refs=("Image3",)),
    ),
    place=Card(name="the lamp room", kind="place", refs=("Image4",)),
    follows="arrival/door",
)
BARE = Slate(title="T", scene="", address="a/b")
LONG = Slate(
    title="The Keeper of the Northernmost Lighthouse and Its Many Storms",
    scene="INT./EXT. LAMP ROOM AND GALLERY OF THE LIGHTHOUSE - NIGHT, CONTINUOUS",
    address="the-long-arrival/the-very-wide-one@vertical-spanish-with-captions",
    action=SENTENCE * 12,
    camera="slow dolly in while craning up, eye level, 35 mm, shallow focus, handheld " * 3,
    dialogue=(
        Spoken(
            speaker="Inspector Wilhelmina von Hohenstaufen-Sigmaringen", line=SENTENCE * 5, how=SENTENCE, heard="os"
        ),
        Spoken(speaker="Mira", line="No.", heard="vo"),
        Spoken(speaker="Mira", line=SENTENCE),
    ),
    sound="wind, a loose shutter, the sea far below, gulls, the hum of the lamp, " * 4,
    cast=tuple(
        Card(name=f"{name} {number}", kind=kind, refs=(f"Image{number}",))
        for number, (name, kind) in enumerate(
            [("Mira", "character"), ("a lantern with a very long name", "prop"), ("W", "creature")] * 3, 1
        )
    ),
    place=Card(name="the lamp room of the northernmost lighthouse of the coast", kind="place", refs=("Image9",)),
    follows="the-long-arrival/the-one-before@vertical-spanish-with-captions",
)
UNBROKEN = replace(
    LONG,
    title="X" * 300,
    scene="Y" * 300,
    address="a/" + "b" * 200,
    action="W" * 900,
    camera="Q" * 300,
    sound="M" * 300,
    dialogue=(Spoken(speaker="S" * 200, line="L" * 900, how="H" * 200),),
    cast=tuple(Card(name="N" * 80, kind="prop", refs=tuple(f"Image{n}" for n in range(1, 10))) for _ in range(14)),
)
TALL = replace(
    PLAIN,
    action="السلام عليكم ورحمة الله " * 20,
    camera="ក្រោម " * 20,
    dialogue=(Spoken(speaker="မြန်မာ", line="ຄົນ ที่นี่ " * 30),),
)
CROWD = replace(PLAIN, cast=tuple(Card(name=f"Guest {number}", kind="character") for number in range(40)))
TALK = replace(PLAIN, dialogue=tuple(Spoken(speaker="Mira", line=f"Line {n}. " * (n + 1)) for n in range(9)))
SLATES = {
    "plain": PLAIN,
    "bare": BARE,
    "long": LONG,
    "unbroken": UNBROKEN,
    "tall letters": TALL,
    "a crowd": CROWD,
    "talk": TALK,
}


def shot(
    slate: Slate | None = PLAIN, *, size: tuple[int, int] = (864, 496), pictures: tuple[Picture, ...] = ()
) -> Animatic:
    """A shot of the film with this slate."""
    return Animatic(
        slate=slate,
        prompt=SENTENCE * 9,
        width=size[0],
        height=size[1],
        seconds=1.5,
        pictures=pictures,
        film=(6, 5, 6, 5, 8),
        position=2,
    )


def named(*names: str) -> tuple[Picture, ...]:
    """Pictures by name alone, for layouts, which open none."""
    return tuple(Picture(name=name, path=Path("nowhere.png")) for name in names)


def drawn(folder: Path) -> tuple[Picture, ...]:
    """Four pictures: two of a person, a prop, a place."""
    made = []
    for number, (size, colour) in enumerate(
        [((60, 80), "teal"), ((60, 80), "brown"), ((80, 80), "gold"), ((160, 90), "gray")], 1
    ):
        image = Image.new("RGB", size, colour)
        ImageDraw.Draw(image).ellipse((10, 10, 50, 50), fill="white")
        path = folder / f"{number}.png"
        image.save(path)
        made.append(Picture(name=f"Image{number}", path=path))
    return tuple(made)
