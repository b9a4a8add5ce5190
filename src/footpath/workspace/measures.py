"""The metrics of the selection: counted once a panel that can be seen wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from footpath.model.more_metrics import MoreMetrics
from footpath.model.results import Metrics
from footpath.model.selection import Selection
from footpath.study.bands import Bands, bands_of, to_keep

if TYPE_CHECKING:
    from footpath.study.study import Study
    from footpath.workspace.workspace import Workspace

MEASURING = "measuring"


class Measures(QObject):
    """`metrics` and `more` belong to the workspace's results, with the review's attention bands; None until counted."""

    changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.metrics: Metrics | None = None
        self.more: MoreMetrics | None = None
        workspace.study_changed.connect(self._forget)
        workspace.selection_changed.connect(self._forget)
        workspace.results_changed.connect(self._forget)
        workspace.kept_changed.connect(self._take_bands)

    @property
    def bands(self) -> Bands:
        study = self._workspace.study
        return study.settings.attention_bands if study is not None else ()

    def want(self) -> None:
        """Count, unless that is done or under way."""
        workspace = self._workspace
        if workspace.study is None or workspace.results is None or self.more is not None:
            return
        if workspace.jobs.is_running(MEASURING):
            return
        workspace.jobs.run(
            _measure,
            workspace.study,
            workspace.selection,
            done=self._measured,
            failed=workspace.tell_error,
            name="Measuring",
            key=MEASURING,
            at_once=True,
        )

    def keep_bands(self, bands: Bands | None) -> None:
        """Keep other attention bands in the review, None: those of the program again; one step of undo."""
        self._workspace.keep(to_keep(bands))

    def _measured(self, measured: tuple[Metrics, MoreMetrics]) -> None:
        self.metrics, self.more = measured
        self.changed.emit()

    def _forget(self, _changed: object = None) -> None:
        self.metrics = self.more = None
        self._workspace.jobs.cancel(MEASURING)
        self.changed.emit()

    def _take_bands(self, _kept: object) -> None:
        workspace = self._workspace
        if workspace.study is None:
            return
        bands = bands_of(workspace.kept, workspace.study.defaults)
        if bands != self.bands:
            workspace.study = workspace.study.with_bands(bands)
            self._forget()
            workspace.search.rank_again()


def _measure(study: Study, selection: Selection) -> tuple[Metrics, MoreMetrics]:
    metrics = study.metrics(selection)
    return metrics, study.more_metrics(selection, metrics)
