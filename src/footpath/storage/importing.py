"""Event files → a review, in one transaction; every row is stored, a duplicate, or refused with a reason."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from footpath.model.errors import UserError
from footpath.model.import_report import ImportReport, Reason
from footpath.model.story import Media, Story
from footpath.storage import schema
from footpath.storage.event_files import Record, read_records
from footpath.storage.review import Review
from footpath.storage.rows import COLUMNS, EventRow, RejectedRowError, RowChecker, Texts
from footpath.storage.story_file import load_story, story_from_json, story_to_json
from footpath.storage.wall_time import BadTimeError

BATCH = 20_000
ORDINARY_MODE = 0o644  # a temporary file is its owner's alone
MOST_RAW_CHARS = 20_000
INSERT_EVENT = (
    f"INSERT OR IGNORE INTO event_rows ({schema.EVENT_COLUMNS}) "
    f"VALUES ({', '.join('?' * len(schema.EVENT_COLUMNS.split(',')))})"
)
INSERT_REJECT = "INSERT OR IGNORE INTO rejects (file, line, code, reason, raw, key) VALUES (?, ?, ?, ?, ?, ?)"
NAIVE_NOTE = "Wall times without an offset were read as UTC."

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class _Tally:
    read: int = 0
    stored: int = 0
    rejected: int = 0
    reasons: dict[tuple[str, str], list[object]] = field(default_factory=dict)

    def refuse(self, code: str, reason: str, file: str, line: int) -> None:
        self.rejected += 1
        entry = self.reasons.setdefault((code, reason), [0, file, line])
        entry[0] = int(str(entry[0])) + 1

    def report(self, notes: tuple[str, ...]) -> ImportReport:
        reasons = [Reason(c, r, int(str(n)), str(f), int(str(k))) for (c, r), (n, f, k) in self.reasons.items()]
        reasons.sort(key=lambda r: (-r.count, r.code))
        duplicate = self.read - self.stored - self.rejected
        return ImportReport(self.read, self.stored, duplicate, self.rejected, tuple(reasons), notes)


def import_events(
    sources: Sequence[Path],
    out: Path,
    *,
    story: Path | None = None,
    videos: Sequence[Path] = (),
    mapping: Path | None = None,
    media: str | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Make or extend a review.

    Raises:
        UserError: if it can't be done; `out` is then as it was.
    """
    given = load_story(story) if story is not None else None
    columns, kinds = _load_mapping(mapping)
    if out.exists():
        return _fill(out, sources, given, story, videos, columns, kinds, media, progress)
    with _beside(out) as temporary:
        with closing(sqlite3.connect(temporary, isolation_level=None)) as db:
            schema.create(db)
        report = _fill(temporary, sources, given, story, videos, columns, kinds, media, progress, final=out)
        temporary.chmod(ORDINARY_MODE)
        temporary.replace(out)
    return report


class _beside:  # noqa: N801 - used like a function
    """A new file next to `out` that is removed if it was not renamed."""

    def __init__(self, out: Path) -> None:
        self._out = out

    def __enter__(self) -> Path:
        try:
            handle, name = tempfile.mkstemp(dir=self._out.parent, prefix=f".{self._out.name}-", suffix=".part")
        except OSError as error:
            raise UserError(
                f"The review can't be written here: {error.strerror}", str(self._out), "Choose another folder."
            ) from error
        os.close(handle)
        self._path = Path(name)
        return self._path

    def __exit__(self, *_: object) -> None:
        for name in (self._path, Path(f"{self._path}-journal")):
            name.unlink(missing_ok=True)


def _load_mapping(path: Path | None) -> tuple[dict[str, str], dict[str, str]]:
    if path is None:
        return {}, {}
    try:
        found = json.loads(path.read_text("utf-8"))
        columns, kinds = dict(found.get("columns", {})), dict(found.get("kinds", {}))
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise UserError(f"The mapping could not be read: {error}", str(path), "It is one JSON object.") from error
    strange = sorted(set(columns) - set(COLUMNS))
    if strange:
        raise UserError(f"The mapping names unknown columns: {', '.join(strange)}", str(path), "Mend the mapping.")
    return columns, kinds


