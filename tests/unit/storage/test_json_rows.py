"""A table read with its texts as JSON gives what reading it value by value gives."""

import sqlite3
from contextlib import closing
from itertools import chain

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from footpath.storage import database_file, json_rows
from footpath.storage.batches import Span, field_of
from footpath.storage.database_file import database_table
from footpath.storage.json_rows import NotTextError, TextRows
from footpath.storage.mapping import Mapping

COLUMNS = ("session_id", "at", "kind", "media_time", 'o"dd')
VALUES = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=12),
    st.sampled_from([None, "", 'a"b', "a\\b", "a\0b", "\n", "né", "\x1f", "[1,2]", "null", "7", "7.5"]),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.binary(max_size=4),
)
TEXTS = st.one_of(st.none(), st.text(st.characters(codec="utf-8"), max_size=12))


def as_texts(columns):
    return [[field_of(column, i) for i in range(len(column))] for column in columns]


def read(path):
    with database_table(path, Mapping(), None) as table:
        blocks = [as_texts(columns) for columns in table.blocks]
        return table.names, [list(chain(*parts)) for parts in zip(*blocks, strict=True)]


def fill(path, rows):
    with closing(sqlite3.connect(path)) as db, db:
        names = ", ".join('"' + name.replace('"', '""') + '"' for name in COLUMNS)
        db.execute(f"CREATE TABLE events ({names})")
        db.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?)", rows)


@given(
    st.lists(st.tuples(*[TEXTS] * 5), min_size=3, max_size=12),
    st.lists(st.tuples(*[VALUES] * 5), max_size=8),
    st.integers(1, 7),
)
@example([('a"b', None, None, None, None)] * 3, [("s", 1e999, "", "", "")], 7)
@settings(max_examples=60, deadline=None)
def test_both_ways_give_the_same(tmp_path_factory, texts, others, at_once):
    path = tmp_path_factory.mktemp("db") / "e.db"
    fill(path, [*texts, *others])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(json_rows, "ROWS_LOOKED_AT", 3)
        patched.setattr(database_file, "ROWS_AT_ONCE", at_once)
        together = read(path)
        patched.setattr(json_rows, "MOST_TEXTS", 0)
        assert together == read(path)


def test_texts_are_read_as_json_and_other_columns_beside_them(tmp_path):
    path = tmp_path / "e.db"
    fill(path, [("s", "2024", "play", 1.5, None), ("é", "2025", "pause", 2.5, "x")])
    with closing(sqlite3.connect(path)) as db:
        (columns,) = TextRows(db, "events").blocks(10)
    assert [type(column) for column in columns] == [Span, Span, Span, tuple, Span]
    assert columns[0].texts([0, 1]) == ["s", "é"]
    assert columns[3] == (1.5, 2.5)


@pytest.mark.parametrize("later", [5, 2.5, b"\xff"])
def test_a_column_that_turns_out_to_hold_more_than_texts_is_told(tmp_path, later):
    path = tmp_path / "e.db"
    fill(path, [("s", "2024", "play", "1", None)] * 300 + [("s", later, "play", "1", None)])
    with closing(sqlite3.connect(path)) as db:
        blocks = TextRows(db, "events").blocks(150)
        assert len(next(blocks)[0]) == 150
        with pytest.raises(NotTextError):  # SQLite may look a row ahead
            list(blocks)


def test_bytes_that_are_no_text_in_the_first_row_are_left_to_reading_value_by_value(tmp_path):
    path = tmp_path / "e.db"
    fill(path, [("s", "2024", "play", "1", None)])
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE events SET session_id = CAST(x'73ff' AS TEXT)")
    assert read(path)[1][0] == ["s\udcff"]
