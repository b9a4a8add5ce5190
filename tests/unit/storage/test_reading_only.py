"""A review opens for reading where it can't be written, or can't even be locked."""

import sqlite3

import pytest

from footpath.storage import schema
from footpath.storage.importing import import_events
from footpath.storage.review import Review


@pytest.fixture
def review(tmp_path):
    (tmp_path / "e.csv").write_text("session_id,at,kind,media_time\ns,2024-05-01T10:00:00Z,play,0\n")
    import_events([tmp_path / "e.csv"], tmp_path / "r.footpath")
    return tmp_path / "r.footpath"


def test_on_a_drive_that_is_read_only(review):
    review.chmod(0o444)
    review.parent.chmod(0o555)
    try:
        with Review.open(review) as opened:
            assert len(opened.events()) == 1
    finally:
        review.parent.chmod(0o755)


class WithoutLocks(sqlite3.Connection):
    """A connection to a drive that has no locks."""

    def execute(self, sql, *parameters):
        if sql == "PRAGMA schema_version":
            error = sqlite3.OperationalError("locking protocol")
            error.sqlite_errorname = "SQLITE_PROTOCOL"
            raise error
        return super().execute(sql, *parameters)


def test_on_a_drive_without_locks_only_where_nobody_writes(review, monkeypatch):
    asked = []

    def opened(path, how):
        asked.append(how)
        kind = sqlite3.Connection if "immutable" in how else WithoutLocks
        return sqlite3.connect(f"{path.as_uri()}?{how}", uri=True, isolation_level=None, factory=kind)

    monkeypatch.setattr(schema, "_opened", opened)
    with Review.open(review) as there:
        assert len(there.events()) == 1
    assert asked == ["mode=ro", "mode=ro&immutable=1"]
    review.with_name("r.footpath-journal").write_bytes(b"")
    with pytest.raises(sqlite3.OperationalError, match="locking"):
        schema._opened_to_read(review)
