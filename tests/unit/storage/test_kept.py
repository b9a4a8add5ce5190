"""What people make in a review is kept in it, all or nothing, also in a review from before keeping."""

import sqlite3
from contextlib import closing

import pytest

from footpath.model.errors import UserError
from footpath.model.kept import Kept
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


def as_version_2(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("DROP TABLE kept")
        db.execute("PRAGMA user_version = 2")


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
    before = review.read_bytes()
    assert kept_in(review) == Kept()
    assert review.read_bytes() == before
    write_kept(review, {A: 1})
    assert kept_in(review) == Kept({A: 1})


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
