"""Webhooks as a user sets them up: where a run receives them, and how the served sandbox plays them."""

import os
from collections.abc import Mapping

from storyboard.problems import UsageError
from storyboard.provider.dialects import PROVIDERS, Dialect
from storyboard.run.net.calling import call_hook
from storyboard.run.production.hooks import Webhooks, checked_public, parse_listen
from storyboard.sandbox.hooks import Caller
from storyboard.stages.targets import Aim

PLAYED = PROVIDERS[Aim().provider]  # by the served sandbox


def webhooks_from(
    listen: str | None, url: str | None, *, aim: Aim, environ: Mapping[str, str] = os.environ
) -> Webhooks | None:
    """Say where webhooks are received: `listen` is HOST:PORT here, `url` what the provider finds it under.

    None where neither is given. Raises UsageError where one is missing or wrong, or there is no secret.
    """
    if listen is None and url is None:
        return None
    if listen is None or url is None:
        raise UsageError(
            "--webhook-listen and --webhook-url go together",
            help="The one is where this program listens, the other the public address that leads there.",
        )
    if aim.private:
        raise UsageError(
            "The sandbox of this process calls no webhooks", help="Serve it with `storyboard sandbox`, or leave them."
        )
    host, port = parse_listen(listen)
    dialect = PROVIDERS[aim.provider]
    secret = _secret(environ.get(dialect.hook_variable, ""), dialect)
    return Webhooks(host=host, port=port, url=checked_public(url), secret=secret)


def caller_with(secret: str) -> Caller:
    """Make what calls webhooks for the served sandbox. Raises UsageError for a secret that is none."""
    return Caller(secret=_secret(secret, PLAYED), send=call_hook)


def _secret(written: str, dialect: Dialect) -> bytes:
    if not written:
        raise UsageError(
            f"There is no secret for webhooks: {dialect.hook_variable} is not set",
            help="Set it to the webhook key that the provider shows: without it nobody can tell a webhook is genuine.",
        )
    secret = dialect.read_secret(written)
    if secret is None:
        raise UsageError(
            f"{dialect.hook_variable} is not Base64", help="Copy the webhook key again, as the provider shows it."
        )
    return secret
