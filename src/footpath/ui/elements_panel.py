"""Every element with its exposure and use; a row that is chosen is lit on the picture, at its beginning."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from footpath.model.rate import NotInstrumented
from footpath.model.results import ElementMetrics, Metrics
from footpath.model.story import Element
from footpath.ui.lazy_panel import LazyPanel
from footpath.ui.measures.cells import axis_top, counts, percent, rate_cells
from footpath.ui.measures.marks import Interval
from footpath.ui.measures.page import top_items
from footpath.ui.measures.table import NAME, Cell, Table
from footpath.ui.wording import clock, number
from footpath.workspace.workspace import Workspace

HEADERS = [
    "Element", "Kind", "At", "CTR", "95 % interval", "Clickers", "Exposed", "Clicks", "Share of clicks", "First after",
    "Late", "Early", "Beside", "Lift", "Touch px", "Least px",
]  # fmt: skip
TIPS = (
    "", "", "where its life begins; – stands beside every media", "sessions that used it ÷ exposed to it",
    "Wilson, 95 %",
    "sessions that clicked or answered it", "sessions that had it on screen, were shown it or used it", "clicks it got",
    "its clicks ÷ all hits and named clicks beside the picture",
    "media seconds from its start to a session's first use of it, median",
    "near misses up to 1 s after it ended", "near misses up to 1 s before it began",
    "near misses in space: at most 44/1280 of the picture's width away",
    "uses ÷ what its exposure predicts among its kind",
    "its smaller side on the smallest touch device seen; 44 × 44 is comfortable",
    "its smaller side on the smallest player seen",
)  # fmt: skip
ANY, BESIDE = "All kinds", "Beside the picture"
BY_KIND = "sessions that used at least one element of the kind ÷ exposed to one"


class ElementsPanel(LazyPanel):
    """A table to sort and filter; behind a button the kinds."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._beside: set[str] = set()
        self.setAccessibleName("Elements")
        self.setObjectName("panel")
        self.table = Table("Elements of the story", HEADERS, numbers=(2, 3, *range(5, 16)), drawn={4: 98})
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(2, Qt.SortOrder.AscendingOrder)
        header = self.table.header()
        header.setSectionResizeMode(0, header.ResizeMode.Interactive)
        header.resizeSection(0, 150)
        for column, tip in enumerate(TIPS):
            self.table.headerItem().setToolTip(column, tip)
        self.kinds = Table("Interaction by kind", ["Kind", "Elements", "Rate", "n of N", "95 % interval"],
                           numbers=(1, 2, 3), drawn={4: 150})  # fmt: skip
        self.kinds.stretch(0)
        self._search = QLineEdit(placeholderText="Search elements", accessibleName="Search elements")
        self._search.setClearButtonEnabled(True)
        self._kind = QComboBox(accessibleName="Kind of element")
        self._by_kind = QPushButton("By kind", objectName="small", checkable=True)
        self._says = QLabel(objectName="second")
        self._build()
        self._search.textChanged.connect(self._filter)
        self._kind.activated.connect(self._filter)
        self._by_kind.toggled.connect(self._turn)
        self.table.chosen.connect(workspace.spotlight.light)
        workspace.measures.changed.connect(self.outdated)
        workspace.study_changed.connect(self._forget)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._search, 1)
        for widget in (self._kind, self._by_kind, self._says):
            head.addWidget(widget)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.kinds)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 6, 8, 6)
        box.addLayout(head)
        box.addWidget(self._pages, 1)

    def _turn(self, by_kind: bool) -> None:  # noqa: FBT001
        self._pages.setCurrentIndex(int(by_kind))

    def _forget(self, study: object) -> None:
        self.table.clear()
        self.kinds.clear()
        self._kind.clear()
        if study is not None:
            self.outdated()

    def fill(self) -> None:
        metrics, study = self._workspace.measures.metrics, self._workspace.study
        if metrics is None or study is None:
            self._workspace.measures.want()
            return
        story = {e.id: e for e in study.story.elements}
        self._beside = {e.id for e in story.values() if not e.boundary}
        self._offer_kinds([e.kind for e in metrics.elements])
        top = axis_top([e.ctr for e in metrics.elements])
        self.table.setSortingEnabled(False)
        at = self.table.verticalScrollBar().value()
        self.table.clear()
        for element in metrics.elements:
            cells, grey = _cells(element, story[element.id], metrics, top)
            self.table.add(cells, name=element.id, grey=grey)
        self.table.setSortingEnabled(True)
        self.table.verticalScrollBar().setValue(at)
        self._fill_kinds(metrics)
        self._filter()

    def _offer_kinds(self, kinds: list[str]) -> None:
        wanted = [ANY, *sorted(set(kinds)), BESIDE]
        if [self._kind.itemText(k) for k in range(self._kind.count())] != wanted:
            self._kind.clear()
            self._kind.addItems(wanted)

    def _filter(self, _changed: object = None) -> None:
        words, kind = self._search.text().casefold().split(), self._kind.currentText()
        shown = 0
        rows = top_items(self.table)
        for row in rows:
            name, text = row.data(0, NAME), f"{row.text(0)} {row.text(1)}".casefold()
            fits = kind in {"", ANY, row.text(1)} or (kind == BESIDE and name in self._beside)
            hidden = not (fits and all(word in text for word in words))
            row.setHidden(hidden)
            shown += not hidden
        self._says.setText(f"{number(shown)} of {number(len(rows))}")

    def _fill_kinds(self, metrics: Metrics) -> None:
        self.kinds.clear()
        recorded = bool({"click", "answer"} & metrics.recorded)
        for kind, measured in metrics.interaction_by_kind.items():
            rate = measured if recorded else NotInstrumented("the source records no click and no answer")
            cells, grey = rate_cells(rate, metrics.settings.few_sessions, BY_KIND)
            count = sum(e.kind == kind for e in metrics.elements)
            self.kinds.add([Cell(kind), Cell(number(count), count), *cells], grey=grey)





