"""The shell: sockets, clock and disk. It executes a plan, keeps the ledger, and hands on the manifest."""
