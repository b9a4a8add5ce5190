"""The tables and views of a `.footpath` file.

`event_rows` is the truth: one row per stored event. What many rows share stands once: `contexts` (who, and on what),
`details` (scene, element and value; row 0 has none), their texts as numbers of `texts` (0 is "no text"). `origins`
tells where rows came from: from the event `first` on, one line after the other. Other programs read the views `events`
(the columns of the events table, texts spelt out, `at_ms` in Unix ms UTC) and `sessions`.

`event_chunks` holds the same columns as arrays, in the order of `event_rows.id`, with two hashes of each event's
content; it is what analysis reads, and can be made again from the rows. A chunk is `rows` times `fill`, but for the
`places` (int32; NULL: everywhere) that hold `data`.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from footpath.model.errors import UserError
from footpath.model.events import Kind
from footpath.storage import older
from footpath.storage.cut_off import journal_of

APPLICATION_ID = 0x46545054
USER_VERSION = 4
READABLE_VERSIONS = (2, 3, USER_VERSION)
QUICK_CHECK_BYTES = 256 << 20
CACHE_KB = 64 << 10  # of pages that are written
WITHOUT_LOCKS = frozenset({"SQLITE_PROTOCOL", "SQLITE_IOERR_LOCK", "SQLITE_IOERR_RDLOCK", "SQLITE_CANTOPEN"})
LOCK_S = 5.0  # how long to wait for another that writes

TABLES = (
    "CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL)",
    "CREATE TABLE sources (id INTEGER PRIMARY KEY, file TEXT NOT NULL UNIQUE)",
    """CREATE TABLE event_rows (id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, kind INTEGER NOT NULL,
 context INTEGER NOT NULL, detail INTEGER NOT NULL, media_time REAL, x REAL, y REAL)""",
    """CREATE TABLE contexts (id INTEGER PRIMARY KEY, session INTEGER NOT NULL, viewer INTEGER NOT NULL,
 media INTEGER NOT NULL, device INTEGER NOT NULL, variant INTEGER NOT NULL, autoplay INTEGER NOT NULL,
 player_width REAL, player_height REAL)""",
    """CREATE TABLE details (id INTEGER PRIMARY KEY, scene INTEGER NOT NULL, element INTEGER NOT NULL,
 value INTEGER NOT NULL)""",
    "CREATE TABLE extras (id INTEGER PRIMARY KEY, extra TEXT NOT NULL)",
    "CREATE TABLE origins (first INTEGER PRIMARY KEY, source INTEGER NOT NULL, line INTEGER NOT NULL)",
    """CREATE TABLE rejects (id INTEGER PRIMARY KEY, file TEXT NOT NULL, line INTEGER NOT NULL,
 code TEXT NOT NULL, reason TEXT NOT NULL, raw TEXT NOT NULL, columns TEXT NOT NULL, key BLOB NOT NULL UNIQUE)""",
    "CREATE TABLE story (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL)",
    """CREATE TABLE media (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, path TEXT,
 width INTEGER, height INTEGER, duration REAL)""",
    "CREATE TABLE notes (text TEXT PRIMARY KEY)",
    """CREATE TABLE event_chunks (id INTEGER PRIMARY KEY, name TEXT NOT NULL, part INTEGER NOT NULL,
 rows INTEGER NOT NULL, dtype TEXT NOT NULL, fill BLOB NOT NULL, places BLOB, data BLOB NOT NULL)""",
    "CREATE TABLE kept (kind TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (kind, id))",
)

KINDS = " ".join(f"WHEN {kind.value} THEN '{kind.word}'" for kind in Kind)
TEXTS = {"session": "c", "viewer": "c", "media": "c", "scene": "d", "element": "d", "value": "d", "device": "c",
         "variant": "c"}  # fmt: skip
ORIGIN = "(SELECT {} FROM origins AS o WHERE o.first <= e.id ORDER BY o.first DESC LIMIT 1)"
SOURCE = "s.file FROM sources AS s WHERE s.id = o.source"


def _views() -> tuple[str, ...]:
    joins = " ".join(f"LEFT JOIN texts AS t_{k} ON t_{k}.id = nullif({of}.{k}, 0)" for k, of in TEXTS.items())
    return (
        f"""CREATE VIEW events AS SELECT e.id AS id, t_session.text AS session_id, t_viewer.text AS viewer_id,
 e.at_ms AS at_ms, CASE e.kind {KINDS} END AS kind, e.media_time AS media_time, t_media.text AS media_id,
 t_scene.text AS scene_id, e.x AS x, e.y AS y, t_element.text AS element_id, t_value.text AS value,
 t_device.text AS device, t_variant.text AS variant, nullif(c.autoplay, -1) AS autoplay,
 c.player_width AS player_width, c.player_height AS player_height,
 (SELECT x.extra FROM extras AS x WHERE x.id = e.id) AS extra,
 {ORIGIN.format(f"(SELECT {SOURCE})")} AS file, {ORIGIN.format("o.line + e.id - o.first")} AS line
 FROM event_rows AS e LEFT JOIN contexts AS c ON c.id = e.context LEFT JOIN details AS d ON d.id = e.detail {joins}""",
        """CREATE VIEW sessions AS SELECT session_id, min(viewer_id) AS viewer_id, min(at_ms) AS first_at_ms,
 max(at_ms) AS last_at_ms, count(*) AS events FROM events GROUP BY session_id""",
    )


VIEWS = _views()
NO_DETAIL = "INSERT INTO details (id, scene, element, value) VALUES (0, 0, 0, 0)"


def create(db: sqlite3.Connection) -> None:
    """Make an empty review in an empty database."""
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {USER_VERSION}")
    for statement in (*statements(USER_VERSION), NO_DETAIL):
        db.execute(statement)


def statements(version: int) -> tuple[str, ...]:
    """What makes the tables and views of a version."""
    return (*TABLES, *VIEWS) if version == USER_VERSION else older.statements(version)


def rows_with_all(db: sqlite3.Connection) -> str:
    """What to select an event's columns from, in this version or an older one."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    joined = "event_rows JOIN contexts ON contexts.id = context JOIN details ON details.id = detail"
    return joined if version == USER_VERSION else "event_rows"


