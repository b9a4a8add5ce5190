"""Feedback: how viewers rated, and what they wrote, each a jump to its moment."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from footpath.model.feedback import FeedbackText
from footpath.model.more_metrics import MoreMetrics
from footpath.model.rate import Rate
from footpath.model.results import Metrics
from footpath.ui.measures.cells import counts, percent
from footpath.ui.measures.marks import Share
from footpath.ui.measures.page import Page, fit_height, heading, note, top_items
from footpath.ui.measures.table import Cell, Table
from footpath.ui.wording import clock, number
from footpath.workspace.workspace import Workspace

MOST_TEXTS = 2000


class Feedback(Page):
    """Ratings above, texts below with a search."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, "Feedback")
        self.ratings = Table("Ratings", ["Rating", "Share", "n of N", ""], numbers=(0, 1, 2), drawn={3: 170})
        self.ratings.stretch(3)
        self.search = QLineEdit(placeholderText="Search in what viewers wrote", accessibleName="Search feedback")
        self.search.setClearButtonEnabled(True)
        self.texts = Table("What viewers wrote", ["At", "Text", "Session"], numbers=(0,))
        self.texts.stretch(1)
        self.texts.setSortingEnabled(True)
        self.texts.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.rating_note, self.text_note = note(), note()
        self.box.addWidget(heading("Ratings"))
        self.box.addWidget(self.rating_note)
        self.box.addWidget(self.ratings)
        self.box.addWidget(heading("In their words"))
        self.box.addWidget(self.search)
        self.box.addWidget(self.text_note)
        self.box.addWidget(self.texts, 9)
        self.box.addStretch(1)
        self.search.textChanged.connect(self._filter)
        self.texts.chosen.connect(self._jump)

    def show_metrics(self, metrics: Metrics, _more: MoreMetrics) -> None:
        recorded = "feedback" in metrics.recorded
        self._show_ratings(metrics, recorded=recorded)
        self.texts.setSortingEnabled(False)
        self.texts.clear()
        for said in metrics.texts[:MOST_TEXTS]:
            when = clock(said.t_s) if said.t_s is not None else "–"
            row = [Cell(when, said.t_s), Cell(said.text, tip=said.text), Cell(said.session_id)]
            self.texts.add(row, name=said)
        self.texts.setSortingEnabled(True)
        for widget in (self.texts, self.search):
            widget.setVisible(bool(metrics.texts))
        self._filter(self.search.text())
        if not recorded:
            self.text_note.setText("Not instrumented: the source records no feedback")

    def _show_ratings(self, metrics: Metrics, *, recorded: bool) -> None:
        self.ratings.clear()
        total = sum(metrics.ratings.values())
        few = metrics.settings.few_sessions
        for name, n in sorted(metrics.ratings.items(), key=lambda pair: -float(pair[0])):
            rate = Rate(n, total)
            tip = "ratings of this number ÷ all ratings"
            cells = [
                Cell(name, float(name)), Cell(percent(rate.value or 0.0), rate.value, tip=tip), Cell(counts(rate), n),
                Cell("", rate.value, Share(rate.value or 0.0), tip),
            ]  # fmt: skip
            self.ratings.add(cells, grey=total < few)
        mean = sum(float(name) * n for name, n in metrics.ratings.items()) / total if total else 0.0
        words = f"mean {mean:.2f} of {number(total)} ratings"
        words += f"; too few to tell, under {few}" if total < few else ""
        missing = "No ratings in this selection" if recorded else "Not instrumented: the source records no feedback"
        self.rating_note.setText(words if total else missing)
        fit_height(self.ratings, 6)

    def _filter(self, text: str) -> None:
        wanted = text.casefold().split()
        rows = top_items(self.texts)
        shown = 0
        for row in rows:
            hidden = not all(word in row.text(1).casefold() for word in wanted)
            row.setHidden(hidden)
            shown += not hidden
        more = f"; the first {number(MOST_TEXTS)} texts" if len(rows) == MOST_TEXTS else ""
        said = f"{number(shown)} of {number(len(rows))} texts{more}"
        self.text_note.setText(said if rows else "Nobody wrote anything")

    def _jump(self, said: FeedbackText) -> None:
        if said.media_id is not None and said.t_s is not None:
            self._workspace.show(said.media_id, said.t_s)
