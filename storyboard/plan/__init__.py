"""The plan: a storyboard and what was made before become calls, ordered, priced, each with its reason."""
