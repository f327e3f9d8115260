"""A request from its files to its task id; the one step that pays is `submit.py`."""
