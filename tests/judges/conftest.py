"""The desk, to run whole productions before the judges."""

from tests.cli.conftest import desk

__all__ = ["desk"]
