"""The stages as a library: what `import storyboard` offers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from storyboard.credits import count_credits
from storyboard.deliver.film import Film
from storyboard.language.load import Loaded
from storyboard.plan.decisions.again import Again
from storyboard.plan.difference.difference import Difference
from storyboard.plan.made import Made
from storyboard.plan.plan import Plan
from storyboard.plan.selection.selection import Selection
from storyboard.problems import Problem, Refused, UsageError
from storyboard.run.machine.waiting import wait_for
from storyboard.run.production.options import Options
from storyboard.run.record.events import Event
from storyboard.run.record.outcome import Outcome
from storyboard.stages.comparing import compare_sides, read_sides, read_with_head
from storyboard.stages.compiling import check_storyboard, compile_plan, load_storyboard
from storyboard.stages.cutting import cut_films
from storyboard.stages.locking import Locked, check_online, lock_storyboard
from storyboard.stages.running import run_wanted
from storyboard.stages.standing import read_standing
from storyboard.stages.targets import SANDBOX, is_free
from storyboard.stages.wanting import File, wanted_of_film


def load(file: File, *, root: File | None = None, variables: Mapping[str, str] | None = None) -> Loaded:
    """Load a storyboard with all that it includes.

    Every problem of its files is in the value that comes back, none is raised. Raises UsageError where the file itself
    cannot be read.
    """
    return load_storyboard(wanted_of_film(file, root=root, variables=variables))


def check(
    file: File, *, profile: str | None = None, online: bool = False, root: File | None = None
) -> tuple[Problem, ...]:
    """Tell every problem of a storyboard, in reading order; in all of its profiles, or in one.

    With `online`, what stands at its URLs is fetched, checked and forgotten. Raises UsageError where the file cannot be
    read or has no such profile.
    """
    wanted = wanted_of_film(file, profile=profile, root=root)
    return check_online(wanted) if online else check_storyboard(wanted)


def lock(file: File, *, online: bool = False, root: File | None = None) -> Locked:
    """Pin everything that a storyboard refers to in `storyboard.lock` beside it; what stands at URLs only `online`.

    Raises ProblemsError where something cannot be read or used, Refused where the lock cannot be written.
    """
    return lock_storyboard(wanted_of_film(file, root=root), online=online)


def compile(  # noqa: A001, PLR0913 - the stage's own name; each setting by its own
    file: File,
    *,
    profile: str | None = None,
    target: str = SANDBOX,
    base_url: str | None = None,
    store: str | None = None,
    root: File | None = None,
    variables: Mapping[str, str] | None = None,
    made: Made | None = None,
    locked: bool = False,
    select: str | None = None,
    exclude: str | None = None,
    first_take: bool = False,
    remake: str | None = None,
) -> Plan:
    """Compile a storyboard to its plan: every request as it will be sent, its reason and its price in credits.

    `made` is what was made before, by default what the ledger beside the storyboard knows of the target. With `locked`,
    files have to be as the lock pins them. `select`, `exclude` and `remake` are selectors as the command line has them;
    with `first_take`, a shot goes on from the lowest good take where none is picked. Contacts nobody.
    Raises ProblemsError, which carries all problems, UsageError also for a selector that means no shot, and Refused
    where a file is not as it is locked or a selected shot goes on from one that was never made.
    """
    wanted = wanted_of_film(
        file, profile=profile, target=target, base_url=base_url, store=store, root=root, variables=variables
    )
    wanted = replace(
        wanted,
        locked=locked,
        selection=Selection(select=_selector("select", select), exclude=_selector("exclude", exclude)),
        first_take=first_take,
        again=Again(remake=_selector("remake", remake)),
    )
    plan, _ = compile_plan(wanted, made=made)
    return plan


def compare(
    before: File, after: File | None = None, *, profile: str | None = None, root: File | None = None
) -> Difference:
    """Hold two plans against each other, shot by shot, as if nothing had been made.

    Each is a saved plan, a storyboard, or `REV:path` of one in a git repository; a bare `REV` is the other one's file
    at that revision. One alone is compared with what it was in the last commit. Raises UsageError where one cannot be
    read, ProblemsError where one has errors, Refused for a plan that was changed by hand.
    """
    wanted = wanted_of_film("", profile=profile, root=root)
    sides = read_with_head(str(before), wanted) if after is None else read_sides(str(before), str(after), wanted)
    return compare_sides(*sides)


async def run_async(
    plan: Plan,
    file: File,
    *,
    base_url: str | None = None,
    store: str | None = None,
    out: File | None = None,
    options: Options | None = None,
    confirmed: Decimal | None = None,
    on_event: Callable[[Event], None] | None = None,
) -> Outcome:
    """Run a plan of the storyboard `file`; what is there already is only reported.

    `store` is where local files are put for a target that reads only URLs, else what is set in the environment or the
    user's configuration. A target that costs money wants `confirmed`: the credits that the plan may cost, at least its
    `totals.credits`.
    `on_event` hears of everything that happens. Shots that fail are in the outcome's manifest. Raises Refused where
    nothing was confirmed, another run holds the lock or the plan is stale, NoAccess without a key.
    """
    wanted = wanted_of_film(file, profile=plan.profile, target=plan.target, base_url=base_url, store=store, out=out)
    if not is_free(plan.target) and plan.totals.make and (confirmed is None or confirmed < plan.totals.credits):
        raise Refused(
            f"The plan costs {count_credits(plan.totals.credits)}, and {confirmed or 'nothing'} was confirmed",
            help="Look at the plan and pass `confirmed=plan.totals.credits`.",
        )
    chosen = options or Options()
    if not is_free(plan.target):
        chosen = _capped(chosen, production=plan.budget, confirmed=confirmed)
    return await run_wanted(plan, wanted, options=chosen, tell=on_event)


def run(
    plan: Plan,
    file: File,
    *,
    base_url: str | None = None,
    store: str | None = None,
    out: File | None = None,
    options: Options | None = None,
    confirmed: Decimal | None = None,
    on_event: Callable[[Event], None] | None = None,
) -> Outcome:
    """Do `run_async` from code that is not async; same values, same errors, and UsageError inside an event loop."""
    return wait_for(
        run_async(
            plan,
            file,
            base_url=base_url,
            store=store,
            out=out,
            options=options,
            confirmed=confirmed,
            on_event=on_event,
        )
    )


def cut(
    file: File,
    *,
    profile: str | None = None,
    target: str = SANDBOX,
    base_url: str | None = None,
    out: File | None = None,
    force: bool = False,
) -> tuple[Film, ...]:
    """Join the takes that are used into one film for each variant, beside the manifest.

    Each film tells its path, seconds and size in pixels. One that was joined of the same clips is not joined again,
    unless with `force`. A take from earlier words than the present ones is joined as it is. Raises UsageError where
    nothing was run, ProblemsError where the storyboard has errors, Refused where a shot of it has no clip.
    """
    wanted = wanted_of_film(file, profile=profile, target=target, base_url=base_url, out=out)
    return cut_films(read_standing(wanted), wanted, force=force)


def _selector(name: str, words: str | None) -> str:
    """Give a selector. Refuse one without a word, which would else mean, and pay for, every shot."""
    if words is not None and not words.replace(",", " ").strip():
        raise UsageError(f"`{name}` names no shot", help="Leave it out where every shot is meant.")
    return words or ""


def _capped(options: Options, *, production: Decimal | None, confirmed: Decimal | None) -> Options:
    """Put the plan's caps beside those of the options; the lower ones count."""
    return replace(
        options,
        production=min((cap for cap in (options.production, production) if cap is not None), default=None),
        confirmed=min((cap for cap in (options.confirmed, confirmed) if cap is not None), default=None),
    )
