"""Texts as numbers: every text of a review once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from footpath.model.events import Longs
from footpath.storage.batches import span_of_texts
from footpath.storage.columns import NO_NUMBER, SpanTexts
from footpath.storage.csv_lines import decodable

AT_ONCE = 50_000
MOST_RECENT = 100_000  # texts kept as objects: some 15 MB


class Texts:
    """Texts and their numbers; `fresh` are those not yet in the review. 0 is no text.

    Attributes:
        spans: numbers for columns of texts as they lie in a file.
        recent: numbers of texts that were lately asked for by `of_each`, and of None.
        folder: where to set aside what is too much for memory; None: the system's temporary folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self.fresh: list[tuple[int, str]] = []
        self.spans = SpanTexts(lambda texts, _: np.array([self._new(text) for text in texts], dtype=np.int64), folder)
        self.recent: dict[object, int] = {}
        self._next = 1
        self._forget()

    def know(self, known: Iterable[tuple[int, str]]) -> None:
        """Take over numbers and texts, all different, from a review."""
        left = iter(known)
        while some := list(islice(left, AT_ONCE)):
            numbers = np.array([number for number, _ in some], dtype=np.int64)
            self.spans.put(span_of_texts([text for _, text in some]), numbers)
            self._next = max(self._next, int(numbers.max()) + 1)

    def of_each(self, texts: Sequence[str]) -> Longs:
        """Each text's number, 0 for a blank one, `NO_NUMBER` for what can't be encoded; new ones get their own."""
        sound = [text if decodable(text) else None for text in texts]
        numbers = self.spans.numbers(span_of_texts([text or "" for text in sound]))
        numbers[[i for i, text in enumerate(sound) if text is None]] = NO_NUMBER
        if len(self.recent) > MOST_RECENT:
            self._forget()
        self.recent.update(zip(texts, numbers.tolist(), strict=True))
        return numbers

    def number(self, text: str) -> int:
        """One text's, as `of_each`."""
        found = self.recent.get(text)
        return int(self.of_each([text])[0]) if found is None else found

    def known(self, texts: Iterable[str]) -> Longs:
        """Numbers of those texts that have one."""
        numbers = self.spans.known(span_of_texts([text for text in texts if decodable(text)]))
        return numbers[numbers > 0]

    def _forget(self) -> None:
        self.recent.clear()
        self.recent.update({"": 0, None: 0})

    def _new(self, text: str) -> int:
        if text.isspace():
            return 0
        if not decodable(text):
            return NO_NUMBER
        number, self._next = self._next, self._next + 1
        self.fresh.append((number, text))
        return number
