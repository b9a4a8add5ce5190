"""Stable pseudonyms for viewers: keyed hashes, the same for the same viewer, of no use to who lacks the key."""

from __future__ import annotations

from hashlib import blake2b

WITHHELD = "(text withheld: viewer ids were replaced, and this row's can't be told)"


class Pseudonyms:
    """`key`: 16 to 64 secret bytes that stay with the person who imports, never in the review."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, viewer: str) -> str:
        """A viewer's pseudonym: 16 hexadecimal digits after `p-`; of no viewer none."""
        if not viewer or viewer.isspace():
            return ""
        return f"p-{blake2b(viewer.encode('utf-8', 'surrogatepass'), digest_size=8, key=self._key).hexdigest()}"

    def within(self, text: str, viewer: str) -> str:
        """A text with the viewer's id replaced where it stands in it."""
        return text.replace(viewer, self.of(viewer)) if viewer and not viewer.isspace() else text
