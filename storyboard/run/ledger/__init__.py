"""The ledger: the file, its rows, its one writer, and each step of work on it."""
