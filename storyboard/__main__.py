"""`python -m storyboard` is the `storyboard` command."""

from storyboard.cli.main import main

if __name__ == "__main__":
    main()
