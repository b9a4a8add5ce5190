"""The one overlay painter: it serves the window, the snapshot, the still and the film alike."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from footpath.model.results import HeatGrid, Outline, Overlay
from footpath.render.colours import ACCEPTED, BOUNDARY, FALSE_CLICK, HALO, NEAR_MISS
from footpath.render.contour_painter import paint_contours
from footpath.render.contours import SHARES
from footpath.render.crowd import Crowd, paint_crowds
from footpath.render.heat_image import SCALES, heat_bgra

Mark = Callable[[QPainter, QPointF, float], None]
MOST_MARKS = 2000
MARK_PX, STAMP_PX = 4.0, 16
LIT_ALPHA = 60
CROWD, CROWD_OPACITY = 150, 0.45
KEY_PX, KEY_GAP_PX = 34.0, 14.0
MARKED = {"boundary", "false", "near", "candidate"}
ROLES = {"boundary": BOUNDARY, "candidate": FALSE_CLICK, "accepted": ACCEPTED}


@dataclass(frozen=True, slots=True)
class OverlayOptions:
    """What is drawn, and how strongly."""

    heat: bool = True
    false_clicks: bool = True
    near_misses: bool = True
    boundaries: bool = True
    candidates: bool = True
    heat_opacity: float = 0.75
    colour_map: str = "inferno"
    heat_scale: str = "root"
    contours: bool = False
    heat_per_second: bool = False


def frame_image(bgra: NDArray[np.uint8]) -> QImage:
    """A frame as a picture over the same memory; keep the array alive as long as the picture."""
    height, width = bgra.shape[:2]
    return QImage(bgra.data, width, height, bgra.strides[0], QImage.Format.Format_RGB32)


def paint_overlay(painter: QPainter, target: QRectF, overlay: Overlay, options: OverlayOptions) -> None:
    """Draw what lies over the picture into `target`; of more than 2000 marks of a kind the first 2000."""
    painter.save()
    painter.setClipRect(target, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    if options.heat and overlay.heat is not None and overlay.heat.clicks:
        _paint_heat(painter, target, overlay.heat, options)
        if options.contours:
            paint_contours(painter, target, overlay.heat)
    for outline in overlay.outlines:
        if outline.role == "lit":
            _paint_lit(painter, target, outline)
        elif options.boundaries if outline.role == "boundary" else options.candidates:
            _paint_outline(painter, target, outline)
    _paint_marks(painter, target, list(_marks(painter, target, overlay, options)))
    painter.restore()


def _paint_heat(painter: QPainter, target: QRectF, heat: HeatGrid, options: OverlayOptions) -> None:
    """Stretched here where all of it can be seen: Qt takes three times as long for what it has to scale itself."""
    pixels, ratio = heat_bgra(heat, options.colour_map, options.heat_opacity, options.heat_scale), _ratio(painter)
    size = (target.size() * ratio).toSize()
    if QRectF(painter.viewport()).adjusted(-1, -1, 1, 1).contains(target):
        pixels = np.asarray(cv2.resize(pixels, size.toTuple(), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
        corner = QPointF((target.topLeft() * ratio).toPoint()) / ratio
        target = QRectF(corner, QSizeF(size) / ratio)
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
    painter.drawImage(target, image)


def _ratio(painter: QPainter) -> float:
    return float(painter.device().devicePixelRatio())


def _place(target: QRectF, x: float, y: float) -> QPointF:
    return QPointF(target.left() + x * target.width(), target.top() + y * target.height())


def _paint_outline(painter: QPainter, target: QRectF, outline: Outline) -> None:
    polygon = QPolygonF([_place(target, x, y) for x, y in outline.polygon])
    colour = QColor(ROLES[outline.role])
    style = Qt.PenStyle.DashLine if outline.role == "candidate" else Qt.PenStyle.SolidLine
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(HALO), 6.0 if outline.role == "accepted" else 4.5))
    painter.drawPolygon(polygon)
    painter.setPen(QPen(colour, 4.5 if outline.role == "accepted" else 2.0, style))
    painter.drawPolygon(polygon)
    if outline.role == "accepted":
        painter.setPen(QPen(QColor(HALO), 1.5))
        painter.drawPolygon(polygon)
    _paint_plate(painter, target, polygon.boundingRect(), outline.label, colour)


def _paint_lit(painter: QPainter, target: QRectF, outline: Outline) -> None:
    """A chosen element: its boundary thicker and filled a little; beside the picture, its name at the right edge."""
    colour = QColor(BOUNDARY)
    if not outline.polygon:
        edge = QRectF(target.right() - 4, target.center().y(), 0, 0)
        _paint_plate(painter, target, edge, f"{outline.label} ▸", colour)
        return
    polygon = QPolygonF([_place(target, x, y) for x, y in outline.polygon])
    glow = QColor(colour)
    glow.setAlpha(LIT_ALPHA)
    painter.setBrush(glow)
    for pen in (QPen(QColor(HALO), 8.0), QPen(QColor("white"), 5.0), QPen(colour, 2.5)):
        painter.setPen(pen)
        painter.drawPolygon(polygon)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    _paint_plate(painter, target, polygon.boundingRect(), outline.label, colour)


def _paint_plate(painter: QPainter, target: QRectF, box: QRectF, label: str, colour: QColor) -> None:
    if not label:
        return
    metrics = QFontMetricsF(painter.font())
    width, height = metrics.horizontalAdvance(label) + 10, metrics.height() + 4
    x = min(max(box.left(), target.left() + 2), target.right() - width - 2)
    y = box.top() - height - 3
    y = y if y >= target.top() + 2 else min(box.bottom() + 3, target.bottom() - height - 2)
    plate = QRectF(x, y, width, height)
    ground = QColor(HALO)
    ground.setAlpha(210)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(plate, 3, 3)
    painter.setPen(colour.lighter(125))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, label)


def _cross(painter: QPainter, at: QPointF, size: float) -> None:
    painter.drawLine(QPointF(at.x() - size, at.y() - size), QPointF(at.x() + size, at.y() + size))
    painter.drawLine(QPointF(at.x() - size, at.y() + size), QPointF(at.x() + size, at.y() - size))


def _ring(painter: QPainter, at: QPointF, size: float) -> None:
    painter.drawEllipse(at, size + 1, size + 1)


def _marks(painter: QPainter, target: QRectF, overlay: Overlay, options: OverlayOptions) -> Iterator[Crowd]:
    """The kinds of marks that are drawn, lowest first."""
    ratio, corner = _ratio(painter), (target.left(), target.top())
    for shown, xs, ys, colour, shape in (
        (options.near_misses, overlay.near_x, overlay.near_y, NEAR_MISS, _ring),
        (options.false_clicks, overlay.false_x, overlay.false_y, FALSE_CLICK, _cross),
    ):
        if shown:
            at_px = corner + np.stack([xs, ys], axis=1)[:MOST_MARKS] * (target.width(), target.height())
            yield Crowd(at_px, _stamp(shape, HALO, 3.6, ratio), _stamp(shape, colour, 1.7, ratio))


def _paint_marks(painter: QPainter, target: QRectF, kinds: list[Crowd]) -> None:
    """All halos of a kind, then all its marks: each a stamp drawn once and set down on whole pixels."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    crowds = [kind for kind in kinds if len(kind.at_px) > CROWD]
    paint_crowds(painter, target.intersected(QRectF(painter.viewport())), crowds, CROWD_OPACITY)
    for kind in kinds:
        if len(kind.at_px) <= CROWD:
            corners = np.rint(kind.at_px - STAMP_PX / 2).tolist()
            for stamp in (kind.halo, kind.mark):
                for left, top in corners:
                    painter.drawImage(QPointF(left, top), stamp)
    painter.restore()


