"""Checking what came back: every take looked at, and what a director would object to said in a sentence."""
