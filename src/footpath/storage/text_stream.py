"""Text files as blocks of whole lines in UTF-8, whatever they were written in."""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import BinaryIO, Protocol

from footpath.storage.latin_1 import looks_like_latin_1

BLOCK_BYTES = 4 << 20
PEEK_BYTES = 1 << 16
LINES_LOOKED_BACK = 64
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
LATIN_1_NOTE = "was not UTF-8 and was read as Latin-1 (Windows-1252)"
_BLANK_LINE = re.compile(rb"[ \t]*(?:\r\n|\n|\r)")
_LINE_END = re.compile(rb"\r\n|\n|\r")


class TextStream:
    """UTF-8, UTF-16 where its mark says so, Latin-1 where it can be nothing else; `notes` say what was taken for it."""

    def __init__(self, stream: io.BufferedReader, encoding: str | None = None) -> None:
        self.notes: list[str] = []
        self._latin: bool | None = None  # None: not decided yet
        self._rest, self._ended = b"", False
        self._stream: _Readable = stream
        if encoding == "utf-8":
            self._latin = False
        elif encoding is not None or stream.peek(4).startswith(UTF16):
            self._stream = _Recoded(stream, encoding or "utf-16")
        elif stream.peek(4).startswith(codecs.BOM_UTF8):
            stream.read(3)

    def first_record(self, delimiter: str) -> tuple[int, str, list[str]]:
        """The first record that is not blank, taken out: lines up to its end, its text, its fields."""
        self._fill()
        blank, begin = 0, 0
        while (match := _BLANK_LINE.match(self._rest, begin)) is not None:
            blank, begin = blank + 1, match.end()
        lines = _Taken(self._rest, begin)
        try:
            fields = next(csv.reader(lines, delimiter=delimiter), [])
        except csv.Error:
            fields = []
        data, self._rest = self._rest[begin : lines.end], self._rest[lines.end :]
        return blank + lines.count, self._recoded(data).decode("utf-8", "replace"), self._decoded(fields)

    def _decoded(self, fields: list[str]) -> list[str]:
        """Fields that were taken as they lay in the file, as texts."""
        data = [field.encode("latin-1") for field in fields]
        return [(_from_latin_1(item) if self._latin else item).decode("utf-8", "replace") for item in data]

    def peek_line(self) -> str:
        """The first line that is not blank, left where it is."""
        self._fill()
        lines = _LINE_END.split(self._rest[:PEEK_BYTES])
        return next((line.decode("utf-8", "replace") for line in lines if line.strip()), "")

    def everything(self, most: int) -> bytes:
        """All that is left, up to `most` bytes."""
        parts, size = [], 0
        while size <= most and (data := self.block()):
            parts.append(data)
            size += len(data)
        return b"".join(parts)[:most]

    def block(self) -> bytes:
        """The next whole lines, b"" at the end; where it can be told, cut between records."""
        self._fill()
        data = self._rest
        if not self._ended:
            end = _cut_place(data)
            data = data[:end]
        self._rest = self._rest[len(data) :]
        return self._recoded(data)

    def _fill(self) -> None:
        """Have a block, or all there is, and a line end in it."""
        parts, size = [self._rest], len(self._rest)
        while not self._ended and (size < BLOCK_BYTES or b"\n" not in parts[-1]):
            part = self._stream.read(BLOCK_BYTES)
            self._ended = not part
            parts.append(part)
            size += len(part)
        self._rest = b"".join(parts)

    def _recoded(self, data: bytes) -> bytes:
        if self._latin:
            return _from_latin_1(data)
        if data.isascii():
            return data
        if self._latin is None:
            self._latin = looks_like_latin_1(data)
            if self._latin:
                self.notes.append(LATIN_1_NOTE)
                return _from_latin_1(data)
        return data


class _Taken:
    """Lines of a block one by one; `end` is where the last one ended, `count` how many there were."""

    def __init__(self, data: bytes, begin: int) -> None:
        self._data, self.end, self.count = data, begin, 0

    def __iter__(self) -> _Taken:
        return self

    def __next__(self) -> str:
        if self.end >= len(self._data):
            raise StopIteration
        found = _LINE_END.search(self._data, self.end)
        begin, self.end = self.end, found.end() if found else len(self._data)
        self.count += 1
        return self._data[begin : self.end].decode("latin-1")


def _from_latin_1(data: bytes) -> bytes:
    return data.decode("cp1252", "latin1_rest").encode()


def _rest_as_latin_1(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101 - registered for decoding only
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("latin1_rest", _rest_as_latin_1)


def _cut_place(data: bytes) -> int:
    """After the last line end that leaves no quote open; after the last line end where none can be found."""
    last = data.rfind(b"\n") + 1
    if data.find(b'"') < 0:
        return last
    end, open_quotes = last, data.count(b'"', 0, last)
    for _ in range(LINES_LOOKED_BACK):
        if open_quotes % 2 == 0:
            return end
        before = data.rfind(b"\n", 0, end - 1) + 1
        if not before:
            break
        open_quotes -= data.count(b'"', before, end)
        end = before
    return last


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Recoded:
    """Bytes of another encoding as UTF-8; what can't be decoded stays undecodable."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")

    def read(self, size: int, /) -> bytes:
        while data := self._stream.read(size):
            if text := self._decoder.decode(data):
                return text.encode("utf-8", "surrogatepass")
        return self._decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")
