"""What a person does to a draft's boundary and life: each makes another draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from footpath.analysis.boundary import polygon_at
from footpath.model.drafts import Draft, Verdict
from footpath.model.errors import UserError
from footpath.model.story import Keyframe, Point

SAME_S = 0.02  # a keyframe nearer than this is the one meant
LEAST_LIFE_S = 0.1
LEAST_CORNERS = 3
BY_HAND = "drawn by a person"

Polygon = tuple[Point, ...]


def shape_at(draft: Draft, t_s: float) -> Polygon:
    """Its corners at a moment; none where it is hidden."""
    return polygon_at(draft.as_element(), t_s) or ()


def drawn(id_: str, media_id: str, start_s: float, end_s: float, polygon: Sequence[Point]) -> Draft:
    """A new hotspot by hand."""
    if len(polygon) < LEAST_CORNERS:
        raise UserError("A boundary needs three corners", "", "Click at least three points, then double-click.")
    life = max(end_s, start_s + LEAST_LIFE_S)
    return Draft(id_, Verdict.ACCEPTED, "", media_id, start_s, life, (Keyframe(start_s, _held(polygon)),))


def with_shape(draft: Draft, t_s: float, polygon: Sequence[Point]) -> Draft:
    """The polygon at a moment: its keyframe is changed, or made."""
    others = [k for k in draft.boundary if abs(k.t_s - t_s) > SAME_S]
    boundary = sorted([*others, Keyframe(round(t_s, 3), _held(polygon))], key=lambda k: k.t_s)
    return replace(draft, boundary=tuple(boundary), tracked=BY_HAND)


def corner_moved(draft: Draft, t_s: float, corner: int, to: Point) -> Draft:
    shape = list(shape_at(draft, t_s))
    shape[corner] = to
    return with_shape(draft, t_s, shape)


def moved(draft: Draft, t_s: float, by: Point) -> Draft:
    """The whole polygon at one moment."""
    return with_shape(draft, t_s, [(x + by[0], y + by[1]) for x, y in shape_at(draft, t_s)])


def corner_added(draft: Draft, edge: int, share: float) -> Draft:
    """A corner more in every keyframe with that edge, so that corners go on moving straight."""

    def more(polygon: Polygon) -> Polygon:
        if edge >= len(polygon):
            return polygon
        (ax, ay), (bx, by) = polygon[edge], polygon[(edge + 1) % len(polygon)]
        new = (ax + share * (bx - ax), ay + share * (by - ay))
        return (*polygon[: edge + 1], new, *polygon[edge + 1 :])

    return _each(draft, more)


def corner_removed(draft: Draft, corner: int) -> Draft:
    def fewer(polygon: Polygon) -> Polygon:
        return polygon if len(polygon) <= LEAST_CORNERS else (*polygon[:corner], *polygon[corner + 1 :])

    return _each(draft, fewer)


def _each(draft: Draft, change: object) -> Draft:
    boundary = tuple(replace(k, polygon=change(k.polygon)) for k in draft.boundary)  # type: ignore[operator]
    return replace(draft, boundary=boundary, tracked=BY_HAND)


def keyframe_removed(draft: Draft, t_s: float) -> Draft:
    """Without the keyframe nearest to a moment; the last one stays."""
    if len(draft.boundary) < 2:
        raise UserError("A boundary needs one keyframe", draft.label, "Remove the draft instead.")
    nearest = min(draft.boundary, key=lambda k: abs(k.t_s - t_s))
    return replace(draft, boundary=tuple(k for k in draft.boundary if k is not nearest), tracked=BY_HAND)


def keyframe_shifted(draft: Draft, from_s: float, to_s: float) -> Draft:
    """The keyframe nearest to one moment at another."""
    nearest = min(draft.boundary, key=lambda k: abs(k.t_s - from_s))
    others = [k for k in draft.boundary if k is not nearest and abs(k.t_s - to_s) > SAME_S]
    boundary = sorted([*others, replace(nearest, t_s=round(to_s, 3))], key=lambda k: k.t_s)
    return replace(draft, boundary=tuple(boundary), tracked=BY_HAND)


def begun(draft: Draft, t_s: float) -> Draft:
    """Alive from a moment on."""
    if t_s > draft.end_s - LEAST_LIFE_S:
        raise UserError("It would begin after its end", draft.label, "Move the end first.")
    return replace(draft, start_s=round(t_s, 3))


def ended(draft: Draft, t_s: float) -> Draft:
    """Alive up to a moment."""
    if t_s < draft.start_s + LEAST_LIFE_S:
        raise UserError("It would end before its start", draft.label, "Move the start first.")
    return replace(draft, end_s=round(t_s, 3))


def split(draft: Draft, t_s: float, new_id: str) -> tuple[Draft, Draft]:
    """Two, one after the other; each with a keyframe at the cut."""
    if not draft.start_s + LEAST_LIFE_S <= t_s <= draft.end_s - LEAST_LIFE_S:
        raise UserError("It can only be split while it lives", draft.label, "Move the playhead inside its life.")
    cut = Keyframe(round(t_s, 3), shape_at(draft, t_s), hidden=not shape_at(draft, t_s))
    before = (*(k for k in draft.boundary if k.t_s < t_s - SAME_S), cut)
    after = (cut, *(k for k in draft.boundary if k.t_s > t_s + SAME_S))
    first = replace(draft, end_s=cut.t_s, boundary=before, evidence=draft.evidence)
    return first, replace(draft, id=new_id, start_s=cut.t_s, boundary=after, evidence=None)


def merged(one: Draft, other: Draft) -> Draft:
    """One that lives as long as both; where both live, what is around both."""
    if one.media_id != other.media_id:
        raise UserError("These lie in two films", f"{one.label}, {other.label}", "Merge drafts of one film.")
    start, end = min(one.start_s, other.start_s), max(one.end_s, other.end_s)
    moments = {k.t_s for d in (one, other) for k in d.boundary} | {d.start_s for d in (one, other)}
    moments |= {d.end_s for d in (one, other)}
    keys = [Keyframe(t, shape) for t in sorted(moments) if (shape := _around(one, other, t))]
    return replace(one, start_s=start, end_s=end, boundary=tuple(keys), tracked=BY_HAND)


def _around(one: Draft, other: Draft, t_s: float) -> Polygon:
    alive = [d for d in (one, other) if d.start_s <= t_s < d.end_s]
    nearest = min((one, other), key=lambda d: max(d.start_s - t_s, t_s - d.end_s))
    shapes = [shape_at(d, t_s) for d in (alive or [nearest])]
    return shapes[0] if len(shapes) == 1 else hull([p for shape in shapes for p in shape])


def hull(points: Sequence[Point]) -> Polygon:
    """The convex hull (Andrew 1979)."""
    ordered = sorted(set(points))
    halves = []
    for way in (ordered, ordered[::-1]):
        half: list[Point] = []
        for p in way:
            while len(half) >= 2 and _turn(half[-2], half[-1], p) <= 0:
                half.pop()
            half.append(p)
        halves += half[:-1]
    return tuple(halves)


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _held(polygon: Sequence[Point]) -> Polygon:
    """Inside the picture."""
    return tuple((round(min(max(x, 0.0), 1.0), 5), round(min(max(y, 0.0), 1.0), 5)) for x, y in polygon)
