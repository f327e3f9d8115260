"""Which shots are meant: selectors, addresses, and what a variant keeps."""
