"""Whole blocks of bytes are read as the csv module reads them, and written as they were read."""

import csv
import io
import sqlite3
from contextlib import closing

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footpath.storage.batches import Span
from footpath.storage.blocks import cut, padded
from footpath.storage.columns import span_numbers
from footpath.storage.csv_lines import read_records
from footpath.storage.importing import import_events
from footpath.storage.key_table import KeyTable, first_of_each
from footpath.storage.latin_1 import looks_like_latin_1
from footpath.storage.review import Review
from footpath.storage.row_writer import FEW_ROWS, RowWriter
from footpath.storage.rows import as_number
from footpath.storage.span_times import span_times
from footpath.storage.wall_time import BadTimeError, WallTimes
from footpath.storage.words import Loader

HEAD = "session_id,at,kind,media_time,device\n"


def span_of(texts):
    data = [text.encode() for text in texts]
    lengths = np.array([len(item) for item in data], dtype=np.int64)
    buffer = padded(b"".join(data))
    return Span(buffer, Loader(buffer), np.cumsum(lengths) - lengths, lengths)


pieces = st.text(alphabet='ab,"\n\r 1é', max_size=30)


@settings(max_examples=400, deadline=None)
@given(text=pieces, width=st.integers(2, 4))
def test_a_block_is_cut_as_the_csv_module_cuts_it(text, width):
    data = text.encode() if text.endswith("\n") else text.encode() + b"\n"
    found = cut(data, ",", width)
    if found is None:
        return
    rows = [
        (line, [data[s : s + n].decode() for s, n in zip(starts, lengths, strict=True)])
        for line, starts, lengths in zip(found.lines.tolist(), found.starts, found.lengths, strict=True)
    ]
    for first, last, line in found.odd.tolist():
        read, refused, _ = read_records(data[first:last].decode(), line, str, ",", width)
        assert not refused or len(next(csv.reader(io.StringIO(data[first:last].decode(), newline="")))) != width
        rows += [(row.line, row.fields) for row in read]
    expected = [row for row in csv.reader(io.StringIO(data.decode(), newline="")) if len(row) == width]
    assert [fields for _, fields in sorted(rows, key=lambda row: row[0])] == expected


numbers = st.one_of(
    st.floats(0, 1e7).map(str), st.floats(allow_nan=False).map(repr), st.decimals(0, 10**9, places=4).map(str),
    st.integers(0, 10**18).map(str),
    st.sampled_from(["", "1.", ".5", "1..2", "1,5", "-1", "+2", "1e3", "0x1", "١", "."]),
)  # fmt: skip


@settings(deadline=None)
@given(texts=st.lists(numbers, min_size=1, max_size=8))
def test_numbers_are_the_floats_that_python_reads(texts):
    sure = np.ones(len(texts), dtype=np.bool_)
    found = span_numbers(span_of(texts), as_number, decimal_comma=False, sure=sure)
    for text, got, good in zip(texts, found.tolist(), sure.tolist(), strict=True):
        expected = as_number(text)
        assert good == (expected is not None)
        assert expected is None or got == expected or (np.isnan(got) and np.isnan(expected))


moments = st.one_of(
    st.datetimes().map(str), st.datetimes().map(lambda m: m.isoformat() + "Z"),
    st.datetimes().map(lambda m: m.isoformat(timespec="milliseconds") + "+05:30"),
    st.datetimes().map(lambda m: m.isoformat(" ", "seconds")), st.integers(0, 10**18).map(str),
    st.sampled_from(["", "2024-02-29T00:00:00Z", "2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "1900-02-29T00:00:00",
                     "2024-05-01T24:00:00Z", "2024-05-01T10:00:00-25:00", "2024-05-01T10:00:00.12Z"]),
)  # fmt: skip


@settings(deadline=None)
@given(texts=st.lists(moments, min_size=1, max_size=6))
def test_times_read_by_columns_are_those_read_one_by_one(texts):
    times, plain, naive = span_times(span_of(texts))
    for text, got, sure, no_offset in zip(texts, times.tolist(), plain.tolist(), naive.tolist(), strict=True):
        if not sure:
            continue
        single = WallTimes()
        try:
            expected = single.microseconds(text)
        except BadTimeError as error:
            assert "outside" in str(error)  # noqa: PT017 - the range is checked later
            continue
        assert (got, no_offset) == (expected, bool(single.naive))


