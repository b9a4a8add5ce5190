"""Densities over the picture for a study: the cells of its clicks and the film's scales, worked out once."""

from __future__ import annotations

import numpy as np

from footpath.analysis.data import Data
from footpath.analysis.heat import FilmScale, Presence, cells_of, film_scale, heat_grid, presence_of
from footpath.analysis.remembering import Recent
from footpath.analysis.selecting import session_mask
from footpath.model.events import Bools, Ints
from footpath.model.results import HeatGrid
from footpath.model.selection import EVERYTHING, Selection

REMEMBERED = 8


class HeatMaps:
    """Raw counts, or counts per viewer-second of those who had the moment on screen."""

    def __init__(self, data: Data) -> None:
        self._data = data
        clicks, media = data.clicks, data.story.media
        self.edges = np.searchsorted(clicks.media, np.arange(len(media) + 1).astype(clicks.media.dtype))
        self._cells = [self._of_media(k) for k in range(len(media))]
        self._scales: dict[tuple[int, bool], FilmScale] = {}
        self._presences: Recent[Presence] = Recent(REMEMBERED)

    def _of_media(self, media: int) -> Ints:
        rows = slice(*self.edges[media : media + 2])
        return cells_of(self._data.clicks.x[rows], self._data.clicks.y[rows], self._data.story.media[media].aspect)

    def rows(self, media: int, window: tuple[float, float]) -> slice:
        """Clicks of one media in [start, end), by binary search in the sorted columns."""
        first, last = self.edges[media : media + 2]
        low, high = np.searchsorted(self._data.clicks.t_s[first:last], window)
        return slice(int(first + low), int(first + max(low, high)))  # none from 5 s to 3 s

    def grid(
        self, selection: Selection, media: int, window: tuple[float, float], chosen: Bools, *, per_second: bool = False
    ) -> HeatGrid:
        """Of the clicks in the window; `chosen`: which of `rows(media, window)` are looked at."""
        rows = self.rows(media, window)
        cells = self._cells[media][rows.start - self.edges[media] : rows.stop - self.edges[media]]
        if selection != EVERYTHING:
            cells = cells[chosen]
        present_s = self._presence(selection, media).viewer_seconds(*window) if per_second else None
        return heat_grid(
            cells,
            self._data.story.media[media].aspect,
            window_s=window,
            bandwidth_px=self._data.settings.heat_bandwidth_px,
            scale=self._scale(media, per_second=per_second),
            present_s=present_s,
        )

    def warm_up(self) -> None:
        for media in range(len(self._data.story.media)):
            self._scale(media, per_second=False)

    def _scale(self, media: int, *, per_second: bool) -> FilmScale:
        """Of all clicks of the media, whatever is selected."""
        key = media, per_second
        if key not in self._scales:
            self._scales[key] = self._find_scale(media, per_second=per_second)
        return self._scales[key]

    def _find_scale(self, media: int, *, per_second: bool) -> FilmScale:
        settings, rows = self._data.settings, slice(*self.edges[media : media + 2])
        return film_scale(
            self._data.clicks.t_s[rows],
            self._cells[media],
            self._data.story.media[media].aspect,
            2 * settings.heat_window_s,
            settings.heat_bandwidth_px,
            self._presence(EVERYTHING, media) if per_second else None,
        )

    def _presence(self, selection: Selection, media: int) -> Presence:
        def found() -> Presence:
            return presence_of(self._data.reading, session_mask(selection, self._data), media)

        return self._presences.get((selection, media), found)
