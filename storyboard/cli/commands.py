"""The table of commands: where each one lives, and what it does in a few words."""

from dataclasses import dataclass
from importlib import import_module

import click


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command by the module that has it; the function there bears the command's name."""

    module: str
    help: str
    function: str

    def load(self) -> click.Command:
        """Import it."""
        command: click.Command = getattr(import_module(f"storyboard.cli.{self.module}"), self.function)
        return command


def _command(module: str, function: str, help: str) -> Command:
    return Command(module=module, function=function, help=help)


SECTIONS: dict[str, dict[str, Command]] = {
    "Write": {
        "init": _command("starting", "init", "Begin with a small storyboard that works."),
        "validate": _command("checking", "validate", "Tell every problem of a storyboard at once."),
        "lock": _command("locking", "lock", "Pin the files that go in, for git."),
    },
    "Look before anything is made": {
        "plan": _command("planning", "plan", "Show what would be made, why, and what it costs."),
        "show": _command("planning", "show", "Show a saved plan."),
        "diff": _command("diffing", "diff", "Show what differs between two plans, storyboards or revisions."),
        "prompt": _command("looking", "prompt", "Show the prompt and the references of one shot."),
        "explain": _command("explaining", "explain", "Explain why a shot will or will not be made."),
        "config": _command("resolving", "config", "Show the storyboard resolved, each value with its line."),
        "graph": _command("looking", "graph", "Show which shot needs which."),
    },
    "Make": {
        "run": _command("running", "run", "Make what is missing, in the sandbox or on the real API."),
        "retry": _command("retaking", "retry", "Ask again for shots that failed."),
        "fetch": _command("fetching", "fetch", "Bring the clips that are not here; nothing is made."),
        "status": _command("results", "status", "Show what was made and what was not."),
        "reconcile": _command("reconciling", "reconcile", "Show and settle submissions of unknown fate."),
        "cut": _command("results", "cut", "Join the shots into the film."),
    },
    "Choose takes": {
        "takes": _command("deciding", "takes", "List every take, and which ones the film uses."),
        "pick": _command("deciding", "pick", "Pick the take that the film uses."),
        "approve": _command("deciding", "approve", "Approve a take: it stays, whatever changes."),
        "unapprove": _command("deciding", "unapprove", "Take an approval back."),
        "retake": _command("retaking", "retake", "Ask for more takes of a shot."),
    },
    "Know and tidy": {
        "models": _command("knowing", "models", "List the models, what they take and what they cost."),
        "rule": _command("knowing", "rule", "Explain a problem by its code."),
        "schema": _command("knowing", "schema", "Print the JSON Schema of storyboards, plans or manifests."),
        "sandbox": _command("serving", "sandbox", "Serve the free stand-in of the API."),
        "gc": _command("sweeping", "gc", "Remove what nothing refers to any more."),
    },
}

COMMANDS: dict[str, Command] = {name: command for section in SECTIONS.values() for name, command in section.items()}

NOT_BUILT: dict[str, str] = {
    "report": "the manifest has every figure of it",
    "review": "open the clips below `build/`",
    "export": "the manifest lists every clip in order",
    "verify": "the manifest has the sha256 of every clip",
    "import": "write the storyboard in YAML",
    "doctor": "`storyboard --version` and `storyboard models` say what is here",
    "completion": "`storyboard --help` lists the commands",
}
