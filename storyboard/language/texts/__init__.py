"""Texts: as written, as templates that are bounded in size and time, and rendered."""
