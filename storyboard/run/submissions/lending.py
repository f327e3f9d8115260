"""An earlier clip by the address that it has at the provider itself, as long as it lives there."""

from storyboard.plan.earlier import Used
from storyboard.provider.answers import Final
from storyboard.run.machine.clock import moment
from storyboard.run.net.public import peek
from storyboard.run.production.production import Production
from storyboard.run.tasks.poll import look


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
