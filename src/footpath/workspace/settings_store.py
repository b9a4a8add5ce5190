"""What is remembered per user: sizes, last folder, theme."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings


class SettingsStore:
    """A thin, typed face of QSettings; `path` puts it into one file, for tests."""

    def __init__(self, path: Path | None = None) -> None:
        if path is None:
            self._settings = QSettings("Footpath", "Footpath")
        else:
            self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    @property
    def theme(self) -> str:
        """`dark`, `light` or `system`."""
        return str(self._settings.value("theme", "system"))

    @theme.setter
    def theme(self, name: str) -> None:
        self._settings.setValue("theme", name)

    @property
    def last_folder(self) -> Path:
        folder = Path(str(self._settings.value("last_folder", "")))
        return folder if str(folder) != "." and folder.is_dir() else Path.home()

    @last_folder.setter
    def last_folder(self, folder: Path) -> None:
        self._settings.setValue("last_folder", str(folder))

    def layout(self, part: str) -> QByteArray | None:
        """The remembered geometry of a window or splitter."""
        value = self._settings.value(f"layout/{part}")
        return value if isinstance(value, QByteArray) else None

    def set_layout(self, part: str, state: QByteArray) -> None:
        self._settings.setValue(f"layout/{part}", state)

    def text(self, name: str, default: str) -> str:
        return str(self._settings.value(f"text/{name}", default))

    def set_text(self, name: str, value: str) -> None:
        self._settings.setValue(f"text/{name}", value)

    def number(self, name: str, default: int) -> int:
        value = self._settings.value(f"number/{name}", default)
        return int(str(value)) if str(value).lstrip("-").isdigit() else default

    def set_number(self, name: str, value: int) -> None:
        self._settings.setValue(f"number/{name}", value)

    def sync(self) -> None:
        self._settings.sync()
