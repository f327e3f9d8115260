"""Whether what stands in the ledger can be read: SQLite keeps whole what was written, not that it means anything."""

import sqlite3

_NUMBER = "CASE WHEN json_valid({0}) THEN json_type({0}) IN ('integer', 'real') AND {0} + 0.0 < 1e16 ELSE 0 END"
_LIST = "CASE WHEN json_valid({0}) THEN json_type({0}) = 'array' ELSE 0 END"
_MOMENT = "({0} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T*' AND julianday({0}) IS NOT NULL)"
_RULES = (
    ("attempts", "price", _NUMBER),
    ("attempts", "credits", _NUMBER),
    ("attempts", "usages", _LIST),
    ("attempts", "lease", _MOMENT),
    ("attempts", "made_at", _MOMENT),
    ("attempts", "settled_at", _MOMENT),
    ("takes", "findings", _LIST),
    ("takes", "expires", _MOMENT),
)
"""What a column has to hold where it holds anything; the tables say where it has to.

Whatever is let in, from a provider, from `storyboard.takes` or from a cache, has to pass: a ledger that took it and can
then be opened by nobody is the worst that could come of it.
"""


def flaw_in(db: sqlite3.Connection) -> str:
    """Name the first value that means nothing, where there is one; empty where all can be read. Takes milliseconds."""
    for table, column, rule in _RULES:
        query = f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL AND NOT {rule.format(column)} LIMIT 1"  # noqa: S608
        found = db.execute(query).fetchone()
        if found is not None:
            return f"`{column}` in its table `{table}` holds {str(found[0])[:40]!r}"
    return ""
