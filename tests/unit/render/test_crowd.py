import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from footpath.render.colours import FALSE_CLICK, HALO
from footpath.render.crowd import Crowd, paint_crowds
from footpath.render.overlay import STAMP_PX, _cross, _stamp

WIDTH, HEIGHT = 200, 120


def canvas():
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor(60, 60, 60))
    return image


def pixels(image):
    return np.frombuffer(image.constBits(), np.uint8).reshape(HEIGHT, WIDTH, 4)[:, :, :3].astype(int)


def stamps():
    return _stamp(_cross, HALO, 3.6, 1.0), _stamp(_cross, FALSE_CLICK, 1.7, 1.0)


def one_by_one(at_px):
    image = canvas()
    painter = QPainter(image)
    for stamp in stamps():
        for x, y in np.rint(at_px - STAMP_PX / 2).tolist():
            painter.drawImage(QPointF(x, y), stamp)
    painter.end()
    return pixels(image)


def crowd(at_px, seen=QRectF(0, 0, WIDTH, HEIGHT)):  # noqa: B008 - a value
    image = canvas()
    painter = QPainter(image)
    paint_crowds(painter, seen, [Crowd(at_px, *stamps())])
    painter.end()
    return pixels(image)


@pytest.mark.parametrize("place", [(50.2, 60.7), (0.0, 0.0), (199.0, 119.0), (3.0, 118.0)])
def test_a_lone_mark_looks_as_if_drawn_by_itself(qtbot, place):
    at_px = np.array([place])
    assert np.abs(crowd(at_px) - one_by_one(at_px)).max() <= 3
    assert (crowd(at_px) != pixels(canvas())).any()


def test_many_marks_apart_look_as_if_drawn_one_by_one(qtbot):
    at_px = np.array([(x, y) for x in range(10, 190, 20) for y in range(10, 110, 20)], dtype=float)
    assert np.abs(crowd(at_px) - one_by_one(at_px)).max() <= 3


def test_marks_outside_are_left_out_and_cut_nothing(qtbot):
    at_px = np.array([(-40.0, 50.0), (300.0, 50.0), (50.0, -40.0), (50.0, 500.0)])
    assert (crowd(at_px) == pixels(canvas())).all()
    assert (crowd(at_px, QRectF(0, 0, 0, 0)) == pixels(canvas())).all()


def test_a_cross_over_another_marks_halo_stays_visible(qtbot):
    seen = crowd(np.array([(100.0, 60.0), (104.0, 60.0)]))
    colour = QColor(FALSE_CLICK)
    wanted = np.array([colour.blue(), colour.green(), colour.red()])
    assert np.abs(seen[60, 100] - wanted).max() < 40
    assert np.abs(seen[60, 104] - wanted).max() < 40
