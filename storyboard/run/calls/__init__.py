"""One call of a plan from what it needs to what is on disk, and all of them at rest."""
