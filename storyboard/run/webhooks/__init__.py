"""Webhooks: received while a run lasts, each a reason to look and never a proof."""
