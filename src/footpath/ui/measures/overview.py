"""Every rate and mean of the selection, its interval drawn, and how it went over the days or is spread."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget

from footpath.model.more_metrics import MoreMetrics
from footpath.model.rate import NotInstrumented, Rate
from footpath.model.results import ClickCounts, Metrics
from footpath.ui.measures.cells import counts, percent, rate_cells, summary_cells
from footpath.ui.measures.formulas import CLASSES, MEANS, RATES, SECTIONS
from footpath.ui.measures.marks import Columns, Line
from footpath.ui.measures.page import Page, note
from footpath.ui.measures.table import Cell, Table
from footpath.ui.wording import number, several
from footpath.workspace.workspace import Workspace

HEADERS = ["Metric", "Value", "n of N", "95 % interval", "Trend"]
NARROW_PX = 520
DAYS = ("engagement_rate", "completion_rate", "conversion_rate", "bounce_rate", "ctr", "false_click_rate")


class Overview(Page):
    """The table of metrics, and behind a button the same rates day by day."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, "Overview")
        self.table = Table("Metrics of the selection", HEADERS, numbers=(1, 2), drawn={3: 104, 4: 96})
        self.table.stretch(0)
        self.days = Table(
            "Metrics by day", ["Day (UTC)", "Sessions", "Played", *(RATES[name][0] for name in DAYS)],
            numbers=range(1, 3 + len(DAYS)),
        )  # fmt: skip
        self._says = note()
        self.table.headerItem().setToolTip(4, "Rates: by day. Means: how the values are spread")
        self._switch = QPushButton("By day", objectName="small", checkable=True)
        self._switch.setToolTip("The same rates for each day on which sessions began")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.days)
        self._switch.toggled.connect(self._turn)
        head = QHBoxLayout()
        head.addWidget(self._says, 1)
        head.addWidget(self._switch)
        self.box.addLayout(head)
        self.box.addWidget(self._pages, 1)
        workspace.study_changed.connect(self._forget)

    def _forget(self, _study: object) -> None:
        self._says.setText("")

    def _turn(self, by_day: bool) -> None:  # noqa: FBT001
        self._pages.setCurrentIndex(int(by_day))

    def tables(self) -> list[Table]:
        return [self.days if self._switch.isChecked() else self.table]

    def clear(self) -> None:
        self.table.clear()
        self.days.clear()

    def show_metrics(self, metrics: Metrics, more: MoreMetrics) -> None:
        few = metrics.settings.few_sessions
        who = f"{several(metrics.sessions, 'session')} of {several(metrics.viewers, 'viewer')}"
        said = f"{who}, {number(metrics.played)} played"
        self._says.setText(said + (f"; under {few}: too few to tell" if metrics.played < few else ""))
        at = self.table.verticalScrollBar().value()
        self.table.clear()
        for title, names in SECTIONS:
            self.table.add_line(title, bold=True)
            for name in names:
                self._add(name, metrics, more)
        self._add_clicks(metrics)
        self._add_viewers(more)
        self.table.verticalScrollBar().setValue(at)
        self._fill_days(more)

    def _add(self, name: str, metrics: Metrics, more: MoreMetrics) -> None:
        if name in MEANS:
            label, unit, scale, formula = MEANS[name]
            cells = summary_cells(getattr(metrics, name), unit, scale, formula, of="sessions")
            spread = more.spreads.get(name)
            drawn, pale = Cell(), getattr(metrics, name).n < metrics.settings.few_sessions
            if spread is not None:
                to = spread.width * len(spread.counts) * scale
                said = f"Spread from 0 to {to:.1f}{unit}, the rest in the last"
                drawn = Cell("", None, Columns(spread.counts, pale), said)
            self.table.add([Cell(label, tip=formula), *cells, drawn], grey=pale)
            return
        label, formula = RATES[name]
        few = metrics.settings.few_sessions
        rate = getattr(metrics, name)
        cells, grey = rate_cells(rate, few, formula)
        self.table.add([Cell(label, tip=formula), *cells, _trend(name, more, few)], grey=grey)
        if name == "completion_rate":
            tail = metrics.settings.ending_tail_s
            rule = f"reached: an ended event, or the last {tail:g} s of an ending watched"
            self.table.add_line(f"      {rule}")

    def _add_clicks(self, metrics: Metrics) -> None:
        clicks = metrics.clicks
        self.table.add_line("Clicks by class", bold=True)
        if isinstance(clicks, NotInstrumented):
            self.table.add([Cell("Clicks"), Cell("not instrumented", tip=clicks.why)], grey=True)
            return
        for name, label, means in CLASSES:
            self._add_class(label, means, getattr(clicks, name), clicks)
        for label, n, means in (
            ("Rage runs", clicks.rage_runs, "3 or more clicks, each within 1 s and 30 px of the one before"),
            ("Disagreements", clicks.disagreements, "the platform names another element than the position does"),
        ):
            self.table.add([Cell(label, tip=means), Cell(number(n), float(n), tip=means)])

    def _add_class(self, label: str, means: str, n: int, clicks: ClickCounts) -> None:
        share = Rate(n, clicks.total)
        text = percent(share.value) if share.value is not None else "–"
        tip = f"{means}\n\nThe first class that fits: hit, control, near miss, false; without a position: beside"
        self.table.add([Cell(label, tip=tip), Cell(text, share.value, tip=tip), Cell(counts(share), tip=tip)])

    def _add_viewers(self, more: MoreMetrics) -> None:
        self.table.add_line("Per viewer", bold=True)
        per = more.per_viewer
        if isinstance(per, NotInstrumented):
            self.table.add([Cell("Viewers"), Cell("not instrumented", tip=per.why)], grey=True)
            return
        cells, grey = rate_cells(per.returning, 30, "viewers with two sessions or more, played or not ÷ viewers")
        self.table.add([Cell("Came back"), *cells], grey=grey)
        for label, value, unit in (
            ("Sessions", per.sessions, ""), ("Watch time", per.watch_time, " s"), ("Interactions", per.interactions, "")
        ):  # fmt: skip
            tip = f"{label} of each viewer, added up"
            self.table.add([Cell(label, tip=tip), *summary_cells(value, unit, 1.0, tip, of="viewers")])

    def _fill_days(self, more: MoreMetrics) -> None:
        self.days.clear()
        for day in reversed(more.by_day):
            cells = [Cell(day.day), Cell(number(day.sessions), day.sessions), Cell(number(day.played), day.played)]
            for name in DAYS:
                rate = day.rates.get(name)
                known = isinstance(rate, Rate) and rate.value is not None
                text = percent(rate.value) if known else "–"  # type: ignore[union-attr, arg-type]
                cells.append(Cell(text, tip=counts(rate) if isinstance(rate, Rate) else ""))
            self.days.add(cells, grey=day.played < 30)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.table.setColumnHidden(4, self.width() < NARROW_PX)


def _trend(name: str, more: MoreMetrics, few: int) -> Cell:
    """The rate over the days; nothing for fewer than three, pale where most have too few."""
    rates = [day.rates.get(name) for day in more.by_day]
    values = tuple(rate.value if isinstance(rate, Rate) else None for rate in rates)
    known = [value for value in values if value is not None]
    if len(known) < 3:
        return Cell()
    sizes = sorted(rate.of for rate in rates if isinstance(rate, Rate))
    pale = sizes[len(sizes) // 2] < few
    first, last = more.by_day[0].day, more.by_day[-1].day
    tip = f"{first} to {last}, by day: {percent(min(known))} to {percent(max(known))}; “By day” tells each"
    tip += "\nMost days have too few to tell" if pale else ""
    return Cell("", None, Line(values, pale), tip)
