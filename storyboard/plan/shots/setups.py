"""Setups: every shot of every variant with its values settled, before anybody is cast and anything is rendered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from storyboard.language.film.addresses import full_address
from storyboard.language.film.part import Given, OwnRef, Part, is_given, settle, value_of
from storyboard.language.film.storyboard import Profile as FilmProfile
from storyboard.language.film.storyboard import Scene, Shot, Storyboard, Variant
from storyboard.provider.profile import Profile as Model

PLAIN = Variant(id=None, place=None, part=Part())


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """One shot as it will be asked for. `address` is `scene/shot`, or `scene/shot@variant` where there are variants.

    `part` has every value settled. `refs` are the shot's, then the scene's, then the film's. `cut` is False for a
    shot that is only made because another goes on from it. `needs` are addresses: what it continues, and what it only
    waits for.
    """

    address: str
    variant: str | None
    scene: Scene
    shot: Shot
    part: Part
    refs: tuple[Given[tuple[OwnRef, ...]], ...]
    continues: str | None
    after: tuple[str, ...]
    cut: bool = True

    @property
    def own_refs(self) -> tuple[OwnRef, ...]:
        """List the references of its own, whoever said them."""
        return tuple(ref for given in self.refs for ref in given.value)

    @property
    def language(self) -> str:
        """Name the language the shot is made in."""
        return value_of(self.part.language, "")

    @property
    def model(self) -> str:
        """Name the model that makes it."""
        return value_of(self.part.model, "")


def variants_of(storyboard: Storyboard) -> tuple[Variant, ...]:
    """List the variants that are made: the plain film where none is written."""
    return storyboard.variants or (PLAIN,)


def settle_film(
    storyboard: Storyboard, models: Mapping[str, Model], *, profile: FilmProfile | None
) -> tuple[Setup, ...]:
    """Settle every shot of every variant, in the film's order, `omit`ted ones left out."""
    setups = [
        _settle_shot(storyboard, models, scene, shot, variant, profile)
        for variant in variants_of(storyboard)
        for scene in storyboard.scenes
        for shot in scene.shots
    ]
    return tuple(setup for setup in setups if not is_given(setup.part.omit))


def _settle_shot(
    storyboard: Storyboard,
    models: Mapping[str, Model],
    scene: Scene,
    shot: Shot,
    variant: Variant,
    profile: FilmProfile | None,
) -> Setup:
    profile_part, force = (profile.part, profile.force) if profile else (Part(), Part())
    changes = [change.part for change in variant.shots if change.shot == shot.address]
    shot_layers = [shot.part, force, variant.part, *changes]
    written = settle([storyboard.part, profile_part, scene.part, *shot_layers])
    model = models.get(value_of(written.model, ""))
    part = settle([_model_defaults(model), written]) if model else written
    refs = [settle(shot_layers).refs, scene.part.refs, settle([storyboard.part, profile_part]).refs]
    at = f"@{variant.id}" if variant.id is not None else ""
    goes_on = part.continues.value if part.continues is not None else None
    return Setup(
        address=f"{shot.address}{at}",
        variant=variant.id,
        scene=scene,
        shot=shot,
        part=part,
        refs=tuple(given for given in refs if given is not None and given.value),
        continues=f"{full_address(goes_on.shot, scene=scene.id)}{at}" if goes_on else None,
        after=tuple(f"{address}{at}" for address in _after(storyboard, scene, shot)),
    )


def _model_defaults(model: Model) -> Part:
    layer = f"model {model.name}"
    return Part(
        duration=Given(value=model.defaults.duration, layer=layer),
        resolution=Given(value=model.defaults.resolution, layer=layer),
        aspect_ratio=Given(value=model.defaults.aspect_ratio, layer=layer),
        generate_audio=Given(value=model.defaults.generate_audio, layer=layer),
        takes=Given(value=model.defaults.takes, layer=layer),
    )


def _after(storyboard: Storyboard, scene: Scene, shot: Shot) -> Iterator[str]:
    """Name the shots that have to be done first; a scene stands for all of its shots."""
    scenes = {one.id: one for one in storyboard.scenes}
    for name in scene.after:
        yield from _addresses(scenes[name.value]) if name.value in scenes else (name.value,)
    for name in shot.after:
        address = full_address(name.value, scene=scene.id)
        if name.value in scenes and address not in _addresses(scene):
            yield from _addresses(scenes[name.value])
        else:
            yield address


def _addresses(scene: Scene) -> tuple[str, ...]:
    return tuple(shot.address for shot in scene.shots)
