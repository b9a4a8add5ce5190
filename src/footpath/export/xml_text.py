"""Small help for writing XML by hand."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

# What XML 1.0 can't hold at all.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(value: object) -> str:
    """A value as the text of an element."""
    return escape(FORBIDDEN.sub("\ufffd", str(value)))


def attributes(**values: object) -> str:
    """` name="value"` for each that isn't None."""
    pairs = ((name, value) for name, value in values.items() if value is not None)
    return "".join(f" {name.replace('_', '-')}={quoteattr(FORBIDDEN.sub(chr(0xFFFD), str(value)))}"
                   for name, value in pairs)  # fmt: skip


def element(name: str, value: object) -> str:
    return f"<{name}>{text(value)}</{name}>"
