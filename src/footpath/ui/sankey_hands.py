"""What mouse and keyboard mean on the Sankey: which thing, which place, which sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent

from footpath.model.place import Place
from footpath.model.selection import Selection
from footpath.render.sankey_layout import PlacedLink, PlacedNode, SankeyLayout
from footpath.ui.sankey_paint import ribbon

ARROWS = {Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Down}
OWN_KEYS = {*ARROWS, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Plus, Qt.Key.Key_Minus}
UPRIGHT = {Qt.Key.Key_Up, Qt.Key.Key_Down}
PLAIN = {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
Thing = PlacedNode | PlacedLink


def thing_at(layout: SankeyLayout, place: QPointF) -> Thing | None:
    """The node, else the band, that lies there; thin ones a little around them."""
    for node in layout.nodes:
        if QRectF(node.x0 - 3, node.y0 - 2, node.x1 - node.x0 + 6, node.y1 - node.y0 + 4).contains(place):
            return node
    for link in reversed(layout.links):
        near = link.goes_back or link.x0 <= place.x() <= link.x1
        if near and ribbon(link, 0.0, max(link.thickness, 3.0)).contains(place):
            return link
    return None


def is_own(event: QKeyEvent) -> bool:
    """Whether a key means something here that is else the film's."""
    return Qt.Key(event.key()) in OWN_KEYS if event.modifiers() in PLAIN else shifts(event)


def shifts(event: QKeyEvent) -> bool:
    """Whether a key moves the node that has the focus in its column."""
    return event.modifiers() == Qt.KeyboardModifier.ShiftModifier and Qt.Key(event.key()) in UPRIGHT


def walked(nodes: Sequence[PlacedNode], now: PlacedNode | None, key: Qt.Key) -> PlacedNode:
    """Up and down within a column, left and right to the nearest node of the next; from nowhere to the first."""
    if now is None:
        return nodes[0]
    if key in UPRIGHT:
        down = key == Qt.Key.Key_Down
        ahead = [p for p in nodes if p.x0 == now.x0 and (p.y0 > now.y0 if down else p.y0 < now.y0)]
    else:
        right = key == Qt.Key.Key_Right
        ahead = [p for p in nodes if (p.x0 > now.x0 if right else p.x0 < now.x0)]
    return min(ahead, key=lambda p: (abs(p.x0 - now.x0), abs(p.y0 - now.y0)), default=now)


def order_with(
    nodes: Sequence[PlacedNode], moved: PlacedNode, y: float, before: Mapping[str, list[str]]
) -> dict[str, list[str]]:
    """The columns' orders from above with one node let go at `y`; those that aren't drawn now keep their places."""
    column = sorted((p for p in nodes if p.node.step == moved.node.step and p is not moved), key=lambda p: p.y0)
    ids = [p.node.id for p in column]
    ids.insert(sum((p.y0 + p.y1) / 2 < y for p in column), moved.node.id)
    place = str(sorted({p.node.step for p in nodes}).index(moved.node.step))
    return {**before, place: _with_hidden(ids, before.get(place, []))}


def _with_hidden(order: list[str], before: Sequence[str]) -> list[str]:
    """A new order, and those of the one before that are missing in it: each behind the one it stood behind."""
    whole = list(order)
    for k, id_ in enumerate(before):
        if id_ not in whole:
            whole.insert(whole.index(before[k - 1]) + 1 if k else 0, id_)
    return whole


def beyond(nodes: Sequence[PlacedNode], moved: PlacedNode, *, down: bool) -> float | None:
    """Where a node is let go to stand on the other side of the next one of its column; None at its end."""
    here = (moved.y0 + moved.y1) / 2
    column = [(p.y0 + p.y1) / 2 for p in nodes if p.node.step == moved.node.step and p is not moved]
    ahead = [y for y in column if (y > here if down else y < here)]
    if not ahead:
        return None
    return min(ahead) + 1e-3 if down else max(ahead) - 1e-3


def with_places(now: Selection, places: tuple[Place, ...], modifiers: Qt.KeyboardModifier) -> Selection:
    """Who passed here; Ctrl: these too; Alt: not these. Once more takes it back."""
    if modifiers & Qt.KeyboardModifier.AltModifier:
        return replace(now, excluded=_toggled(now.excluded, places))
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        return replace(now, passed=_toggled(now.passed, places))
    return replace(now, passed=() if now.passed == places else places)


def _toggled(now: tuple[Place, ...], places: tuple[Place, ...]) -> tuple[Place, ...]:
    """The places added; taken away where all were there."""
    if set(places) <= set(now):
        return tuple(p for p in now if p not in places)
    return (*now, *(p for p in places if p not in now))
