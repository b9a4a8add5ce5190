"""The audience of each branch: what those who chose it did, against those who took another way out."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QTreeWidgetItem

from footpath.model.more_metrics import Branch, MoreMetrics
from footpath.model.rate import Rate
from footpath.model.results import Metrics
from footpath.ui.measures.cells import axis_top, chance, counts, percent, rate_cells
from footpath.ui.measures.page import Page, note
from footpath.ui.measures.table import NAME, Cell, Table
from footpath.ui.wording import number
from footpath.workspace.workspace import Workspace

SURE = 0.05
HEADERS = [
    "Branch", "Sessions", "Converted", "n of N", "Against", "95 % interval", "Watched", "Completed", "By default",
]  # fmt: skip


class Branches(Page):
    """A row a branch; choosing one selects who went along it."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, "Branches")
        self.says = note()
        self.table = Table("Audience of each branch", HEADERS, numbers=(1, 2, 3, 6, 7, 8), drawn={5: 104})
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(-1, self.table.header().sortIndicatorOrder())
        self.table.stretch(0, least_px=176)
        self.box.addWidget(self.says)
        self.box.addWidget(self.table, 9)
        self.box.addStretch(1)
        self.table.itemActivated.connect(self._select)

    def show_metrics(self, metrics: Metrics, more: MoreMetrics) -> None:
        self.table.setVisible(bool(more.branches))
        self.table.setSortingEnabled(False)
        self.table.clear()
        self.says.setText(
            "Who went along each choice of the story. Enter or a double click selects them; “Against” is against "
            "those who left the same scene another way."
            if more.branches
            else "The story has no choices."
        )
        names = [one.label for one in more.branches]
        top = axis_top([one.conversion_rate for one in more.branches])
        for one in more.branches:
            self._add(one, twice=names.count(one.label) > 1, few=metrics.settings.few_sessions, top=top)
        self.table.setSortingEnabled(True)

    def _add(self, one: Branch, *, twice: bool, few: int, top: float) -> None:
        scenes = {s.id: s.label or s.id for s in self.story.scenes}
        name = one.label or scenes[one.to_scene]
        name = f"{name}, from {scenes[one.from_scene]}" if twice else name
        path = f"{scenes[one.from_scene]} → {scenes[one.to_scene]}"
        default = Rate(one.by_default, one.sessions)
        mean = one.watch_time.mean
        cells, grey = rate_cells(one.conversion_rate, few, "with a conversion ÷ played, of this branch", top=top)
        completed = rate_cells(one.completion_rate, few, "reached an ending ÷ played, of this branch")[0][0]
        said, tip, key = _against(one)
        watched = "–" if mean is None else f"{mean:.1f} s"
        median = "" if one.watch_time.median is None else f"; median {one.watch_time.median:.1f} s"
        self.table.add(
            [
                Cell(name, tip=path),
                Cell(number(one.sessions), one.sessions, tip=path), *cells[:2], Cell(said, key, tip=tip), cells[2],
                Cell(watched, mean, tip=f"mean watch time{median}"), completed,
                Cell(percent(default.value) if default.value is not None else "–", default.value,
                     tip=f"led by default: {counts(default)}"),
            ],
            name=(one.from_scene, one.to_scene),
            grey=grey,
        )  # fmt: skip

    def _select(self, row: QTreeWidgetItem) -> None:
        name = row.data(0, NAME)
        if name is not None:
            self._workspace.select(replace(self._workspace.selection, through=tuple(name)))


def _against(one: Branch) -> tuple[str, str, float | None]:
    """Conversion as a multiple of the others', in words; what hovering says; what it sorts by."""
    here, there = one.conversion_rate, one.elsewhere
    if not isinstance(here, Rate) or not isinstance(there, Rate):
        return "–", "not instrumented", None
    if one.q_value is None:
        return "too few to tell", f"here {counts(here)}, elsewhere {counts(there)}", None
    ratio = (here.value or 0.0) / there.value if there.value else None
    times = f"{ratio:.1f}×" if ratio is not None else "more"
    tip = (
        f"conversion here {counts(here)}, of those who left the same scene another way {counts(there)}\n"
        f"chi-squared (Fisher’s exact where few), {chance('p', one.p_value)}, "
        f"{chance('q', one.q_value)} over all branches"
    )
    return (times if one.q_value <= SURE else f"{times}, not clear"), tip, ratio
