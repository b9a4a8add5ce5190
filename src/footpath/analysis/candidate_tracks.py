"""From tubes that stand out to regions that move, each click in one of them at most."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from operator import itemgetter

import numpy as np

from footpath.analysis.candidate_fit import FIRST_SPREAD, WIDTHS_S, Near, fit_track, gap
from footpath.analysis.candidate_growth import find_tubes
from footpath.analysis.candidate_open import CELL
from footpath.analysis.candidate_scan import PIECE_BINS, Sums, Tube
from footpath.analysis.candidate_track import RADII_OF_SPREAD, Track
from footpath.analysis.candidate_volume import BIN_S, Tested, cell_indices, tail
from footpath.model.events import Bools, Floats

TUBE_P = 1e-5
MOST_IN_VAIN, MOST_CLICKS = (40, 3), 200_000  # tubes in a row, surest first, that come to nothing
AROUND, AROUND_S = 0.045, 1.5  # beyond a region's disc and its time: what spills is its own
MOSTLY = 0.4
STIFFNESS = (8.0, 3.0)  # clicks within the width of smoothing
GAP_S, GAP = 3.0, 0.12
KEPT = 0.85
WORTH_P = 1e-3  # of a stiff path: less, and none is worth another
PLACES, MOST_OTHERS, USUAL_PRIOR = 5, 30_000, 10.0
MOMENT_S = 0.25
FIRST_RADIUS = RADII_OF_SPREAD * FIRST_SPREAD
DOUBTFUL = 1e-3  # regions as sure by chance: more, and another start may do better
SHAPES = 50.0  # beginnings, lengths, widths and bends of each that were tried
RING = ((0.0, 0.0), *((0.7 * math.sin(k), 0.7 * math.cos(k)) for k in np.arange(6) * math.pi / 3))


@dataclass
class _Search:
    """Clicks, ascending in time, and the regions found among them so far."""

    tested: Tested
    t_s: Floats
    x: Floats
    y: Floats
    free: Bools
    ever: Floats  # expected in each cell over all the time
    found: list[Track] = field(default_factory=list)

    @property
    def clicks(self) -> Near:
        """Those that are no other region's."""
        return Near(self.t_s, self.x, self.y, self.free)

    def inside(self, track: Track) -> Floats:
        """When those in a region were clicked."""
        rows = slice(*np.searchsorted(self.t_s, [track.start_s, track.end_s]))
        off = track.distance(self.t_s[rows], self.x[rows], self.y[rows])
        return np.compress(self.free[rows] & (off <= track.radius), self.t_s[rows])

    def density(self, t_s: Floats, x: Floats, y: Floats) -> Floats:
        """Background clicks a second and square of the width."""
        where = cell_indices(t_s, x, y, self.tested.grid)
        return np.asarray(self.tested.expected[where] / (CELL**2 * BIN_S))

    def take(self, track: Track) -> None:
        """A region's clicks, and what spills around it, are no other's."""
        rows = slice(*np.searchsorted(self.t_s, [track.start_s - AROUND_S, track.end_s + AROUND_S]))
        off = track.distance(self.t_s[rows], self.x[rows], self.y[rows])
        self.free[rows] &= off > track.radius + AROUND
        self.found.append(track)


def find_tracks(tested: Tested, t_s: Floats, x: Floats, y: Floats, sure: float) -> list[Track]:
    """Regions from the surest tube on; `sure`: how many of the kind there may be by chance."""
    order = np.argsort(t_s, kind="stable")
    free, ever = np.ones(len(t_s), dtype=np.bool_), tested.expected.sum(axis=0)
    search = _Search(tested, t_s[order], x[order], y[order], free, ever)
    sums, in_vain, many = Sums(tested), 0, len(t_s) > MOST_CLICKS
    tubes = find_tubes(sums, TUBE_P)
    while tubes and in_vain < MOST_IN_VAIN[many]:
        tube = tubes.pop(0)
        whole = Track(tube.t_s, tube.x, tube.y, FIRST_RADIUS, tube.t_s[0], tube.t_s[-1])
        track = _surest(search, sure, whole, None if many else _core(tube, sums))
        if track is None:
            in_vain += 1
            sums.blank(whole, 0.0, 0.0)
        else:
            in_vain = 0
            search.take(track)
            sums.blank(track, AROUND, AROUND_S)
        tubes = [other for other, p in zip(tubes, sums.left(tubes), strict=True) if p < TUBE_P]
    return _joined(search)


