"""`python -m storyboard` is the `storyboard` command."""

from storyboard.cli.entry import enter

if __name__ == "__main__":
    enter()
