"""Event files of every format, spoilt at random, and what must hold of each whatever was done to it."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from footpath.model.errors import UserError
from footpath.storage.bulk import check_batch
from footpath.storage.event_files import EventFile
from footpath.storage.importing import import_events
from footpath.storage.rows import RowChecker
from footpath.storage.story_source import story_from
from footpath.storage.texts import Texts

NAMES = ("session_id", "viewer_id", "at", "kind", "media_time", "x", "y", "value", "device", "note")
ROWS = tuple(
    (
        f"s{k % 3}",
        f"v{k % 2}",
        f"2024-05-01T10:00:{k:02d}.25Z" if k % 4 else str(1_714_557_600_000 + k),
        ("play", "click", "answer", "exit")[k % 4],
        str(k * 1.5),
        "0.25" if k % 4 == 1 else "",
        "0.5" if k % 4 == 1 else "",
        'say "hi", ü\nhere' if k % 4 == 2 else "",
        "mobile",
        "" if k % 5 else "more",
    )
    for k in range(12)
)
TOKENS = (
    b'"',
    b'""',
    b",",
    b";",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\xff",
    b"\xc3",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b"null",
    b"nan",
    b"1e400",
    b"-1",
    b"9" * 40,
    b"#",
    b"\xef\xbb\xbf",
    b"\x1f\x8b",
    b"PK\x03\x04",
    b" ",
    b"\t",
    b"\\",
    b"\\u0000",
)
EVERY_WHOLE = 40  # of so many files one goes through the whole import


def _csv(delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([NAMES, *ROWS])
    return text.getvalue().encode()


def _items() -> list[dict[str, str]]:
    return [{name: value for name, value in zip(NAMES, row, strict=True) if value} for row in ROWS]


def _database(folder: Path) -> bytes:
    path = folder / "seed.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(f"CREATE TABLE events ({', '.join(NAMES)})")
        db.executemany(f"INSERT INTO events VALUES ({', '.join('?' * len(NAMES))})", ROWS)
    return path.read_bytes()


def _parquet(folder: Path) -> bytes:
    source, target = folder / "seed.csv", folder / "seed.parquet"
    source.write_bytes(_csv())
    with duckdb.connect() as db:
        db.execute(f"COPY (SELECT * FROM read_csv('{source}', all_varchar = true)) TO '{target}' (FORMAT parquet)")
    return target.read_bytes()


def _xapi() -> bytes:
    verbs = ("played", "paused", "seeked", "terminated")
    return "\n".join(
        json.dumps(
            {
                "actor": {"account": {"name": "ann"}},
                "verb": {"id": f"https://w3id.org/xapi/video/verbs/{verbs[k % 4]}"},
                "object": {"id": "v", "definition": {"type": "https://w3id.org/xapi/video/activity-type/video"}},
                "timestamp": "2024-05-01T10:00:00Z",
                "context": {"registration": "r"},
                "result": {"extensions": {"https://w3id.org/xapi/video/extensions/time": k}},
            }
        )
        for k in range(8)
    ).encode()


def _edx() -> bytes:
    return "\n".join(
        json.dumps(
            {
                "event_type": ("play_video", "seek_video", "problem_check")[k % 3],
                "time": "2024-05-01T10:00:00Z",
                "session": "s",
                "context": {"user_id": 3, "course_id": "c"},
                "event": json.dumps({"id": "v", "currentTime": k, "old_time": k, "new_time": 2}),
            }
        )
        for k in range(8)
    ).encode()


def _caliper() -> bytes:
    return json.dumps(
        {
            "sensor": "x",
            "data": [
                {
                    "type": "MediaEvent",
                    "action": ("Started", "Paused", "JumpedTo", "Liked")[k % 4],
                    "actor": "ann",
                    "object": {"id": "v"},
                    "eventTime": "2024-05-01T10:00:00Z",
                    "target": {"currentTime": f"PT{k}S"},
                    "session": "s",
                }
                for k in range(8)
            ],
        }
    ).encode()


def _h5p() -> bytes:
    item = {
        "x": 1,
        "y": 2,
        "width": 3,
        "height": 4,
        "duration": {"from": 1, "to": 2},
        "displayType": "poster",
        "action": {"library": "H5P.TrueFalse 1.8", "params": {"question": "q", "correct": "true"}, "subContentId": "a"},
    }
    content = {"interactiveVideo": {"video": {"files": [{"path": "f.mp4"}]}, "assets": {"interactions": [item]}}}
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as zipped:
        zipped.writestr("content/content.json", json.dumps(content))
    return data.getvalue()


def seeds() -> dict[str, bytes]:
    """A sound file of every format."""
    with TemporaryDirectory() as name:
        found = {"db": _database(Path(name)), "parquet": _parquet(Path(name))}
    lines = "\n".join(json.dumps(item) for item in _items()).encode()
    plain = "\n".join(json.dumps(item, ensure_ascii=False) for item in _items() if "value" not in item).encode()
    return {
        "csv": _csv(),
        "tsv": _csv("\t"),
        "ndjson": lines,
        "jsonl": plain,
        "json": json.dumps(_items()).encode(),
        "gz": gzip.compress(_csv(), mtime=0),
        "xapi": _xapi(),
        "edx": _edx(),
        "caliper": _caliper(),
        "h5p": _h5p(),
        **found,
    }


def spoilt(data: bytes, dice: random.Random) -> bytes:
    """One to four changes, each at a random place."""
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(data) + 1)
        until = min(len(data), at + dice.choice((1, 2, 8, 60)))
        change: Callable[[], bytes] = dice.choice(
            (
                lambda a=at, d=data: d[:a] + dice.choice(TOKENS) + d[a:],
                lambda a=at, u=until, d=data: d[:a] + d[u:],
                lambda a=at, u=until, d=data: d[:u] + d[a:u] * dice.randint(1, 3) + d[u:],
                lambda a=at, d=data: d[:a] + bytes([dice.randrange(256)]) + d[a + 1 :],
                lambda a=at, u=until, d=data: d[:a] + dice.choice(TOKENS) + d[u:],
                lambda a=at, d=data: d[: max(a, 1)] if dice.random() < 0.3 else d,
            )
        )
        data = change()
    return data or b" "


def examine(path: Path, number: int) -> str:
    """What became of one file: `read` or `refused`; AssertionError where a row was lost, anything else is a crash."""
    try:
        if path.suffix == ".h5p":
            story_from(path, path.with_name("r.footpath"))
            return "read"
        if number % EVERY_WHOLE == 0:
            return _whole(path)
        checker, read, accounted = RowChecker(Texts()), 0, 0
        with EventFile(path) as file:
            for batch in file.batches():
                checked = check_batch(batch, checker)
                read += len(batch) + len(batch.odd) + len(batch.refused)
                accounted += len(checked) + len(checked.refused)
    except UserError:
        return "refused"
    assert read == accounted, f"{read} records, {accounted} accounted for"
    if path.suffix in {".csv", ".tsv"}:
        _as_many_as_the_csv_module(path, read)
    return "read"


def _whole(path: Path) -> str:
    out = path.with_name("whole.footpath")
    try:
        report = import_events([path], out)
        assert report.read == report.stored + report.duplicate + report.rejected
        with closing(sqlite3.connect(out)) as db:
            assert db.execute("SELECT count(*) FROM events").fetchone()[0] == report.stored
            assert db.execute("SELECT count(*) FROM rejects").fetchone()[0] <= report.rejected
    finally:
        out.unlink(missing_ok=True)
    return "read"


def _as_many_as_the_csv_module(path: Path, read: int) -> None:
    """The second count, of files that the csv module can read to the end with the same delimiter."""
    data = path.read_bytes()
    with EventFile(path) as file:
        next(iter(file.batches()), None)
        delimiter = file.delimiter
    if not delimiter or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    text = data.decode("utf-8-sig", "surrogateescape")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return
    records = [row for row in rows if row and not (len(row) == 1 and not row[0].strip())]
    # A last quote that is opened over nothing but a line end is refused, where a plain blank line is no row.
    open_blank = bool(rows) and len(rows[-1]) == 1 and not rows[-1][0].strip() and "\n" in rows[-1][0]
    counted = len(records) - 1
    assert 0 <= read - counted <= open_blank, f"{read} records read, the csv module counts {counted}"
