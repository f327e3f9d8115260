"""A task from its id to its clips: asked after, brought home, checked."""
