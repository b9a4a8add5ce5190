"""Every row of an event file is stored, a duplicate, or refused; nothing is lost, nothing is there twice."""

import csv
import gzip
import io
import json
import sqlite3

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from footpath.model.errors import UserError
from footpath.storage.batches import Batch
from footpath.storage.bulk import ORDER, check_batch, keys_of
from footpath.storage.field_names import COLUMNS
from footpath.storage.importing import import_events
from footpath.storage.mended import export_rejects
from footpath.storage.review import Review
from footpath.storage.rows import RejectedRowError, RowChecker
from footpath.storage.texts import Texts
from footpath.storage.wall_time import BadTimeError

NAMES = ("session_id", "at", "kind", "media_time", "x", "y", "value", "device")
GOOD = ("s1", "2024-05-01T10:00:00Z", "click", "1.5", "0.5", "0.5", "", "mobile")

cells = st.one_of(
    st.sampled_from(
        ["", "s1", "s2", "click", "play", "exit", "1.5", "0.25", "-0.0", "nan", "1e400", "-1", "2024-05-01T10:00:00Z"]
    ),
    st.sampled_from(
        ["1714557600", "1714557600123", "2024-02-30T00:00:00Z", "1_0", " 3 ", "a,b", 'say "hi"', "two\nlines", "ü"]
    ),
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
)
rows_of_cells = st.lists(st.tuples(*([cells] * len(NAMES))), max_size=12)
plausible = st.tuples(
    st.sampled_from(["s1", "s2", "s3"]),
    st.sampled_from(
        ["2024-05-01T10:00:00Z", "2024-05-01 10:00:01.250", "1714557600", "1714557601123", "2024-05-01T12:00:00+02:00"]
    ),
    st.sampled_from(["click", "play", "exit", "impression"]),
    st.sampled_from(["1.5", "0", "", "7e1", "-1", "inf"]),
    st.sampled_from(["0.5", "", "-0.0", "3"]),
    st.sampled_from(["0.5", "", "1"]),
    st.sampled_from(["", "c1", "default:c1"]),
    st.sampled_from(["", "mobile"]),
)
mixed = st.lists(st.one_of(plausible, st.tuples(*([cells] * len(NAMES)))), max_size=12)


def as_csv(rows, delimiter=",", names=NAMES):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([names, *rows])
    return text.getvalue().encode()


