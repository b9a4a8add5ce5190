"""The export dialog: which kind, of what, with which options, where to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
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

from footpath.model.marker import MarkerKind
from footpath.model.selection import Selection
from footpath.render.overlay import OverlayOptions
from footpath.study.export_kinds import DRAFTS, GROUPS, MARKERS, NAMES, ONE_FILM, Kind
from footpath.study.exporting import PEOPLE, Wish
from footpath.ui.wording import clock, describe, number
from footpath.workspace.settings_store import SettingsStore
from footpath.workspace.workspace import Workspace

MARKER_WORDS = {
    MarkerKind.CANDIDATE: "Candidates", MarkerKind.ACCEPTED: "Accepted", MarkerKind.DROP_OFF: "Drop-off points",
    MarkerKind.CTA: "Calls to action", MarkerKind.ELEMENT: "Elements", MarkerKind.FINDING: "Other findings",
}  # fmt: skip
DRAFT_NAMES = frozenset(kind.name for kind in DRAFTS) - {"svg"}
MARKER_NAMES = frozenset(kind.name for kind in MARKERS)
WIDTH_PX = 640  # of the widest options, so that another kind moves nothing sideways
PICTURES = frozenset({"still", "film", "report"})


@dataclass(frozen=True, slots=True)
class ExportScope:
    """What is on the desk: `selected` in words, `media` ids with the shown one first, marks in seconds or None."""

    title: str
    selected: str
    selection: Selection
    media: tuple[str, ...]
    at_s: float
    in_s: float | None
    out_s: float | None
    overlays: OverlayOptions


def scope_of(workspace: Workspace, overlays: OverlayOptions) -> ExportScope | None:
    """None where no review is open."""
    study, player = workspace.study, workspace.player
    if study is None:
        return None
    parts = "; ".join(describe(workspace.selection, study.story).values()) or "everything"
    results = workspace.results
    counted = f" – {number(results.sessions)} of {number(results.of_sessions)} sessions" if results else ""
    shown = player.media.id if player.media is not None else ""
    media = sorted((m.id for m in study.story.media), key=lambda id_: id_ != shown)
    at_s = player.position_s if player.frame is not None else 0.0
    return ExportScope(
        study.title, parts + counted, workspace.selection, tuple(media), at_s, *player.marks, overlays
    )


class ExportForm(QDialog):
    """Shows the options that the chosen kind has, and no others."""

    def __init__(self, scope: ExportScope, store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export")
        self.setAccessibleName("Export")
        self._scope, self._store = scope, store
        self.kind, self.ending, self.film, self.line = QComboBox(), QComboBox(), QComboBox(), QLineEdit()
        self.only = {kind: QCheckBox(label, checked=True) for kind, label in MARKER_WORDS.items()}
        self.undecided = QCheckBox("Candidates nobody has decided on, too")
        self.marked = QCheckBox("Only from in to out")
        self.overlays = QCheckBox("Overlays as the window shows them now; else all of them")
        self.names = QCheckBox("Viewers by their own ids instead of pseudonyms")
        self.texts = QCheckBox("Viewers' free texts")
        self.about, self._moment = QLabel(objectName="second", wordWrap=True), QLabel()
        self._form = QFormLayout(self)
        self._build()
        self._fill_kinds(store.text("export/kind", "report"))
        self.kind.currentIndexChanged.connect(self._show_kind)
        self.ending.currentTextChanged.connect(self._follow_ending)
        self.setMinimumWidth(WIDTH_PX)
        self._show_kind()

    def chosen(self) -> Kind:
        return NAMES[str(self.kind.currentData())]

    def wish(self) -> Wish | None:
        """None while no file is named."""
        if not self.line.text().strip():
            return None
        kind, name = self.chosen(), self.chosen().name
        path = Path(self.line.text().strip()).expanduser()
        path = path if path.suffix.lower() in kind.endings else path.with_name(path.name + self.ending.currentText())
        marks = tuple(k for k, box in self.only.items() if box.isChecked()) if name in MARKER_NAMES else ()
        return Wish(
            to=path,
            kind=name,
            selection=self._selection(name),
            at_s=self._scope.at_s,
            only=marks if len(marks) < len(self.only) else (),
            texts=self.texts.isChecked(),
            names=self.names.isChecked(),
            undecided=True if self.undecided.isChecked() else None,
            overlays=self._scope.overlays if self.overlays.isChecked() else OverlayOptions(),
        )

    def accept(self) -> None:
        wish = self.wish()
        if wish is None or not self._may_replace(wish.to):
            return
        self._store.last_folder = wish.to.parent
        self._store.set_text("export/kind", self.chosen().name)
        super().accept()

    def _may_replace(self, path: Path) -> bool:
        """Ask, in the same dialog, before a file is written over: a second press of the button is the answer."""
        if not path.exists() or self._button.property("sure") == str(path):
            return True
        self._button.setProperty("sure", str(path))
        self._button.setText("Replace the file")
        self.about.setText(f"{path.name} is there already.")
        return False

    def _selection(self, name: str) -> Selection:
        selection = self._scope.selection
        if name in ONE_FILM and selection.media is None and len(self._scope.media) > 1:
            selection = replace(selection, media=self.film.currentText())
        if name == "film" and self.marked.isChecked():
            selection = replace(selection, start_s=self._scope.in_s, end_s=self._scope.out_s)
        return selection

    def _build(self) -> None:
        for widget, label in ((self.kind, "Kind of file"), (self.ending, "Format"), (self.film, "Film")):
            widget.setAccessibleName(label)
            self._form.addRow(label, widget)
        self.film.addItems(self._scope.media)
        self.marked.setChecked(self._scope.in_s is not None or self._scope.out_s is not None)
        self.overlays.setChecked(True)
        self._form.addRow("Of", QLabel(self._scope.selected, wordWrap=True))
        self._moment.setText(f"{clock(self._scope.at_s)}, where the playhead is")
        self._form.addRow("Moment", self._moment)
        self._form.addRow("Markers", self._markers())
        for box in (self.undecided, self.marked, self.overlays, self.names, self.texts):
            self._form.addRow("", box)
        self._form.addRow("File", self._file())
        self._form.addRow("", self.about)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self._button = buttons.button(QDialogButtonBox.StandardButton.Save)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._form.addRow(buttons)

    def _markers(self) -> QWidget:
        self._marks = QWidget()
        row = QHBoxLayout(self._marks)
        row.setContentsMargins(0, 0, 0, 0)
        for box in self.only.values():
            row.addWidget(box)
        return self._marks

    def _file(self) -> QWidget:
        holder, browse = QWidget(), QPushButton("Choose…")
        self.line.setAccessibleName("File")
        self.line.textEdited.connect(self._unsure)
        browse.clicked.connect(self._browse)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, 1)
        row.addWidget(browse)
        self.line.setText(str(self._store.last_folder / _file_name(self._scope.title)))
        return holder

    def _fill_kinds(self, remembered: str) -> None:
        """The kinds under their headings, which can't be chosen."""
        model = QStandardItemModel(self)
        for heading, kinds in GROUPS:
            head = QStandardItem(heading)
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            model.appendRow(head)
            for kind in kinds:
                item = QStandardItem(_label(kind))
                item.setData(kind.name, Qt.ItemDataRole.UserRole)
                model.appendRow(item)
        self.kind.setModel(model)
        self.kind.setCurrentIndex(self.kind.findData(remembered if remembered in NAMES else "report"))

    def _show_kind(self) -> None:
        kind = self.chosen()
        self.ending.clear()
        self.ending.addItems(kind.endings)
        asked_texts = kind.name == "report"
        shown = (
            (self.ending, len(kind.endings) > 1),
            (self.film, kind.name in ONE_FILM and len(self._scope.media) > 1 and self._scope.selection.media is None),
            (self._moment, kind.name in {"still", "svg"}),
            (self._marks, kind.name in MARKER_NAMES),
            (self.undecided, kind.name in DRAFT_NAMES),
            (self.marked, kind.name == "film" and not (self._scope.in_s is None and self._scope.out_s is None)),
            (self.overlays, kind.name in PICTURES),
            (self.names, asked_texts or kind.name in PEOPLE),
            (self.texts, asked_texts),
        )
        for widget, visible in shown:
            self._form.setRowVisible(widget, visible)
        self._unsure()
        self.adjustSize()

    def _follow_ending(self, ending: str) -> None:
        known = {e for kind in NAMES.values() for e in kind.endings}
        path = Path(self.line.text().strip() or _file_name(self._scope.title))
        if ending:
            name = path.with_suffix(ending) if path.suffix.lower() in known else path.with_name(path.name + ending)
            self.line.setText(str(name))
            self._unsure()

    def _unsure(self) -> None:
        self._button.setText("Save")
        self._button.setProperty("sure", None)
        self.about.setText("")

    def _browse(self) -> None:
        options = QFileDialog.Option.DontConfirmOverwrite
        kinds = f"{_label(self.chosen())} (*{self.ending.currentText()})"
        name, _ = QFileDialog.getSaveFileName(self, "Export to", self.line.text(), kinds, options=options)
        if name:
            self.line.setText(name)
            self._unsure()


def _label(kind: Kind) -> str:
    """Its description without the group's word in front."""
    said = kind.what.partition(": ")[2] or kind.what
    return f"{said[:1].upper()}{said[1:]}".replace(" (--at)", "")


def _file_name(title: str) -> str:
    return "".join(c if c.isalnum() or c in " -_" else "_" for c in title).strip() or "footpath"
