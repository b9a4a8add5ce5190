"""A column that isn't as long as its rows is told, never stretched over them."""

import sqlite3
from pathlib import Path

import pytest

from footpath.model.errors import UserError
from footpath.storage.importing import import_events
from footpath.storage.review import Review

ROWS = "session_id,at,kind,media_time,x,y\n" + "".join(
    f"s{k},2024-05-01T10:00:0{k}Z,click,{k}.5,0.5,0.25\n" for k in range(6)
)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("at_ms", "data = substr(data, 1, length(data) - 8)"),
        ("at_ms", "data = x'0000000000000000', places = NULL, dtype = '<i8'"),
        ("kind", "data = x'00', places = NULL, dtype = '|i1'"),
        ("kind", "dtype = 'O'"),
        ("x", "places = x'ff000000', data = x'0000000000000000', dtype = '<f8', fill = x'0000000000000000'"),
        ("x", "fill = x'', places = x''"),
    ],
)
def test_a_damaged_column_is_told(tmp_path: Path, name: str, change: str):
    events, review = tmp_path / "events.csv", tmp_path / "r.footpath"
    events.write_text(ROWS)
    import_events([events], review)
    with sqlite3.connect(review) as db:
        assert db.execute(f"UPDATE event_chunks SET {change} WHERE name = ?", (name,)).rowcount > 0
    db.close()
    with Review.open(review) as damaged, pytest.raises(UserError, match="damaged") as told:
        damaged.events()
    assert told.value.where == str(review)
