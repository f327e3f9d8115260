"""What becomes of each request: make, keep, fetch or hold, and why, and for how much."""
