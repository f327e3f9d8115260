"""A storyboard as a value, and how it is built of trees of the right shape."""
