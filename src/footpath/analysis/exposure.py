"""Who had an element on screen: a watched interval overlaps its life, the source says it was shown, or it was used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from footpath.analysis.columns import Bits, flagged
from footpath.analysis.data import Data
from footpath.analysis.remembering import remembered, remembered_last
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

    def where(self, kept: Bools) -> Stretches:
        """Some of them; themselves where that is all."""
        rows = np.flatnonzero(kept)
        if len(rows) == len(kept):
            return self
        return Stretches(self.session.take(rows), self.media.take(rows), self.start_s.take(rows), self.end_s.take(rows))


NOTHING = Stretches(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0), np.zeros(0))


@dataclass(frozen=True, slots=True)
class Audience:
    """The sessions that were exposed to one element, and those that used it."""

    exposed: Bits
    used: Bits


@dataclass(frozen=True, slots=True)
class Told:
    """What rows say of one element within a scope, in event order: `rows` of the events or uses. All of shape (k,)."""

    rows: Longs
    session: Ints
    media: Ints
    t_s: Floats

    def where(self, scope: Scope) -> Told:
        """Those that a scope of media and time holds."""
        return self.compressed(scope.holds(self.media, self.media, self.t_s))

    def compressed(self, kept: Bools) -> Told:
        """Those that a flag is set for."""
        return self.taken(np.flatnonzero(kept))

    def taken(self, rows: Longs) -> Told:
        """Those at some places, in the places' order."""
        return Told(self.rows.take(rows), self.session.take(rows), self.media.take(rows), self.t_s.take(rows))


