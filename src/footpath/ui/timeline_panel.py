"""The drop-off timeline: plays, viewers and survival over media time, lanes below; the cursor is the playhead."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from footpath.model.curves import CurveComparison
from footpath.model.results import Candidates, Results, Retention, SceneRetention
from footpath.render.colours import EXIT
from footpath.ui.cached_plot import CachedPlot
from footpath.ui.table_window import show_table
from footpath.ui.theme import surfaces_of
from footpath.ui.timeline_against import Against
from footpath.ui.timeline_extras import OTHER, TimelineExtras
from footpath.ui.timeline_items import CLUSTERS_Y, CUTS_Y, FALSE_Y, LANE_STEP, LANES, TimelineItems
from footpath.ui.timeline_words import HEADERS, bin_text, comparison_text, drop_text, moment_text, rows_of
from footpath.ui.timeline_zoom import TimelineZoom
from footpath.ui.wording import clock, number
from footpath.workspace.workspace import Workspace

LEAST_DRAG_PX = 6
MOST_CUTS_S = 900.0
AXIS_WIDTH_PX = 66
SIDE_ROOM = 1.04  # the plot leaves a margin beside its curves
NAME_GAP_PX, LEAST_NAME_PX = 2, 34


class TimeAxis(pg.AxisItem):  # type: ignore[misc]
    """Media time as m:ss, with tenths where the marks stand closer than a second."""

    def tickStrings(self, values: list[float], _scale: float, spacing: float) -> list[str]:
        if spacing < 1:
            return [f"{int(v) // 60}:{v % 60:04.1f}" for v in values]
        return [f"{int(v) // 60}:{int(v) % 60:02d}" for v in values]


class TimelinePanel(QWidget):
    """Click seeks, drag selects a window of time, hovering reads the numbers."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._results: Results | None = None
        self._pressed: float | None = None
        self._pressed_px = QPointF()
        self.setAccessibleName("Drop-off timeline")
        self._says = QLabel("Plays, unique viewers and survival over media time", wordWrap=True)
        self._says.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.plot = _empty_plot()
        self.items = TimelineItems(self.plot)
        self.extras, self.zoom = TimelineExtras(self.plot), TimelineZoom(self.plot)
        self.against = Against(workspace)
        self.cuts_s: tuple[float, ...] = ()
        self.compared: CurveComparison | None = None
        self._other: Retention | None = None
        table = QPushButton("Table", objectName="small", toolTip="Every bin as a row of text")
        table.clicked.connect(self.show_table)
        head, box = QHBoxLayout(), QVBoxLayout(self)
        head.addWidget(self._says, 1)
        head.addWidget(self.against)
        head.addWidget(table)
        box.setContentsMargins(6, 4, 6, 4)
        box.addLayout(head)
        box.addWidget(self.plot, 1)
        self.plot.viewport().installEventFilter(self)
        self.against.chosen.connect(self._compare)
        workspace.thumbnails_changed.connect(self._look_for_cuts)
        workspace.study_changed.connect(self._forget)
        # Queued: the other panels' share of the work is an event of its own, so that the window never waits for both.
        workspace.results_changed.connect(self._show, Qt.ConnectionType.QueuedConnection)
        workspace.candidates_changed.connect(self._show_candidates)
        workspace.player.frame_changed.connect(self._follow)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "items"):
            self._dress()

    def _dress(self) -> None:
        look = surfaces_of(self.palette())
        self.plot.setBackground(look.panel)
        for side in ("left", "bottom", "top"):
            self.plot.getAxis(side).setPen(look.line)
            self.plot.getAxis(side).setTextPen(look.second)
        self.items.dress(look)
        self.plot.set_cursor_colour(look.text)
        self.extras.dress(look)
        if self._results is not None:
            self._show(self._results)

    def _follow(self, frame: object) -> None:
        self.plot.set_cursor(frame.t_s if frame is not None else None)  # type: ignore[attr-defined]

    def _show(self, results: Results) -> None:
        if self._workspace.results is not results:
            return  # outrun while it waited
        fresh = self._results is None or self._end_s() != self.zoom.end_s
        self._results = results
        retention, media_id = results.retention, self._media_id()
        most, left = self.items.show_scenes(self._scenes(), retention.bin_s)
        self.items.show_drop_offs([drop for drop in retention.drop_offs if drop.media_id == media_id])
        study, selection = self._workspace.study, self._workspace.selection
        elements = study.story.elements if study is not None else ()
        self.items.show_elements([element for element in elements if element.media_id == media_id])
        self.items.show_window(selection.start_s, selection.end_s)
        self.extras.show_moments([moment for moment in retention.moments if moment.media_id == media_id])
        fresh |= self.zoom.end_s != self._end_s()
        self.zoom.end_s, self.zoom.frame_s = self._end_s(), 1 / max(self._workspace.player.fps, 1.0)
        if fresh:
            self.zoom.whole()  # a new selection leaves the zoom as it is
        self._name_scenes()
        self._write_legend(most, left, recorded=retention.exits_recorded)
        self._count_false()
        self._compare()
        self._show_candidates(self._workspace.candidates)

    def _forget(self, _study: object) -> None:
        self._results, self.compared, self._other, self.cuts_s = None, None, None, ()
        self.extras.show_cuts(())
        self.extras.show_false(None)
        self.extras.show_other((), (), 1.0)

    def _look_for_cuts(self, _thumbnails: object) -> None:
        """Once a media, after all that is counted; a long film would keep others waiting."""
        study, player = self._workspace.study, self._workspace.player
        if study is None or player.media is None or player.duration_s > MOST_CUTS_S:
            return
        self._workspace.jobs.run(
            study.cuts, player.media.id, self._workspace.jobs.unwanted,
            done=self._show_cuts, failed=self._workspace.tell_error, name="Looking for cuts", key="cuts",
            stoppable=True,
        )  # fmt: skip

    def _show_cuts(self, cuts_s: tuple[float, ...]) -> None:
        self.cuts_s = cuts_s
        self.extras.show_cuts(cuts_s)

    def _count_false(self) -> None:
        study, media_id = self._workspace.study, self._media_id()
        if study is not None and media_id:
            self._workspace.jobs.run(
                study.click_lane, self._workspace.selection, media_id,
                done=self.extras.show_false, failed=self._workspace.tell_error, name="Counting clicks", key="lane",
                at_once=True,
            )  # fmt: skip

    def _compare(self) -> None:
        """Ask for the other side's curves and the test of the difference."""
        other, study = self.against.selection(), self._workspace.study
        if other is None or study is None:
            self._workspace.jobs.cancel("curves")
            self.compared = self._other = None
            self.extras.show_other((), (), 1.0)
            return
        self._workspace.jobs.run(
            study.compare_curves, self._workspace.selection, other,
            done=self._show_other, failed=self._workspace.tell_error, name="Comparing curves", key="curves",
        )  # fmt: skip

    def _show_other(self, found: tuple[Retention, CurveComparison]) -> None:
        self._other, self.compared = found
        study = self._workspace.study
        fdr = study.settings.compare_fdr if study is not None else 0.0
        media_id, here = self._media_id(), {scene.scene_id for scene in self._scenes()}
        scenes = [s for s in self._other.scenes if s.media_id == media_id and len(s.t_s)]
        differ = [x for x in self.compared.bins if x.q_value <= fdr and x.scene_id in here]
        self.extras.show_other(scenes, differ, self._other.bin_s)
        text = f"{self.against.currentText()}: {comparison_text(self.compared, fdr)}"
        self._says.setText(f"<span style='color:{OTHER}'>┄ {text}</span>")

    def show_table(self) -> None:
        scenes = self._scenes()
        labels = [self._scene_label(scene.scene_id) for scene in scenes]
        show_table(self, "Drop-off timeline", HEADERS, rows_of(scenes, labels))

    def _show_candidates(self, candidates: Candidates | None) -> None:
        media_id = self._media_id()
        found = candidates.candidates if candidates is not None else ()
        self.items.show_candidates([candidate for candidate in found if candidate.media_id == media_id])

    def _scenes(self) -> list[SceneRetention]:
        scenes = self._results.retention.scenes if self._results else ()
        return [scene for scene in scenes if scene.media_id == self._media_id() and len(scene.t_s)]

    def _media_id(self) -> str:
        media, study = self._workspace.player.media, self._workspace.study
        if media is not None:
            return str(media.id)
        return study.story.media[0].id if study and study.story.media else ""

    def _write_legend(self, most: int, left: int, *, recorded: bool) -> None:
        look = surfaces_of(self.palette())
        intro = [m for m in self._results.retention.moments if m.kind == "intro"] if self._results else []
        kept = f"&nbsp; at {clock(intro[0].t_s)} {intro[0].value:.0%} of the start" if intro else ""
        exits = f"<span style='color:{EXIT}'>▼ exits</span> (root scale, most {number(left)})"
        self._says.setText(
            f"<span style='color:{look.second}'>— plays</span> (100 % = {number(most)})&nbsp; "
            f"<span style='color:{look.text}'><b>— viewers</b></span>&nbsp; "
            f"<span style='color:{look.survival}'>— survival</span>&nbsp; "
            f"{exits if recorded else 'exits: not instrumented'}{kept}"
        )

    def _end_s(self) -> float:
        """The end of the media on show: of its scenes and of its film."""
        bins = [float(scene.t_s[-1]) for scene in self._scenes()]
        bin_s = self._results.retention.bin_s if self._results else 0.0
        return max([self._workspace.player.duration_s, *(t + bin_s for t in bins)])

    def _name_scenes(self) -> None:
        """Each scene's name over its middle, cut to the scene's width; none where that leaves no word."""
        scenes = self._scenes()
        px_per_s = (self.plot.width() - AXIS_WIDTH_PX) / max(self._end_s() * SIDE_ROOM, 1.0)
        names = []
        for scene in scenes:
            start, stop = float(scene.t_s[0]), float(scene.t_s[-1])
            room = int((stop - start) * px_per_s) - NAME_GAP_PX
            if room >= LEAST_NAME_PX:
                text = self.fontMetrics().elidedText(
                    self._scene_label(scene.scene_id), Qt.TextElideMode.ElideRight, room
                )
                names.append(((start + stop) / 2, text))
        self.plot.getAxis("top").setTicks([names])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name_scenes()

    def _scene_label(self, scene_id: str) -> str:
        study = self._workspace.study
        return study.story.scenes[study.story.scene_index[scene_id]].label if study else scene_id

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click seeks; a drag selects a window; hovering reads."""
        if not isinstance(event, QMouseEvent):
            return super().eventFilter(watched, event)
        t_s = max(0.0, self.plot.plotItem.vb.mapSceneToView(event.position()).x())
        if event.type() == QEvent.Type.MouseMove and self._pressed is not None:
            self._brush(t_s, event.position())
        if event.type() == QEvent.Type.MouseMove and not event.buttons():
            QToolTip.showText(event.globalPosition().toPoint(), self.reading_at(t_s), self.plot)
        if event.button() == Qt.MouseButton.LeftButton:
            if event.type() == QEvent.Type.MouseButtonPress:
                self._pressed, self._pressed_px = t_s, event.position()
                return True
            if event.type() == QEvent.Type.MouseButtonRelease and self._pressed is not None:
                self._released(t_s, event.position())
                return True
        return super().eventFilter(watched, event)

    def reading_at(self, t_s: float) -> str:
        """The numbers of the bin that holds `t_s`, as text; empty where there is none."""
        if self._results is None:
            return ""
        for scene in self._scenes():
            if scene.t_s[0] <= t_s < scene.t_s[-1] + self._results.retention.bin_s:
                k = int(np.searchsorted(scene.t_s, t_s, "right")) - 1
                label = self._scene_label(scene.scene_id)
                return "\n".join([f"{label}, {bin_text(scene, k)}", *self._told_at(scene, k)])
        return ""

    def _told_at(self, scene: SceneRetention, k: int) -> list[str]:
        """Drop-offs and moments of a bin, each with its rule."""
        if self._results is None:
            return []
        found, t_s = self._results.retention, float(scene.t_s[k])
        drops = [d for d in found.drop_offs if d.scene_id == scene.scene_id and d.start_s <= t_s < d.end_s]
        moments = [m for m in found.moments if m.scene_id == scene.scene_id and m.t_s == t_s]
        return [*(drop_text(d, self.cuts_s) for d in drops), *(moment_text(m) for m in moments)]

    def _brush(self, t_s: float, at: QPointF) -> None:
        """While the mouse moves, everything follows the stretch under it."""
        if abs(at.x() - self._pressed_px.x()) >= LEAST_DRAG_PX:
            low, high = sorted((self._pressed or 0.0, t_s))
            self.items.show_window(low, high)
            moving = replace(self._workspace.selection, media=self._media_id(), start_s=low, end_s=high)
            self._workspace.select_moving(moving)

    def _released(self, t_s: float, at: QPointF) -> None:
        start, self._pressed = self._pressed or 0.0, None
        if abs(at.x() - self._pressed_px.x()) < LEAST_DRAG_PX:
            self._workspace.player.seek(t_s)
            return
        low, high = sorted((start, t_s))
        chosen = replace(self._workspace.selection, media=self._media_id(), start_s=low, end_s=high)
        self._workspace.select(chosen)


def _empty_plot() -> CachedPlot:
    plot = CachedPlot(axisItems={"bottom": TimeAxis("bottom")})
    plot.setAccessibleName("Drop-off timeline: curves over media time")
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setMouseEnabled(x=False, y=False)
    plot.setMouseTracking(True)
    plot.showAxis("top")
    plot.getAxis("top").setStyle(tickLength=0)
    left = plot.getAxis("left")
    left.setWidth(AXIS_WIDTH_PX)
    left.setStyle(hideOverlappingLabels=False)
    lanes = ((-LANE_STEP * (LANES + 1) / 2, "elements"), (CLUSTERS_Y, "clusters"), (FALSE_Y, "false"), (CUTS_Y, "cuts"))
    per_cent = [(v, f"{v} %") for v in (0, 50, 100)]
    left.setTicks([[*per_cent, *lanes]])
    return plot
