"""The ledger's tables and the steps from each version of them to the next."""

import sqlite3

APPLICATION = 0x53544259  # "STBY": tells this ledger from any other SQLite file
_RUNS = """
CREATE TABLE runs (
  id TEXT PRIMARY KEY, root TEXT NOT NULL, origin TEXT NOT NULL, file TEXT NOT NULL, profile TEXT NOT NULL,
  plan TEXT NOT NULL, started TEXT NOT NULL, rested TEXT, complete INTEGER NOT NULL DEFAULT 0
) STRICT
"""
_ATTEMPTS = """
CREATE TABLE attempts (
  id TEXT PRIMARY KEY, root TEXT NOT NULL, plan TEXT NOT NULL, origin TEXT NOT NULL, file TEXT NOT NULL,
  call TEXT NOT NULL, shot TEXT NOT NULL, usages TEXT NOT NULL, plan_digest TEXT NOT NULL, digest TEXT NOT NULL,
  asked INTEGER NOT NULL CHECK (asked > 0), price TEXT NOT NULL, credits TEXT, owner TEXT NOT NULL, lease TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('sending', 'sent', 'final', 'not-sent', 'rejected', 'in-doubt', 'abandoned')),
  task_id TEXT, message TEXT NOT NULL DEFAULT '', made_at TEXT NOT NULL, settled_at TEXT,
  UNIQUE (origin, task_id)
) STRICT
"""
_TAKES = """
CREATE TABLE takes (
  origin TEXT NOT NULL, file TEXT NOT NULL, shot TEXT NOT NULL, number INTEGER NOT NULL CHECK (number > 0),
  digest TEXT NOT NULL, attempt TEXT NOT NULL REFERENCES attempts (id), idx INTEGER NOT NULL, generation TEXT,
  status TEXT NOT NULL CHECK (status IN ('submitted', 'done', 'failed')), message TEXT NOT NULL DEFAULT '',
  sha256 TEXT, bytes INTEGER, seconds REAL, width INTEGER, height INTEGER, fps REAL,
  findings TEXT NOT NULL DEFAULT '[]', clip TEXT, url TEXT, expires TEXT,
  PRIMARY KEY (origin, file, shot, number), UNIQUE (attempt, idx)
) STRICT
"""
_INDEXES = (
    "CREATE INDEX attempts_by_digest ON attempts (origin, digest)",
    "CREATE INDEX attempts_by_plan_digest ON attempts (origin, plan_digest)",
    "CREATE INDEX attempts_by_state ON attempts (origin, file, state)",
    "CREATE INDEX attempts_by_root ON attempts (root)",
    "CREATE INDEX takes_by_digest ON takes (origin, digest)",
)

# `token` is the attempt's own part of its webhook's address, `balance_*` what the account held around the submission,
# `home` says whether the submission was made by this ledger or read from `storyboard.takes` (`gone`: a doubt that was
# read there, and stands there no more).
_EVIDENCE = (
    "ALTER TABLE attempts ADD COLUMN token TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE attempts ADD COLUMN balance_before TEXT",
    "ALTER TABLE attempts ADD COLUMN balance_after TEXT",
    "ALTER TABLE attempts ADD COLUMN home TEXT NOT NULL DEFAULT 'here'",
)
_HOOKS = """
CREATE TABLE hooks (
  id TEXT PRIMARY KEY, origin TEXT NOT NULL, attempt TEXT, task_id TEXT NOT NULL, status TEXT NOT NULL,
  received TEXT NOT NULL
) STRICT
"""
_PICKS = """
CREATE TABLE picks (
  origin TEXT NOT NULL, file TEXT NOT NULL, profile TEXT NOT NULL, address TEXT NOT NULL, sha256 TEXT NOT NULL,
  approved INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (origin, file, profile, address)
) STRICT
"""
# `kind` says which clips take as long. The indexes by cost hold all that a sum reads, because each submission sums; the
# columns that the sum groups by come first.
_LONG_FILMS = (
    "ALTER TABLE attempts ADD COLUMN kind TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX attempts_by_kind ON attempts (origin, kind, asked, state)",
    "DROP INDEX attempts_by_root",
    "CREATE INDEX attempts_by_root_cost ON attempts (root, credits, price, state)",
    "CREATE INDEX attempts_by_plan_cost ON attempts (plan, credits, price, state)",
    "CREATE INDEX attempts_by_file_cost ON attempts (origin, file, credits, price, state)",
)
# Requests that several addresses share are few, and looked for with each submission.
_SHARED = ("CREATE INDEX attempts_shared ON attempts (origin, file, usages) WHERE usages LIKE '%,%'",)

# `replaced_by` is the submission that was sent in the place of one of unknown fate; empty where that came to nothing,
# until `storyboard.takes` says so.
_REPLACED = (
    "ALTER TABLE attempts ADD COLUMN replaced_by TEXT",
    "CREATE INDEX attempts_replaced ON attempts (replaced_by) WHERE replaced_by IS NOT NULL",
)

STEPS: tuple[tuple[str, ...], ...] = (
    (_RUNS, _ATTEMPTS, _TAKES, *_INDEXES),
    ("ALTER TABLE attempts ADD COLUMN request TEXT NOT NULL DEFAULT ''",),
    (*_EVIDENCE, _HOOKS, _PICKS),
    _LONG_FILMS,
    _SHARED,
    _REPLACED,
)
"""`STEPS[n]` leads from version n to n + 1. A step that was released is never changed."""

VERSION = len(STEPS)


def version_of(db: sqlite3.Connection) -> int:
    """Read a ledger's version; 0 is an empty one."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def upgrade(db: sqlite3.Connection) -> None:
    """Bring the tables to the present version, all steps in one transaction or none."""
    db.execute("BEGIN IMMEDIATE")
    for statements in STEPS[version_of(db) :]:
        for statement in statements:
            db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.execute(f"PRAGMA user_version = {VERSION}")
    db.execute("COMMIT")
