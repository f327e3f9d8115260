"""Receiving webhooks while a run works, where that was asked for; a server is loaded only then."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from storyboard.run.production.production import Production


@asynccontextmanager
async def receiving(production: Production) -> AsyncIterator[None]:
    """Receive webhooks while the block runs. Raises UsageError where their address cannot be had."""
    webhooks, hooks = production.options.webhooks, production.hooks
    if webhooks is None or hooks is None:
        yield
        return
    from storyboard.run.webhooks.webhook_server import listening

    async with listening(production, webhooks, hooks):
        yield
