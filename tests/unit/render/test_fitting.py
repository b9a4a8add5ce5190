import numpy as np
import pytest
from PySide6.QtGui import QImage

from footpath.render.fitting import fitted


def pixels(image):
    raw = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return raw[:, : image.width()].copy()


def test_half_the_size_is_the_mean_of_every_four_pixels():
    bgr = np.random.default_rng(1).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    slow = bgr.astype(float).reshape(20, 2, 30, 2, 3).mean(axis=(1, 3))
    image = fitted(bgr, 30, 20)
    shown = pixels(image)
    assert np.abs(shown[:, :, :3] - slow).max() <= 1
    assert (shown[:, :, 3] == 255).all()


@pytest.mark.parametrize("size", [(60, 40), (61, 40), (600, 400), (0, 0), (30, 80)])
def test_a_frame_that_isnt_shown_smaller_keeps_its_pixels(size):
    bgr = np.random.default_rng(2).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    image = fitted(bgr, *size)
    assert image.format() == QImage.Format.Format_RGB32
    assert (pixels(image)[:, :, :3] == bgr).all()


def test_the_picture_outlives_the_frame():
    bgr = np.full((40, 60, 3), 77, np.uint8)
    image = fitted(bgr, 30, 20)
    del bgr
    assert (pixels(image)[:, :, :3] == 77).all()
