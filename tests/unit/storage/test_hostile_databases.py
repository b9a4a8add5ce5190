"""Databases made to do harm: each ends in a sentence, or in its rows; none runs on, and none makes a review."""

import sqlite3
from contextlib import closing

import pytest

from footpath.model.errors import UserError
from footpath.storage import database_file
from footpath.storage.importing import import_events
from footpath.storage.peek import sample

ENDLESS = "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c)"
EVENT = "1714557600 AS at, 'exit' AS kind"
REFUSED = {
    "rows without end": f"CREATE VIEW events AS {ENDLESS} SELECT 's' || i AS session_id, {EVENT} FROM c",
    "work without end": f"CREATE VIEW events AS {ENDLESS} SELECT 's' AS session_id, {EVENT} FROM c WHERE i < 0",
    "a function that loads code": f"CREATE VIEW events AS SELECT load_extension('x') AS session_id, {EVENT}",
    "a text of gigabytes": f"CREATE VIEW events AS SELECT hex(zeroblob(900000000)) AS session_id, {EVENT}",
}


def database(folder, *statements):
    path = folder / "e.db"
    with closing(sqlite3.connect(path)) as db, db:
        for statement in statements:
            db.execute(statement)
    return path


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_never_end_or_do_harm_is_given_up(tmp_path, monkeypatch, name):
    monkeypatch.setattr(database_file, "STEPS", 3_000_000)
    monkeypatch.setattr(database_file, "MOST_ROWS", 20_000)
    path = database(tmp_path, REFUSED[name])
    with pytest.raises(UserError) as told:
        import_events([path], tmp_path / "r.footpath")
    assert told.value.where == str(path)
    assert [left.name for left in tmp_path.iterdir()] == ["e.db"]


def test_looking_into_a_view_that_never_ends_is_given_up_too(tmp_path, monkeypatch):
    monkeypatch.setattr(database_file, "STEPS", 3_000_000)
    with pytest.raises(UserError):
        sample(database(tmp_path, REFUSED["work without end"]))


def test_a_name_that_is_no_text_is_told(tmp_path):
    path = database(tmp_path, "CREATE TABLE events (session_id, at, kind)")
    path.write_bytes(path.read_bytes().replace(b"events", b"ev\xffnts"))
    for look in (sample, lambda source: import_events([source], tmp_path / "r.footpath")):
        with pytest.raises(UserError):
            look(path)


def test_a_value_that_is_too_large_is_given_up(tmp_path):
    row = "INSERT INTO events VALUES (zeroblob(70000000), 1714557600, 'exit')"
    path = database(tmp_path, "CREATE TABLE events (session_id, at, kind)", row)
    with pytest.raises(UserError, match="too big"):
        import_events([path], tmp_path / "r.footpath")


def test_triggers_and_virtual_tables_are_only_read(tmp_path):
    path = database(
        tmp_path,
        "CREATE VIRTUAL TABLE events USING fts5(session_id, at, kind)",
        "CREATE TABLE other (a)",
        "CREATE TRIGGER t AFTER INSERT ON other BEGIN DELETE FROM other; END",
        "INSERT INTO events VALUES ('s', '1714557600', 'exit')",
    )
    before = path.read_bytes()
    assert import_events([path], tmp_path / "r.footpath").stored == 1
    assert path.read_bytes() == before
