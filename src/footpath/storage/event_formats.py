"""How the formats of event files are told apart: by their first bytes."""

from __future__ import annotations

import json

GZIP_MAGIC = b"\x1f\x8b"
SQLITE_MAGIC = b"SQLite format 3\0"
PARQUET_MAGIC = b"PAR1"
PEEK_BYTES = 1 << 16


def first_letter(head: bytes) -> bytes:
    """The first letter that is no space and in no comment line."""
    lines = (line.strip() for line in head.removeprefix(b"\xef\xbb\xbf").splitlines())
    return next((line[:1] for line in lines if line and not line.startswith(b"#")), b"")


def is_line(head: bytes) -> bool:
    """Whether the first line of JSON is whole by itself, or too long to tell."""
    lines = head.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True)
    line = next((line for line in lines if line.strip() and not line.lstrip().startswith(b"#")), b"")
    if not line.endswith((b"\n", b"\r")):
        return len(head) >= PEEK_BYTES // 8 or _is_json(line)
    return _is_json(line) or line.count(b"{") > 1


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