def _fill(
    target: Path, sources: Sequence[Path], given: Story | None, story_path: Path | None, videos: Sequence[Path],
    columns: dict[str, str], kinds: dict[str, str], media: str | None, progress: Progress | None,
    final: Path | None = None,
) -> ImportReport:  # fmt: skip
    db = schema.connect(target, write=True)
    try:
        db.execute("BEGIN IMMEDIATE")
        notes: list[str] = []
        known = _settle_story(db, given)
        report = _store(db, sources, known, columns, kinds, media, notes, progress)
        place = final or target
        _settle_media(db, known, story_path, videos, place, notes)
        db.executemany("INSERT OR IGNORE INTO notes (text) VALUES (?)", [(n,) for n in notes])
        db.execute("COMMIT")
    except sqlite3.Error as error:
        raise UserError(
            f"The review could not be written: {error}", str(final or target), "It is as it was before."
        ) from error
    finally:
        db.close()
    return report


def _settle_story(db: sqlite3.Connection, given: Story | None) -> Story | None:
    """Keep the story given, else the one the review has."""
    if given is not None:
        text = json.dumps(story_to_json(given), ensure_ascii=False)
        db.execute("INSERT OR REPLACE INTO story (id, json) VALUES (1, ?)", (text,))
        return given
    row = db.execute("SELECT json FROM story").fetchone()
    return story_from_json(json.loads(row[0]), "the review") if row else None


def _store(
    db: sqlite3.Connection, sources: Sequence[Path], story: Story | None, columns: dict[str, str],
    kinds: dict[str, str], media: str | None, notes: list[str], progress: Progress | None,
) -> ImportReport:  # fmt: skip
    texts = Texts({text: number for number, text in db.execute("SELECT id, text FROM texts")})
    checker = RowChecker(texts, story, media, kinds)
    tally = _Tally()
    before = db.execute("SELECT count(*) FROM event_rows").fetchone()[0]
    for path in sources:
        _store_file(db, path, checker, columns, tally, progress)
    tally.stored = db.execute("SELECT count(*) FROM event_rows").fetchone()[0] - before
    if checker.times.naive:
        notes.append(NAIVE_NOTE)
    return tally.report(tuple(notes))


def _store_file(
    db: sqlite3.Connection, path: Path, checker: RowChecker, columns: dict[str, str], tally: _Tally,
    progress: Progress | None,
) -> None:  # fmt: skip
    db.execute("INSERT OR IGNORE INTO sources (file) VALUES (?)", (path.name,))
    source = db.execute("SELECT id FROM sources WHERE file = ?", (path.name,)).fetchone()[0]
    rows: list[EventRow] = []
    refused: list[tuple[object, ...]] = []
    for record in read_records(path, columns):
        tally.read += 1
        try:
            rows.append(_checked(record, checker, source))
        except RejectedRowError as error:
            tally.refuse(error.code, error.reason, path.name, record.line)
            refused.append(_reject(path.name, record, error))
        if tally.read % BATCH == 0:
            _flush(db, checker.texts, rows, refused)
            if progress is not None:
                progress(tally.read, 0)
    _flush(db, checker.texts, rows, refused)


def _checked(record: Record, checker: RowChecker, source: int) -> EventRow:
    if record.fields is None:
        raise RejectedRowError(record.code, record.reason)
    try:
        return checker.check(record.fields, record.extra, source, record.line)
    except BadTimeError as error:
        raise RejectedRowError("bad_time", f"the wall time is {error}") from error


def _reject(file: str, record: Record, error: RejectedRowError) -> tuple[object, ...]:
    raw = record.raw[:MOST_RAW_CHARS].encode("utf-8", "replace").decode()
    key = blake2b(f"{file}\0{record.line}\0{raw}".encode(), digest_size=16).digest()
    return file, record.line, error.code, error.reason, raw, key


