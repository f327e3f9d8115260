"""Takes beyond one run: `storyboard.takes`, decisions, clips on disk, the shared cache, what was made."""
