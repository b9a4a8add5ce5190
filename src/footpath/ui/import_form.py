"""What to import: events, films, a story, and where the review goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from footpath.ui.import_options import ImportOptions, OptionRows

STORY_ENDINGS = frozenset({".h5p"})
VIDEO_ENDINGS = frozenset({".mp4", ".mov", ".mkv", ".webm", ".avi", ".m4v", ".ts", ".mts", ".mpg", ".mxf"})
EVENT_ENDINGS = frozenset({".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".gz", ".txt"})
FIELDS = (("events", "Events"), ("videos", "Films"), ("story", "Story"), ("out", "New review"))


@dataclass(frozen=True, slots=True)
class ImportWish:
    events: tuple[Path, ...]
    videos: tuple[Path, ...]
    story: Path | None
    out: Path
    options: ImportOptions = field(default_factory=ImportOptions)


def sort_files(paths: Sequence[Path]) -> dict[str, list[Path]]:
    """Dropped files by their role: reviews, videos, story (.json with 'story' in its name), events (the rest)."""
    sorted_: dict[str, list[Path]] = {"reviews": [], "videos": [], "story": [], "events": []}
    for path in paths:
        ending = path.suffix.casefold()
        if ending == ".footpath":
            role = "reviews"
        elif ending in VIDEO_ENDINGS:
            role = "videos"
        elif ending in STORY_ENDINGS:
            role = "story"
        else:
            is_story = ending == ".json" and ("story" in path.stem.casefold() or len(paths) > 1)
            role = "story" if is_story and not sorted_["story"] else "events"
        sorted_[role].append(path)
    return sorted_


class ImportForm(QDialog):
    """Paths as text, several separated by `; `."""

    def __init__(self, folder: Path, dropped: Sequence[Path] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import video + events")
        self._folder = folder
        self._lines: dict[str, QLineEdit] = {}
        form = QFormLayout(self)
        form.addRow(QLabel("Events are needed; films and a story may follow later.", objectName="second"))
        for name, label in FIELDS:
            form.addRow(label, self._row(name, label))
        self._options = OptionRows(form, self)
        self.finished.connect(self._options.close)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText("Import")
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)
        self.resize(640, 0)
        sorted_ = sort_files(dropped)
        for name in ("events", "videos", "story"):
            self._put(name, sorted_[name])
        self._check()

    def wish(self) -> ImportWish | None:
        events, out = self._paths("events"), self._paths("out")
        if not events or not out:
            return None
        story = self._paths("story")
        options = self._options.options()
        return ImportWish(events, self._paths("videos"), story[0] if story else None, out[0], options)

    def _accept(self) -> None:
        """A file that can't be read as it is asks for a mapping first."""
        if not self._options.needs_mapping or self._options.ask_mapping():
            self.accept()

    def _row(self, name: str, label: str) -> QWidget:
        holder, line, browse = QWidget(), QLineEdit(), QPushButton("Choose…")
        line.setAccessibleName(label)
        browse.setAccessibleName(f"Choose {label}")
        browse.setProperty("field", name)
        line.textChanged.connect(self._check)
        browse.clicked.connect(self._browse)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(line, 1)
        row.addWidget(browse)
        self._lines[name] = line
        return holder

    def _browse(self) -> None:
        button = self.sender()
        name = str(button.property("field")) if button is not None else ""
        folder = str(self._folder)
        if name == "out":
            chosen, _ = QFileDialog.getSaveFileName(self, "New review", folder, "Reviews (*.footpath)")
            found = [chosen] if chosen else []
        else:
            found, _ = QFileDialog.getOpenFileNames(self, "Choose files", folder)
        if found:
            self._put(name, [Path(path) for path in found])

    def _put(self, name: str, paths: Sequence[Path]) -> None:
        if paths:
            self._lines[name].setText("; ".join(str(path) for path in paths))
        if name == "events" and paths and not self._lines["out"].text():
            self._lines["out"].setText(str(paths[0].with_suffix(".footpath")))

    def _paths(self, name: str) -> tuple[Path, ...]:
        texts = (text.strip() for text in self._lines[name].text().split(";"))
        return tuple(Path(text) for text in texts if text)

    def _check(self) -> None:
        events = self._paths("events")
        self._options.follow(events[0] if events else None, self._paths("videos"))
        self._ok.setEnabled(self.wish() is not None)
