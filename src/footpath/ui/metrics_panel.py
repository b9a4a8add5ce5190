"""Every rate of the selection with its n, its interval, and its formula on hover."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from footpath.model.rate import NotInstrumented
from footpath.model.results import Metrics, Summary
from footpath.ui.lazy_panel import LazyPanel
from footpath.ui.tables import Row, make_table, rate_texts
from footpath.ui.wording import number
from footpath.workspace.workspace import Workspace

RATES = (
    ("play_rate", "Play rate", "sessions with a play ÷ with an impression or a play"),
    ("play_rate_chosen", "Play rate, chosen", "the same, of sessions that do not start by themselves"),
    ("play_rate_autoplay", "Play rate, autoplay", "the same, of sessions that start by themselves"),
    ("engagement_rate", "Engagement rate", "played with at least one interaction ÷ played"),
    ("completion_rate", "Completion rate", "played that reached an ending ÷ played"),
    ("bounce_rate", "Bounce rate", "interacted, and no engagement or conversion after the first ÷ interacted"),
    ("ctr", "CTR of the piece", "sessions that used any call to action or link ÷ exposed to any"),
    ("action_rate", "Action rate", "with a conversion ÷ with an interaction"),
    ("conversion_rate", "Conversion rate", "with a conversion ÷ played"),
    ("false_click_rate", "False-click rate", "false clicks ÷ clicks with a position"),
    ("replay_rate", "Replay rate", "sessions that watched any moment twice ÷ played"),
    ("revisit_rate", "Revisit rate", "viewers with two or more played sessions ÷ viewers who played"),
)
TIMES = (
    ("watch_time", "Watch time", " s", 1.0),
    ("first_interaction", "Time to first interaction", " s", 1.0),
    ("share_watched", "Share watched", " %", 100.0),
)
CLASSES = (("hit", "Hits"), ("near_miss", "Near misses"), ("false", "False clicks"),
           ("control", "Control clicks"), ("beside", "Beside the picture"),
           ("rage_runs", "Rage runs"), ("disagreements", "Disagreements"))  # fmt: skip


class MetricsPanel(LazyPanel):
    """A table of all metrics of the current selection."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setAccessibleName("Metrics")
        self.table = make_table("Metrics of the selection", ["Metric", "Value", "n of N", "95 % interval"])
        box = QVBoxLayout(self)
        box.addWidget(self.table)
        workspace.results_changed.connect(self.outdated)

    def fill(self) -> None:
        self.table.clear()
        results = self._workspace.results
        if results is None:
            return
        metrics = results.metrics
        for name, label, formula in RATES:
            rate = getattr(metrics, name)
            texts, greyed = rate_texts(rate, metrics.settings.few_sessions)
            why = f"\nNot instrumented: {rate.why}" if isinstance(rate, NotInstrumented) else ""
            self._add([label, *texts], formula + why, greyed=greyed)
        for name, label, unit, scale in TIMES:
            self._add_summary(label, getattr(metrics, name), unit, scale)
        self._add_clicks(metrics)
        if not isinstance(metrics.conversion_by_depth, NotInstrumented):
            for depth, rate in metrics.conversion_by_depth.items():
                texts, greyed = rate_texts(rate, metrics.settings.few_sessions)
                words = "with a conversion ÷ played, by distinct elements used and own choices"
                self._add([f"Conversion at depth {depth}", *texts], words, greyed=greyed)

    def _add(self, texts: list[str], formula: str, *, greyed: bool = False) -> None:
        row = Row(texts)
        for column in range(len(texts)):
            row.setToolTip(column, formula)
        if greyed:
            row.grey()
        self.table.addTopLevelItem(row)

    def _add_summary(self, label: str, summary: Summary, unit: str, scale: float) -> None:
        if summary.mean is None or summary.median is None:
            self._add([label, "–", "0 sessions", ""], "mean and median over sessions", greyed=True)
            return
        value = f"{summary.median * scale:.1f}{unit} median"
        self._add(
            [label, value, f"{number(summary.n)} sessions", f"mean {summary.mean * scale:.1f}{unit}"],
            "mean and median over sessions",
        )

    def _add_clicks(self, metrics: Metrics) -> None:
        if isinstance(metrics.clicks, NotInstrumented):
            self._add(["Clicks", "not instrumented", "", ""], metrics.clicks.why, greyed=True)
            return
        total = metrics.clicks.total
        for name, label in CLASSES:
            n = getattr(metrics.clicks, name)
            of = f"of {number(total)} clicks" if name not in {"rage_runs", "disagreements"} else ""
            self._add(
                [label, number(n), of, ""], "the first class that fits: hit, control, near miss, false; or beside"
            )
