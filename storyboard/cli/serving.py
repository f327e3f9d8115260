"""`sandbox`: the stand-in of the API as a server of its own."""

from pathlib import Path
from typing import Any

import click

from storyboard.cli.making import Credits
from storyboard.cli.telling import data, talk
from storyboard.stages.webhooks import PLAYED, caller_with


@click.command()
@click.option(
    "--port", metavar="PORT", type=click.IntRange(0, 65535), default=0, help="The port to listen on; 0 is a free one."
)
@click.option("--host", metavar="HOST", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--folder",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".storyboard/sandbox"),
    show_default=True,
    help="Where tasks, files and clips are kept.",
)
@click.option(
    "--latency",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=1,
    show_default=True,
    help="What a task takes at least.",
)
@click.option("--credits", type=Credits(), default="1000000", show_default=True, help="What a new account holds.")
@click.option(
    "--models",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="FOLDER",
    help="Play the model profiles in this folder too.",
)
@click.option(
    "--webhook-secret",
    metavar="BASE64",
    envvar=PLAYED.hook_variable,
    show_envvar=True,
    help="Call webhooks on this machine, signed with this.",
)
@click.option("--fail", metavar="WORDS", multiple=True, help="Let the takes fail whose prompt holds these words.")
@click.option(
    "--lose",
    metavar="WORDS",
    multiple=True,
    help="Lose the answer to the first request whose prompt holds these words.",
)
def sandbox(port: int, host: str, folder: Path, *, fail: tuple[str, ...], lose: tuple[str, ...], **given: Any) -> None:
    """Serve the free stand-in of the API, which draws an animatic of each request.

    Any key opens it. Its address is the first line that is printed.
    """
    from storyboard.sandbox.app import create_app
    from storyboard.sandbox.rehearsal import failing, losing
    from storyboard.sandbox.serving import serve
    from storyboard.stages.own_models import read_own_models

    secret, models = given["webhook_secret"], given["models"]
    caller = None if not secret else caller_with(secret)
    own = () if models is None else read_own_models(models)
    app = create_app(
        folder,
        profiles=own,
        latency=given["latency"],
        credits=given["credits"],
        fault=failing(fail),
        lose=losing(lose),
        caller=caller,
    )
    talk("Ctrl-C ends it. Use it with `storyboard run FILE --base-url URL`.")
    serve(app, host=host, port=port, ready=data)
