"""Questions about saved selections: each returns the answer or None."""

from __future__ import annotations

from PySide6.QtWidgets import QInputDialog, QWidget


def ask_saved_name(parent: QWidget, taken: list[str]) -> str | None:
    """The name to save a selection under; one that is taken is replaced, which can be undone."""
    name, given = QInputDialog.getItem(parent, "Save selection", "Name (a new one, or one to replace)", taken)
    return name.strip() or None if given else None


def ask_saved(parent: QWidget, names: list[str], title: str) -> str | None:
    name, given = QInputDialog.getItem(parent, title, "Name", names, 0, editable=False)
    return name if given else None
