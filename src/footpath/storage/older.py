"""Reviews of versions 2 and 3: what they hold, and how their rows become rows of this version."""

from __future__ import annotations

import sqlite3

from footpath.model.events import Kind

OLD = "older_"
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

CONTEXT = "session, viewer, media, device, variant, autoplay, player_width, player_height"
CARRIED_OVER = {
    "texts": "id, text", "sources": "id, file", "story": "id, json", "notes": "text",
    "media": "position, id, path, width, height, duration",
    "event_chunks": "id, name, part, rows, dtype, fill, places, data", "kept": "kind, id, json",
}  # fmt: skip
ROWS = (
    f"INSERT INTO contexts ({CONTEXT}) SELECT DISTINCT {CONTEXT} FROM {OLD}event_rows",
    f"""INSERT INTO details (scene, element, value) SELECT DISTINCT scene, element, value FROM {OLD}event_rows
 WHERE scene <> 0 OR element <> 0 OR value <> 0""",
    "CREATE TEMP TABLE older_contexts AS SELECT * FROM main.contexts",
    f"CREATE INDEX temp.older_contexts_of ON older_contexts ({CONTEXT})",
    "CREATE TEMP TABLE older_details AS SELECT * FROM main.details",
    "CREATE INDEX temp.older_details_of ON older_details (scene, element, value)",
    f"""INSERT INTO event_rows (id, at_ms, kind, context, detail, media_time, x, y)
 SELECT e.id, e.at_ms, e.kind, c.id, d.id, e.media_time, e.x, e.y FROM {OLD}event_rows AS e
 JOIN temp.older_contexts AS c ON c.session = e.session AND c.viewer = e.viewer AND c.media = e.media
 AND c.device = e.device AND c.variant = e.variant AND c.autoplay = e.autoplay
 AND c.player_width IS e.player_width AND c.player_height IS e.player_height
 JOIN temp.older_details AS d ON d.scene = e.scene AND d.element = e.element AND d.value = e.value ORDER BY e.id""",
    f"INSERT INTO extras (id, extra) SELECT id, extra FROM {OLD}event_rows WHERE extra IS NOT NULL",
    f"""INSERT INTO origins (first, source, line) SELECT id, source, line FROM (SELECT id, source, line,
 lag(source) OVER w AS before, lag(line - id) OVER w AS gap FROM {OLD}event_rows WINDOW w AS (ORDER BY id))
 WHERE before IS NOT source OR gap IS NOT line - id""",
    f"""INSERT INTO rejects (id, file, line, code, reason, raw, columns, key)
 SELECT id, file, line, code, reason, raw, '', key FROM {OLD}rejects""",
    "DROP TABLE temp.older_contexts",
    "DROP TABLE temp.older_details",
)


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


def statements(version: int) -> tuple[str, ...]:
    """What made the tables and views of a version."""
    return (*TABLES, *((KEPT,) if version >= 3 else ()), *_views())


def set_aside(db: sqlite3.Connection, version: int) -> None:
    """Give the tables of an older version other names; its views go."""
    db.execute("PRAGMA legacy_alter_table = ON")
    for view in ("sessions", "events"):
        db.execute(f"DROP VIEW {view}")
    for name in _tables(version):
        db.execute(f"ALTER TABLE {name} RENAME TO {OLD}{name}")


def take_over(db: sqlite3.Connection, version: int) -> None:
    """Fill the tables of this version, and drop those set aside."""
    for name, columns in CARRIED_OVER.items():
        if name in _tables(version):
            db.execute(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM {OLD}{name}")
    for statement in ROWS:
        db.execute(statement)
    for name in _tables(version):
        db.execute(f"DROP TABLE {OLD}{name}")


def _tables(version: int) -> list[str]:
    return [statement.split(None, 3)[2] for statement in statements(version) if statement.startswith("CREATE TABLE")]
