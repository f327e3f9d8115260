"""The stages as functions: load, check, compile, run, cut. The command line and the library are built of these."""
