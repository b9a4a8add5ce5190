"""Refused rows leave the review, are mended in a text editor, and come back."""

import json

from footpath.storage.importing import import_events
from footpath.storage.mended import export_rejects
from footpath.storage.review import Review

CSV = (
    "session_id;at;kind;media_time;note\n"
    "s1;2024-05-01T10:00:00Z;play;0;ok\n"
    's2;yesterday;play;1,5;the "note"\n'
    's3;2024-05-01T10:00:00Z;plai;0;"two\nlines"\n'
)


def rejects(path):
    with Review.open(path) as review:
        return list(review.rejects())


def test_mended_rows_are_stored_and_refused_no_more(tmp_path):
    (tmp_path / "e.csv").write_text(CSV)
    (tmp_path / "e.ndjson").write_text(
        json.dumps({"session_id": "s4", "at": "yesterday", "kind": "play", "media_time": 2})
    )
    out, refused = tmp_path / "o.footpath", tmp_path / "refused.csv"
    first = import_events([tmp_path / "e.csv", tmp_path / "e.ndjson"], out)
    assert (first.stored, first.rejected) == (1, 3)
    assert export_rejects(out, refused) == 3
    text = refused.read_text().replace("yesterday", "2024-05-01T11:00:00Z").replace("plai;", "pause;")
    refused.write_text(text)
    report = import_events([refused], out)
    assert (report.read, report.stored, report.rejected) == (3, 3, 0)
    assert rejects(out) == []
    with Review.open(out) as review:
        events, sessions = review.events(), review.sessions()
    assert sorted(sessions.ids) == ["s1", "s2", "s3", "s4"]
    assert sorted(events.t_s.tolist()) == [0.0, 0.0, 1.5, 2.0]
    assert import_events([refused], out).duplicate == 3


def test_what_was_not_mended_is_refused_again_and_counted_once(tmp_path):
    (tmp_path / "e.csv").write_text(CSV)
    out, refused = tmp_path / "o.footpath", tmp_path / "refused.csv"
    import_events([tmp_path / "e.csv"], out)
    export_rejects(out, refused)
    report = import_events([refused], out)
    assert (report.read, report.stored, report.rejected) == (2, 0, 2)
    assert [(row.code, row.file) for row in rejects(out)] == [
        ("bad_time", "refused.csv"),
        ("unknown_kind", "refused.csv"),
    ]