def _surest(search: _Search, sure: float, whole: Track, core: Track | None) -> Track | None:
    """The region that a tube leads to, if one that is sure enough and no other's; `core`: where to start in doubt."""
    track, by_chance = _fitted(whole, search)
    part = None if track is None else _part(track, search)
    fuller = (None, math.inf) if part is None else _fitted(part, search)
    if fuller[0] is not None:
        track, by_chance = fuller
    if core is not None and by_chance > DOUBTFUL:
        track, by_chance = min((track, by_chance), _fitted(core, search), key=itemgetter(1))
    if track is None or by_chance >= sure:
        return None
    track = _with_usual(track, search)
    by_chance = surprise(search.tested, track, len(search.inside(track))) * choices(search.tested, track)
    if by_chance >= sure or _track_share(track, search.found) > MOSTLY:
        return None
    return track


def _fitted(begin: Track, search: _Search) -> tuple[Track | None, float]:
    """The surer of a stiff and a pliant path, and how many as sure there are by chance."""
    best, least = None, math.inf
    for clicks_a_width in STIFFNESS:
        track = fit_track(begin, search.clicks, search.density, clicks_a_width)
        if track is None:
            break
        viewers = len(search.inside(track))
        p_value = surprise(search.tested, track, viewers)
        if p_value > WORTH_P:
            break
        by_chance = p_value * choices(search.tested, track)
        if by_chance < least:
            best, least = track, by_chance
        if clicks_a_width * (track.end_s - track.start_s) < WIDTHS_S[0] * viewers:
            break  # as narrow as it gets: a more pliant path would be the same
    return best, least


def _part(track: Track, search: _Search) -> Track | None:
    """What lies on the fuller side of a pause; None: there is no pause."""
    t_s = search.inside(track)
    pause = gap(t_s)
    if pause is None:
        return None
    first, last = pause
    if first + 1 >= len(t_s) - last:
        return replace(track, end_s=float(t_s[first]))
    return replace(track, start_s=float(t_s[last]))


def _core(tube: Tube, sums: Sums) -> Track:
    """The piece of a tube that stands out most: where a tube was followed on too far, a better start."""
    seen, chance = sums.piece(*tube.pieces)
    surest = int((np.sqrt(seen + 0.375) - np.sqrt(chance + 0.375)).argmax())
    t = sums.start_s + tube.pieces[0][surest] + np.array([0.0, PIECE_BINS])
    return Track(t, np.interp(t, tube.t_s, tube.x), np.interp(t, tube.t_s, tube.y), FIRST_RADIUS, t[0], t[1])


def _with_usual(track: Track, search: _Search) -> Track:
    """With how often its place is clicked at other times: what is finer than the background's cells is found so."""
    tested, t = search.tested, np.linspace(track.start_s, track.end_s, PLACES)
    every = 1 + len(search.t_s) // MOST_OTHERS
    t_s, free = search.t_s[::every], search.free[::every]
    other = free & ((t_s < track.start_s - GAP_S) | (t_s > track.end_s + GAP_S))
    x, y = search.x[::every][other], search.y[::every][other]
    low, high = ((edge - tested.grid.start_s) / BIN_S for edge in (track.start_s - GAP_S, track.end_s + GAP_S))
    meanwhile = slice(max(0, math.ceil(low)), max(0, math.floor(high)))
    elsewhen = search.ever - tested.expected[meanwhile].sum(axis=0)
    seen, chance = 0.0, 0.0
    for at_x, at_y in zip(*track.place(t), strict=True):
        seen += every * float((np.hypot(x - at_x, y - at_y) <= track.radius).sum()) / PLACES
        rings = np.array(RING) * track.radius
        _, rows, columns = cell_indices(np.zeros(len(RING)), at_x + rings[:, 1], at_y + rings[:, 0], tested.grid)
        chance += float(elsewhen[rows, columns].mean()) * track.area_cells / PLACES
    return replace(track, usual=max(1.0, (seen + USUAL_PRIOR) / (chance + USUAL_PRIOR)))


def _joined(search: _Search) -> list[Track]:
    """With pieces of one thing put together: one goes on where and when the other ends."""
    tracks = sorted(search.found, key=lambda t: (t.start_s, t.end_s))
    again = True
    while again:
        again = False
        for one in tracks:
            after = [t for t in tracks if t is not one and _goes_on(one, t)]
            for other in after:
                both = _one_of(one, other, search)
                if both is not None:
                    both = _with_usual(both, search)
                    tracks = [t for t in tracks if t is not one and t is not other] + [both]
                    tracks.sort(key=lambda t: (t.start_s, t.end_s))
                    again = True
                    break
            if again:
                break
    return _distinct(tracks, search)


