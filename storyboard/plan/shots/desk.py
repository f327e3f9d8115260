"""The desk: what is needed to compile one film, and the texts of its cast, rendered once for each language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from storyboard.language.film.cast import Member
from storyboard.language.film.storyboard import Storyboard
from storyboard.language.shape.prune import Hurt
from storyboard.language.texts.render import Renderer
from storyboard.language.texts.text import Text
from storyboard.plan.shots.casting import Player
from storyboard.plan.shots.materials import Materials
from storyboard.plan.shots.references import PlayerWords, images_of
from storyboard.problems import Problem
from storyboard.provider.profile import Profile


@dataclass(slots=True)
class Desk:
    """What every step of compiling looks things up in. `problems` are those found on the way.

    `hurt` is what was lost to mistakes of reading and of shape.
    """

    storyboard: Storyboard
    models: Mapping[str, Profile]
    renderer: Renderer
    materials: Materials
    cast: dict[str, Member]
    hurt: Hurt = field(default_factory=Hurt)
    problems: list[Problem] = field(default_factory=list)
    _texts: dict[tuple[int, str], str] = field(default_factory=dict)
    _called: dict[str, tuple[tuple[str, str, str], ...]] = field(default_factory=dict)

    def say(self, text: Text | None, language: str) -> str:
        """Render a text of the cast or a title; it sees the variables only."""
        if text is None:
            return ""
        key = (id(text), language)
        if key not in self._texts:
            self._texts[key] = self.renderer.text(text, language=language, context=variables_of(self.storyboard))
        return self._texts[key]

    def name(self, member: Member, language: str) -> str:
        """Name a member; one without a name goes by its id."""
        plain = member.id.replace("_", " ")
        return self.say(member.name, language) or (plain.title() if member.is_character else plain)

    def called(self, language: str) -> tuple[tuple[str, str, str], ...]:
        """Give the id, the name and the description of everyone in the cast: each shot may print any of them."""
        if language not in self._called:
            everyone = self.cast.values()
            self._called[language] = tuple(
                (one.id, self.name(one, language), self.say(one.description, language)) for one in everyone
            )
        return self._called[language]


def variables_of(storyboard: Storyboard) -> dict[str, object]:
    """Give the variables as a text sees them."""
    return {variable.name: variable.value for variable in storyboard.variables}


def words_of(player: Player, desk: Desk, language: str) -> PlayerWords:
    """Render what the references of a player are called.

    Where the plain pictures and the look's are both sent, each kind carries its own description; else one carries all.
    """
    member, look = player.member, player.look
    images = images_of(player)
    plain = "" if look is not None and look.only else desk.say(member.description, language).rstrip(".")
    worn = desk.say(look.description, language).rstrip(".") if look is not None else ""
    shows = tuple(desk.say(image.shows, language) for image in images)
    own = sum(image in member.images for image in images)
    if own and own < len(images):
        carriers = (_carrier(shows, 0, own), _carrier(shows, own, len(images)))
        return PlayerWords(name=desk.name(member, language), shows=shows, descriptions=(plain, worn), carriers=carriers)
    all_of_it = ", ".join(words for words in (plain, worn) if words)
    return PlayerWords(
        name=desk.name(member, language),
        shows=shows,
        descriptions=(all_of_it,),
        carriers=(_carrier(shows, 0, len(images)),),
    )


def _carrier(shows: tuple[str, ...], start: int, end: int) -> int:
    """Choose the picture that carries the description: the first of which nothing else is said, else the last."""
    return next((index for index in range(start, end) if not shows[index]), end - 1)


def undescribed(players: tuple[Player, ...], desk: Desk, language: str) -> Iterator[PlayerWords]:
    """Find who is in the shot without a picture, but with a description."""
    for player in players:
        words = words_of(player, desk, language)
        if player.seen and not images_of(player) and words.description:
            yield words
