"""How the Sankey is painted: bands, nodes, their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QImage, QPainter, QPainterPath, QPainterPathStroker, QPen

from footpath.render.colours import ACCEPTED, CHOSEN, DEFAULT_BRANCH, EXIT
from footpath.render.sankey_layout import PlacedLink, PlacedNode, SankeyLayout
from footpath.ui.theme import Surfaces
from footpath.ui.wording import number

KINDS = {"exit": EXIT, "completed": ACCEPTED, "censored": DEFAULT_BRANCH, "other": DEFAULT_BRANCH}
CONTINUED = "#5B6470"
FLOW, LIT = "#3D8FD1", "#F0E442"
LEAST_NAMED_PX, LEAST_COUNTED_PX = 9, 26
LEAST_HATCHED_PX = 3  # no hatching can be told in less
THUMB_W, THUMB_H = 64, 36
GAP_PX = 4
DIP_PX = 26


@dataclass(frozen=True, slots=True)
class Dress:
    """What the painting depends on besides the layout.

    `lit`: sessions on each band of the flow that is lit, by (source, target); None where nothing is lit.
    `found`: nodes that a search found. `room`: px beside each column for names. `thumbs`: by scene id.
    """

    look: Surfaces
    name: Callable[[PlacedNode], str]
    room: float
    lit: Mapping[tuple[str, str], int] | None = None
    chosen: frozenset[str] = frozenset()
    found: frozenset[str] = frozenset()
    focus: str = ""
    thumbs: Mapping[str, QImage] = field(default_factory=dict)


def paint_sankey(painter: QPainter, placed: SankeyLayout, dress: Dress, visible: QRectF) -> None:
    """Everything of the layout that lies in `visible`."""
    ends = {p.node.id: p.node.kind for p in placed.nodes if p.node.kind != "scene"}
    for link in placed.links:
        if link.goes_back or (link.x1 >= visible.left() and link.x0 <= visible.right()):
            _paint_link(painter, link, ends, dress)
    for node in placed.nodes:
        if node.x1 + dress.room >= visible.left() and node.x0 <= visible.right():
            _paint_node(painter, node, dress)


def ribbon(link: PlacedLink, low: float = 0.0, high: float | None = None) -> QPainterPath:
    """The part of a band between two depths; one that goes back is an arc below both its ends."""
    high = max(link.thickness, 1.0) if high is None else high
    if link.goes_back:
        return _arc(link, low, high)
    middle = (link.x0 + link.x1) / 2
    path = QPainterPath(QPointF(link.x0, link.y0 + low))
    path.cubicTo(middle, link.y0 + low, middle, link.y1 + low, link.x1, link.y1 + low)
    path.lineTo(link.x1, link.y1 + high)
    path.cubicTo(middle, link.y1 + high, middle, link.y0 + high, link.x0, link.y0 + high)
    path.closeSubpath()
    return path


def _arc(link: PlacedLink, low: float, high: float) -> QPainterPath:
    thick, out = high - low, 18 + link.thickness / 2
    y0, y1 = link.y0 + (low + high) / 2, link.y1 + (low + high) / 2
    bottom = max(y0, y1) + DIP_PX + link.thickness
    path = QPainterPath(QPointF(link.x0, y0))
    path.cubicTo(link.x0 + out, y0, link.x0 + out, bottom, link.x0, bottom)
    path.lineTo(link.x1, bottom)
    path.cubicTo(link.x1 - out, bottom, link.x1 - out, y1, link.x1, y1)
    stroker = QPainterPathStroker()
    stroker.setWidth(max(thick, 1.0))
    stroker.setCapStyle(Qt.PenCapStyle.FlatCap)
    return stroker.createStroke(path)


def _paint_link(painter: QPainter, link: PlacedLink, ends: Mapping[str, str], dress: Dress) -> None:
    """Chosen, continued and by default one under the other; what is lit lies over them, as deep as it is."""
    band, thick = link.link, max(link.thickness, 1.0)
    total = max(band.sessions, 1)
    colour = KINDS.get(ends.get(band.target, ""))
    dim = dress.lit is not None
    at, parts = 0.0, (
        (band.chosen, CHOSEN),
        (band.sessions - band.chosen - band.by_default, CONTINUED),
        (band.by_default, DEFAULT_BRANCH),
    )
    for count, own in parts:
        if count:
            part = ribbon(link, at, at + thick * count / total)
            painter.fillPath(part, _faded(colour or own, 55 if dim else 120))
            if count == band.by_default and thick * count / total >= LEAST_HATCHED_PX:
                painter.fillPath(part, QBrush(QColor(dress.look.window), Qt.BrushStyle.BDiagPattern))
            at += thick * count / total
    lit = (dress.lit or {}).get((band.source, band.target), 0)
    if lit:
        painter.fillPath(ribbon(link, 0.0, max(thick * lit / total, 1.0)), _faded(colour or FLOW, 150))


def _paint_node(painter: QPainter, placed: PlacedNode, dress: Dress) -> None:
    box = QRectF(placed.x0, placed.y0, placed.x1 - placed.x0, max(placed.y1 - placed.y0, 1.5))
    painter.fillRect(box, QColor(KINDS.get(placed.node.kind, dress.look.second)))
    marked = placed.node.id in dress.chosen or placed.node.id in dress.found
    if marked or placed.node.id == dress.focus:
        style = Qt.PenStyle.SolidLine if marked else Qt.PenStyle.DashLine
        painter.setPen(QPen(QColor(LIT if placed.node.id in dress.found else dress.look.accent), 2, style))
        painter.drawRect(box.adjusted(-2, -2, 2, 2))
    if box.height() < LEAST_NAMED_PX and not marked:
        return
    x = _paint_thumb(painter, placed, box, dress)
    metrics = QFontMetricsF(painter.font())
    room = dress.room - (x - box.right())
    if room < 2 * metrics.averageCharWidth():
        return
    painter.setPen(QColor(dress.look.text))
    y, counted = box.center().y(), box.height() > LEAST_COUNTED_PX
    painter.drawText(
        QPointF(x, y + (-2 if counted else 4)),
        metrics.elidedText(dress.name(placed), Qt.TextElideMode.ElideRight, room),
    )
    if counted:
        painter.setPen(QColor(dress.look.second))
        text = metrics.elidedText(number(placed.node.sessions), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(x, y + metrics.height() - 3), text)


def _paint_thumb(painter: QPainter, placed: PlacedNode, box: QRectF, dress: Dress) -> float:
    """The scene's picture beside its node where there is room; where the text begins."""
    image = dress.thumbs.get(placed.node.scene_id or "")
    if image is None or box.height() < THUMB_H + 4 or dress.room < THUMB_W + 60:
        return box.right() + GAP_PX
    target = QRectF(box.right() + GAP_PX, box.center().y() - THUMB_H / 2, THUMB_W, THUMB_H)
    painter.drawImage(target, image)
    return target.right() + GAP_PX


def _faded(colour: str, alpha: int) -> QColor:
    faded = QColor(colour)
    faded.setAlpha(alpha)
    return faded