def _distinct(tracks: list[Track], search: _Search) -> list[Track]:
    """Without those that are mostly inside one with more clicks."""
    kept: list[Track] = []
    for track in sorted(tracks, key=lambda t: (-t.holds(search.t_s, search.x, search.y).sum(), t.start_s)):
        if _track_share(track, kept) <= MOSTLY:
            kept.append(track)
    return kept


def _goes_on(one: Track, other: Track) -> bool:
    """Whether `other` begins about where and when `one` ends."""
    if not (one.start_s < other.start_s and one.end_s < other.end_s):
        return False
    if other.start_s > one.end_s + GAP_S or one.end_s - other.start_s > GAP_S:
        return False
    middle = np.array([(one.end_s + other.start_s) / 2])
    (ax, ay), (bx, by) = one.place(middle), other.place(middle)
    ends = np.hypot(one.x[-1] - other.x[0], one.y[-1] - other.y[0])
    return bool(min(float(np.hypot(ax - bx, ay - by)[0]), float(ends)) <= GAP)


def _one_of(one: Track, other: Track, search: _Search) -> Track | None:
    """Both as one region, where that holds as many clicks as they did and is no wider."""
    t = np.concatenate([one.t_s[one.t_s < other.start_s], other.t_s])
    path = [np.concatenate([a[one.t_s < other.start_s], b]) for a, b in ((one.x, other.x), (one.y, other.y))]
    radius = max(one.radius, other.radius)
    begin = Track(t, path[0], path[1], radius, one.start_s, other.end_s)
    count = [int(k.holds(search.t_s, search.x, search.y).sum()) for k in (one, other)]
    best, most = None, KEPT * sum(count)
    everyone = Near(search.t_s, search.x, search.y, np.ones(len(search.t_s), dtype=np.bool_))
    for clicks_a_width in STIFFNESS:
        track = fit_track(begin, everyone, search.density, clicks_a_width)
        if track is None or track.radius > 1.3 * max(one.radius, other.radius):
            continue
        held = int(track.holds(search.t_s, search.x, search.y).sum())
        if held > most:
            best, most = track, held
    return best


def _track_share(one: Track, tracks: list[Track]) -> float:
    t = np.linspace(one.start_s, one.end_s, 13)
    x, y = one.place(t)
    return max((_inside(t, x, y, track) for track in tracks), default=0.0)


def _inside(t_s: Floats, x: Floats, y: Floats, track: Track) -> float:
    alive = (t_s >= track.start_s - AROUND_S) & (t_s <= track.end_s + AROUND_S)
    if not alive.any():
        return 0.0
    return float((alive & (track.distance(t_s, x, y) <= track.radius + AROUND)).mean())


def surprise(tested: Tested, track: Track, viewers: int) -> float:
    """P(at least so many viewers in the moving disc) where nothing in particular is clicked."""
    middle = np.array([(track.start_s + track.end_s) / 2])
    _, row, column = cell_indices(middle, *track.place(middle), tested.grid)
    spread = np.array([tested.spread.min()]) + tested.doubt[row, column]
    return float(tail(np.array([float(viewers)]), np.array([expected_in(tested, track)]), spread)[0])


def choices(tested: Tested, track: Track) -> float:
    """How many regions apart from each other, as long and wide as one and no faster, there are in the volume.

    As many as fit beside each other, times the velocities that end a width apart: a still region is one of few.
    """
    bins, rows, columns = tested.observed.shape
    length_s = track.end_s - track.start_s
    way = float(np.hypot(np.diff(track.x), np.diff(track.y)).sum())
    apart = max(1.0, bins * BIN_S / length_s) * rows * columns / track.area_cells
    return SHAPES * float(apart) * (1 + math.pi * (way / track.radius) ** 2)


def expected_in(tested: Tested, track: Track) -> float:
    """Background viewers in the moving disc: the cells' expectation times the share of the disc's area and time."""
    edges = np.append(np.arange(track.start_s, track.end_s, MOMENT_S), track.end_s)
    middles, spans = (edges[1:] + edges[:-1]) / 2, np.diff(edges)
    x, y = track.place(middles)
    total = 0.0
    for down, across in RING:
        where = cell_indices(middles, x + across * track.radius, y + down * track.radius, tested.grid)
        total += float((tested.expected[where] * spans).sum()) / len(RING)
    return max(total * track.area_cells / BIN_S * track.usual, 1e-6)
