"""An earlier clip by the address that it has at the provider itself, as long as it lives there."""

from storyboard.plan.earlier import Used
from storyboard.provider.answers import Final
from storyboard.run.machine.clock import moment
from storyboard.run.net.public import peek
from storyboard.run.production.production import Production
from storyboard.run.tasks.poll import look


async def lent_url(production: Production, used: Used) -> str | None:
    """Give the address of a take's clip, fresh from a status call, where there is one and it can be read.

    Where nobody knows which of a task's clips it is, as of one that came with the folder, the only one is it.
    """
    life = production.target.clip_life
    if life is None or used.task_id is None:
        return None
    if production.options.clock.now() > moment(used.made_at) + life:
        return None
    polled = await look(production, used.task_id)
    listed = polled.generations if isinstance(polled, Final) else ()
    urls = [one.url for one in listed if one.url is not None and used.generation in (None, one.id)]
    return urls[0] if len(urls) == 1 and not await peek(production.wire, urls[0]) else None
