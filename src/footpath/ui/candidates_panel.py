"""Candidate hotspots, ranked, with their evidence; accepted, rejected and drawn ones; what nobody found."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QSplitter, QTreeWidgetItem, QVBoxLayout, QWidget

from footpath.model.drafts import Draft
from footpath.model.results import Candidate
from footpath.render.colours import ACCEPTED, FALSE_CLICK
from footpath.ui.candidate_card import CandidateCard
from footpath.ui.lazy_panel import LazyPanel
from footpath.ui.tables import make_table
from footpath.ui.wording import clock, number
from footpath.workspace.workspace import Workspace

HEADERS = ["", "Time", "Viewers", "Share", "Expected", "q", "State"]
NOT_FOUND = {"ignored": "Hardly anyone who saw it clicked", "over_clicked": "Clicked far more than expected",
             "late": "Clicked after it had vanished", "early": "Clicked before it appeared"}  # fmt: skip
LEAST_Q = 0.001
KEY = Qt.ItemDataRole.UserRole + 1


class CandidatesPanel(LazyPanel):
    """Choosing a row brings the picture to its moment; the card below decides on it."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._drafting = workspace, workspace.drafting
        self.setAccessibleName("Candidates")
        self.summary = QLabel(wordWrap=True)
        self.table = make_table("Candidate hotspots, the surest first", HEADERS)
        self.table.setRootIsDecorated(True)
        self.table.setSortingEnabled(False)
        self.card = CandidateCard(workspace)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.table)
        split.addWidget(self.card)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 0)
        split.setChildrenCollapsible(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(6, 4, 6, 4)
        box.addWidget(self.summary)
        box.addWidget(split, 1)
        self.table.currentItemChanged.connect(self._choose)
        self.table.itemActivated.connect(self._go)
        self.table.itemClicked.connect(self._go)
        self._drafting.drafts_changed.connect(self.outdated)
        self._drafting.chosen_changed.connect(self._mark)
        workspace.results_changed.connect(self.outdated)
        workspace.findings_changed.connect(self.outdated)
        workspace.study_changed.connect(self.outdated)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 200)

    def fill(self) -> None:
        self.table.blockSignals(True)
        self.table.clear()
        for candidate in self._drafting.candidates:
            self.table.addTopLevelItem(_candidate_row(candidate, self._drafting.decided.get(candidate.id)))
        shown = {draft.id for draft in self._drafting.decided.values()}
        others = [draft for draft in self._drafting.drafts if draft.id not in shown]
        self._group("Drawn, or decided on in another selection", [_draft_row(draft) for draft in others])
        for kind, title in NOT_FOUND.items():
            found = [one for one in self._workspace.findings or () if one.kind == kind]
            self._group(title, [_finding_row(one.sentence, one.media_id, one.start_s) for one in found])
        self.table.blockSignals(False)
        self.summary.setText(self._summary())
        self._mark()

    def _group(self, title: str, rows: list[QTreeWidgetItem]) -> None:
        if not rows:
            return
        group = QTreeWidgetItem([f"{title} ({len(rows)})"])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        group.addChildren(rows)
        self.table.addTopLevelItem(group)
        group.setFirstColumnSpanned(True)
        for row in rows:
            if row.data(0, KEY) is None:
                row.setFirstColumnSpanned(True)
        group.setExpanded(True)

    def _summary(self) -> str:
        found, drafting = self._workspace.candidates, self._drafting
        if self._workspace.study is None or found is None:
            return "Looking for places that are clicked in vain…"
        count = len(found.candidates)
        self.summary.setToolTip(f"{number(found.tested)} places tested. {found.note}")
        lag = "reaction lag taken off" if found.lag and found.lag.lag_s else "reaction lag not corrected"
        told = f"{count or 'No'} candidate{'s' * (count != 1)}, false discovery rate {found.fdr:.0%}; {lag}."
        chosen = [draft for draft in drafting.drafts if draft.accepted]
        if chosen:
            hits = self._workspace.study.would_hit(self._workspace.selection, chosen)
            told += (
                f" <b>{len(chosen)} accepted: would turn {number(hits.clicks)} false clicks"
                f" (of {number(hits.of_clicks)}; {number(hits.viewers)} viewers) into hits.</b>"
            )
        return told

    def _rows(self) -> list[QTreeWidgetItem]:
        tops = [self.table.topLevelItem(k) for k in range(self.table.topLevelItemCount())]
        inner = [top.child(k) for top in tops if top is not None for k in range(top.childCount())]
        return [row for row in [*tops, *inner] if row is not None and row.data(0, KEY) is not None]

    def _mark(self) -> None:
        row = next((r for r in self._rows() if r.data(0, KEY) == self._drafting.chosen), None)
        self.table.blockSignals(True)
        self.table.setCurrentItem(row)  # type: ignore[arg-type]  # None: nothing is chosen
        self.table.blockSignals(False)
        self.card.show_chosen()

    def _choose(self, row: QTreeWidgetItem | None, _before: QTreeWidgetItem | None = None) -> None:
        if row is not None and row.data(0, KEY) is not None:
            self._drafting.choose(row.data(0, KEY))

    def _go(self, row: QTreeWidgetItem) -> None:
        place = row.data(0, KEY + 1)
        if row.data(0, KEY) is not None:
            self._drafting.choose(row.data(0, KEY), again=True)
        elif place is not None:
            self._workspace.show(*place)


def _candidate_row(candidate: Candidate, draft: Draft | None) -> QTreeWidgetItem:
    share = f"{candidate.viewers / candidate.exposed:.1%}" if candidate.exposed else "–"
    q = f"< {LEAST_Q:g}" if candidate.q_value < LEAST_Q else f"{candidate.q_value:.3f}"
    cells = [candidate.id, f"{clock(candidate.start_s)}–{clock(candidate.end_s)}", number(candidate.viewers), share,
             f"{candidate.expected:.1f}", q, _state(draft)]  # fmt: skip
    said = candidate.explanation
    key, tip = (draft.id, draft.named(said)) if draft else (candidate.id, said)
    return _dressed(QTreeWidgetItem(cells), key, tip, draft)


def _draft_row(draft: Draft) -> QTreeWidgetItem:
    seen = draft.evidence
    cells = [draft.label, f"{clock(draft.start_s)}–{clock(draft.end_s)}", number(seen.viewers) if seen else "–",
             f"{seen.viewers / seen.exposed:.1%}" if seen and seen.exposed else "–",
             f"{seen.expected:.1f}" if seen else "–", "", _state(draft)]  # fmt: skip
    return _dressed(QTreeWidgetItem(cells), draft.id, draft.sentence, draft)


def _dressed(row: QTreeWidgetItem, key: str, tip: str, draft: Draft | None) -> QTreeWidgetItem:
    row.setData(0, KEY, key)
    for column in range(len(HEADERS)):
        row.setToolTip(column, tip)
        if column in {2, 3, 4, 5}:
            row.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    if draft is None or draft.accepted:
        row.setForeground(6, QColor(ACCEPTED if draft else FALSE_CLICK).lighter(130))
    return row


def _finding_row(sentence: str, media_id: str, start_s: float) -> QTreeWidgetItem:
    row = QTreeWidgetItem([sentence])
    row.setData(0, KEY + 1, (media_id, start_s))
    row.setToolTip(0, sentence)
    return row


def _state(draft: Draft | None) -> str:
    if draft is None:
        return "open"
    said = draft.name or draft.reason
    return f"{draft.verdict}: {said}" if said else str(draft.verdict)
