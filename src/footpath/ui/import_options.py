"""How an import is done, beside what: the mapping, one film or all, pseudonyms."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from footpath.study.looking import Look, look, read_mapping, saved_mappings
from footpath.ui.mapping_dialog import MappingDialog
from footpath.ui.wording import number
from footpath.workspace.jobs import Jobs

AS_IT_IS = "As it is"
ALL_FILMS = "All films, each a scene of its own"


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """`mapping`: a file; `media`: the only film to keep."""

    mapping: Path | None = None
    media: str | None = None
    pseudonyms: bool = False


class OptionRows(QObject):
    """Rows of the import form that follow the event file chosen."""

    seen = Signal()

    def __init__(self, form: QFormLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self._window, self._jobs = parent, Jobs(self)
        self._events: Path | None = None
        self._videos: tuple[Path, ...] = ()
        self._look: Look | None = None
        self._mapping, self._film = QComboBox(), QComboBox()
        self._mapping.setAccessibleName("How the events are read")
        self._mapping.addItems([AS_IT_IS, *saved_mappings()])
        self._mapping.currentTextChanged.connect(self._look_again)
        self._columns = QPushButton("Columns…", enabled=False)
        self._columns.clicked.connect(self.ask_mapping)
        self._film.setAccessibleName("Film")
        self._film.addItem(ALL_FILMS)
        self._film.setEnabled(False)
        self._pseudonyms = QCheckBox("Replace viewer ids by pseudonyms, the same in every review of yours")
        self._says = QLabel("", objectName="second", wordWrap=True)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._mapping, 1)
        row.addWidget(self._columns)
        form.addRow("Read", holder)
        form.addRow("Film", self._film)
        form.addRow("Privacy", self._pseudonyms)
        form.addRow(self._says)

    def follow(self, events: Path | None, videos: tuple[Path, ...]) -> None:
        """Look into another event file."""
        self._videos = videos
        if events == self._events:
            return
        self._events, self._look = events, None
        self._look_again()

    def close(self) -> None:
        self._jobs.close()

    def options(self) -> ImportOptions:
        mapping = saved_mappings().get(self._mapping.currentText())
        media = self._film.currentData() if self._film.currentIndex() > 0 else None
        return ImportOptions(mapping, media, self._pseudonyms.isChecked())

    @property
    def needs_mapping(self) -> bool:
        """Whether the file was looked into and can't be read as it is."""
        return self._look is not None and self._look.understood is None

    def ask_mapping(self) -> bool:
        """Let a person make a mapping; whether one was saved, which is then chosen."""
        if self._events is None:
            return False
        dialog = MappingDialog(self._events, self._videos, self._window)
        if not dialog.exec() or dialog.path is None:
            return False
        name = dialog.path.stem
        if self._mapping.findText(name) < 0:
            self._mapping.addItem(name)
        self._mapping.setCurrentText(name)
        return True

    def _look_again(self) -> None:
        there = self._events is not None and self._events.is_file()
        self._columns.setEnabled(there)
        self._says.setText("")
        if not there or self._events is None:
            return
        path = saved_mappings().get(self._mapping.currentText())
        mapping = read_mapping(path) if path is not None else {}
        self._jobs.run(
            look, self._events, mapping, self._videos, done=self._seen, failed=self._failed, name="Looking", key="look"
        )

    def _seen(self, found: Look) -> None:
        self._look = found
        films = found.understood.media if found.understood is not None else ()
        self._film.clear()
        self._film.addItem(ALL_FILMS if len(films) > 1 else "The only one")
        for name, rows in films if len(films) > 1 else ():
            self._film.addItem(f"{name}  ({number(rows)} rows in the first stretch)", name)
        self._film.setEnabled(len(films) > 1)
        self._says.setText(self._told(found, len(films)))
        self._window.adjustSize()
        self.seen.emit()

    @staticmethod
    def _told(found: Look, films: int) -> str:
        if found.understood is None:
            return f"{found.problem} Choose Columns… to say which is which."
        many = f" The log speaks of {films} films: choose one, or keep all." if films > 1 else ""
        bad = found.understood.bad
        refused = f" {number(bad)} of the first rows would be refused." if bad else ""
        kind = f"Recognised: {found.sample.standard}." if found.sample.standard else "The columns are understood."
        return kind + many + refused

    def _failed(self, error: Exception) -> None:
        self._says.setText(str(error))