columns = st.lists(
    st.tuples(
        st.integers(-(2**40), 2**40),
        st.one_of(st.none(), st.floats(0, 1e6), st.decimals(0, 99, places=3).map(float),
                  st.floats(allow_nan=False, allow_infinity=False)),
    ),
    min_size=1, max_size=20,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(values=columns)
def test_rows_written_by_one_statement_are_what_was_given(values):
    repeat = FEW_ROWS // len(values) + 1
    whole = np.array([v for v, _ in values] * repeat)
    floats = np.array([np.nan if v is None else v for _, v in values] * repeat, dtype=np.float64)
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b REAL)")
        RowWriter(db, "t").write({"id": np.arange(len(whole)) + 7, "a": whole, "b": floats})
        rows = db.execute("SELECT id, a, b FROM t ORDER BY id").fetchall()
    assert [row[0] for row in rows] == list(range(7, 7 + len(whole)))
    assert [row[1] for row in rows] == whole.tolist()
    np.testing.assert_array_equal(np.array([row[2] for row in rows], dtype=np.float64), floats)


def test_numbers_of_pairs_are_found_again():
    random, table = np.random.default_rng(2), KeyTable()
    one = random.permutation(50_000).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for part in np.split(np.arange(50_000), 10):
        assert (table.find((one[part], one[part] + np.uint64(1))) == -1).all()
        table.add((one[part], one[part] + np.uint64(1)), part)
    np.testing.assert_array_equal(table.find((one, one + np.uint64(1))), np.arange(50_000))
    assert (table.find((one, one)) == -1).all()


@pytest.mark.parametrize("kinds", [3, 400])
def test_pairs_that_share_one_half_are_told_apart(kinds):
    random = np.random.default_rng(3)
    one, two = (random.integers(0, kinds, 2000).astype(np.uint64) for _ in range(2))
    firsts, group = first_of_each((one, two))
    seen: dict[tuple[int, int], int] = {}
    for place, pair in enumerate(zip(one.tolist(), two.tolist(), strict=True)):
        seen.setdefault(pair, place)
        assert firsts[group[place]] == seen[pair]
    assert len(firsts) == len(seen)


def test_latin_1_is_told_from_damage():
    assert looks_like_latin_1("id,née Müller\nx,Zürich,Straße,à la carte\n".encode("latin-1"))
    assert not looks_like_latin_1(b"s\xff,2024\n")
    assert not looks_like_latin_1(b"s\xc3\x28,2024\n")
    assert not looks_like_latin_1(b"s\x80\n")
    assert not looks_like_latin_1("Zürich\n".encode() + b"Z\xfcrich\n")


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-8", "utf-16"])
def test_a_file_of_another_encoding_is_read_and_the_report_says_so(tmp_path, encoding):
    text = HEAD + "Zürich-1,2024-05-01T10:00:00Z,play,0,größer\n"
    (tmp_path / "e.csv").write_bytes(text.encode(encoding))
    report = import_events([tmp_path / "e.csv"], tmp_path / "o.footpath")
    with Review.open(tmp_path / "o.footpath") as review:
        assert (review.sessions().ids, review.sessions().devices) == (("Zürich-1",), ("größer",))
    assert any("Latin-1" in note for note in report.notes) == (encoding in {"latin-1", "cp1252"})


def test_records_longer_than_a_block_and_quotes_over_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr("footpath.storage.text_stream.BLOCK_BYTES", 64)
    rows = [[f"s{k}", "2024-05-01T10:00:00Z", "play", str(k), "x" * (k * 7 % 150) + '"\n' * (k % 3)] for k in range(90)]
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEAD.strip().split(","), *rows])
    (tmp_path / "e.csv").write_bytes(text.getvalue().encode())
    report = import_events([tmp_path / "e.csv"], tmp_path / "o.footpath")
    assert (report.read, report.stored) == (90, 90)
    with Review.open(tmp_path / "o.footpath") as review:
        assert review.events().t_s.tolist() == [float(k) for k in range(90)]
        sessions = review.sessions()
        assert {sessions.devices[d] for d in sessions.device if d >= 0} == {row[4] for row in rows if row[4]}