@lru_cache(32)
def _stamp(shape: Mark, colour: str, width: float, ratio: float) -> QImage:
    """One mark, `STAMP_PX` wide and high, in a screen's own pixels."""
    side = math.ceil(STAMP_PX * ratio)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), width))
    shape(painter, QPointF(STAMP_PX / 2, STAMP_PX / 2), MARK_PX)
    painter.end()
    return image


def paint_legend(painter: QPainter, target: QRectF, overlay: Overlay, options: OverlayOptions) -> None:
    """Bottom left of `target`: what the colours count, with numbers."""
    lines = _legend_lines(overlay, options)
    if not lines:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    metrics, rows = QFontMetricsF(painter.font()), _legend_rows(lines)
    height, columns = metrics.height() + 3, [0.0, 0.0]
    for row in rows:
        for k, (_, text) in enumerate(row if len(row) > 1 else []):
            columns[k] = max(columns[k], KEY_PX + metrics.horizontalAdvance(text) + KEY_GAP_PX)
    widest = max(metrics.horizontalAdvance(row[0][1]) for row in rows)
    width = max(KEY_PX + widest + 6, sum(columns))
    box = QRectF(target.left() + 10, target.bottom() - height * len(rows) - 22, width, height * len(rows) + 12)
    ground = QColor(HALO)
    ground.setAlpha(215)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 4, 4)
    for k, row in enumerate(rows):
        y = box.top() + 6 + k * height
        for (key, text), x in zip(row, (box.left(), box.left() + columns[0]), strict=False):
            _paint_key(painter, QRectF(x + 8, y + height / 2 - 5, 18, 10), key, options)
            painter.setPen(QColor("#E6E8EB"))
            painter.drawText(QRectF(x + KEY_PX, y, width, height), Qt.AlignmentFlag.AlignVCenter, text)
    painter.restore()


