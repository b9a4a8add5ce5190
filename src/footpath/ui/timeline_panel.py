"""The drop-off timeline: plays, viewers and survival over media time, lanes below; the cursor is the playhead."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from footpath.model.results import Candidates, Results, SceneRetention
from footpath.render.colours import BOUNDARY, DARK, EXIT, FALSE_CLICK
from footpath.workspace.workspace import Workspace

PLAYS, VIEWERS, SURVIVAL = "#9AA3AE", "#E6E8EB", "#F0E442"
LEAST_DRAG_PX = 6
LANES = 4


class TimeAxis(pg.AxisItem):  # type: ignore[misc]
    """Media time as m:ss."""

    def tickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:
        return [f"{int(v) // 60}:{int(v) % 60:02d}" for v in values]


class TimelinePanel(QWidget):
    """Click seeks, drag selects a window of time."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setAccessibleName("Drop-off timeline")
        self._says = QLabel("Plays, unique viewers and survival over media time")
        self.plot = pg.PlotWidget(axisItems={"bottom": TimeAxis("bottom")}, background=DARK.panel)
        self.plot.setAccessibleName("Drop-off timeline: curves over media time")
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.getAxis("left").setWidth(46)
        self.plot.setLabel("left", "% of most")
        self.plot.getAxis("left").setTicks([[(v, str(v)) for v in (0, 25, 50, 75, 100)]])
        box = QVBoxLayout(self)
        box.setContentsMargins(6, 4, 6, 4)
        box.addWidget(self._says)
        box.addWidget(self.plot, 1)
        self._cursor = pg.InfiniteLine(0.0, pen=pg.mkPen("#FFFFFF", width=1))
        self._candidates: list[pg.GraphicsObject] = []
        self._pressed: float | None = None
        self._pressed_px = QPointF()
        self.plot.viewport().installEventFilter(self)
        workspace.results_changed.connect(self._show)
        workspace.candidates_changed.connect(self._show_candidates)
        workspace.player.frame_changed.connect(self._follow)

    def _follow(self, frame: object) -> None:
        self._cursor.setValue(frame.t_s)  # type: ignore[attr-defined]

    def _show(self, results: Results) -> None:
        self.plot.clear()
        self._candidates = []
        scenes = [s for s in results.retention.scenes if s.media_id == self._media_id() and len(s.t_s)]
        most = max((int(s.plays.max(initial=0)) for s in scenes), default=0)
        left = max((int(s.exits.max(initial=0)) for s in scenes), default=0)
        for scene in scenes:
            self._draw_scene(scene, max(most, 1), max(left, 1), results.retention.bin_s)
        self._label_scenes(scenes)
        for drop in results.retention.drop_offs:
            if drop.media_id == self._media_id():
                colour = QColor(EXIT)
                colour.setAlpha(70)
                span = (drop.start_s, drop.end_s)
                self.plot.addItem(pg.LinearRegionItem(span, movable=False, brush=colour, pen=pg.mkPen(None)))
        self._draw_elements()
        self._draw_window()
        self.plot.addItem(self._cursor)
        self.plot.setYRange(-8 * LANES - 4, 120, padding=0)
        recorded = "" if results.retention.exits_recorded else "; not instrumented: this source records no exits"
        self._says.setText(
            f"<span style='color:{PLAYS}'>— plays</span> (most {most:,}) "
            f"<span style='color:{VIEWERS}'>— viewers</span> <span style='color:{SURVIVAL}'>— survival %</span> "
            f"<span style='color:{EXIT}'>▼ exits (square root, most {left:,}), drop-off</span>{recorded}"
        )
        self._show_candidates(self._workspace.candidates)

    def _media_id(self) -> str:
        media = self._workspace.player.media
        study = self._workspace.study
        if media is not None:
            return str(media.id)
        return study.story.media[0].id if study and study.story.media else ""

    def _draw_scene(self, scene: SceneRetention, most: int, left: int, bin_s: float) -> None:
        t = scene.t_s
        self.plot.plot(t, scene.plays / most * 100, pen=pg.mkPen(PLAYS, width=1))
        self.plot.plot(t, scene.viewers / most * 100, pen=pg.mkPen(VIEWERS, width=2))
        if not np.isnan(scene.survival).all():
            low = self.plot.plot(t, scene.low * 100, pen=None)
            high = self.plot.plot(t, scene.high * 100, pen=None)
            band = QColor(SURVIVAL)
            band.setAlpha(40)
            self.plot.addItem(pg.FillBetweenItem(low, high, brush=band))
            self.plot.plot(t, scene.survival * 100, pen=pg.mkPen(SURVIVAL, width=1.5))
        exits = np.sqrt(scene.exits / left) * 30
        self.plot.addItem(pg.BarGraphItem(x=t + bin_s / 2, height=exits, width=bin_s * 0.8, brush=EXIT, pen=None))
        self.plot.addItem(pg.InfiniteLine(float(t[0]), pen=pg.mkPen("#3A404A", width=1)))

    def _label_scenes(self, scenes: list[SceneRetention]) -> None:
        """Names where a scene is wide enough for one, alternating between two heights."""
        whole = sum(len(s.t_s) for s in scenes)
        wide = [s for s in scenes if len(s.t_s) >= 0.07 * whole]
        for k, scene in enumerate(wide):
            label = pg.TextItem(self._scene_label(scene.scene_id), color=DARK.second_text, anchor=(0, 0))
            label.setPos(float(scene.t_s[0]), 118 - 9 * (k % 2))
            self.plot.addItem(label)

    def _scene_label(self, scene_id: str) -> str:
        study = self._workspace.study
        text = study.story.scenes[study.story.scene_index[scene_id]].label if study else scene_id
        return text if len(text) <= 12 else text[:11] + "…"

    def _draw_elements(self) -> None:
        study = self._workspace.study
        if study is None:
            return
        ends: list[float] = []
        for element in sorted(study.story.elements, key=lambda e: e.start_s):
            if element.media_id != self._media_id():
                continue
            lane = next((k for k, end in enumerate(ends) if end <= element.start_s), len(ends))
            ends[lane:lane + 1] = [element.end_s]
            y = -6 - 8 * (lane % LANES)
            bar = self.plot.plot([element.start_s, element.end_s], [y, y], pen=pg.mkPen(BOUNDARY, width=4))
            bar.setToolTip(element.label)

    def _draw_window(self) -> None:
        selection = self._workspace.selection
        if selection.start_s is not None and selection.end_s is not None:
            brush = QColor(86, 180, 233, 45)
            window = pg.LinearRegionItem((selection.start_s, selection.end_s), movable=False, brush=brush)
            self.plot.addItem(window)

    def _show_candidates(self, candidates: Candidates | None) -> None:
        for item in self._candidates:
            self.plot.removeItem(item)
        self._candidates = []
        for candidate in candidates.candidates if candidates else ():
            if candidate.media_id == self._media_id():
                y = -8 * LANES
                pen = pg.mkPen(FALSE_CLICK, width=4, style=Qt.PenStyle.DashLine)
                self._candidates.append(self.plot.plot([candidate.start_s, candidate.end_s], [y, y], pen=pen))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click seeks; a drag selects a window."""
        if isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            t_s = max(0.0, self.plot.plotItem.vb.mapSceneToView(event.position()).x())
            if event.type() == QEvent.Type.MouseButtonPress:
                self._pressed, self._pressed_px = t_s, event.position()
                return True
            if event.type() == QEvent.Type.MouseButtonRelease and self._pressed is not None:
                self._released(t_s, event.position())
                return True
        return super().eventFilter(watched, event)

    def _released(self, t_s: float, at: QPointF) -> None:
        start, self._pressed = self._pressed or 0.0, None
        if abs(at.x() - self._pressed_px.x()) < LEAST_DRAG_PX:
            self._workspace.player.seek(t_s)
            return
        low, high = sorted((start, t_s))
        chosen = replace(self._workspace.selection, media=self._media_id(), start_s=low, end_s=high)
        self._workspace.select(chosen)
