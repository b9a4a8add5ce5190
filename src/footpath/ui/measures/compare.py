"""Two selections side by side: every metric, its difference with an interval, and whether that is more than chance."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QToolButton

from footpath.model.comparison import Compared, Comparison
from footpath.model.rate import Rate
from footpath.model.results import Summary
from footpath.model.selection import Selection
from footpath.study.saved_selections import saved_selections
from footpath.ui.measures.cells import chance, counts, percent
from footpath.ui.measures.formulas import MEANS, RATES, metric_label
from footpath.ui.measures.marks import Interval
from footpath.ui.measures.page import Page, note, top_items
from footpath.ui.measures.sides import first_pair, sides
from footpath.ui.measures.table import Cell, Table
from footpath.ui.wording import number, several
from footpath.workspace.workspace import Workspace

HEADERS = ["Metric", "A", "B", "A − B", "Interval", "In words"]
CLEAR = {"a is higher": "A higher", "b is higher": "B higher"}
SECONDS = {"watch_time", "first_interaction", "first_click_after"}


class Compare(Page):
    """Two lists to choose from, one table."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, "Compare")
        workspace.measures.changed.disconnect(self.outdated)
        self._a, self._b = QComboBox(accessibleName="A"), QComboBox(accessibleName="B")
        self._swap = QToolButton(text="⇄", toolTip="Exchange A and B", accessibleName="Exchange A and B")
        self._clear_only = QCheckBox("Clear differences only")
        self._search = QLineEdit(placeholderText="Search metrics", accessibleName="Search metrics")
        self._search.setClearButtonEnabled(True)
        self.says, self.table = note(), Table(
            "Both selections, metric by metric", HEADERS, numbers=(1, 2, 3), drawn={4: 66}
        )  # fmt: skip
        self.table.stretch(0, least_px=138)
        self._choices: dict[str, Selection] = {}
        self._build()
        for combo in (self._a, self._b):
            combo.activated.connect(self.outdated)
        self._swap.clicked.connect(self._exchange)
        self._clear_only.toggled.connect(self._filter)
        self._search.textChanged.connect(self._filter)
        workspace.comparing.changed.connect(self.outdated)
        workspace.study_changed.connect(self._forget)
        workspace.selection_changed.connect(self.outdated)
        workspace.kept_changed.connect(self.outdated)

    def _build(self) -> None:
        row, second = QHBoxLayout(), QHBoxLayout()
        for word, combo in (("A", self._a), ("B", self._b)):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(10)
            row.addWidget(QLabel(word, objectName="heading"))
            row.addWidget(combo, 1)
            if combo is self._a:
                row.addWidget(self._swap)
        second.addWidget(self._search, 1)
        second.addWidget(self._clear_only)
        self.box.addLayout(row)
        self.box.addWidget(self.says)
        self.box.addLayout(second)
        self.box.addWidget(self.table, 1)

    def _forget(self, _study: object) -> None:
        self._choices = {}
        self._a.clear()
        self._b.clear()
        self.clear()
        self.outdated()

    def fill(self) -> None:
        study = self._workspace.study
        if study is None:
            self.clear()
            return
        self._offer()
        a, b = (self._choices.get(combo.currentText()) for combo in (self._a, self._b))
        if a is None or b is None:
            return
        self._workspace.comparing.compare(a, b)
        found = self._workspace.comparing.found
        if found is not None:
            self.show_comparison(found)

    def _offer(self) -> None:
        """What can be chosen now; what was chosen stays."""
        study, workspace = self._workspace.study, self._workspace
        if study is None:
            return
        offered = sides(study, workspace.selection, saved_selections(workspace.kept))
        first = not self._choices
        self._choices = dict(offered)
        for combo, at_first in zip((self._a, self._b), first_pair(study), strict=True):
            wanted = at_first if first else combo.currentText()
            if [combo.itemText(k) for k in range(combo.count())] != [name for name, _ in offered]:
                combo.clear()
                combo.addItems([name for name, _ in offered])
            combo.setCurrentText(wanted)

    def _exchange(self) -> None:
        a, b = self._a.currentText(), self._b.currentText()
        self._a.setCurrentText(b)
        self._b.setCurrentText(a)
        self.outdated()

    def show_comparison(self, found: Comparison) -> None:
        a, b = found.sides
        tested = (
            f"q is p after correction for the {several(found.tested, 'metric')} tested (Benjamini–Hochberg)."
            if found.tested
            else "Too few to tell: nothing could be tested."
        )
        self.says.setText(f"A: {several(a.sessions, 'session')}, B: {number(b.sessions)}. {found.note} {tested}")
        at = self.table.verticalScrollBar().value()
        self.table.clear()
        labels = {e.id: e.label or e.id for e in self.story.elements}
        for one in found.metrics:
            self._add(one, labels)
        self._filter()
        self.table.verticalScrollBar().setValue(at)

    def _add(self, one: Compared, labels: dict[str, str]) -> None:
        label = metric_label(one.name, labels)
        chances = f"p = {one.p_value:.3g}, q = {one.q_value:.3g}" if one.p_value is not None and one.q_value else ""
        tip = "\n".join(part for part in (label, _formula(one.name), one.test, chances, one.verdict) if part)
        words = CLEAR.get(one.verdict, one.verdict)
        words += "" if one.verdict not in CLEAR else f", {chance('q', one.q_value)}"
        interval = Cell("", None, tip=tip)
        if one.low is not None and one.high is not None and one.difference is not None:
            reach = max(abs(one.low), abs(one.high)) or 1.0
            mark = Interval(one.low, one.difference, one.high, -reach, reach, pale=one.verdict not in CLEAR)
            interval = Cell("", one.difference, mark, f"{_value(one, one.low)} to {_value(one, one.high)}")
        difference = Cell("–") if one.difference is None else Cell(_signed(one), one.difference, tip=tip)
        cells = [Cell(label, tip=tip), _side(one, one.a, tip), _side(one, one.b, tip), difference, interval,
                 Cell(words, one.q_value, tip=tip)]  # fmt: skip
        row = self.table.add(cells, grey=one.verdict not in CLEAR and one.q_value is None)
        row.setData(0, CLEAR_ROLE, one.verdict in CLEAR)

    def _filter(self, _changed: object = None) -> None:
        wanted = self._search.text().casefold().split()
        for row in top_items(self.table):
            named = all(word in row.text(0).casefold() for word in wanted)
            clear = bool(row.data(0, CLEAR_ROLE)) or not self._clear_only.isChecked()
            row.setHidden(not (named and clear))


