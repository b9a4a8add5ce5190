"""What a mapping says, as controls: which column is which, which word means what, units and boxes."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFormLayout, QGroupBox, QLineEdit, QVBoxLayout, QWidget

from footpath.model.events import KIND_WORDS
from footpath.study.looking import Look

ABSENT = "–"
OURS = {
    "session_id": "Session", "at": "Wall time", "kind": "Kind of event", "viewer_id": "Viewer",
    "media_time": "Media time", "media_id": "Film", "scene_id": "Scene", "x": "Position x", "y": "Position y",
    "element_id": "Element", "value": "Value", "device": "Device", "variant": "Variant", "autoplay": "Autoplay",
    "player_width": "Player width", "player_height": "Player height",
}  # fmt: skip
MEDIA_UNITS = {"s": "seconds", "ms": "milliseconds", "us": "microseconds", "clock": "h:mm:ss", "frames": "frames"}
UNITS = {"normalised": "0 to 1", "percent": "percent", "pixels": "pixels of the player"}
FITS = {"fill": "picture fills the player", "contain": "letterboxed (contain)", "cover": "cropped (cover)"}
LEAST_LETTERS = 10
MOST_PX = 20_000.0
WORDS_SHOWN = 30


class MappingControls(QWidget):
    """`changed` tells that a person changed something."""

    changed = Signal()

    def __init__(self, look: Look, mapping: AnyMapping[str, Any]) -> None:
        super().__init__()
        self._said = dict(mapping)
        rows = QVBoxLayout(self)
        self._columns = self._column_boxes(look, mapping.get("columns", {}))
        rows.addWidget(_group("Columns", {OURS[name]: box for name, box in self._columns.items()}))
        self._kinds = self._kind_boxes(look, mapping)
        if self._kinds:
            rows.addWidget(_group("Words for events", dict(self._kinds)))
        rows.addWidget(self._units(mapping))
        rows.addStretch(1)

    def mapping(self) -> dict[str, Any]:
        """As a mapping file's object; what these controls don't show stays as it was."""
        columns = {name: box.currentText() for name, box in self._columns.items() if box.currentIndex() > 0}
        unit = str(self._media_unit.currentData())
        said: dict[str, Any] = {
            **self._said,
            "columns": {name: theirs for name, theirs in columns.items() if name != theirs},
            "kinds": {word: box.currentText() for word, box in self._kinds.items() if box.currentIndex() > 0},
            "media_time": {"unit": unit, **({"fps": self._fps.value()} if unit == "frames" else {})},
            "position": self._position(),
        }
        zone = self._zone.text().strip()
        said["time"] = {**said.get("time", {}), "zone": zone or None}
        return said

    def _position(self) -> dict[str, Any]:
        said = {**self._said.get("position", {}), "unit": self._unit.currentData(), "fit": self._fit.currentData(),
                "rotation": int(self._rotation.currentText())}  # fmt: skip
        if self._width.value() and self._height.value():
            return {**said, "width": self._width.value(), "height": self._height.value()}
        return {key: value for key, value in said.items() if key not in {"width", "height"}}

    def _column_boxes(self, look: Look, columns: AnyMapping[str, str]) -> dict[str, QComboBox]:
        found = {}
        for name, label in OURS.items():
            theirs = columns.get(name, name)
            found[name] = self._box(label, (ABSENT, *look.sample.names), theirs)
        return found

    def _kind_boxes(self, look: Look, mapping: AnyMapping[str, Any]) -> dict[str, QComboBox]:
        """One for each word of theirs that is not ours already."""
        theirs, kinds = mapping.get("columns", {}).get("kind", "kind"), mapping.get("kinds", {})
        if theirs not in look.sample.names:
            return {}
        words = [w for w in dict.fromkeys(look.sample.column(theirs)) if w not in KIND_WORDS][:WORDS_SHOWN]
        return {word: self._box(word, (ABSENT, *KIND_WORDS), kinds.get(word, ABSENT)) for word in words}

    def _box(self, name: str, texts: tuple[str, ...], chosen: str) -> QComboBox:
        box = _narrow(name)
        box.addItems(list(texts))
        box.setCurrentIndex(max(box.findText(chosen), 0))
        box.currentIndexChanged.connect(self.changed)
        return box

    def _choice(self, name: str, words: AnyMapping[str, str], chosen: str) -> QComboBox:
        box = _narrow(name)
        for key, text in words.items():
            box.addItem(text, key)
        box.setCurrentIndex(max(box.findData(chosen), 0))
        box.currentIndexChanged.connect(self.changed)
        return box

    def _number(self, name: str, value: float, suffix: str) -> QDoubleSpinBox:
        spin = QDoubleSpinBox(maximum=MOST_PX, decimals=3 if suffix == " fps" else 0, suffix=suffix, value=value)
        spin.setAccessibleName(name)
        spin.setSpecialValueText("as the rows say")
        spin.valueChanged.connect(self.changed)
        return spin

    def _units(self, mapping: AnyMapping[str, Any]) -> QGroupBox:
        media, position = mapping.get("media_time", {}), mapping.get("position", {})
        self._zone = QLineEdit(str(mapping.get("time", {}).get("zone") or ""), placeholderText="UTC")
        self._zone.setAccessibleName("Time zone")
        self._zone.editingFinished.connect(self.changed)
        self._media_unit = self._choice("Media time in", MEDIA_UNITS, media.get("unit", "s"))
        self._fps = self._number("Frame rate", float(media.get("fps", 25.0)), " fps")
        self._unit = self._choice("Positions in", UNITS, position.get("unit", "normalised"))
        self._fit = self._choice("Picture in the player", FITS, position.get("fit", "fill"))
        self._rotation = self._box("Turned clockwise by", ("0", "90", "180", "270"), str(position.get("rotation", 0)))
        self._width = self._number("Player width", float(position.get("width", 0.0)), " px")
        self._height = self._number("Player height", float(position.get("height", 0.0)), " px")
        return _group("Units", {
            "Wall times without an offset are in": self._zone, "Media time in": self._media_unit,
            "Frame rate": self._fps, "Positions in": self._unit, "Picture in the player": self._fit,
            "Turned clockwise by": self._rotation, "Player width": self._width, "Player height": self._height,
        })  # fmt: skip


def _narrow(name: str) -> QComboBox:
    """A box that takes the room there is, however long its texts."""
    box = QComboBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(LEAST_LETTERS)
    return box


def _group(title: str, rows: AnyMapping[str, QWidget]) -> QGroupBox:
    group = QGroupBox(title)
    form = QFormLayout(group)
    for label, widget in rows.items():
        form.addRow(label, widget)
    return group
