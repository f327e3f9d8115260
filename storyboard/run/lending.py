"""An earlier clip by the address that it has at the provider itself, as long as it lives there."""

from storyboard.provider.answers import Final
from storyboard.run.clock import moment
from storyboard.run.earlier import Used
from storyboard.run.poll import look
from storyboard.run.production import Production
from storyboard.run.public import peek


async def lent_url(production: Production, used: Used) -> str | None:
    """Give the address of a take's clip, fresh from a status call, where there is one and it can be read."""
    life = production.target.clip_life
    if life is None or used.task_id is None or used.generation is None:
        return None
    if production.options.clock.now() > moment(used.made_at) + life:
        return None
    polled = await look(production, used.task_id)
    listed = polled.generations if isinstance(polled, Final) else ()
    url = next((one.url for one in listed if one.id == used.generation), None)
    return None if url is None or await peek(production.wire, url) else url
