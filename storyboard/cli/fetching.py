"""`fetch`: bring the clips that are not here. It makes nothing and pays nothing."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from storyboard.cli.counting import for_shots
from storyboard.cli.ending import tell_why
from storyboard.cli.help_text import Sectioned
from storyboard.cli.options import walks_shots, wanted_from
from storyboard.cli.progress import following
from storyboard.cli.telling import talk, tell_problems
from storyboard.plan.plan import Plan
from storyboard.run.machine.waiting import wait_for
from storyboard.run.production.options import Options
from storyboard.run.record.events import Event, TakeDone, TakeFailed
from storyboard.run.record.outcome import Outcome
from storyboard.stages.compiling import Wanted, out_folder
from storyboard.stages.fetching import fetch_wanted, plan_fetch
from storyboard.stages.targets import need_key


@click.command(cls=Sectioned)
@walks_shots
@click.option(
    "--concurrency",
    metavar="N",
    type=click.IntRange(1, 64),
    default=4,
    show_default=True,
    help="Clips brought at once.",
)
@click.option(
    "--poll-interval",
    metavar="SECONDS",
    type=click.FloatRange(min=0.1, max=600),
    default=30,
    show_default=True,
    help="The longest gap between two questions after a task in flight.",
)
@click.option("--json", "as_json", is_flag=True, help="Print events as lines of JSON.")
def fetch(file: Path, *, concurrency: int, poll_interval: float, as_json: bool, **given: Any) -> int:
    """Bring the clips of the storyboard FILE that were made and are not here, as in a fresh clone.

    Nothing is made and nothing is paid. Tasks in flight are followed to their end. Where nothing is selected, takes of
    earlier words and of shots that left the film are brought as well.
    """
    wanted = wanted_from(file, given)
    plan, film = plan_fetch(wanted)
    tell_problems(film.problems)
    options = Options(concurrency=concurrency, poll_interval=poll_interval, signals="handle")
    need_key(wanted.aim)  # before a table stands there that nothing comes of
    beside: list[Event] = []
    with following(plan, as_json=as_json) as tell:

        def hear(event: Event) -> None:
            if isinstance(event, TakeDone | TakeFailed) and event.call is None:
                beside.append(event)
            tell(event)

        outcome = wait_for(fetch_wanted(plan, wanted, options=options, tell=hear))
    _tell(outcome, plan, wanted, beside=Counter(isinstance(event, TakeDone) for event in beside))
    return outcome.exit_code


def _tell(outcome: Outcome, plan: Plan, wanted: Wanted, *, beside: Mapping[bool, int]) -> None:
    ends = {result.call: result.status for result in outcome.calls}
    sought = [call for call in plan.calls if call.action == "fetch"]
    found = Counter(ends[call.id] == "done" for call in sought)
    counts = [f"{found[True]} fetched"] if found[True] else []
    counts += [f"{found[False]} not here"] if found[False] else []
    counts += [words] if (words := for_shots(sought)) else []
    counts += [f"{beside[True]} of earlier words fetched"] if beside[True] else []
    counts += [f"{beside[False]} of earlier words not to be had"] if beside[False] else []
    talk(f"{outcome.manifest.title}: {', '.join(counts) or 'nothing to fetch'}.")
    talk(f"Manifest: {out_folder(wanted) / 'manifest.json'}")
    tell_why(outcome, wanted)