CLEAR_ROLE = Qt.ItemDataRole.UserRole + 5


def _formula(name: str) -> str:
    if name in RATES:
        return RATES[name][1]
    return MEANS[name][3] if name in MEANS else ""


def _is_share(one: Compared) -> bool:
    return isinstance(one.a, Rate) or isinstance(one.b, Rate) or one.name == "share_watched"


def _value(one: Compared, value: float) -> str:
    if _is_share(one):
        return f"{value * 100:+.1f}%".replace("-", "−")
    return f"{value:+.2f}{' s' if one.name.partition('/')[0] in SECONDS else ''}".replace("-", "−")


def _signed(one: Compared) -> str:
    return _value(one, one.difference or 0.0)


def _side(one: Compared, side: Rate | Summary | None, tip: str) -> Cell:
    if isinstance(side, Rate):
        return Cell("–" if side.value is None else percent(side.value), side.value, tip=f"{counts(side)}\n{tip}")
    if side is None or side.mean is None:
        return Cell("–", tip=tip)
    value = percent(side.mean) if _is_share(one) else _value(one, side.mean).lstrip("+")
    median = "–" if side.median is None else f"{side.median:.2f}"
    return Cell(value, side.mean, tip=f"mean over {number(side.n)} sessions; median {median}\n{tip}")


