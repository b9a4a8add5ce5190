"""How a log is read: a proposed mapping to be looked at, with the first rows as they will be understood."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from footpath.model.errors import UserError
from footpath.study.looking import Look, first_frame, look, read_mapping, save_mapping, saved_mappings
from footpath.ui.dots_picture import DotsPicture
from footpath.ui.mapping_controls import MappingControls
from footpath.ui.tables import Row, make_table
from footpath.ui.wording import number
from footpath.workspace.jobs import Jobs

PROPOSED = "Proposed"
PAUSE_MS = 250
HEADERS = ["Session", "Wall time (UTC)", "Kind", "Media time", "x", "y", "Line"]


class MappingDialog(QDialog):
    """Accepted once a mapping is saved under a name; `path` then says where."""

    def __init__(self, events: Path, videos: tuple[Path, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"How {events.name} is read")
        self.path: Path | None = None
        self._events, self._videos = events, videos
        self._controls: MappingControls | None = None
        self._jobs = Jobs(self)
        self._later = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._later.timeout.connect(self._look_again)
        self._build()
        self.finished.connect(self._jobs.close)
        self._look(None)
        if videos:
            self._jobs.run(first_frame, videos[0], done=self._picture.show_frame, failed=self._failed, name="A frame")

    def _build(self) -> None:
        self._choice = QComboBox()
        self._choice.setAccessibleName("Mapping")
        self._choice.addItems([PROPOSED, *saved_mappings()])
        self._choice.currentTextChanged.connect(self._chosen)
        self._name = QLineEdit(self._events.stem)
        self._name.setAccessibleName("Name of the mapping")
        self._says = QLabel("Looking into the file…", wordWrap=True, objectName="second")
        self._table = make_table("First rows as they will be understood", HEADERS)
        self._picture = DotsPicture()
        self._area = QScrollArea(widgetResizable=True)
        self._area.setMinimumWidth(400)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._save = QPushButton("Save and use", enabled=False, default=True)
        self._save.clicked.connect(self._save_and_close)
        buttons.addButton(self._save, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.rejected.connect(self.reject)
        top, sides, right = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        for widget in (QLabel("Mapping"), self._choice, QLabel("Save as"), self._name):
            top.addWidget(widget, int(isinstance(widget, QLineEdit | QComboBox)))
        right.addWidget(self._says)
        right.addWidget(self._table, 3)
        right.addWidget(self._picture, 4)
        sides.addWidget(self._area, 2)
        sides.addLayout(right, 3)
        rows = QVBoxLayout(self)
        rows.addLayout(top)
        rows.addLayout(sides, 1)
        rows.addWidget(buttons)
        self.resize(1000, 680)

    def _chosen(self, name: str) -> None:
        path = saved_mappings().get(name)
        self._controls = None
        if path is None:
            self._look(None)
            return
        self._name.setText(name)
        try:
            self._look(read_mapping(path))
        except UserError as error:
            self._failed(error)

    def _look(self, mapping: dict[str, Any] | None) -> None:
        self._jobs.run(
            look, self._events, mapping, self._videos, done=partial(self._seen, mapping), failed=self._failed,
            name="Looking", key="look",
        )  # fmt: skip

    def _look_again(self) -> None:
        if self._controls is not None:
            self._look(self._controls.mapping())

    def _seen(self, _asked: dict[str, Any] | None, seen: Look) -> None:
        if self._controls is None:
            self._controls = MappingControls(seen, seen.mapping)
            self._controls.changed.connect(self._later.start)
            self._area.setWidget(self._controls)
            beside = self._area.verticalScrollBar().sizeHint().width() + 2 * self._area.frameWidth()
            self._area.setMinimumWidth(self._controls.minimumSizeHint().width() + beside)
        self._fill(seen)

    def _fill(self, seen: Look) -> None:
        self._table.clear()
        found = seen.understood
        self._save.setEnabled(found is not None and found.good > 0)
        self._picture.show_dots(found.dots if found is not None else ())
        if found is None:
            self._says.setText(seen.problem)
            return
        said = f"Of the first {number(found.good + found.bad)} rows {number(found.good)} are understood"
        line, reason = found.refused[0] if found.refused else (0, "")
        why = f", {number(found.bad)} would be refused (line {line}: {reason})" if found.bad else ""
        self._says.setText(f"{said}{why}.")
        for line, session, at_ms, kind, t_s, x, y in found.rows:
            when = datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
            numbers = ["" if math.isnan(value) else f"{value:.3f}" for value in (t_s, x, y)]
            self._table.addTopLevelItem(Row([session, when, kind, *numbers, str(line)]))

    def _failed(self, error: Exception) -> None:
        self._says.setText(str(error))
        self._says.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def _save_and_close(self) -> None:
        if self._controls is None:
            return
        try:
            self.path = save_mapping(self._name.text().strip() or self._events.stem, self._controls.mapping())
        except UserError as error:
            self._failed(error)
            return
        self.accept()