def _flush(
    db: sqlite3.Connection, texts: Texts, rows: list[EventRow], refused: list[tuple[object, ...]]
) -> None:
    db.executemany("INSERT INTO texts (id, text) VALUES (?, ?)", texts.fresh)
    db.executemany(INSERT_EVENT, rows)
    db.executemany(INSERT_REJECT, refused)
    for batch in (texts.fresh, rows, refused):
        batch.clear()


def _settle_media(
    db: sqlite3.Connection, story: Story | None, story_path: Path | None, videos: Sequence[Path], out: Path,
    notes: list[str],
) -> None:  # fmt: skip
    """Write down the media and what their footage tells; missing footage is a note."""
    old = {row[0]: Media(*row) for row in db.execute("SELECT id, path, width, height, duration FROM media")}
    listed = list(story.media) if story else _plain_media(db, old, videos)
    assigned = _assign(listed, videos)
    rows = []
    for position, media in enumerate(listed):
        film = assigned.get(media.id)
        if film is None and media.path and story_path is not None:
            film = story_path.parent / media.path
            if not film.is_file():
                notes.append(f"The footage {media.path} was not found; the picture is a grey frame.")
                film = None
        rows.append((position, *(_from_film(media, film, out) if film else _kept(media, old))))
    db.execute("DELETE FROM media")
    db.executemany("INSERT INTO media (position, id, path, width, height, duration) VALUES (?, ?, ?, ?, ?, ?)", rows)


def _plain_media(db: sqlite3.Connection, old: dict[str, Media], videos: Sequence[Path]) -> list[Media]:
    """Without a story: the media that rows name, else one for each film."""
    query = "SELECT DISTINCT t.text FROM event_rows AS e JOIN texts AS t ON t.id = e.media ORDER BY t.text"
    named = [row[0] for row in db.execute(query)]
    names = named or list(old) or [v.stem for v in videos] or ["film"]
    return [old.get(name, Media(name)) for name in names]


def _assign(media: list[Media], videos: Sequence[Path]) -> dict[str, Path]:
    """Films to media: by name where one fits, the rest in order."""
    left = list(videos)
    assigned: dict[str, Path] = {}
    for item in media:
        names = {item.id, Path(item.path).name if item.path else item.id}
        match = next((v for v in left if v.name in names or v.stem in names), None)
        if match is not None:
            assigned[item.id] = match
            left.remove(match)
    for item in media:
        if item.id not in assigned and left:
            assigned[item.id] = left.pop(0)
    return assigned


def _kept(media: Media, old: dict[str, Media]) -> tuple[object, ...]:
    before = old.get(media.id, media)
    return media.id, before.path, before.width, before.height, before.duration_s


def _from_film(media: Media, film: Path, out: Path) -> tuple[object, ...]:
    from footpath.storage.footage import probe  # noqa: PLC0415 - OpenCV is loaded only where there is a film

    found = probe(film)
    place = os.path.relpath(film.resolve(), out.resolve().parent)
    return media.id, place, found.width, found.height, found.duration_s


def export_rejects(review: Path, out: Path) -> int:
    """Refused rows as CSV: file, line, code, reason, raw. Returns how many.

    Raises:
        UserError: if the review can't be read or the file not written.
    """
    count = 0
    try:
        with Review.open(review) as opened:
            temporary = out.with_name(f".{out.name}.part")
            with temporary.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["file", "line", "code", "reason", "raw"])
                for reject in opened.rejects():
                    writer.writerow([reject.file, reject.line, reject.code, reject.reason, reject.raw])
                    count += 1
            temporary.replace(out)
    except OSError as error:
        raise UserError(
            f"The rejects could not be written: {error.strerror}", str(out), "Choose another folder."
        ) from error
    return count
