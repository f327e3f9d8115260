"""Warnings: what wastes money or breaks continuity and is no mistake."""
