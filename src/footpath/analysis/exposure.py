"""Who had an element on screen: a watched interval overlaps its life, the source says it was shown, or it was used."""

from __future__ import annotations

import numpy as np

from footpath.analysis.data import Data
from footpath.analysis.selecting import Scope
from footpath.model.events import Bools, Floats, Ints, Kind, Longs
from footpath.model.story import Element

Span = tuple[float, float]


def visible_spans(element: Element) -> list[Span]:
    """The stretches [start, end) of an element's life in which it is not hidden."""
    keyframes = sorted(element.boundary, key=lambda k: k.t_s)
    if not any(k.hidden for k in keyframes):
        return [(element.start_s, element.end_s)]
    edges = [element.start_s, *(k.t_s for k in keyframes[1:]), element.end_s]
    spans = []
    for keyframe, start, end in zip(keyframes, edges[:-1], edges[1:], strict=True):
        low, high = max(start, element.start_s), min(end, element.end_s)
        if not keyframe.hidden and low < high:
            spans.append((low, high))
    return spans


class Watching:
    """The watched stretches of the chosen sessions within a scope. Arrays of shape (w,)."""

    def __init__(self, data: Data, mask: Bools, scope: Scope) -> None:
        source = data.reading.intervals if scope.scene < 0 else data.reading.pieces
        kept = mask[source.session]
        media: Ints
        if scope.scene < 0:
            media = data.reading.intervals.media
        else:
            media = np.array([data.story.media_index[s.media_id] for s in data.story.scenes])[data.reading.pieces.scene]
            kept &= data.reading.pieces.scene == scope.scene
        if scope.media >= 0:
            kept &= media == scope.media
        start = np.maximum(source.start_s, scope.start_s)
        end = np.minimum(source.end_s, scope.end_s)
        kept &= start < end
        self.data, self.mask, self.scope = data, mask, scope
        self.session, self.media = source.session[kept], media[kept]
        self.start_s, self.end_s = start[kept], end[kept]

    def overlaps(self, element: Element) -> tuple[Longs, Floats, Floats]:
        """The stretches that overlap the element's visible life: their rows, and the overlaps' starts and ends."""
        parts = [self._overlaps(element.media_id, span) for span in visible_spans(element)]
        if not parts:
            return np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0)
        rows, start, end = (np.concatenate(column) for column in zip(*parts, strict=True))
        return rows, start, end

    def _overlaps(self, media_id: str | None, span: Span) -> tuple[Longs, Floats, Floats]:
        inside = (self.start_s < span[1]) & (self.end_s > span[0])
        if media_id is not None:
            inside &= self.media == self.data.story.media_index[media_id]
        rows = np.flatnonzero(inside)
        return rows, np.maximum(self.start_s[rows], span[0]), np.minimum(self.end_s[rows], span[1])

    def shown(self, element: int) -> Longs:
        """Events that say the element was shown, within the scope and the chosen sessions."""
        events, reading = self.data.events, self.data.reading
        rows = np.flatnonzero((events.kind == Kind.ELEMENT_SHOWN) & (events.element == element))
        inside = self.scope.holds(reading.event_media[rows], reading.event_scene[rows], events.t_s[rows])
        return rows[inside & self.mask[events.session[rows]]]

    def used(self, element: int) -> Longs:
        """Rows of `Data.uses` of the element, within the scope and the chosen sessions, in event order."""
        uses = self.data.uses
        rows = np.flatnonzero(uses.element == element)
        scene = self.data.reading.event_scene[uses.event[rows]]
        inside = self.scope.holds(uses.media[rows], scene, uses.t_s[rows])
        return rows[inside & self.mask[uses.session[rows]]]

    def users(self, element: int) -> Bools:
        """Sessions that used the element; shape (s,)."""
        found = np.zeros(len(self.mask), dtype=np.bool_)
        found[self.data.uses.session[self.used(element)]] = True
        return found

    def exposed(self, index: int, element: Element) -> Bools:
        """Sessions exposed to the element; shape (s,)."""
        found = self.users(index)
        found[self.session[self.overlaps(element)[0]]] = True
        found[self.data.events.session[self.shown(index)]] = True
        return found
