"""A Selection as masks: which sessions are chosen, and what of them is looked at."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from footpath.analysis.chosen import Chosen
from footpath.analysis.data import Data
from footpath.analysis.passing import OUTCOMES, Paths, PlaceIndex, SceneVisits, passed_any
from footpath.analysis.remembering import Recent, remembered
from footpath.analysis.session_blocks import stretches
from footpath.model.clicks import CLASS_WORDS
from footpath.model.errors import UserError
from footpath.model.events import Bools, Floats, Ints, Longs
from footpath.model.names import Names
from footpath.model.place import Place
from footpath.model.selection import EVERYTHING, Selection

REMEMBERED = 3  # the one on show, and those that are chosen meanwhile


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at: indices into the story, -1 for any; a window [start_s, end_s) of media time."""

    media: int = -1
    scene: int = -1
    start_s: float = -np.inf
    end_s: float = np.inf

    @property
    def is_everything(self) -> bool:
        return self == Scope()

    def holds(self, media: Ints, scene: Ints, t_s: Floats) -> Bools:
        """Whether each moment is looked at; a row without a media time only where everything is."""
        if self.is_everything:
            return np.ones(len(t_s), dtype=np.bool_)
        inside = (t_s >= self.start_s) & (t_s < self.end_s)
        if self.media >= 0:
            inside &= media == self.media
        if self.scene >= 0:
            inside &= scene == self.scene
        return inside


def scope_of(selection: Selection, data: Data) -> Scope:
    """The part of a selection that restricts what is looked at.

    Raises:
        UserError: for a media or scene that the review doesn't have.
    """
    story = data.story
    return Scope(
        _index(story.media_index, selection.media, "media"),
        _index(story.scene_index, selection.scene, "scene"),
        -np.inf if selection.start_s is None else selection.start_s,
        np.inf if selection.end_s is None else selection.end_s,
    )


def classes_of(selection: Selection) -> slice:
    """The part of `ClickClass` that is looked at.

    Raises:
        UserError: for a word that is no class.
    """
    words = {word: int(klass) for word, klass in CLASS_WORDS.items()}
    klass = _index(words, selection.click_class, "click class")
    return slice(None) if klass < 0 else slice(klass, klass + 1)


def choose(selection: Selection, data: Data) -> Chosen:
    """The part of a selection that chooses sessions. Everyone is remembered with the review, and the last few others.

    What is remembered is there without waiting for others to be chosen.

    Raises:
        UserError: for a name that the review doesn't have.
    """
    sessions = selection.sessions_alone
    if sessions == EVERYTHING:
        return remembered(data, "everyone", lambda: Chosen(np.ones(len(data.sessions), dtype=np.bool_)))
    recent: Recent[Chosen] = remembered(data, "chosen sessions", lambda: Recent(REMEMBERED))
    chosen = recent.there(sessions)
    if chosen is None:
        with data.choosing:
            chosen = recent.get(sessions, lambda: Chosen(_choose(sessions, data)))
    return chosen


def session_mask(selection: Selection, data: Data) -> Bools:
    """The sessions that `choose` chooses; shape (s,), not to be written to."""
    return choose(selection, data).mask


def _choose(selection: Selection, data: Data) -> Bools:
    sessions = data.sessions
    mask = np.ones(len(sessions), dtype=np.bool_)
    for column, names, name, what in (
        (sessions.device, sessions.devices, selection.device, "device"),
        (sessions.variant, sessions.variants, selection.variant, "variant"),
        (sessions.viewer, sessions.viewer_ids, selection.viewer, "viewer"),
    ):
        if name is not None:
            mask &= column == _place(names, name, what)
    if selection.session is not None:
        mask &= np.arange(len(mask)) == _place(sessions.ids, selection.session, "session")
    if selection.through:
        mask &= _passed((Place(selection.through),), data)
    if selection.passed:
        mask &= _passed(selection.passed, data)
    if selection.excluded:
        mask &= ~_passed(selection.excluded, data)
    if selection.element is not None:
        mask &= _used(selection.element, data)
    if selection.region is not None:
        mask &= data.click_grid.sessions_in(selection.region, data.clicks, len(sessions))
    return mask


def click_mask(selection: Selection, data: Data, mask: Bools, rows: slice | None = None) -> Bools:
    """The clicks looked at: of the chosen sessions, in the scope, of the class.

    Args:
        selection: what is asked.
        data: the review.
        mask: the chosen sessions, shape (s,).
        rows: only of these clicks, from start to stop.

    Returns:
        Shape (c,), or as many as there are `rows`.
    """
    rows = slice(0, len(data.clicks)) if rows is None else rows
    chosen = np.zeros(rows.stop - rows.start, dtype=np.bool_)
    for part, looked_at in _looked_at(selection, data, mask, rows):
        chosen[part.start - rows.start : part.stop - rows.start] = looked_at
    return chosen