def counted(path):
    """What Python's csv module takes for records, blank ones left out: the second count."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return sum(1 for row in rows if row and not (len(row) == 1 and not row[0].strip()))


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=mixed)
def test_stored_duplicate_and_refused_add_up_to_what_the_csv_module_counts(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("import")
    source, out = folder / "events.csv", folder / "out.footpath"
    source.write_bytes(as_csv(rows))
    first = import_events([source], out)
    assert first.read == first.stored + first.duplicate + first.rejected == counted(source)
    assert sum(reason.count for reason in first.reasons) == first.rejected
    again = import_events([source], out)
    assert (again.stored, again.rejected) == (0, first.rejected)
    with Review.open(out) as review:
        assert len(review.events()) == first.stored


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=mixed, cut=st.integers(0, 12), overlap=st.integers(0, 5))
def test_two_overlapping_exports_hold_the_same_events_as_the_whole(tmp_path_factory, rows, cut, overlap):
    folder = tmp_path_factory.mktemp("import")
    whole, early, late = folder / "whole.csv", folder / "early.csv", folder / "late.csv"
    whole.write_bytes(as_csv(rows))
    early.write_bytes(as_csv(rows[:cut]))
    late.write_bytes(as_csv(rows[max(cut - overlap, 0) :]))
    one = import_events([whole], folder / "one.footpath")
    two = import_events([early, late], folder / "two.footpath")
    assert one.stored == two.stored
    assert contents(folder / "one.footpath") == contents(folder / "two.footpath")


def contents(path):
    with sqlite3.connect(path) as db:
        columns = "session_id, viewer_id, at_ms, kind, media_time, media_id, x, y, value, device"
        return sorted(db.execute(f"SELECT {columns} FROM events"), key=repr)


@settings(deadline=None, max_examples=200)
@given(rows=mixed)
@example(rows=[GOOD, ("s1", "0171455760012", "click", "1", "", "", "", "")])
def test_whole_columns_are_checked_as_row_by_row(rows):
    whole, single = RowChecker(Texts()), RowChecker(Texts())
    at = {name: k for k, name in enumerate(NAMES)}
    columns = tuple([row[at[name]] for row in rows] if name in at else None for name in COLUMNS)
    batch = Batch(columns, range(1, len(rows) + 1), str)
    checked = check_batch(batch, whole)
    kept, refused = [], []
    for i in range(len(rows)):
        try:
            kept.append((i + 1, single.check(batch.fields(i), None)))
        except (RejectedRowError, BadTimeError):
            refused.append(i + 1)
    assert checked.lines.tolist() == [line for line, _ in kept]
    assert sorted(r.line for r in checked.refused) == refused
    names, single_names = spelt(whole.texts), spelt(single.texts)
    for k, (_, row) in enumerate(kept):
        for name, value in zip(ORDER, row, strict=False):
            got = checked.columns[name][k]
            if name in TEXT_COLUMNS:
                assert names[got] == single_names[value]
            else:
                assert got == value or (np.isnan(got) and np.isnan(value))


TEXT_COLUMNS = {"session", "viewer", "media", "scene", "element", "value", "device", "variant"}


def spelt(texts):
    return {0: "", **dict(texts.fresh)}


def test_equal_events_have_equal_keys_and_any_difference_shows():
    columns = {name: np.array([1, 1, 1], dtype=np.int64) for name in ORDER}
    columns["x"] = np.array([np.nan, -np.nan, 0.5])
    low, high = keys_of(columns)
    assert (low[0], high[0]) == (low[1], high[1])
    assert low[0] != low[2]
    for name in ORDER:
        other = {**columns, name: columns[name] + 1}
        if name != "x":
            assert (keys_of(other)[0] != low).all()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_is_found_by_the_names_it_yields(tmp_path, delimiter):
    (tmp_path / "e.csv").write_bytes(as_csv([GOOD], delimiter))
    assert import_events([tmp_path / "e.csv"], tmp_path / "o.footpath").stored == 1


def test_a_decimal_comma_is_read_where_the_comma_does_not_delimit(tmp_path):
    row = ("s1", "2024-05-01T10:00:00Z", "click", "1,5", "0,25", "0,5", "", "")
    (tmp_path / "e.csv").write_bytes(as_csv([row], ";"))
    import_events([tmp_path / "e.csv"], tmp_path / "o.footpath")
    with Review.open(tmp_path / "o.footpath") as review:
        events = review.events()
    assert (events.t_s[0], events.x[0], events.y[0]) == (1.5, 0.25, 0.5)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_with_a_mark_are_read(tmp_path, encoding):
    text = as_csv([("sü", *GOOD[1:])]).decode()
    (tmp_path / "e.csv").write_bytes(text.encode(encoding))
    import_events([tmp_path / "e.csv"], tmp_path / "o.footpath")
    with Review.open(tmp_path / "o.footpath") as review:
        assert review.sessions().ids == ("sü",)


def test_a_row_that_is_not_utf8_is_refused_and_its_neighbours_stay(tmp_path):
    (tmp_path / "e.csv").write_bytes(as_csv([GOOD, ("s2", *GOOD[1:]), ("s3", *GOOD[1:])]).replace(b"s2", b"s\xff"))
    report = import_events([tmp_path / "e.csv"], tmp_path / "o.footpath")
    assert (report.stored, report.rejected) == (2, 1)
    assert (report.reasons[0].code, report.reasons[0].first_line) == ("bad_encoding", 3)


def test_a_quote_that_is_never_closed_is_refused_with_all_it_swallowed(tmp_path):
    (tmp_path / "e.csv").write_bytes(as_csv([GOOD]) + b's2,2024-05-01T10:00:00Z,click,1,,,"open\r\nnever closed\r\n')
    report = import_events([tmp_path / "e.csv"], tmp_path / "o.footpath")
    assert (report.read, report.stored, report.rejected) == (2, 1, 1)
    assert (report.reasons[0].code, report.reasons[0].reason) == ("wrong_fields", "a quote is not closed")


def test_lines_are_counted_over_quoted_line_breaks_and_blank_lines(tmp_path):
    broken = ("s1", "2024-05-01T10:00:00Z", "answer", "1", "", "", "two\nlines", "")
    bad = ("s2", "never", "play", "1", "", "", "", "")
    (tmp_path / "e.csv").write_bytes(as_csv([broken]) + b"\r\n\r\n" + as_csv([bad]).split(b"\r\n", 1)[1])
    report = import_events([tmp_path / "e.csv"], tmp_path / "o.footpath")
    assert (report.read, report.rejected, report.reasons[0].first_line) == (2, 1, 6)


def test_a_column_named_twice_is_an_error(tmp_path):
    (tmp_path / "e.csv").write_bytes(as_csv([(*GOOD, "x")], names=(*NAMES, "value")))
    with pytest.raises(UserError, match="twice"):
        import_events([tmp_path / "e.csv"], tmp_path / "o.footpath")
    assert not (tmp_path / "o.footpath").exists()


def test_the_same_events_come_out_of_every_format(tmp_path):
    rows = [GOOD, ("s2", "1714557600123", "play", "0", "", "", "", "")]
    items = [{name: value for name, value in zip(NAMES, row, strict=True) if value} for row in rows]
    (tmp_path / "e.csv").write_bytes(as_csv(rows))
    (tmp_path / "e.tsv.gz").write_bytes(gzip.compress(as_csv(rows, "\t")))
    (tmp_path / "e.ndjson").write_text("\n".join(json.dumps(item) for item in items))
    (tmp_path / "e.json").write_text(json.dumps(items))
    with sqlite3.connect(tmp_path / "e.db") as db:
        db.execute(f"CREATE TABLE log ({', '.join(NAMES)})")
        db.executemany(f"INSERT INTO log VALUES ({', '.join('?' * len(NAMES))})", rows)
    db.close()
    found = {}
    for name in ("e.csv", "e.tsv.gz", "e.ndjson", "e.json", "e.db"):
        out = tmp_path / f"{name}.footpath"
        report = import_events([tmp_path / name], out)
        assert (report.read, report.stored) == (2, 2), name
        found[name] = contents(out)
    assert all(content == found["e.csv"] for content in found.values())
    both = import_events([tmp_path / "e.csv", tmp_path / "e.json"], tmp_path / "both.footpath")
    assert (both.stored, both.duplicate) == (2, 2)


def test_of_several_tables_one_must_be_named(tmp_path):
    with sqlite3.connect(tmp_path / "e.db") as db:
        for table in ("old", "new"):
            db.execute(f"CREATE TABLE {table} (session_id, at, kind)")
            db.execute(f"INSERT INTO {table} VALUES ('{table}', '2024-05-01T10:00:00Z', 'impression')")
    db.close()
    with pytest.raises(UserError, match="old, new"):
        import_events([tmp_path / "e.db"], tmp_path / "o.footpath")
    import_events([tmp_path / "e.db"], tmp_path / "o.footpath", table="new")
    with Review.open(tmp_path / "o.footpath") as review:
        assert review.sessions().ids == ("new",)


def test_unknown_columns_are_kept(tmp_path):
    (tmp_path / "e.csv").write_bytes(as_csv([(*GOOD, "7")], names=(*NAMES, "campaign")))
    import_events([tmp_path / "e.csv"], tmp_path / "o.footpath")
    with sqlite3.connect(tmp_path / "o.footpath") as db:
        assert json.loads(db.execute("SELECT extra FROM events").fetchone()[0]) == {"campaign": "7"}
    db.close()


def test_a_story_that_lacks_what_stored_rows_name_is_refused_and_changes_nothing(tmp_path):
    names = (*NAMES, "scene_id")
    (tmp_path / "e.csv").write_bytes(as_csv([(*GOOD, "intro")], names=names))
    import_events([tmp_path / "e.csv"], tmp_path / "o.footpath")
    before = (tmp_path / "o.footpath").read_bytes()
    story = {"media": [{"id": "m"}], "scenes": [{"id": "other", "media_id": "m", "start": 0, "end": 9}]}
    (tmp_path / "story.json").write_text(json.dumps(story))
    with pytest.raises(UserError, match="intro"):
        import_events([tmp_path / "e.csv"], tmp_path / "o.footpath", story=tmp_path / "story.json")
    assert (tmp_path / "o.footpath").read_bytes() == before


def test_rows_and_their_mirror_in_columns_give_the_same_events(tmp_path):
    rows = [
        (f"s{k % 7}", f"2024-05-01T10:00:{k % 60:02d}Z", "click", str(k), "0.5", "0.25", "", "") for k in range(500)
    ]
    (tmp_path / "e.csv").write_bytes(as_csv(rows))
    import_events([tmp_path / "e.csv"], tmp_path / "o.footpath")
    with Review.open(tmp_path / "o.footpath") as review:
        mirrored, ids = review.events(), review.sessions().ids
    with sqlite3.connect(tmp_path / "o.footpath") as db:
        db.execute("DELETE FROM event_chunks")
    db.close()
    with Review.open(tmp_path / "o.footpath") as review:
        made_again = review.events()
        assert review.sessions().ids == ids
    for name in ("session", "at_ms", "kind", "t_s", "media", "x", "y", "element", "value"):
        np.testing.assert_array_equal(getattr(mirrored, name), getattr(made_again, name))


def test_refused_rows_leave_with_file_line_code_and_text(tmp_path):
    (tmp_path / "e.csv").write_bytes(as_csv([GOOD, ("", *GOOD[1:])]))
    import_events([tmp_path / "e.csv"], tmp_path / "o.footpath")
    assert export_rejects(tmp_path / "o.footpath", tmp_path / "refused.csv") == 1
    with (tmp_path / "refused.csv").open(newline="") as file:
        row = next(csv.DictReader(file))
    assert (row["file"], row["line"], row["code"]) == ("e.csv", "3", "no_session")
    assert row["raw"] == ",2024-05-01T10:00:00Z,click,1.5,0.5,0.5,,mobile"
