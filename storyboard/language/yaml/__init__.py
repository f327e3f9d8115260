"""From bytes to a tree: YAML 1.2 with the place of everything, and help with everyday slips."""
