"""The curves of a review, counted from a table that is made once."""

from __future__ import annotations

from functools import cached_property

from footpath.analysis.data import Data
from footpath.analysis.retention import retention
from footpath.analysis.retention_table import RetentionTable
from footpath.model.events import Bools, Kind
from footpath.model.results import Retention


class Curves:
    """Of any sessions of one review."""

    def __init__(self, data: Data) -> None:
        self._data = data

    @cached_property
    def table(self) -> RetentionTable:
        """What they are counted from; made when it is first asked for."""
        return RetentionTable.of(self._data.reading, self._data.story, self._data.settings.retention_bin_s)

    def of(self, mask: Bools, media: int, scene: int) -> Retention:
        """Of the sessions chosen, shape (s,); only of a media or scene by its index in the story, -1: of all."""
        return retention(
            self.table,
            self._data.story,
            mask,
            self._data.settings,
            exits_recorded=Kind.EXIT in self._data.kinds,
            media_index=media if media >= 0 else None,
            scene_index=scene if scene >= 0 else None,
        )
