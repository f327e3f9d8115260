"""Checks that a schema cannot make: whether every name leads somewhere, and what is said for nothing."""