def _legend_rows(lines: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """What is said of the heat in rows of its own, all else two by two: a picture has little room below it."""
    wide = [[line] for line in lines if line[0] not in MARKED]
    marks = [line for line in lines if line[0] in MARKED]
    return wide + [marks[k : k + 2] for k in range(0, len(marks), 2)]


def _legend_lines(overlay: Overlay, options: OverlayOptions) -> list[tuple[str, str]]:
    lines = []
    if options.heat and overlay.heat is not None:
        heat = overlay.heat
        start, end = max(heat.window_s[0], 0.0), heat.window_s[1]
        blurred = f"n = {heat.clicks}, blur {heat.bandwidth_px:g} px"
        unit = "click density" if heat.present_s is None else f"clicks per viewer-second (of {heat.present_s:.0f})"
        lines.append(("heat", f"{unit} {start:.1f}–{end:.1f} s, {blurred}"))
        lines.append(("", f"{SCALES[options.heat_scale]}, full colour = the film's densest"))
        if options.contours:
            lines.append(("contour", f"lines around {' / '.join(f'{s:.0%}' for s in SHARES)} of these clicks"))
    counts = {role: sum(o.role == role for o in overlay.outlines) for role in ROLES}
    if options.boundaries:
        lines.append(("boundary", f"hotspot boundary, n = {counts['boundary']}"))
    if options.false_clicks:
        lines.append(("false", f"false click, n = {len(overlay.false_x)}"))
    if options.near_misses:
        lines.append(("near", f"near miss, n = {len(overlay.near_x)}"))
    if options.candidates and counts["candidate"]:
        lines.append(("candidate", f"false-click cluster, n = {counts['candidate']}"))
    return lines


def _paint_key(painter: QPainter, box: QRectF, key: str, options: OverlayOptions) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if key == "heat":
        painter.drawImage(box, _heat_key(options.colour_map))
    elif key == "contour":
        painter.setPen(QPen(QColor("#FFFFFF"), 1.6))
        painter.drawEllipse(box)
    elif key in {"false", "near"}:
        painter.setPen(QPen(QColor(FALSE_CLICK if key == "false" else NEAR_MISS), 1.7))
        (_cross if key == "false" else _ring)(painter, box.center(), MARK_PX)
    elif key:
        style = Qt.PenStyle.DashLine if key == "candidate" else Qt.PenStyle.SolidLine
        painter.setPen(QPen(QColor(ROLES[key]), 2.0, style))
        painter.drawRect(box)


@lru_cache(8)
def _heat_key(colour_map: str) -> QImage:
    """From nothing to the film's densest."""
    levels = np.linspace(0, 1, 18, dtype=np.float32)[None].repeat(10, axis=0)
    pixels = heat_bgra(HeatGrid(levels, 1, (0.0, 0.0), 0.0, 1.0), colour_map, 1.0)
    return QImage(pixels.data, 18, 10, 18 * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()
