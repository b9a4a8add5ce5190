"""How the Sankey is painted: bands, nodes, their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPainterPath, QPainterPathStroker, QPen

from footpath.render.colours import ACCEPTED, CHOSEN, DEFAULT_BRANCH, EXIT
from footpath.render.sankey_layout import PlacedLink, PlacedNode, SankeyLayout
from footpath.ui.theme import Surfaces
from footpath.ui.wording import number

KINDS = {"exit": EXIT, "completed": ACCEPTED, "censored": DEFAULT_BRANCH, "other": DEFAULT_BRANCH}
MARGIN, LEAST_STEP_PX, LEAST_NODE_PX = 14.0, 96.0, 5.0
CONTINUED = "#5B6470"
FLOW, LIT = "#3D8FD1", "#F0E442"
LEAST_NAMED_PX, LEAST_COUNTED_PX = 9, 26
SHOWN, DIM, LIT_SHOWN = 0.5, 0.22, 0.65  # how much of its colour a band has over the ground
STRIPES_APART_PX, STRIPE_PX, LEAST_EDGED_PX = 6.0, 2.0, 3.0
NODE_WIDTH, MOST_NAMES_PX = 12.0, 220.0
THUMB_W, THUMB_H, LEAST_NAME_PX, LINE_PX = 64, 36, 60, 16
GAP_PX = 4
DIP_PX, LEFT_PX = 8, 13  # below all nodes; left of the first


def size_for(steps: Mapping[int, int], zoom: float, around: QSize) -> QSize:
    """The least size in px for so many nodes in each column; zoomed, a multiple of what is seen of it at once."""
    wide, high = len(steps) * LEAST_STEP_PX + 2 * MARGIN, max(steps.values(), default=0) * LEAST_NODE_PX
    if zoom > 1:
        wide, high = max(wide, around.width()), max(high, around.height())
    return QSize(int(wide * zoom), int(high * zoom))


@dataclass(frozen=True, slots=True)
class Dress:
    """What the painting depends on besides the layout.

    `lit`: sessions on each band of the flow that is lit, by (source, target); None where nothing is lit.
    `found`: nodes that a search found. `room`: px beside each column for names, none beyond `right`. `thumbs`: by
    scene id.
    """

    look: Surfaces
    name: Callable[[PlacedNode], str]
    room: float
    right: float
    lit: Mapping[tuple[str, str], int] | None = None
    chosen: frozenset[str] = frozenset()
    found: frozenset[str] = frozenset()
    focus: str = ""
    thumbs: Mapping[str, QImage] = field(default_factory=dict)


def paint_sankey(painter: QPainter, placed: SankeyLayout, dress: Dress, visible: QRectF) -> None:
    """Everything of the layout that lies in `visible`; thin bands over thick ones, and a gap where they cross.

    Nothing is translucent: Qt hands every larger translucent shape to threads of its own, at ten times the cost.
    """
    ends = {p.node.id: p.node.kind for p in placed.nodes if p.node.kind != "scene"}
    for link in sorted(placed.links, key=lambda link: -link.thickness):
        if link.goes_back or (link.x1 >= visible.left() and link.x0 <= visible.right()):
            _paint_link(painter, link, ends, dress)
    for node in placed.nodes:
        if node.x1 + dress.room >= visible.left() and node.x0 <= visible.right():
            _paint_node(painter, node, dress)


def ribbon(link: PlacedLink, low: float = 0.0, high: float | None = None) -> QPainterPath:
    """The part of a band between two depths; one that goes back is an arc below all nodes."""
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
    stroker = QPainterPathStroker()
    stroker.setWidth(max(high - low, 1.0))
    stroker.setCapStyle(Qt.PenCapStyle.FlatCap)
    return stroker.createStroke(_line(link, (low + high) / 2))


def _line(link: PlacedLink, depth: float) -> QPainterPath:
    """Along a band, so many pixels below its upper edge."""
    y0, y1 = link.y0 + depth, link.y1 + depth
    path = QPainterPath(QPointF(link.x0, y0))
    if not link.goes_back:
        middle = (link.x0 + link.x1) / 2
        path.cubicTo(middle, y0, middle, y1, link.x1, y1)
        return path
    out, bottom = 18 + link.thickness / 2, link.below_px + DIP_PX + link.thickness - depth
    path.cubicTo(link.x0 + out, y0, link.x0 + out, bottom, link.x0, bottom)
    path.lineTo(link.x1, bottom)
    out = min(out, max(link.x1 + LEFT_PX - link.thickness / 2, 6))
    path.cubicTo(link.x1 - out, bottom, link.x1 - out, y1, link.x1, y1)
    return path


def paint_held(painter: QPainter, held: PlacedNode, y: float, look: Surfaces) -> None:
    """A node where it would be let go, `y` its middle."""
    height = held.y1 - held.y0
    painter.setPen(QPen(QColor(look.accent), 2))
    painter.drawRect(QRectF(held.x0, y - height / 2, held.x1 - held.x0, max(height, 2.0)))


def _paint_link(painter: QPainter, link: PlacedLink, ends: Mapping[str, str], dress: Dress) -> None:
    """Chosen, continued and by default one under the other; what is lit lies over them, as deep as it is."""
    band, thick = link.link, max(link.thickness, 1.0)
    total, ground = max(band.sessions, 1), dress.look.panel
    colour = KINDS.get(ends.get(band.target, ""))
    strength = DIM if dress.lit is not None else SHOWN
    at, parts = 0.0, (
        (band.chosen, CHOSEN),
        (band.sessions - band.chosen - band.by_default, CONTINUED),
        (band.by_default, DEFAULT_BRANCH),
    )
    for count, own in parts:
        if count:
            deep = thick * count / total
            painter.fillPath(ribbon(link, at, at + deep), _mixed(colour or own, ground, strength))
            if own == DEFAULT_BRANCH:
                _stripe(painter, link, at, deep, dress)
            at += deep
    lit = (dress.lit or {}).get((band.source, band.target), 0)
    if lit:
        painter.fillPath(ribbon(link, 0.0, max(thick * lit / total, 1.0)), _mixed(colour or FLOW, ground, LIT_SHOWN))
    if thick >= LEAST_EDGED_PX:
        for depth in (0.0, thick):
            painter.strokePath(_line(link, depth), QPen(QColor(ground), 1.0))


def _stripe(painter: QPainter, link: PlacedLink, at: float, deep: float, dress: Dress) -> None:
    """Lines along a band, by which the way taken by default is told without its colour."""
    pen, depth = QPen(QColor(dress.look.panel), STRIPE_PX), at + STRIPES_APART_PX / 2
    while depth < at + deep - STRIPE_PX / 2 and deep >= STRIPES_APART_PX:
        painter.strokePath(_line(link, depth), pen)
        depth += STRIPES_APART_PX


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
    room = min(dress.room - (x - box.right()), dress.right - x)
    if room < 2 * metrics.averageCharWidth():
        return
    painter.setPen(QColor(dress.look.text))
    y, counted = box.center().y(), box.height() > LEAST_COUNTED_PX
    painter.drawText(
        QPointF(x, y + (-2 if counted else 4)),
        _shortened(dress.name(placed), metrics, room),
    )
    if counted:
        painter.setPen(QColor(dress.look.second))
        text = metrics.elidedText(number(placed.node.sessions), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(x, y + metrics.height() - 3), text)


def _shortened(name: str, metrics: QFontMetricsF, room: float) -> str:
    """What tells names apart is kept: a number at their end, else how they begin."""
    mode = Qt.TextElideMode.ElideMiddle if name[-1:].isdigit() else Qt.TextElideMode.ElideRight
    return metrics.elidedText(name, mode, room)


def room_beside(layout: SankeyLayout, alone: float) -> float:
    """Px beside each column for names and pictures; `alone`: where there is but one."""
    columns = len({placed.node.step for placed in layout.nodes})
    step = (layout.width - NODE_WIDTH) / (columns - 1) if columns > 1 else alone
    return min(step - NODE_WIDTH - 6, MOST_NAMES_PX)


def roomy(nodes: Iterable[PlacedNode], room: float) -> list[str]:
    """The scenes that have a node with room for a picture, from left to right."""
    return list(dict.fromkeys(p.node.scene_id for p in nodes if p.node.scene_id and _place(p.y1 - p.y0, room)))


def _place(height: float, room: float) -> str:
    """Where a node has room for a picture: above its name, else beside it; empty for nowhere."""
    if height >= 2 * (THUMB_H + LINE_PX) and room >= THUMB_W + GAP_PX:
        return "above"
    return "beside" if height >= THUMB_H + 4 and room >= THUMB_W + LEAST_NAME_PX else ""


def _paint_thumb(painter: QPainter, placed: PlacedNode, box: QRectF, dress: Dress) -> float:
    """The scene's picture where there is room: above its name, else before it. Returns where the text begins."""
    image, left = dress.thumbs.get(placed.node.scene_id or ""), box.right() + GAP_PX
    where = _place(box.height(), dress.room)
    if image is None or not where:
        return left
    top = box.center().y() - (THUMB_H + LINE_PX if where == "above" else THUMB_H / 2)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(left, top, THUMB_W, THUMB_H), image)
    return left if where == "above" else left + THUMB_W + GAP_PX


@lru_cache(256)
def _mixed(colour: str, ground: str, share: float) -> QColor:
    """A colour laid over the ground with an opacity of `share`, as an opaque one."""
    over, under = QColor(colour), QColor(ground)
    parts = zip(over.getRgb()[:3], under.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(a * share + b * (1 - share)) for a, b in parts))
