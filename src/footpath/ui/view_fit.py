"""Where the picture lies in its widget: letterboxed, zoomed, panned. Pure geometry."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF

ZOOM_RANGE = (1.0, 16.0)


@dataclass(frozen=True, slots=True)
class ViewFit:
    """`zoom` 1 fits; `centre` is the point of the picture, in [0, 1], at the widget's middle."""

    zoom: float = 1.0
    centre: tuple[float, float] = (0.5, 0.5)

    def target(self, aspect: float, size: QSizeF) -> QRectF:
        """The rectangle the whole picture covers, in widget pixels."""
        width = min(size.width(), size.height() * aspect) * self.zoom
        height = width / aspect
        x = size.width() / 2 - self.centre[0] * width
        y = size.height() / 2 - self.centre[1] * height
        return QRectF(x, y, width, height)

    def zoomed(self, factor: float, at: QPointF, aspect: float, size: QSizeF) -> ViewFit:
        """Zoom so that what lies under `at` stays there."""
        zoom = min(max(self.zoom * factor, ZOOM_RANGE[0]), ZOOM_RANGE[1])
        x, y = to_picture(at, self.target(aspect, size))
        after = replace(self, zoom=zoom).target(aspect, size)
        moved_x = self.centre[0] + x - (at.x() - after.x()) / after.width()
        moved_y = self.centre[1] + y - (at.y() - after.y()) / after.height()
        return ViewFit(zoom, _held(moved_x, moved_y, zoom))

    def panned(self, by: QPointF, aspect: float, size: QSizeF) -> ViewFit:
        target = self.target(aspect, size)
        x = self.centre[0] - by.x() / target.width()
        y = self.centre[1] - by.y() / target.height()
        return replace(self, centre=_held(x, y, self.zoom))


def to_picture(point: QPointF, target: QRectF) -> tuple[float, float]:
    """A widget's point in [0, 1] of the picture (outside the picture: outside [0, 1])."""
    return (point.x() - target.x()) / target.width(), (point.y() - target.y()) / target.height()


def region_of(a: QPointF, b: QPointF, target: QRectF) -> tuple[float, float, float, float] | None:
    """The part of the picture between two corners; None where nothing of it lies between."""
    (ax, ay), (bx, by) = to_picture(a, target), to_picture(b, target)
    x0, x1 = (min(max(v, 0.0), 1.0) for v in sorted((ax, bx)))
    y0, y1 = (min(max(v, 0.0), 1.0) for v in sorted((ay, by)))
    return (x0, y0, x1, y1) if x1 - x0 > 0.002 and y1 - y0 > 0.002 else None


def _held(x: float, y: float, zoom: float) -> tuple[float, float]:
    """Keep the picture over the widget's middle; at fit, centred."""
    half = 0.5 / zoom
    return min(max(x, half), 1 - half), min(max(y, half), 1 - half)