class Watching:
    """What every session watched, was shown and used within a scope, element by element.

    `kept` holds what depends on the scope alone, whichever sessions are chosen.
    """

    def __init__(self, data: Data, scope: Scope) -> None:
        self.data, self.scope = data, scope
        self.kept: dict[str, object] = {}

    @classmethod
    def of(cls, data: Data, scope: Scope) -> Watching:
        """That of the whole film is remembered with the review, the last of a scene, and the last of a part."""
        if scope.is_everything:
            return remembered(data, "watching", lambda: cls(data, scope))
        name = "watching a scene" if scope == Scope(scene=scope.scene) else "watching a part"
        return remembered_last(data, name, scope, lambda: cls(data, scope))

    @cached_property
    def whole(self) -> Watching:
        """The same without the window and the media: all of the film, or of the scene. Itself where it has neither."""
        scope = Scope(scene=self.scope.scene)
        return self if scope == self.scope else Watching.of(self.data, scope)

    @cached_property
    def _watched(self) -> Stretches:
        """Everything watched of the film or the scene."""
        reading, story, scene = self.data.reading, self.data.story, self.scope.scene
        if scene < 0:
            i = reading.intervals
            return Stretches(i.session, i.media, i.start_s, i.end_s)
        rows = np.flatnonzero(reading.pieces.scene == scene)
        media = np.full(len(rows), story.media_index[story.scenes[scene].media_id], dtype=np.int32)
        p = reading.pieces
        return Stretches(p.session[rows], media, p.start_s[rows], p.end_s[rows])

    @cached_property
    def _extent(self) -> tuple[float, float, bool]:
        """The first and last moment watched, and whether every stretch lasts."""
        watched = self._watched
        first, last = watched.start_s.min(initial=np.inf), watched.end_s.max(initial=-np.inf)
        return float(first), float(last), bool((watched.end_s > watched.start_s).all())

    def _cut(self, low_s: float, high_s: float) -> Stretches:
        """What was watched of [low_s, high_s), looked through only where that is neither nothing nor all."""
        first_s, last_s, lasting = self._extent
        if high_s <= first_s or low_s >= last_s:
            return NOTHING
        if low_s <= first_s and high_s >= last_s and lasting:
            return self._watched
        return cut(self._watched, low_s, high_s)

    def overlaps(self, element: Element) -> Stretches:
        """The stretches watched of an element's visible life, within the scope."""
        if self.whole is not self:
            return self._of_media(self.whole.overlaps_within(element, self.scope.start_s, self.scope.end_s))
        return remembered(self, f"overlaps of {element.id}", lambda: self._overlaps(element))

    def overlaps_within(self, element: Element, low_s: float, high_s: float) -> Stretches:
        """Those that overlap [low_s, high_s), cut to it."""
        spans = visible_spans(element)
        if not any(start < high_s and end > low_s for start, end in spans):
            return NOTHING
        whole = self.overlaps(element)
        return whole if all(low_s <= start and end <= high_s for start, end in spans) else cut(whole, low_s, high_s)

    def _overlaps(self, element: Element) -> Stretches:
        """Stretches of one visible span follow those of the span before."""
        parts = [self._cut(*span) for span in visible_spans(element)]
        if len(parts) == 1:
            found = parts[0]
        else:
            columns = zip(*((p.session, p.media, p.start_s, p.end_s) for p in (*parts, NOTHING)), strict=True)
            found = Stretches(*(np.concatenate(column) for column in columns))
        story = self.data.story
        if element.media_id is None or len(story.media) == 1:
            return found
        return found.where(found.media == story.media_index[element.media_id])

    def _of_media(self, watched: Stretches) -> Stretches:
        """Those of the scope's media."""
        media = self.scope.media
        return watched if media < 0 or len(self.data.story.media) == 1 else watched.where(watched.media == media)

    def used(self, element: int) -> Told:
        """The uses of an element; `rows` are those of `Data.uses`."""
        return self._told("used", element, self._uses)

    def shown(self, element: int) -> Told:
        """The events that say the element was shown."""
        return self._told("shown", element, self._showings)

    def _told(self, what: str, element: int, read: Callable[[], tuple[Told, Ints, Ints]]) -> Told:
        if self.whole is not self:
            told = self.whole._told(what, element, read)  # noqa: SLF001
            return told.where(Scope(self.scope.media, -1, self.scope.start_s, self.scope.end_s))
        return remembered(self, what, lambda: self._by_element(*read()))[element]

    def _by_element(self, told: Told, scene: Ints, element: Ints) -> list[Told]:
        """What is told within the film or scene, apart for each of the story's elements."""
        if self.scope.scene >= 0:
            here = (scene == self.scope.scene) & ~np.isnan(told.t_s)
            told, element = told.compressed(here), np.compress(here, element)
        order = np.argsort(element.astype(np.min_scalar_type(len(self.data.events.element_ids))), kind="stable")
        edges = np.searchsorted(element[order], np.arange(len(self.data.story.elements) + 1, dtype=element.dtype))
        return [told.taken(order[a:b]) for a, b in pairwise(edges.tolist())]

    def _uses(self) -> tuple[Told, Ints, Ints]:
        data, uses = self.data, self.data.uses
        told = Told(np.arange(len(uses)), uses.session, uses.media, uses.t_s)
        scene = remembered(data, "scenes of uses", lambda: data.placed.scene.take(uses.event))
        return told, scene, uses.element

    def _showings(self) -> tuple[Told, Ints, Ints]:
        events, placed = self.data.events, self.data.placed
        rows = self.data.rows_of(Kind.ELEMENT_SHOWN)
        rows = rows[events.element[rows] >= 0]
        told = Told(rows, events.session[rows], placed.media[rows], events.t_s[rows])
        return told, placed.scene[rows], events.element[rows]

    @cached_property
    def audiences(self) -> list[Audience]:
        """One for each of the story's elements."""
        return [self._audience(i, e) for i, e in enumerate(self.data.story.elements)]

    def _audience(self, index: int, element: Element) -> Audience:
        count = len(self.data.sessions)
        used, shown = (flagged(told.session, count) for told in (self.used(index), self.shown(index)))
        return Audience(used | shown | self._watchers(element), used)

    def _watchers(self, element: Element) -> Bits:
        """Sessions with a watched stretch of its visible life, within the scope."""
        whole = self.whole
        if whole is not self and self._holds_all_of(element):
            return whole._watchers(element)  # noqa: SLF001
        return remembered(
            self, f"watchers of {element.id}", lambda: flagged(self.overlaps(element).session, len(self.data.sessions))
        )

    def _holds_all_of(self, element: Element) -> bool:
        """Whether the window and the media cut nothing off an element's visible life."""
        story, scope = self.data.story, self.scope
        if scope.media >= 0 and len(story.media) > 1 and element.media_id != story.media[scope.media].id:
            return False
        return all(scope.start_s <= low and high <= scope.end_s for low, high in visible_spans(element))


def cut(watched: Stretches, low_s: float, high_s: float) -> Stretches:
    """The stretches that overlap [low_s, high_s) by more than nothing, cut to it."""
    found = watched.where((watched.start_s < high_s) & (watched.end_s > low_s) & (low_s < high_s))
    return replace(found, start_s=np.maximum(found.start_s, low_s), end_s=np.minimum(found.end_s, high_s))
