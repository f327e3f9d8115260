"""The command line: argv to the stages, and what they hand back to text and an exit code."""
