"""What is read by whole columns is what the reader that takes one record at a time would have read."""

import csv
import json
import sqlite3
from contextlib import closing

import duckdb
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from footpath.model.errors import UserError
from footpath.storage import json_records
from footpath.storage.bulk import check_batch
from footpath.storage.event_files import EventFile
from footpath.storage.importing import import_events
from footpath.storage.mapping import Mapping, TimeRule
from footpath.storage.review import Review
from footpath.storage.rows import RowChecker, as_text
from footpath.storage.texts import Texts

TEXT_COLUMNS = ("session", "viewer", "media", "scene", "element", "value", "device", "variant")
COMMON = {"max_examples": 150, "deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}
NUMBERS = st.one_of(
    st.floats(0, 100, allow_nan=False).map(lambda x: round(x, 3)), st.floats(), st.integers(-3, 2**70), st.just(-0.0)
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    NUMBERS,
    st.text(max_size=9),
    st.sampled_from(["s1", "0.5", "play", "1", "", " ", "ü", 'a"b']),
)
KEYS = ("session_id", "at", "kind", "media_time", "x", "y", "value", "viewer_id", "autoplay", "player_width", "note")
TIMES = st.sampled_from(
    ["2024-05-01T10:00:00.25Z", "2024-05-01 10:00:00", 1_714_557_600, 1_714_557_600_000.5, "1714557600"]
)


@st.composite
def items(draw):
    """An event, mostly in order."""
    item = {"session_id": draw(st.sampled_from(["a", "b", 3, 2.5, 1e-7])), "at": draw(TIMES), "kind": "play"}
    item |= {"media_time": draw(st.floats(0, 90).map(lambda x: round(x, 2)))}
    for key in draw(st.lists(st.sampled_from(KEYS), max_size=5)):
        item[key] = draw(VALUES)
    return item


@st.composite
def lines(draw):
    """A line of NDJSON: an event in one of the usual hands, a spoilt one, or nothing of the kind."""
    item = draw(items())
    hand = draw(st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : ")]))
    line = json.dumps(item, ensure_ascii=draw(st.booleans()), separators=hand)
    if draw(st.integers(0, 5)) == 0:
        at = draw(st.integers(0, len(line)))
        line = (
            line[:at]
            + draw(st.sampled_from(['"', ",", "}", "{", "\t", "0", ".", "-", "#", ":", "\\", " "]))
            + line[at:]
        )
    return line


def read(path, mapping=None):
    """Events by their texts, and what was refused, by line."""
    checker = RowChecker(Texts(), mapping=mapping or Mapping())
    rows, refused = [], []
    with EventFile(path, mapping) as file:
        for batch in file.batches():
            checked = check_batch(batch, checker)
            names = {0: "", **dict(checker.texts.fresh)}
            columns = {
                name: [names[n] for n in values.tolist()] if name in TEXT_COLUMNS else values.tolist()
                for name, values in checked.columns.items()
            }
            extras = checked.extras or [None] * len(checked)
            parts = zip(*columns.values(), strict=True)
            rows += [
                (line, repr(part), extra)
                for line, part, extra in zip(checked.lines.tolist(), parts, extras, strict=True)
            ]
            refused += [(r.line, r.code, r.reason, r.raw) for r in checked.refused]
    return rows, sorted(refused)


def slowly(path, monkeypatch, mapping=None):
    with monkeypatch.context() as patch:
        patch.setattr(json_records, "object_batch", lambda *_: None)
        patch.setattr(json_records, "_objects", lambda *_: None)
        return read(path, mapping)


PLAIN = '{"session_id":"a","at":"2024-05-01T10:00:00Z","kind":"seek","media_time":%s,"value":%s}'


@given(st.lists(lines(), min_size=1, max_size=6), st.sampled_from(["\n", "\r\n", "\n\n"]))
@example(
    [PLAIN % (number, number) for number in ("01", ".5", "1.", "-0", "1e3", "NaN", "0.50", "0.00001", "00", "-", "+1")],
    "\n",
)
@example(
    ['{"session_id":"a","session_id":"b","at":"2024-05-01","kind":"play","media_time":1}', "# none", "{}", "[]"], "\n"
)
@example(
    ['{"session_id":"a","at":"2024-05-01","kind":"play","media_time":1,}', '{,"session_id":"a"}', '{"a":"b":"c"}'], "\n"
)
@example(['{"eventTime":"2024-05-01","type":"MediaEvent","action":"Started"}', '{"@context":"caliper"}'], "\n")
@settings(**COMMON)
def test_lines_of_json(tmp_path, monkeypatch, texts, end):
    path = tmp_path / "e.ndjson"
    monkeypatch.setattr("footpath.storage.json_lines.MOST_ODD_SHARE", 1.0)
    path.write_bytes(('{"session_id": "first"}\n' + end.join(texts)).encode("utf-8", "surrogatepass"))
    assert read(path) == slowly(path, monkeypatch)


@pytest.mark.parametrize("rule", [TimeRule("ms"), TimeRule(zone="Europe/Berlin"), TimeRule(None, None, "%Y %m")])
def test_lines_of_json_with_a_rule_for_times(tmp_path, monkeypatch, rule):
    path = tmp_path / "e.ndjson"
    moments = (1_714_557_600_000, 1_714_557_600.5, "1714557600000", "2024 05", "2024-07-01T10:00:00")
    path.write_text("\n".join(PLAIN.replace('"2024-05-01T10:00:00Z"', json.dumps(m)) % (1, 2) for m in moments))
    assert read(path, Mapping(time=rule)) == slowly(path, monkeypatch, Mapping(time=rule))


def test_the_lines_of_many_events_are_cut_at_once(tmp_path, monkeypatch):
    path = tmp_path / "e.ndjson"
    path.write_text("".join(PLAIN % (k / 4, k) + "\n" for k in range(3000)))

    def never(*_):
        raise AssertionError("plain lines were left to the json module")

    monkeypatch.setattr(json_records, "_line_records", never)
    monkeypatch.setattr(json_records, "_objects", never)
    assert len(read(path)[0]) == 3000


CELLS = st.one_of(
    st.none(), st.floats(allow_nan=False), st.integers(-(2**40), 2**40), st.text(max_size=8), st.binary(max_size=4)
)
TABLE = ("session_id", "at", "kind", "media_time", "x", "y", "value", "note")
GOOD = ("s", "2024-05-01T10:00:00Z", "click", 1.5, 0.25, 0.5, "v", "n")


@st.composite
def table_rows(draw):
    row = list(GOOD)
    for place in draw(st.lists(st.integers(0, len(TABLE) - 1), max_size=3)):
        row[place] = draw(CELLS)
    return tuple(row)


def without_lines(found):
    """Of a CSV with line breaks in its fields lines are no rows."""
    rows, refused = found
    return [row[1:] for row in rows], [(code, reason, raw) for _, code, reason, raw in refused]


def write_csv(path, rows):
    with path.open("w", newline="", encoding="utf-8", errors="surrogateescape") as file:
        csv.writer(file).writerows([TABLE, *rows])


@given(st.lists(table_rows(), min_size=1, max_size=8))
@settings(**COMMON)
def test_an_sqlite_table_as_its_csv(tmp_path, rows):
    for left in tmp_path.iterdir():
        left.unlink()
    with closing(sqlite3.connect(tmp_path / "e.db")) as db, db:
        db.execute(f"CREATE TABLE events ({', '.join(TABLE)})")
        db.executemany(f"INSERT INTO events VALUES ({', '.join('?' * len(TABLE))})", rows)
        stored = [[v.hex() if isinstance(v, bytes) else v for v in row] for row in db.execute("SELECT * FROM events")]
    write_csv(tmp_path / "e.csv", stored)
    assert without_lines(read(tmp_path / "e.db")) == without_lines(read(tmp_path / "e.csv"))


def test_texts_of_a_database_that_are_none_are_refused_row_by_row(tmp_path):
    with closing(sqlite3.connect(tmp_path / "e.db")) as db, db:
        db.execute("CREATE TABLE events (session_id, at, kind, media_time)")
        for k in range(25_000):
            db.execute("INSERT INTO events VALUES (?, '2024-05-01T10:00:00Z', 'play', ?)", (f"s{k}", k))
        db.execute("UPDATE events SET session_id = CAST(x'ff41' AS TEXT) WHERE rowid IN (12001, 20000)")
    rows, refused = read(tmp_path / "e.db")
    assert [(line, code) for line, code, *_ in refused] == [(12001, "bad_encoding"), (20000, "bad_encoding")]
    assert len(rows) == 24_998


TYPES = (
    "VARCHAR",
    "DOUBLE",
    "FLOAT",
    "INTEGER",
    "BIGINT",
    "DECIMAL(9,3)",
    "BOOLEAN",
    "TIMESTAMP",
    "TIMESTAMPTZ",
    "BLOB",
    "DATE",
)


AS_KIND = {
    "TIMESTAMP": "make_timestamp(i * 1000000000)",
    "DATE": "DATE '2024-05-01' + i::INT",
    "BLOB": "i::VARCHAR::BLOB",
    "BOOLEAN": "i % 2 = 0",
    "TIMESTAMPTZ": "to_timestamp(i * 1000)",
}


@pytest.mark.parametrize("kind", TYPES)
def test_parquet_as_the_csv_that_duckdb_writes(tmp_path, kind):
    dice = np.random.default_rng(3)
    with duckdb.connect() as db:
        db.execute("SET TimeZone = 'UTC'")
        as_kind = AS_KIND.get(kind, f"(i / 7.0)::{kind}")
        for place in ("session_id", "at", "media_time", "value", "note", "x"):
            shown = [
                f'{as_kind} AS "{place}"' if name == place else f'{cell!r} AS "{name}"'
                for name, cell in zip(TABLE, GOOD, strict=True)
            ]
            query = f"SELECT {', '.join(shown)} FROM range({int(dice.integers(1, 9))}) AS t(i)"
            nulls = f"SELECT * FROM ({query}) UNION ALL SELECT {', '.join('NULL' for _ in TABLE)}"
            db.execute(f"COPY ({nulls}) TO '{tmp_path}/e.parquet' (FORMAT parquet)")
            text = {"TIMESTAMPTZ": f'epoch_us("{place}")', "BLOB": f'lower(hex("{place}"))'}.get(kind, f'"{place}"')
            cells = ", ".join(f'{text} AS "{name}"' if name == place else f'"{name}"' for name in TABLE)
            db.execute(f"COPY (SELECT {cells} FROM '{tmp_path}/e.parquet') TO '{tmp_path}/e.csv' (FORMAT csv, HEADER)")
            assert without_raw(read(tmp_path / "e.parquet")) == without_raw(read(tmp_path / "e.csv"))


def without_raw(found):
    """DuckDB quotes where the csv module doesn't, and a header is no row."""
    rows, refused = found
    return [row[1:] for row in rows], [(code, reason) for _, code, reason, _ in refused]


def test_a_column_of_parquet_whose_name_is_no_text_is_told(tmp_path):
    path = tmp_path / "e.parquet"
    with duckdb.connect() as db:
        db.execute(f"COPY (SELECT 's' AS session_id, 1 AS kindly) TO '{path}' (FORMAT parquet)")
    path.write_bytes(path.read_bytes().replace(b"kindly", b"kind\xff\xff"))
    with pytest.raises(UserError, match="names a column"):
        read(path)


def test_numbers_of_parquet_that_are_none_are_refused(tmp_path):
    with duckdb.connect() as db:
        values = "('nan'), ('inf'), ('-inf'), ('1.5'), (NULL)"
        named = "'s' AS session_id, 1714557600 AS \"at\", 'play' AS kind, v::DOUBLE AS media_time"
        query = f"SELECT {named} FROM (VALUES {values}) AS t(v)"
        db.execute(f"COPY ({query}) TO '{tmp_path}/e.parquet' (FORMAT parquet)")
    rows, refused = read(tmp_path / "e.parquet")
    assert [line for line, *_ in rows] == [4]
    assert [(line, reason) for line, _, reason, _ in refused] == [
        *((line, "media_time is not a finite number") for line in (1, 2, 3)),
        (5, "media_time is missing where play needs it"),
    ]


def test_values_of_json_that_python_takes_for_the_same_are_texts_of_their_own(tmp_path):
    values = [1, "1", True, 1.0, -0.0, 0.0, "true", None]
    row = {"session_id": "s", "kind": "answer", "media_time": 1}
    items = [{**row, "at": f"2024-05-01T10:00:0{k}Z", "value": v} for k, v in enumerate(values)]
    (tmp_path / "e.json").write_text(json.dumps(items))
    import_events([tmp_path / "e.json"], tmp_path / "o.footpath")
    with Review.open(tmp_path / "o.footpath") as review:
        events = review.events()
    found = [events.values[k] if k >= 0 else None for k in events.value.tolist()]
    assert found == [None if v is None else as_text(v) for v in values]
