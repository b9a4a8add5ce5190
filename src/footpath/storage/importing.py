"""Event files → a review, in one transaction; every row is stored, a duplicate, or refused with a reason."""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from footpath.model.errors import UserError
from footpath.model.import_report import ImportReport
from footpath.model.story import Story
from footpath.storage import schema
from footpath.storage.batches import with_constants
from footpath.storage.behind import Behind
from footpath.storage.bulk import check_batch
from footpath.storage.cut_off import CUT_OFF_NOTE, PART_SUFFIX, journal_of, part_prefix, sweep, take_back
from footpath.storage.event_files import EventFile
from footpath.storage.mapping import Mapping, load_mapping
from footpath.storage.media_rows import settle_media, with_picture
from footpath.storage.pseudonyms import Pseudonyms
from footpath.storage.rows import RowChecker
from footpath.storage.storing import Origin, Store
from footpath.storage.story_file import story_from_json, story_to_json
from footpath.storage.story_source import story_from
from footpath.storage.texts import Texts

ORDINARY_MODE = 0o644  # a temporary file is its owner's alone
NAIVE_NOTE = "Wall times without an offset were read as UTC."
AS_BEFORE = "It is as it was before."

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to import, as it was asked for."""

    sources: Sequence[Path]
    story: Story | None = None
    story_path: Path | None = None
    videos: Sequence[Path] = ()
    mapping: Mapping = field(default_factory=Mapping)
    media: str | None = None
    table: str | None = None
    pseudonyms: Pseudonyms | None = None


def import_events(
    sources: Sequence[Path],
    out: Path,
    *,
    story: Path | None = None,
    videos: Sequence[Path] = (),
    mapping: Path | None = None,
    media: str | None = None,
    table: str | None = None,
    progress: Progress | None = None,
    pseudonym_key: bytes | None = None,
) -> ImportReport:
    """Make or extend a review. `progress` hears rows read and rows expected; with a key viewers get pseudonyms.

    Raises:
        UserError: if it can't be done; `out` is then as it was.
    """
    given = story_from(story, out) if story is not None else None
    pseudonyms = Pseudonyms(pseudonym_key) if pseudonym_key is not None else None
    said = load_mapping(mapping) if mapping is not None else Mapping()
    wanted = Wanted(sources, given, story, videos, said, media, table, pseudonyms)
    cut_off = sweep(out)
    if out.exists():
        cut_off |= take_back(out)
        return _fill(out, out, wanted, progress, cut_off=cut_off)
    with _beside(out) as temporary:
        with closing(sqlite3.connect(temporary, isolation_level=None)) as db:
            schema.create(db)
        report = _fill(temporary, out, wanted, progress, cut_off=cut_off)
        temporary.chmod(ORDINARY_MODE)
        temporary.replace(out)
    return report


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """A new file next to `out` that is removed if it was not renamed."""
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=part_prefix(out), suffix=PART_SUFFIX)
    except OSError as error:
        why = f"The review can't be written here: {error.strerror}"
        raise UserError(why, str(out), "Choose another folder.") from error
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for left in (Path(name), journal_of(Path(name))):
            left.unlink(missing_ok=True)


def _fill(
    target: Path, out: Path, wanted: Wanted, progress: Progress | None, *, cut_off: bool
) -> ImportReport:
    """Everything inside one transaction on `target`, which is `out` or becomes it."""
    db = schema.connect(target, write=True)
    try:
        db.execute("BEGIN IMMEDIATE")
        notes: list[str] = []
        story = _settle_story(db, wanted.story, out)
        report = _store(db, wanted, out.parent, story, notes, progress)
        settle_media(db, story, wanted.story_path, wanted.videos, out, notes)
        db.executemany("INSERT OR IGNORE INTO notes (text) VALUES (?)", [(note,) for note in notes])
        db.execute("COMMIT")
    except sqlite3.Error as error:
        raise UserError(f"The review could not be written: {error}", str(out), AS_BEFORE) from error
    finally:
        with suppress(sqlite3.Error):
            db.close()
    return report((CUT_OFF_NOTE, *notes) if cut_off else tuple(notes))


def _settle_story(db: sqlite3.Connection, given: Story | None, out: Path) -> Story | None:
    """Keep the story given, if the rows stored fit it, else the one the review has."""
    if given is None:
        row = db.execute("SELECT json FROM story").fetchone()
        return story_from_json(json.loads(row[0]), str(out)) if row else None
    for table, column, known in (("contexts", "media", given.media_index), ("details", "scene", given.scene_index)):
        query = f"SELECT DISTINCT t.text FROM {table} AS r JOIN texts AS t ON t.id = r.{column}"
        strange = sorted(row[0] for row in db.execute(query) if row[0] not in known)
        if strange:
            why = f"The story lacks the {column} that rows of this review name: {', '.join(strange[:5])}"
            raise UserError(why, str(out), "Mend the story, or import into a new review.")
    text = json.dumps(story_to_json(given), ensure_ascii=False)
    db.execute("INSERT OR REPLACE INTO story (id, json) VALUES (1, ?)", (text,))
    return given


def _store(
    db: sqlite3.Connection, wanted: Wanted, folder: Path, story: Story | None, notes: list[str],
    progress: Progress | None,
) -> Callable[[tuple[str, ...]], ImportReport]:
    texts = Texts(folder)
    texts.know(db.execute("SELECT id, text FROM texts WHERE typeof(text) = 'text'"))
    said = with_picture(wanted.mapping, story, wanted.videos)
    checker = RowChecker(texts, story, wanted.media, said, wanted.pseudonyms)
    sources = [_source(db, path) for path in wanted.sources]
    with Behind("footpath-writing") as behind:
        store = Store(db, texts, behind, folder)
        for path, source in zip(wanted.sources, sources, strict=True):
            _store_file(path, source, wanted, checker, store, progress, notes)
        store.flush()
    if checker.times.naive:
        notes.append(NAIVE_NOTE)
    return store.tally.report


def _source(db: sqlite3.Connection, path: Path) -> int:
    """The number of the file in the review."""
    db.execute("INSERT OR IGNORE INTO sources (file) VALUES (?)", (path.name,))
    return int(db.execute("SELECT id FROM sources WHERE file = ?", (path.name,)).fetchone()[0])


def _store_file(
    path: Path, source: int, wanted: Wanted, checker: RowChecker, store: Store, progress: Progress | None,
    notes: list[str],
) -> None:  # fmt: skip
    before = store.tally.read
    with EventFile(path, wanted.mapping, wanted.table) as file:
        for batch in file.batches():
            checker.decimal_comma = file.decimal_comma
            whole = with_constants(batch, wanted.mapping.constants)
            store.add(check_batch(whole, checker), Origin(path.name, source, file.header))
            if progress is not None:
                share = file.share_read()
                progress(store.tally.read, before + round((store.tally.read - before) / share) if share else 0)
        store.take_back_rejects(file.taken, path.name)
        notes += [f"{path.name} {note}." for note in file.notes]
