"""A package that can't be read and a folder that can't be written are told apart, and nothing stays behind."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest

from footpath.model.errors import UserError
from footpath.storage.safe_zip import SafeZip

NAME, FILM = "content/film.mp4", random.Random(1).randbytes(2_300_000)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "p.h5p"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(NAME, FILM)
    return path


def test_a_film_is_unpacked_whole(package, tmp_path):
    with SafeZip(package) as opened:
        assert opened.unpack(NAME, tmp_path / "films").read_bytes() == FILM


def test_a_full_disk_is_not_called_a_damaged_package(package, tmp_path, monkeypatch):
    with SafeZip(package) as opened:
        monkeypatch.setattr(Path, "open", lambda *_: open("/dev/full", "wb"))  # noqa: PTH123, SIM115
        with pytest.raises(UserError, match="No space left") as told:
            opened.unpack(NAME, tmp_path / "films")
    assert told.value.where == str(tmp_path / "films")
    assert list((tmp_path / "films").iterdir()) == []


@pytest.mark.parametrize("at", [40, 2000])
def test_a_damaged_package_is_told_and_leaves_nothing(package, tmp_path, at):
    data = bytearray(package.read_bytes())
    data[at + 10 : at + 40] = b"\xff" * 30
    package.write_bytes(data)
    with SafeZip(package) as opened, pytest.raises(UserError, match="damaged") as told:
        opened.unpack(NAME, tmp_path / "films")
    assert told.value.where == str(package)
    assert list((tmp_path / "films").iterdir()) == []
