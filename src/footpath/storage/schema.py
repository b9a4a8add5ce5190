"""The tables and views of a `.footpath` file.

`event_rows` is the truth: one row per stored event, its texts as numbers of `texts` (0 is "no text"). Other programs
read the views `events` (the columns of the events table, texts spelt out, `at_ms` in Unix ms UTC) and `sessions`.
`event_chunks` holds the same columns as arrays, in the order of `event_rows.id`, with two hashes of each event's
content; it is what analysis reads, and can be made again from the rows. A chunk is `rows` times `fill`, but for the
`places` (int32; NULL: everywhere) that hold `data`.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from footpath.model.errors import UserError
from footpath.model.events import Kind

APPLICATION_ID = 0x46545054
USER_VERSION = 3
READABLE_VERSIONS = (2, USER_VERSION)
QUICK_CHECK_BYTES = 256 << 20
LOCK_S = 5.0  # how long to wait for another that writes

EVENT_COLUMNS = (
    "session, viewer, at_ms, kind, media_time, media, scene, x, y, element, value, device, variant, "
    "autoplay, player_width, player_height, extra, source, line"
)

TABLES = (
    "CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL)",
    "CREATE TABLE sources (id INTEGER PRIMARY KEY, file TEXT NOT NULL UNIQUE)",
    """CREATE TABLE event_rows (id INTEGER PRIMARY KEY, session INTEGER NOT NULL, viewer INTEGER NOT NULL,
 at_ms INTEGER NOT NULL, kind INTEGER NOT NULL, media_time REAL, media INTEGER NOT NULL, scene INTEGER NOT NULL,
 x REAL, y REAL, element INTEGER NOT NULL, value INTEGER NOT NULL, device INTEGER NOT NULL,
 variant INTEGER NOT NULL, autoplay INTEGER NOT NULL, player_width REAL, player_height REAL, extra TEXT,
 source INTEGER NOT NULL, line INTEGER NOT NULL)""",
    """CREATE TABLE rejects (id INTEGER PRIMARY KEY, file TEXT NOT NULL, line INTEGER NOT NULL,
 code TEXT NOT NULL, reason TEXT NOT NULL, raw TEXT NOT NULL, key BLOB NOT NULL UNIQUE)""",
    "CREATE TABLE story (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL)",
    """CREATE TABLE media (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, path TEXT,
 width INTEGER, height INTEGER, duration REAL)""",
    "CREATE TABLE notes (text TEXT PRIMARY KEY)",
    """CREATE TABLE event_chunks (id INTEGER PRIMARY KEY, name TEXT NOT NULL, part INTEGER NOT NULL,
 rows INTEGER NOT NULL, dtype TEXT NOT NULL, fill BLOB NOT NULL, places BLOB, data BLOB NOT NULL)""",
)

KEPT = "CREATE TABLE kept (kind TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (kind, id))"
ADDED = {3: (KEPT,)}  # what each version has that the one before hadn't


def _views() -> tuple[str, ...]:
    kinds = " ".join(f"WHEN {kind.value} THEN '{kind.word}'" for kind in Kind)
    texts = ("session", "viewer", "media", "scene", "element", "value", "device", "variant")
    joins = " ".join(f"LEFT JOIN texts AS t_{name} ON t_{name}.id = nullif(e.{name}, 0)" for name in texts)
    return (
        f"""CREATE VIEW events AS SELECT e.id AS id, t_session.text AS session_id, t_viewer.text AS viewer_id,
 e.at_ms AS at_ms, CASE e.kind {kinds} END AS kind, e.media_time AS media_time, t_media.text AS media_id,
 t_scene.text AS scene_id, e.x AS x, e.y AS y, t_element.text AS element_id, t_value.text AS value,
 t_device.text AS device, t_variant.text AS variant, nullif(e.autoplay, -1) AS autoplay,
 e.player_width AS player_width, e.player_height AS player_height, e.extra AS extra, s.file AS file, e.line AS line
 FROM event_rows AS e LEFT JOIN sources AS s ON s.id = e.source {joins}""",
        """CREATE VIEW sessions AS SELECT session_id, min(viewer_id) AS viewer_id, min(at_ms) AS first_at_ms,
 max(at_ms) AS last_at_ms, count(*) AS events FROM events GROUP BY session_id""",
    )


VIEWS = _views()


def create(db: sqlite3.Connection) -> None:
    """Make an empty review in an empty database."""
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {USER_VERSION}")
    for statement in statements(USER_VERSION):
        db.execute(statement)


def statements(version: int) -> tuple[str, ...]:
    """What makes the tables and views of a version."""
    added = (statement for since, those in ADDED.items() if since <= version for statement in those)
    return (*TABLES, *added, *VIEWS)


def has_table(db: sqlite3.Connection, name: str) -> bool:
    return db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)).fetchone() is not None


def connect(path: Path, *, write: bool = False) -> sqlite3.Connection:
    """Open and check a review; UserError for anything that is not one. Transactions are the caller's.

    To be written, an older review is brought to this version first; for reading it stays as it is.
    """
    _check_file(path)
    mode = "rw" if write else "ro"
    try:
        db = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}", LOCK_S, uri=True, isolation_level=None, check_same_thread=False
        )
    except sqlite3.Error as error:
        raise UserError(f"The review could not be opened: {error}", str(path), "Check the file.") from error
    try:
        _harden(db)
        _check_identity(db, path)
        _check_objects(db, path)
        if path.stat().st_size <= QUICK_CHECK_BYTES:
            _quick_check(db, path)
        if write:
            _bring_up(db)
    except sqlite3.OperationalError as error:
        db.close()
        raise UserError(f"The review can't be used now: {error}", str(path), "Check that it can be written.") from error
    except sqlite3.Error as error:
        db.close()
        raise UserError(f"The review is damaged: {error}", str(path), "Import the events again.") from error
    except UserError:
        db.close()
        raise
    return db


def _check_file(path: Path) -> None:
    try:
        if not path.exists():
            raise UserError("There is no such review", str(path), "Check the path.")
        if not path.is_file():
            raise UserError("This is not a file", str(path), "Choose a .footpath file.")
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise UserError(
            f"The review could not be read: {error.strerror}", str(path), "Check its permissions."
        ) from error
    if not head:
        raise UserError("The review is empty", str(path), "Import the events again.")
    if head != b"SQLite format 3\0":
        raise UserError("This is not a Footpath review", str(path), "Choose a .footpath file.")


def _harden(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")
    db.execute("PRAGMA mmap_size = 0")


def _check_identity(db: sqlite3.Connection, path: Path) -> None:
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise UserError("This is a database of another program", str(path), "Choose a .footpath file.")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > USER_VERSION:
        raise UserError(
            f"The review was made by a newer Footpath (version {version})", str(path), "Update Footpath."
        )
    if version not in READABLE_VERSIONS:
        raise UserError(f"The review was made by an older Footpath (version {version})", str(path), "Import again.")


def _check_objects(db: sqlite3.Connection, path: Path) -> None:
    query = "SELECT type, name, sql FROM sqlite_master"
    found = {(kind, name, sql) for kind, name, sql in db.execute(query) if not name.startswith("sqlite_")}
    expected = expected_objects(db.execute("PRAGMA user_version").fetchone()[0])
    strange = sorted(f"{kind} {name}" for kind, name, _ in found - expected if kind in {"trigger", "view"})
    if strange:
        raise UserError(
            f"The review holds what Footpath did not put there: {', '.join(strange)}",
            str(path),
            "Import the events again.",
        )
    missing = {name for _, name, _ in expected} - {name for _, name, _ in found}
    wrong = sorted(missing | {name for _, name, _ in expected - found})
    if wrong:
        raise UserError(
            f"The review is not whole: {', '.join(wrong)}", str(path), "Import the events again."
        )


def expected_objects(version: int) -> set[tuple[str, str, str]]:
    """Type, name and SQL of every table and view of a version."""
    entries = set()
    for statement in statements(version):
        _, kind, name = statement.split(None, 3)[:3]
        entries.add((kind.lower(), name, statement))
    return entries


def _bring_up(db: sqlite3.Connection) -> None:
    """Add what later versions have, in one transaction."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version == USER_VERSION:
        return
    db.execute("BEGIN IMMEDIATE")
    for statement in (statement for since, those in ADDED.items() if since > version for statement in those):
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {USER_VERSION}")
    db.execute("COMMIT")


def _quick_check(db: sqlite3.Connection, path: Path) -> None:
    answer = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if answer != "ok":
        raise UserError(f"The review is damaged: {answer}", str(path), "Import the events again.")
