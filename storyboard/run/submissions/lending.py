"""An earlier clip by the address that it has at the provider itself, as long as it lives there."""

from collections.abc import Sequence
from dataclasses import replace

from storyboard.plan.earlier import Used
from storyboard.provider.answers import Final, Generation
from storyboard.run.ledger import take_steps
from storyboard.run.machine.clock import moment
from storyboard.run.net.addresses import bare
from storyboard.run.net.public import peek, sha256_at
from storyboard.run.production.production import Production
from storyboard.run.tasks.pairing import find_again
from storyboard.run.tasks.poll import look


async def name_there(production: Production, used: Used) -> Used:
    """Learn which generation at the provider a take is, where only its bytes are known.

    So it is of one that came with the folder or out of a shared cache.
    """
    if used.generation or used.address:
        return used
    for one in await _listed(production, used):
        if one.url is not None and await sha256_at(production.wire, one.url) == used.sha256:
            return await _note(production, used, one)
    return used


async def lent_url(production: Production, used: Used) -> str | None:
    """Give the address of a take's clip, fresh from a status call, where there is one and it can be read."""
    found = find_again(await _listed(production, used), id=used.generation, address=used.address)
    url = None if found is None else found.url
    return None if url is None or await peek(production.wire, url) else url


async def _listed(production: Production, used: Used) -> Sequence[Generation]:
    """Ask for what a take's task made, as long as that lives; where nobody wrote down since when, the answer tells."""
    life, since = production.target.clip_life, used.made_at
    if life is None or used.task_id is None:
        return ()
    if since and production.options.clock.now() > moment(since) + life:
        return ()
    polled = await look(production, used.task_id)
    return polled.generations if isinstance(polled, Final) else ()


async def _note(production: Production, used: Used, one: Generation) -> Used:
    """Write down which generation a take is, for whatever goes on from it later."""
    origin, task_id, address = production.target.origin, used.task_id or "", bare(one.url or "")
    await production.ledger.do(
        lambda db: take_steps.take_named(
            db, origin=origin, task_id=task_id, sha256=used.sha256, generation=one.id, url=address
        )
    )
    return replace(used, generation=one.id, address=address)
