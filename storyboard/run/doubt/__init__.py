"""Submissions of unknown fate: the evidence, and the three ways to settle one."""
