"""With pseudonyms no viewer's id is in the review, and the same viewer is the same again."""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from footpath.storage.importing import import_events

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
ROWS = (
    "session_id,viewer_id,at,kind,media_time,note\n"
    "ann@x.org-1,ann@x.org,2024-05-01T10:00:00Z,play,0,\n"
    "s2,ann@x.org,2024-05-01T10:00:01Z,play,0,\n"
    's3,"bo ""b""",2024-05-01T10:00:01Z,play,0,\n'
    "s4,ann@x.org,never,play,0,\n"
    "s5,ann@x.org,2024-05-01T10:00:01Z\n"
)
SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "events"


def viewers(path):
    with closing(sqlite3.connect(path)) as db:
        return [row[0] for row in db.execute("SELECT viewer_id FROM events ORDER BY id")]


def test_ids_are_replaced_everywhere_and_stay_the_same(tmp_path):
    (tmp_path / "e.csv").write_text(ROWS)
    for out, key in (("a", KEY), ("b", KEY), ("c", OTHER_KEY)):
        report = import_events([tmp_path / "e.csv"], tmp_path / out, pseudonym_key=key)
        assert (report.stored, report.rejected) == (3, 2)
        assert b"ann@x.org" not in (tmp_path / out).read_bytes()
    assert len(set(viewers(tmp_path / "a"))) == 2
    assert viewers(tmp_path / "a") == viewers(tmp_path / "b") != viewers(tmp_path / "c")
    assert import_events([tmp_path / "e.csv"], tmp_path / "a", pseudonym_key=KEY).stored == 0


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples are not beside this checkout")
@pytest.mark.parametrize("name", ["edx/video_timeline.log", "xapi/tccc_dev.json.gz"])
def test_no_name_of_a_real_log_is_left(tmp_path, name):
    import_events([SAMPLES / name], tmp_path / "plain")
    import_events([SAMPLES / name], tmp_path / "o", pseudonym_key=KEY)
    names = {viewer for viewer in viewers(tmp_path / "plain") if viewer}
    data = (tmp_path / "o").read_bytes()
    assert names
    assert [viewer for viewer in names if viewer.encode() in data] == []
    assert len(set(viewers(tmp_path / "o"))) == len(set(viewers(tmp_path / "plain")))
    assert gzip  # the samples are packed
