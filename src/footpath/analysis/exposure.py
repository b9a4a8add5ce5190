"""Who had an element on screen: a watched interval overlaps its life, the source says it was shown, or it was used."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from footpath.analysis.columns import Bits, bits
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


@dataclass(frozen=True, slots=True)
class Stretches:
    """Watched stretches that overlap an element's visible life, cut to it. All of shape (w,)."""

    session: Ints
    media: Ints
    start_s: Floats
    end_s: Floats


class Watching:
    """What every session watched, was shown and used within a scope, element by element."""

    def __init__(self, data: Data, scope: Scope) -> None:
        self.data, self.scope = data, scope

    @classmethod
    def of(cls, data: Data, scope: Scope) -> Watching:
        """That of the whole film is remembered with the review, and the last of a part of it."""
        name = "watching" if scope.is_everything else "watching a part"
        found = data.kept.get(name)
        if not isinstance(found, Watching) or found.scope != scope:
            found = data.kept[name] = cls(data, scope)
        return found

    @cached_property
    def _watched(self) -> Stretches:
        """Everything watched within the scope."""
        reading, story, scope = self.data.reading, self.data.story, self.scope
        source = reading.intervals if scope.scene < 0 else reading.pieces
        if scope.scene < 0:
            media, kept = reading.intervals.media, np.ones(len(source), dtype=np.bool_)
        else:
            of_scene = np.array([story.media_index[s.media_id] for s in story.scenes], dtype=np.int32)
            media, kept = of_scene[reading.pieces.scene], reading.pieces.scene == scope.scene
        if scope.is_everything:
            return Stretches(source.session, media, source.start_s, source.end_s)
        if scope.media >= 0:
            kept = kept & (media == scope.media)
        rows = np.flatnonzero(kept & (source.start_s < scope.end_s) & (source.end_s > scope.start_s))
        start, end = np.maximum(source.start_s[rows], scope.start_s), np.minimum(source.end_s[rows], scope.end_s)
        return Stretches(source.session[rows], media[rows], start, end)

    def overlaps(self, element: Element) -> Stretches:
        """The stretches watched of an element's visible life."""
        parts = [self._overlap(element.media_id, span) for span in visible_spans(element)]
        columns = zip(*((p.session, p.media, p.start_s, p.end_s) for p in parts), strict=True)
        joined = [np.concatenate(column) for column in columns]
        return (
            Stretches(*joined) if joined else Stretches(*(np.zeros(0, t) for t in (np.int32, np.int32, float, float)))
        )

    def _overlap(self, media_id: str | None, span: Span) -> Stretches:
        watched = self._watched
        inside = (watched.start_s < span[1]) & (watched.end_s > span[0])
        if media_id is not None and len(self.data.story.media) > 1:
            inside &= watched.media == self.data.story.media_index[media_id]
        rows = np.flatnonzero(inside)
        start, end = np.maximum(watched.start_s[rows], span[0]), np.minimum(watched.end_s[rows], span[1])
        return Stretches(watched.session[rows], watched.media[rows], start, end)

    @cached_property
    def _shown(self) -> Longs:
        """Events that say an element was shown, by element, then in order."""
        events, reading = self.data.events, self.data.reading
        rows = self.data.rows_of(Kind.ELEMENT_SHOWN)
        rows = rows[events.element[rows] >= 0]
        inside = self.scope.holds(reading.event_media[rows], reading.event_scene[rows], events.t_s[rows])
        rows = rows[inside]
        return rows[np.argsort(events.element[rows], kind="stable")]

    @cached_property
    def _used(self) -> Longs:
        """Rows of `Data.uses` within the scope, by element, then in event order."""
        uses = self.data.uses
        rows = np.arange(len(uses))
        if not self.scope.is_everything:
            scene = self.data.reading.event_scene[uses.event]
            rows = np.flatnonzero(self.scope.holds(uses.media, scene, uses.t_s))
        return rows[np.argsort(uses.element[rows], kind="stable")]

    def shown(self, element: int) -> Longs:
        """Events that say the element was shown, within the scope."""
        first, last = np.searchsorted(self._shown_elements, np.array([element, element + 1], dtype=np.int32))
        return self._shown[first:last]

    def used(self, element: int) -> Longs:
        """Rows of `Data.uses` of the element, within the scope, in event order."""
        first, last = np.searchsorted(self._used_elements, np.array([element, element + 1], dtype=np.int32))
        return self._used[first:last]

    @cached_property
    def _shown_elements(self) -> Ints:
        return self.data.events.element[self._shown]

    @cached_property
    def _used_elements(self) -> Ints:
        return self.data.uses.element[self._used]

    @cached_property
    def audiences(self) -> list[Audience]:
        """One for each of the story's elements."""
        return [self._audience(i, e) for i, e in enumerate(self.data.story.elements)]

    def _audience(self, index: int, element: Element) -> Audience:
        used: Bools = np.zeros(len(self.data.sessions), dtype=np.bool_)
        used[self.data.uses.session[self.used(index)]] = True
        exposed = used.copy()
        for span in visible_spans(element):
            exposed[self._overlap(element.media_id, span).session] = True
        exposed[self.data.events.session[self.shown(index)]] = True
        return Audience(bits(exposed), bits(used))


@dataclass(frozen=True, slots=True)
class Audience:
    """The sessions that were exposed to one element, and those that used it."""

    exposed: Bits
    used: Bits
