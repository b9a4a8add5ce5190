"""Packages that came from elsewhere: nothing leaves its folder, nothing unpacks to more than it may."""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from footpath.model.errors import UserError

MOST_ENTRIES = 20_000
MOST_TEXT_BYTES = 32 << 20
MOST_FILM_BYTES = 16 << 30
MOST_RATIO = 200  # unpacked over packed, of what is not small anyway
SMALL_BYTES = 1 << 20
PIECE_BYTES = 1 << 20
DAMAGE = (OSError, zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, zlib.error, lzma.LZMAError)
REMEDY = "Get the package again from where it was made."


class SafeZip:
    """A zip file, open for reading; a context.

    Raises:
        UserError: it is no zip, holds names that lead out of its folder, or far too much.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise UserError(f"The package can't be opened: {error}", str(path), REMEDY) from error
        try:
            self._check()
        except UserError:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def read(self, name: str) -> bytes | None:
        """A text file in it; None where there is none of that name."""
        try:
            info = self._zip.getinfo(name)
        except KeyError:
            return None
        with self._problems(), self._zip.open(info) as file:
            data = file.read(MOST_TEXT_BYTES + 1)
        if len(data) > MOST_TEXT_BYTES:
            raise self._error(f"{name} is larger than {MOST_TEXT_BYTES >> 20} MB")
        return data

    def has(self, name: str) -> bool:
        return name in self._zip.namelist()

    def unpack(self, name: str, folder: Path) -> Path:
        """One file into a folder, under the last part of its name."""
        info = self._zip.getinfo(name)
        target = folder / PurePosixPath(name).name
        part = folder / f".{target.name}.part"
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("wb") as file:
                for piece in self._pieces(info):
                    file.write(piece)
            part.replace(target)
        except OSError as error:
            raise UserError(f"{target.name} can't be unpacked: {error}", str(folder), "Make room there.") from error
        finally:
            part.unlink(missing_ok=True)
        return target

    def _pieces(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        left = min(info.file_size, MOST_FILM_BYTES)
        with self._problems():
            source = self._zip.open(info)
        with source:
            while True:
                with self._problems():
                    piece = source.read(PIECE_BYTES)
                if not piece:
                    return
                left -= len(piece)
                if left < 0:
                    raise self._error(f"{info.filename} unpacks to more than it says")
                yield piece

    def _check(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > MOST_ENTRIES:
            raise self._error(f"it holds {len(entries)} files")
        for info in entries:
            self._check_entry(info)

    def _check_entry(self, info: zipfile.ZipInfo) -> None:
        name = info.filename
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if not parts or parts[0].startswith("/") or ".." in parts or ":" in parts[0]:
            raise self._error(f"the name {name!r} leads out of its folder")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise self._error(f"{name!r} is a link")
        if info.flag_bits & 1:
            raise self._error(f"{name!r} is encrypted")
        if info.file_size > SMALL_BYTES and info.file_size > MOST_RATIO * max(info.compress_size, 1):
            raise self._error(f"{name!r} unpacks to {info.file_size / max(info.compress_size, 1):.0f} times its size")

    def _error(self, what: str) -> UserError:
        return UserError(f"The package is not safe to open: {what}", str(self._path), REMEDY)

    @contextmanager
    def _problems(self) -> Iterator[None]:
        try:
            yield
        except DAMAGE as error:
            raise UserError(f"The package is damaged: {error}", str(self._path), REMEDY) from error
