"""Calls to action by timestamp: CTR of every placement over media time, against the attention bands."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QStackedWidget

from footpath.model.more_metrics import MoreMetrics
from footpath.model.rate import NotInstrumented
from footpath.model.results import Metrics
from footpath.model.story import Element
from footpath.study.bands import Bands
from footpath.ui.measures.bands_table import BandsTable
from footpath.ui.measures.cells import axis_top, chance, percent, rate_cells
from footpath.ui.measures.page import Page, fit_height, heading, note
from footpath.ui.measures.placement_chart import Placement, PlacementChart, Shown
from footpath.ui.measures.table import Cell, Table
from footpath.ui.wording import clock
from footpath.workspace.workspace import Workspace

CALLS = {"cta", "link"}
CTR = "sessions that used it ÷ exposed to it"
SURE = 0.05
ROOM = 1.02


class Ctas(Page):
    """A chart, the same as a table, the bands, and calls with the same words."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, "Calls to action")
        self._media = QComboBox(accessibleName="Media on show")
        self._switch = QPushButton("As a table", objectName="small", checkable=True)
        self.chart = PlacementChart()
        self.placements = Table(
            "CTR of every placement", ["Call or link", "From", "To", "CTR", "n of N", "95 % interval"],
            numbers=(1, 2, 3, 4), drawn={5: 90},
        )  # fmt: skip
        self.placements.stretch(0)
        self.bands = BandsTable()
        self.words = Table("Calls with the same words", ["Words", "CTR at each moment", "q"], numbers=(2,))
        self.words.stretch(1)
        self._words_note = note()
        self._build()
        self._switch.toggled.connect(self._turn)
        self._media.activated.connect(self.outdated)
        self.chart.chosen.connect(workspace.spotlight.light)
        self.placements.chosen.connect(workspace.spotlight.light)
        self.words.chosen.connect(workspace.spotlight.light)
        self.bands.edited.connect(workspace.measures.keep_bands)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(heading("CTR over media time"))
        head.addStretch(1)
        head.addWidget(self._media)
        head.addWidget(self._switch)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.chart)
        self._pages.addWidget(self.placements)
        self._pages.setMinimumHeight(180)
        box = self.scrolled()
        box.addLayout(head)
        box.addWidget(self._pages, 1)
        box.addWidget(heading("Attention bands"))
        box.addWidget(self.bands)
        box.addWidget(heading("Same words, different moments"))
        box.addWidget(self._words_note)
        box.addWidget(self.words)

    def _turn(self, as_table: bool) -> None:  # noqa: FBT001
        self._pages.setCurrentIndex(int(as_table))

    def clear(self) -> None:
        super().clear()
        self.chart.show_all(Shown())

    def show_metrics(self, metrics: Metrics, more: MoreMetrics) -> None:
        media_id = self._media_on_show()
        bands: Bands = self._workspace.measures.bands
        self._show_placements(metrics, media_id, bands)
        rates = tuple(one for one in more.bands if one.media_id == media_id)
        self.bands.show_bands(bands, rates, metrics.settings.few_sessions)
        self._show_words(more)

    def _media_on_show(self) -> str:
        """The one chosen here; at first the one that plays."""
        ids = [media.id for media in self.story.media]
        if [self._media.itemText(k) for k in range(self._media.count())] != ids:
            self._media.clear()
            self._media.addItems(ids)
            playing = self._workspace.player.media
            if playing is not None and playing.id in ids:
                self._media.setCurrentText(playing.id)
        self._media.setVisible(len(ids) > 1)
        return self._media.currentText()

    def _show_placements(self, metrics: Metrics, media_id: str, bands: Bands) -> None:
        few, told = metrics.settings.few_sessions, metrics.ctr_by_time
        missing = metrics.ctr.why if isinstance(metrics.ctr, NotInstrumented) else ""
        rates = {e.id: e.ctr for e in metrics.elements}
        calls = [e for e in self.story.elements if e.kind.value in CALLS and e.media_id in {None, media_id}]
        placed = () if missing else tuple(
            Placement(e.id, e.label or e.id, e.start_s, e.end_s, rates[e.id]) for e in calls
        )  # fmt: skip
        bins = () if isinstance(told, NotInstrumented) else tuple(
            (one.start_s, one.end_s, one.rate) for one in told if one.media_id == media_id
        )  # fmt: skip
        end_s = self._end_s(media_id, [*(p.end_s for p in placed), *(end for _, end, _ in bins)])
        why = f"Not instrumented: {missing}" if missing else "" if placed else "No call or link stands in this media"
        self.chart.show_all(Shown(placed, bins, bands, end_s, few, why))
        self._fill_placements(calls if placed else [], metrics, few)

    def _fill_placements(self, calls: list[Element], metrics: Metrics, few: int) -> None:
        rates = {e.id: e.ctr for e in metrics.elements}
        top = axis_top([rates[e.id] for e in calls])
        self.placements.clear()
        for e in calls:
            cells, grey = rate_cells(rates[e.id], few, CTR, top=top)
            ends = [Cell(clock(e.start_s), e.start_s), Cell(clock(e.end_s), e.end_s)]
            self.placements.add([Cell(e.label or e.id), *ends, *cells], name=e.id, grey=grey)

    def _end_s(self, media_id: str, told: list[float]) -> float:
        media = self.story.media[self.story.media_index[media_id]] if media_id in self.story.media_index else None
        if media is not None and media.duration_s:
            return media.duration_s
        ends = [s.end_s for s in self.story.scenes if s.media_id == media_id and s.end_s != float("inf")]
        return max([*ends, *(t for t in told if t != float("inf")), 1.0]) * ROOM

    def _show_words(self, more: MoreMetrics) -> None:
        self.words.clear()
        starts = {e.id: e.start_s for e in self.story.elements}
        for one in more.same_wording:
            parts = [
                f"{clock(starts[name])}: {percent(rate.value) if rate.value is not None else '–'}"
                for name, rate in zip(one.element_ids, one.rates, strict=True)
            ]
            tip = "\n".join(
                f"{clock(starts[name])}: {rate.n} of {rate.of} ({CTR})"
                for name, rate in zip(one.element_ids, one.rates, strict=True)
            ) + "\nTested together that all are one rate: chi-squared, Fisher’s exact where few"  # fmt: skip
            q = "too few" if one.q_value is None else chance("q", one.q_value)
            sure = one.q_value is not None and one.q_value <= SURE
            verdict = f"{q}, they differ" if sure else q if one.q_value is None else f"{q}, no clear difference"
            cells = [Cell(one.label, tip=tip), Cell(",  ".join(parts), tip=tip), Cell(verdict, one.q_value, tip=tip)]
            self.words.add(cells, name=one.element_ids[0], grey=one.q_value is None)
        self._words_note.setText("" if more.same_wording else "No two calls or links have the same words.")
        self._words_note.setVisible(not more.same_wording)
        self.words.setVisible(bool(more.same_wording))
        fit_height(self.words, 6)
