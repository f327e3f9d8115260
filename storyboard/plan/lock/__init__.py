"""`storyboard.lock`: what goes in, pinned."""
