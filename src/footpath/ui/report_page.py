"""What an import did, as a page: counts that add up, why rows were refused, and a way to take them out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHeaderView, QLabel, QPushButton, QVBoxLayout, QWidget

from footpath.model.import_report import ImportReport
from footpath.ui.tables import Row, make_table
from footpath.ui.wording import number


class ReportPage(QDialog):
    """Stays open beside the window until it is closed."""

    save_wanted = Signal()

    def __init__(self, report: ImportReport, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Import report: {title}")
        self.setAccessibleName("Import report")
        self.resize(880, 420)
        rows = QVBoxLayout(self)
        rows.addWidget(QLabel(headline(report), objectName="title", wordWrap=True))
        rows.addWidget(QLabel(explanation(report), objectName="second", wordWrap=True))
        rows.addWidget(self._reasons(report), 1)
        for one in report.contradictions or ():
            first = f"{number(one.rows)} rows, first in {one.first_session} at {one.t_s:.1f} s"
            text = f"• {number(one.sessions)} sessions contradict themselves: {one.what} ({first})"
            rows.addWidget(QLabel(text, wordWrap=True))
        for note in report.notes:
            rows.addWidget(QLabel(f"• {note}", wordWrap=True))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        save = QPushButton("Save refused rows…", enabled=report.rejected > 0)
        save.clicked.connect(self.save_wanted)
        buttons.addButton(save, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.close)
        rows.addWidget(buttons)

    def _reasons(self, report: ImportReport) -> QWidget:
        if not report.reasons:
            return QLabel("No row was refused.", alignment=Qt.AlignmentFlag.AlignCenter)
        table = make_table("Why rows were refused", ["Why refused", "Rows", "First in", "Line"])
        table.header().setStretchLastSection(False)
        table.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)  # what is too long there has its tip
        for reason in report.reasons:
            texts = [reason.reason, number(reason.count), reason.first_file, str(reason.first_line)]
            row = Row(texts, [0.0, float(reason.count), 0.0, float(reason.first_line)])
            row.setToolTip(0, f"{reason.code}: {reason.reason}")
            table.addTopLevelItem(row)
        return table


def headline(report: ImportReport) -> str:
    return (
        f"{number(report.read)} rows read: {number(report.stored)} stored, "
        f"{number(report.duplicate)} duplicate, {number(report.rejected)} refused"
    )


def explanation(report: ImportReport) -> str:
    if report.rejected:
        return (
            "Refused rows are kept in the review with file, line and reason. "
            "Save them, mend them, and import them again."
        )
    if report.read and not report.stored:
        return "Every row was in the review already; nothing was added."
    return "Read = stored + duplicate + refused."