def _cells(one: ElementMetrics, element: Element, metrics: Metrics, top: float) -> tuple[list[Cell], bool]:
    """A row; what the source can't record is no zero."""
    few = metrics.settings.few_sessions
    used = bool({"click", "answer"} & metrics.recorded)
    clicked = "click" in metrics.recorded
    rate = one.ctr if used else NotInstrumented("the source records no click and no answer")
    (value, _, interval), grey = rate_cells(rate, few, TIPS[3], top=top)
    if used and isinstance(interval.mark, Interval) and one.ctr.of < few:
        value = Cell(percent(one.ctr.value or 0.0), one.ctr.value, tip=value.tip)
    where = Cell("–") if element.media_id is None else Cell(clock(element.start_s), element.start_s)
    after, lift, share = one.first_click_after_median_s, one.lift, one.share_of_clicks
    shared = clicked and share.value is not None

    def count(n: int) -> Cell:
        return Cell(number(n), n) if clicked else Cell("–", tip="not instrumented: the source records no clicks")

    return [
        Cell(element.label or element.id, tip=f"{element.label}\nid {element.id}" + _beside(element)),
        Cell(element.kind.value), where,
        value if used else Cell("–", tip=value.tip), interval,
        Cell(number(one.ctr.n), one.ctr.n) if used else Cell("–"), Cell(number(one.ctr.of), one.ctr.of),
        count(one.clicks),
        Cell(percent(share.value or 0.0), share.value, tip=counts(share)) if shared else Cell("–"),
        Cell("–") if after is None else Cell(f"{after:.1f} s", after),
        count(one.misses_late), count(one.misses_early), count(one.misses_space),
        Cell("–") if lift is None or not used else Cell(f"{lift:.2f}×", lift),
        _size(one.smallest_touch_px, metrics.settings.target_size_px), _size(one.smallest_px, 0.0),
    ], grey  # fmt: skip


def _beside(element: Element) -> str:
    return "" if element.boundary else "\nstands beside the picture"


def _size(px: float | None, comfortable: float) -> Cell:
    """In CSS pixels, marked where it is under what is comfortable to touch."""
    if px is None:
        return Cell("–", tip="unknown: no boundary, or no such player's size is known")
    small = px < comfortable
    tip = f"under {comfortable:g} × {comfortable:g} px: hard to hit with a finger" if small else ""
    return Cell(f"{'! ' if small else ''}{px:.0f} px", px, tip=tip)
