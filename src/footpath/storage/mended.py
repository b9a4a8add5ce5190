"""Refused rows out of a review as CSV, and, mended, in again: each row's text is read as it was in its own file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

from footpath.model.errors import UserError
from footpath.storage.batches import Record
from footpath.storage.csv_file import delimiter_of, extra_of, places_of
from footpath.storage.csv_lines import MOST_FIELD_CHARS, WRONG_COUNT, closes
from footpath.storage.json_records import entries
from footpath.storage.mapping import Mapping
from footpath.storage.review import Review
from footpath.storage.rows import with_points

HEADER = ("file", "line", "code", "reason", "columns", "raw")


def export_rejects(review: Path, out: Path) -> int:
    """Refused rows as CSV; `columns` is the header that `raw` is read by, empty for JSON. Returns how many.

    Raises:
        UserError: if the review can't be read or the file not written.
    """
    count = 0
    try:
        with Review.open(review) as opened:
            temporary = out.with_name(f".{out.name}.part")
            with temporary.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(HEADER)
                for reject in opened.rejects():
                    writer.writerow([getattr(reject, name) for name in HEADER])
                    count += 1
            temporary.replace(out)
    except OSError as error:
        why = f"The rejects could not be written: {error.strerror}"
        raise UserError(why, str(out), "Choose another folder.") from error
    return count


def is_mended(header_line: str) -> bool:
    """Whether a CSV begins as an export of refused rows does."""
    found = [name.strip() for name in next(csv.reader([header_line], delimiter=delimiter_of(header_line, {})), [])]
    return set(HEADER) <= set(found)


class MendedFile:
    """Refused rows, mended; `taken` are file and line of those that the file speaks of."""

    def __init__(self, path: Path, text: str, mapping: Mapping) -> None:
        csv.field_size_limit(MOST_FIELD_CHARS)
        self._path, self._mapping = path, mapping
        first = text.split("\n", 1)[0]
        self._rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter_of(first, {}))
        self._places: dict[str, tuple[str, list[str], list[int], list[int]]] = {}
        self.taken: list[tuple[str, int]] = []

    def records(self) -> Iterator[Record]:
        """Each row as its file's format would read it; lines are those of this file."""
        for row in self._rows:
            line, columns, raw = self._rows.line_num, row.get("columns") or "", row.get("raw") or ""
            if (row.get("line") or "").isdigit():
                self.taken.append((str(row.get("file")), int(str(row["line"]))))
            yield from self._of_csv(line, columns, raw) if columns else self._of_json(line, raw)

    def _of_json(self, line: int, raw: str) -> Iterator[Record]:
        try:
            item = json.loads(raw)
        except (ValueError, RecursionError):
            yield Record(line, None, None, "not_json", "the line is not JSON", raw)
            return
        yield from entries(line, item, self._mapping.columns, raw)

    def _of_csv(self, line: int, columns: str, raw: str) -> Iterator[Record]:
        delimiter, header, places, others = self._header(columns)
        try:
            found = list(csv.reader(io.StringIO(raw, newline=""), delimiter=delimiter))
        except csv.Error as error:
            yield Record(line, None, None, "wrong_fields", f"a field can't be read: {error}", raw)
            return
        if len(found) != 1 or len(found[0]) != len(header) or not closes(raw, delimiter):
            yield Record(line, None, None, *WRONG_COUNT, raw)
            return
        fields: list[object] = [found[0][k] if k >= 0 else "" for k in places]
        fields = fields if delimiter == "," else with_points(fields)
        yield Record(line, fields, extra_of(header, others, found[0]), raw=raw)

    def _header(self, columns: str) -> tuple[str, list[str], list[int], list[int]]:
        if columns not in self._places:
            delimiter = self._mapping.delimiter or delimiter_of(columns, self._mapping.columns)
            header = [name.strip() for name in next(csv.reader([columns], delimiter=delimiter), [])]
            self._places[columns] = (delimiter, header, *places_of(self._path, header, self._mapping))
        return self._places[columns]
