"""Where the `storyboard` command begins: what it is made of takes a while to import, and may be interrupted too."""

from typing import NoReturn

from storyboard.run.machine.interrupts import leave_at_once


def enter() -> NoReturn:
    """Run the command line; an interrupt before it is there ends the process in silence."""
    leave_at_once()
    from storyboard.cli.main import main

    main()