def has_column(db: sqlite3.Connection, table: str, column: str) -> bool:
    return db.execute("SELECT 1 FROM pragma_table_info(?) WHERE name = ?", (table, column)).fetchone() is not None


def has_table(db: sqlite3.Connection, name: str) -> bool:
    return db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)).fetchone() is not None


def connect(path: Path, *, write: bool = False) -> sqlite3.Connection:
    """Open and check a review; UserError for anything that is not one. Transactions are the caller's.

    To be written, an older review is brought to this version first; for reading it stays as it is.
    """
    _check_file(path)
    try:
        db = _opened(path, "mode=rw") if write else _opened_to_read(path)
    except sqlite3.Error as error:
        raise UserError(f"The review could not be opened: {error}", str(path), "Check the file.") from error
    try:
        _harden(db)
        _check_identity(db, path)
        _check_objects(db, path)
        if path.stat().st_size <= QUICK_CHECK_BYTES:
            _quick_check(db, path)
        if write:
            db.execute("PRAGMA temp_store = MEMORY")
            db.execute(f"PRAGMA cache_size = -{CACHE_KB}")
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


def _opened(path: Path, how: str) -> sqlite3.Connection:
    address = f"{path.resolve().as_uri()}?{how}"
    return sqlite3.connect(address, LOCK_S, uri=True, isolation_level=None, check_same_thread=False)


def _opened_to_read(path: Path) -> sqlite3.Connection:
    """Without locks where the drive has none and no import was cut off there: nobody can write in the meantime."""
    db = _opened(path, "mode=ro")
    try:
        db.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError as error:
        db.close()
        if error.sqlite_errorname not in WITHOUT_LOCKS or journal_of(path).exists():
            raise
        return _opened(path, "mode=ro&immutable=1")
    except sqlite3.DatabaseError:
        pass  # told below, with what to do
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
    """Bring an older review to this version, in one transaction."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version == USER_VERSION:
        return
    db.execute("BEGIN IMMEDIATE")
    older.set_aside(db, version)
    for statement in (*statements(USER_VERSION), NO_DETAIL):
        db.execute(statement)
    older.take_over(db, version)
    db.execute(f"PRAGMA user_version = {USER_VERSION}")
    db.execute("COMMIT")


def _quick_check(db: sqlite3.Connection, path: Path) -> None:
    answer = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if answer != "ok":
        raise UserError(f"The review is damaged: {answer}", str(path), "Import the events again.")
