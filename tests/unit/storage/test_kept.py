"""What people make in a review is kept in it, all or nothing, also in a review from before keeping."""

import sqlite3
from contextlib import closing

import pytest

from footpath.model.errors import UserError
from footpath.model.kept import Kept
from footpath.storage import older
from footpath.storage.importing import import_events
from footpath.storage.kept import write_kept
from footpath.storage.review import Review

A, B = ("selection", "mobile"), ("draft", "c1")


@pytest.fixture
def review(tmp_path):
    (tmp_path / "events.csv").write_text("session_id,at,kind,media_time\ns,2024-05-01T10:00:00Z,play,0\n")
    import_events([tmp_path / "events.csv"], tmp_path / "r.footpath")
    return tmp_path / "r.footpath"


def kept_in(path):
    with Review.open(path) as review:
        return review.kept()


ROW = (1, 2, 1_714_557_600_123, 7, 1.25, 0, 0, 0.1, 0.7, 3, 0, 0, 0, -1, 640.0, None, '{"a": 1}', 1)
OTHER = (2, 0, 1_714_557_600_124, 1, 0.0, 0, 0, None, None, 0, 0, 0, 0, -1, None, None, None, 1)


def as_version_2(path):
    """A review as version 2 made it: three rows, of which two lines follow each other."""
    path.unlink()
    texts = [(1, "s"), (2, "v"), (3, "e")]
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA application_id = 0x46545054")
        db.execute("PRAGMA user_version = 2")
        for statement in older.statements(2):
            db.execute(statement)
        db.executemany("INSERT INTO texts VALUES (?, ?)", texts)
        db.execute("INSERT INTO sources VALUES (1, 'old.csv')")
        db.execute("INSERT INTO rejects VALUES (1, 'old.csv', 4, 'bad_time', 'why', 'raw', x'00')")
        rows = [(*ROW, 2), (*OTHER, 3), (*OTHER, 9)]
        db.executemany(f"INSERT INTO event_rows VALUES (null, {', '.join('?' * 19)})", rows)


def told(path):
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT * FROM events ORDER BY id").fetchall()


def test_entries_are_set_replaced_and_removed(review):
    write_kept(review, {A: {"device": "mobile"}, B: [1, 2]})
    write_kept(review, {A: {"device": "größer"}, B: None})
    assert kept_in(review) == Kept({A: {"device": "größer"}})


def test_importing_again_leaves_what_was_made(review, tmp_path):
    write_kept(review, {A: 1})
    import_events([tmp_path / "events.csv"], review)
    assert kept_in(review).of("selection") == {"mobile": 1}


def test_an_older_review_is_read_as_it_is_and_brought_up_when_written(review):
    as_version_2(review)
    before, rows = review.read_bytes(), told(review)
    assert kept_in(review) == Kept()
    with Review.open(review) as opened:
        events = opened.events()
    assert (events.t_s.tolist(), events.element_ids) == ([1.25, 0.0, 0.0], ("e",))
    assert review.read_bytes() == before
    write_kept(review, {A: 1})
    assert kept_in(review) == Kept({A: 1})
    assert told(review) == rows
    assert [row[-2:] for row in rows] == [("old.csv", 2), ("old.csv", 3), ("old.csv", 9)]
    with Review.open(review) as opened:
        assert opened.events().x.tolist()[:1] == events.x.tolist()[:1] == [0.1]
        assert next(opened.rejects()).code == "bad_time"


def test_a_review_that_is_locked_says_what_to_do_and_stays_as_it_is(review, monkeypatch):
    write_kept(review, {A: 1})
    with closing(sqlite3.connect(review, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr("footpath.storage.schema.LOCK_S", 0.1)
        with pytest.raises(UserError, match="could not be saved"):
            write_kept(review, {A: 2})
    assert kept_in(review) == Kept({A: 1})


def test_changes_lead_from_one_to_the_other():
    one, other = Kept({A: 1, B: 2}), Kept({A: 3})
    assert one.changed(one.changes_to(other)) == other
