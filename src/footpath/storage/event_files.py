"""Event files by their content: CSV or TSV, JSON, Parquet, an SQLite table; plain or gzip; ours or a standard's."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Self, cast

from footpath.model.errors import UserError
from footpath.storage.batches import Batch, batches_of
from footpath.storage.csv_file import CsvFile
from footpath.storage.database_file import DatabaseTable, database_table
from footpath.storage.event_formats import (
    GZIP_MAGIC,
    PARQUET_MAGIC,
    PEEK_BYTES,
    SQLITE_MAGIC,
    first_letter,
    is_line,
)
from footpath.storage.json_records import document, ndjson
from footpath.storage.mapping import Mapping
from footpath.storage.mended import MendedFile, is_mended
from footpath.storage.parquet_file import ParquetTable, parquet_table
from footpath.storage.table_rows import TableRows
from footpath.storage.text_stream import TextStream

REMEDY = "Footpath takes CSV, TSV, NDJSON, JSON, Parquet or an SQLite database."
MOST_MENDED_BYTES = 1 << 30


class EventFile:
    """One event file, open. `table`: of a database.

    Raises:
        UserError: it can't be read as any format, or lacks a needed column altogether.
    """

    def __init__(self, path: Path, mapping: Mapping | None = None, table: str | None = None) -> None:
        self._path, self._table = path, table
        self._mapping = mapping or Mapping()
        self._open = ExitStack()
        self._plain: io.BufferedReader | None = None
        self._size = 0
        self._share: float | None = None  # of a table's rows
        self.delimiter = ""  # of a CSV that was one in the file
        self.header = ""  # what a refused row of a CSV is read by
        self.notes: list[str] = []
        self.taken: list[tuple[str, int]] = []  # file and line of refused rows that this file brings back

    @property
    def decimal_comma(self) -> bool:
        """Whether numbers may have one."""
        return self.delimiter not in {"", ","}

    def __enter__(self) -> Self:
        if self._path.exists() and not (self._path.is_file() or self._path.is_dir()):
            raise UserError("This is no ordinary file", str(self._path), REMEDY)
        try:
            self._plain = self._open.enter_context(self._path.open("rb"))
            self._size = self._path.stat().st_size
        except OSError as error:
            why = f"The events could not be read: {error.strerror}"
            raise UserError(why, str(self._path), "Check the path.") from error
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def share_read(self) -> float:
        """How much of the file has been read, 0..1; 0 where that can't be told."""
        if self._share is not None:
            return self._share
        if self._plain is None or self._plain.closed or not self._size:
            return 0.0
        return self._plain.tell() / self._size

    def batches(self) -> Iterator[Batch]:
        """All records, in the order of the file."""
        assert self._plain is not None, "used as a context"  # noqa: S101
        head = self._plain.read(len(SQLITE_MAGIC))
        self._plain.seek(0)
        if not head:
            raise UserError("The event file is empty", str(self._path), REMEDY)
        if head == SQLITE_MAGIC:
            with database_table(self._path, self._mapping, self._table) as rows:
                yield from self._table_rows(rows)
            return
        if head.startswith(PARQUET_MAGIC):
            with parquet_table(self._path, self._mapping) as rows:
                yield from self._table_rows(rows)
            return
        stream = self._plain
        if head.startswith(GZIP_MAGIC):
            stream = self._open.enter_context(io.BufferedReader(cast("io.RawIOBase", gzip.GzipFile(fileobj=stream))))
        try:
            yield from self._text(stream)
        except (EOFError, gzip.BadGzipFile, zlib.error, OSError) as error:
            raise UserError(f"The event file is damaged: {error}", str(self._path), "Get it again.") from error

    def _table_rows(self, table: DatabaseTable | ParquetTable) -> Iterator[Batch]:
        rows = TableRows(self._path, table.names, table.blocks, self._mapping)
        self.header, done = rows.header_text, 0
        for batch in rows.batches():
            done += len(batch) + len(batch.refused)
            self._share = min(done / table.rows, 1.0) if table.rows else 0.0
            yield batch

    def _text(self, stream: io.BufferedReader) -> Iterator[Batch]:
        head = stream.peek(PEEK_BYTES)
        first = first_letter(head)
        if first == b"[" or (first == b"{" and not is_line(head)):
            yield from batches_of(document(self._path, stream, self._mapping.columns))
        elif first == b"{":
            yield from ndjson(stream, self._mapping)
        else:
            text = TextStream(stream, self._mapping.encoding)
            if is_mended(text.peek_line()):
                yield from self._mended(text)
                return
            file = CsvFile(self._path, text, self._mapping)
            self.header, self.notes, self.delimiter = file.header_text, text.notes, file.delimiter
            yield from file.batches()

    def _mended(self, text: TextStream) -> Iterator[Batch]:
        """Refused rows that come back: they are few enough to be read at once."""
        file = MendedFile(self._path, text.everything(MOST_MENDED_BYTES).decode("utf-8", "replace"), self._mapping)
        yield from batches_of(file.records())
        self.taken = file.taken
