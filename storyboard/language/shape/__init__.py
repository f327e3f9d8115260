"""What a file may say, by its JSON Schema: every problem of shape, at its exact place and in plain words."""
