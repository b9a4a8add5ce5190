"""Questions only: each returns the answer or None, so that a test replaces one name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QWidget

from footpath.study.exporting import Wish
from footpath.ui.export_form import ExportForm, ExportScope
from footpath.ui.import_form import ImportForm, ImportWish
from footpath.workspace.settings_store import SettingsStore

REASONS = (
    "Nothing to click there",
    "Part of something that is clickable",
    "Text, a logo or a control",
    "Noise",
)
REVIEWS = "Footpath reviews (*.footpath);;All files (*)"


def ask_open_review(parent: QWidget, folder: Path) -> Path | None:
    name, _ = QFileDialog.getOpenFileName(parent, "Open review", str(folder), REVIEWS)
    return Path(name) if name else None


def ask_footage_folder(parent: QWidget, folder: Path) -> Path | None:
    name = QFileDialog.getExistingDirectory(parent, "Where missing films may be", str(folder))
    return Path(name) if name else None


def ask_moment(parent: QWidget, written: str = "", wrong: str = "") -> str | None:
    """A moment of the film, as written; asked again, what was `written` before and what is `wrong` with it."""
    what = "Timecode (00:00:14:07), frame (343) or seconds (14.5):"
    label = f"{wrong}\n\n{what}" if wrong else what
    text, wanted = QInputDialog.getText(parent, "Go to", label, QLineEdit.EchoMode.Normal, written)
    return text if wanted and text.strip() else None


def ask_viewer(parent: QWidget) -> str | None:
    """A viewer's id, as written."""
    text, wanted = QInputDialog.getText(parent, "Select a viewer", "The viewer's id:")
    return text.strip() or None if wanted else None


def ask_save_picture(parent: QWidget, folder: Path) -> Path | None:
    start = str(folder / "footpath.png")
    name, _ = QFileDialog.getSaveFileName(parent, "Save snapshot", start, "PNG pictures (*.png)")
    return _ending(name, ".png")


def ask_export(parent: QWidget, scope: ExportScope, store: SettingsStore) -> Wish | None:
    """What to write where; the folder and the kind are remembered."""
    form = ExportForm(scope, store, parent)
    return form.wish() if form.exec() else None


def ask_reason(parent: QWidget, so_far: str) -> str | None:
    """Why a candidate is no hotspot; None: it was not said."""
    reasons = [r for r in (so_far, *REASONS) if r]
    reason, said = QInputDialog.getItem(parent, "Reject the candidate", "Why is this no hotspot?", reasons, 0, True)
    return reason.strip() if said and reason.strip() else None


def ask_save_rejects(parent: QWidget, folder: Path) -> Path | None:
    name, _ = QFileDialog.getSaveFileName(parent, "Save refused rows", str(folder / "refused.csv"), "CSV (*.csv)")
    return _ending(name, ".csv")


def ask_import(parent: QWidget, folder: Path, dropped: Sequence[Path] = ()) -> ImportWish | None:
    form = ImportForm(folder, dropped, parent)
    return form.wish() if form.exec() else None


def _ending(name: str, ending: str) -> Path | None:
    if not name:
        return None
    path = Path(name)
    return path if path.suffix else path.with_suffix(ending)
