"""An earlier clip by the address that it has at the provider itself, as long as it lives there."""

from collections.abc import Sequence

from storyboard.plan.earlier import Used
from storyboard.provider.answers import Final, Generation
from storyboard.run.machine.clock import moment
from storyboard.run.net.public import peek
from storyboard.run.production.production import Production
from storyboard.run.tasks.pairing import find_again
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
    found = _own(listed, used)
    url = None if found is None else found.url
    return None if url is None or await peek(production.wire, url) else url


def _own(listed: Sequence[Generation], used: Used) -> Generation | None:
    if used.generation or used.address:
        return find_again(listed, id=used.generation, address=used.address)
    return listed[0] if len(listed) == 1 else None
