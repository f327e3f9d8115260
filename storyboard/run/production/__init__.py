"""A run as it stands: what it was given, its target, its webhooks, its account."""