def click_rows(selection: Selection, data: Data, mask: Bools) -> Longs:
    """The same clicks by their indices, ascending."""
    everything = _looked_at(selection, data, mask, slice(0, len(data.clicks)))
    return np.concatenate([np.flatnonzero(looked_at) + part.start for part, looked_at in everything])


def _looked_at(selection: Selection, data: Data, mask: Bools, rows: slice) -> Iterator[tuple[slice, Bools]]:
    """Stretches of these clicks that lie in the scope's media and window, and which clicks of each are looked at."""
    clicks, scope = data.clicks, scope_of(selection, data)
    classes, everyone = classes_of(selection), bool(mask.all())
    for part in (part for whole in _stretches(data, scope) for part in _parts(whole, rows)):
        chosen = np.ones(part.stop - part.start, dtype=np.bool_) if everyone else mask.take(clicks.session[part])
        if scope.scene >= 0:
            chosen &= clicks.scene[part] == scope.scene
        if classes != slice(None):
            chosen &= clicks.klass[part] == classes.start
        yield part, chosen


def _parts(whole: slice, rows: slice) -> list[slice]:
    """What of a stretch is among some rows, in parts of which what is worked out stays near the processor."""
    start = max(whole.start, rows.start)
    stop = max(start, min(whole.stop, rows.stop))
    return [slice(start + some.start, min(start + some.stop, stop)) for some in stretches(stop - start)]


def _stretches(data: Data, scope: Scope) -> list[slice]:
    """The clicks within a scope's media and window: they lie by media, then by media time."""
    clicks = data.clicks
    if scope.is_everything:
        return [slice(0, len(clicks))]
    wanted = range(-1, len(data.story.media)) if scope.media < 0 else range(scope.media, scope.media + 1)
    found = []
    for media in wanted:
        first, last = np.searchsorted(clicks.media, np.array([media, media + 1], dtype=clicks.media.dtype))
        low, high = np.searchsorted(clicks.t_s[first:last], [scope.start_s, scope.end_s])
        found.append(slice(int(first + low), int(first + max(low, high))))  # none from 5 s to 3 s
    return found


def _index(names: dict[str, int], name: str | None, what: str) -> int:
    if name is None:
        return -1
    if name not in names:
        raise _unknown(name, what, names)
    return names[name]


def _place(names: Names | tuple[str, ...], name: str, what: str) -> int:
    """Where a name stands: read through, for a table of a million takes a third of a second to make."""
    try:
        return names.index(name)
    except ValueError:
        raise _unknown(name, what, names) from None


def _unknown(name: str, what: str, names: Iterable[str]) -> UserError:
    known = ", ".join(heapq.nsmallest(8, names)) or "none"
    return UserError(f"This review has no {what} “{name}”", "", f"It has: {known}.")


def path_of(selection: Selection, data: Data) -> PlaceIndex | None:
    """The path that a selection names, where it names one: of several places none is more the path than the others.

    Raises:
        UserError: for a scene that the review doesn't have.
    """
    named = [Place(selection.through)] if selection.through else [*selection.passed]
    return _place_index(named[0], data) if len(named) == 1 else None


def _passed(places: tuple[Place, ...], data: Data) -> Bools:
    """Sessions that passed any of the places."""
    visits_of = remembered(data, "visits by scene", lambda: SceneVisits.of(data.reading, len(data.story.scenes)))
    indices = tuple(_place_index(place, data) for place in places)
    return passed_any(indices, data.reading, lambda origin: _paths(data, origin), visits_of)


def _paths(data: Data, origin: int) -> Paths:
    """From an origin, or whole; of the whole ones one may ask again at any click."""
    if origin >= 0:
        return Paths.of(data.reading, origin)
    return remembered(data, "whole paths", lambda: Paths.of(data.reading))


def _place_index(place: Place, data: Data) -> PlaceIndex:
    known = data.story.scene_index
    return PlaceIndex(
        tuple(_index(known, scene, "scene") for scene in place.scenes),
        -1 if place.step is None else place.step,
        -1 if place.end is None else OUTCOMES[place.end],
        _index(known, place.origin, "scene"),
    )


def _used(element_id: str, data: Data) -> Bools:
    names = {name: i for i, name in enumerate(data.events.element_ids)}
    found = np.zeros(len(data.sessions), dtype=np.bool_)
    found[data.uses.session[data.uses.element == _index(names, element_id, "element")]] = True
    return found
