"""The drop-off timeline: plays, viewers and survival over media time, lanes below; the cursor is the playhead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from html import escape

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolTip, QVBoxLayout, QWidget

from footpath.model.curves import BinDifference, CurveComparison
from footpath.model.results import Candidates, DropOff, Moment, Retention, SceneRetention
from footpath.model.selection import Selection
from footpath.model.time_axis import TimeAxis
from footpath.ui.steady_text import SteadyText
from footpath.ui.table_window import show_table
from footpath.ui.theme import surfaces_of
from footpath.ui.timeline_against import Against
from footpath.ui.timeline_along import Along, laid_out, moved
from footpath.ui.timeline_extras import TimelineExtras
from footpath.ui.timeline_items import TimelineItems
from footpath.ui.timeline_plot import AXIS_WIDTH_PX, empty_plot
from footpath.ui.timeline_words import (
    HEADERS,
    bin_text,
    comparison_text,
    drop_text,
    intro_text,
    is_in,
    moment_text,
    rows_of,
)
from footpath.ui.timeline_zoom import TimelineZoom
from footpath.ui.wording import number
from footpath.workspace.workspace import Workspace

LEAST_DRAG_PX = 6
COMPARING = "comparing curves"
TWO_LINES = "<b>—</b><br><b>—</b>"
Found = DropOff | Moment | BinDifference
NAME_GAP_PX, LEAST_NAME_PX, LEAST_MARKED_PX = 2, 34, 12


class TimelinePanel(QWidget):
    """Click seeks, drag selects a window of time, hovering reads the numbers."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._curves: Retention | None = None  # of everyone selected
        self._drawn: Retention | None = None  # those, or the ones along a path
        self._pressed: float | None = None
        self._pressed_px = QPointF()
        self.axis = TimeAxis.of_media("")
        self._laid_for: str | None = None  # the media on show then
        self._cursor_s = 0.0
        self._lines = ""  # what each line is
        self._named: list[tuple[float, str]] | None = None
        self.setAccessibleName("Drop-off timeline")
        self._says = SteadyText("Plays, unique viewers and survival over media time", TWO_LINES)
        self.plot = empty_plot()
        self.items = TimelineItems(self.plot)
        self.extras, self.zoom = TimelineExtras(self.plot), TimelineZoom(self.plot)
        self.against, self.along = Against(workspace), Along(workspace)
        self.compared: CurveComparison | None = None
        self._other: Retention | None = None
        table = QPushButton("Table", objectName="small", toolTip="Every bin as a row of text")
        table.clicked.connect(self.show_table)
        head, box = QHBoxLayout(), QVBoxLayout(self)
        head.addWidget(self.along)
        head.addWidget(self.against)
        head.addStretch(1)
        head.addWidget(table)
        box.setContentsMargins(6, 4, 6, 4)
        box.addLayout(head)
        box.addWidget(self._says)
        box.addWidget(self.plot, 1)
        self.plot.viewport().installEventFilter(self)
        self.plot.sigXRangeChanged.connect(self._fill_room)
        self.against.chosen.connect(self._compare)
        self.along.changed.connect(self._show_along)
        workspace.film.cuts_changed.connect(self._show_cuts)
        workspace.study_changed.connect(self._forget)
        # Queued: the other panels' share of the work is an event of its own, so that the window never waits for both.
        workspace.curves_changed.connect(self._show, Qt.ConnectionType.QueuedConnection)
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
        if self._curves is not None:
            self._show(self._curves)

    def _follow(self, frame: object) -> None:
        """The cursor at the frame shown; where the path passes it several times, at the nearest to where it was."""
        if self._curves is not None and self._laid_for != self._media_id():
            self._lay_out(whole=False)
        t_s: float | None = getattr(frame, "t_s", None)
        at_s = None if t_s is None else self.axis.place(self._media_id(), t_s, self._cursor_s)
        self._cursor_s = self._cursor_s if at_s is None else at_s
        self.plot.set_cursor(at_s)

    def _show(self, retention: Retention) -> None:
        if self._workspace.curves is not retention:
            return  # outrun while it waited
        fresh = self._curves is None
        self._curves = retention
        if self.along.is_path:
            self.along.ask()  # and go on with the path of this selection
        else:
            self._lay_out(whole=fresh)

    def _show_along(self) -> None:
        if self._curves is not None:
            self._lay_out(whole=False)

    def _lay_out(self, *, whole: bool) -> None:
        """Everything along the axis; `whole`: all of it in sight."""
        self._drawn = self.along.curves(self._curves)
        if self._drawn is None:
            return
        self._laid_for = self._media_id()
        before, self.axis = self.axis, self.along.axis(self._laid_for)
        most, left = self.items.show_scenes([moved(*one) for one in self._laid_out()], self._drawn.bin_s)
        drops = [part for d in self._drawn.drop_offs for part in self._of_scene(d, d.start_s, d.end_s)]
        self.items.show_drop_offs(drops)
        story = self._workspace.study.story if self._workspace.study is not None else None
        elements = story.elements if story is not None else ()
        self.items.show_elements(self._parts((e.media_id or "", e.start_s, e.end_s) for e in elements))
        self._show_window()
        whole |= self.zoom.end_s != self._end_s() or before.stretches[:1] != self.axis.stretches[:1]
        self.zoom.end_s, self.zoom.frame_s = self._end_s(), 1 / max(self._workspace.player.fps, 1.0)
        if whole:
            self.zoom.whole()  # a new selection leaves the zoom as it is
        self._fill_room()
        self._write_legend(most, left, recorded=self._drawn.exits_recorded)
        self._show_cuts(self._workspace.film.cuts_s)
        self.extras.show_false(self.along.lane(self._workspace.lanes, self.axis))
        self._compare()
        self._show_candidates(self._workspace.candidates)
        self._follow(self._workspace.player.frame)

    def _show_window(self) -> None:
        now = self._workspace.selection
        parts = []
        if now.start_s is not None and now.end_s is not None:
            parts = self.axis.parts(now.media or self._media_id(), now.start_s, now.end_s)
        self.items.show_window(*(parts[0] if parts else (None, None)))

    def _parts(self, lives: Iterable[tuple[str, float, float]]) -> list[tuple[float, float]]:
        """Where stretches of (media id, start, end) lie along the axis."""
        return [part for life in lives for part in self.axis.parts(*life)]

    def _of_scene(self, found: Found, start_s: float, end_s: float) -> list[tuple[float, float]]:
        """Where a stretch of media time, found in the scene of a step, lies along the axis: wherever that does."""
        return [(start_s + by_s, end_s + by_s) for scene, by_s in self._laid_out() if is_in(found, scene)]

    def _laid_out(self) -> list[tuple[SceneRetention, float]]:
        return laid_out(self._drawn, self.axis) if self._drawn is not None else []

    def _forget(self, _study: object) -> None:
        self._workspace.jobs.cancel(COMPARING)
        self._curves = self._drawn = self.compared = self._other = None
        self.extras.show_false(())
        self.extras.show_other((), ())

    def _show_cuts(self, cuts_s: tuple[float, ...]) -> None:
        """Of the media on show."""
        media_id = self._media_id()
        self.extras.show_cuts([at for t_s in cuts_s for at, _ in self.axis.parts(media_id, t_s, t_s)])

    def _compare(self) -> None:
        """Ask for the other side's curves and the test of the difference."""
        other, study = self.against.selection(), self._workspace.study
        if other is None or study is None:
            self._workspace.jobs.cancel(COMPARING)
            if self._other is not None:
                self.compared = self._other = None
                self.extras.show_other((), ())
            return
        compare = study.compare_along if self.along.path is not None else study.compare_curves
        self._workspace.jobs.run(
            compare, self._workspace.selection, other,
            done=self._show_other, failed=self._workspace.tell_error, name="Comparing curves", key=COMPARING,
        )  # fmt: skip

    def _show_other(self, found: tuple[Retention, CurveComparison]) -> None:
        self._other, self.compared = found
        study = self._workspace.study
        fdr = study.settings.compare_fdr if study is not None else 0.0
        scenes = [moved(*one) for one in laid_out(self._other, self.axis)]
        differ = [
            at + self._other.bin_s / 2
            for x in self.compared.bins if x.q_value <= fdr
            for at, _ in self._of_scene(x, x.t_s, x.t_s)
        ]  # fmt: skip
        self.extras.show_other(scenes, differ)
        text = f"{escape(self.against.currentText())}: {comparison_text(self.compared, fdr)}"
        colour = surfaces_of(self.palette()).other
        self._says.setText(f"{self._lines}&nbsp; <span style='color:{colour}'>┄&nbsp;{text}</span>")

    def show_table(self) -> None:
        scenes = [scene for scene, _ in self._laid_out()]
        labels = [self._called(scene) for scene in scenes]
        show_table(self, "Drop-off timeline", HEADERS, rows_of(scenes, labels))

    def _show_candidates(self, candidates: Candidates | None) -> None:
        found = candidates.candidates if candidates is not None else ()
        self.items.show_candidates(self._parts((c.media_id, c.start_s, c.end_s) for c in found))

    def _media_id(self) -> str:
        media, study = self._workspace.player.media, self._workspace.study
        if media is not None:
            return str(media.id)
        return study.story.media[0].id if study and study.story.media else ""

    def _write_legend(self, most: int, left: int, *, recorded: bool) -> None:
        look = surfaces_of(self.palette())
        intro = intro_text(self._laid_out(), self._drawn.moments) if self._drawn else ""
        exits = f"<span style='color:{look.exits}'>▼&nbsp;exits</span> (root scale, most {number(left)})"
        path = f"{self.along.words()}&nbsp; " if self.along.words() else ""
        plays, viewers, survival = (
            f"<span style='color:{colour}'>—&nbsp;{word}</span>"
            for colour, word in ((look.second, "plays"), (look.text, "<b>viewers</b>"), (look.survival, "survival"))
        )
        self._lines = f"{path}{plays}&nbsp; {viewers}&nbsp; {survival}"
        self._says.setText(
            f"{path}{plays} (100 % = {number(most)})&nbsp; {viewers}&nbsp; {survival}&nbsp; "
            f"{exits if recorded else 'exits: not instrumented'}{f'&nbsp; {intro}' if intro else ''}"
        )

    def _end_s(self) -> float:
        """Where the axis ends: with its scenes, and of one media with its film."""
        if self.along.path is not None:
            return self.axis.end_s
        ends = [float(scene.t_s[-1]) + self._bin_s + by_s for scene, by_s in self._laid_out()]
        return max([self._workspace.player.duration_s, *ends])

    @property
    def _bin_s(self) -> float:
        return self._drawn.bin_s if self._drawn is not None else 0.0

    def _px_per_s(self) -> float:
        low, high = self.zoom.shown()
        return float(self.plot.width() - AXIS_WIDTH_PX) / max(high - low, 1e-3)

    def _fill_room(self, *_range: object) -> None:
        """What is only told where there is room for it: names of scenes, marks of moments."""
        self._name_scenes()
        self._mark_moments()

    def _mark_moments(self) -> None:
        if self._drawn is None:
            return
        least_s, bin_s = LEAST_MARKED_PX / self._px_per_s(), self._drawn.bin_s
        roomy = {s.scene_id for s in self._drawn.scenes if len(s.t_s) * bin_s >= least_s}
        moments = [m for m in self._drawn.moments if m.scene_id in roomy]
        self.extras.show_moments([replace(m, t_s=at) for m in moments for at, _ in self._of_scene(m, m.t_s, m.t_s)])

    def _name_scenes(self) -> None:
        """Each scene's name over its middle, cut to the scene's width; none where that leaves no word."""
        scenes, px_per_s = [moved(*one) for one in self._laid_out()], self._px_per_s()
        names = list[tuple[float, str]]()
        for scene in scenes:
            start, stop = float(scene.t_s[0]), float(scene.t_s[-1]) + self._bin_s
            room = int((stop - start) * px_per_s) - NAME_GAP_PX
            if room >= LEAST_NAME_PX:
                text = self.fontMetrics().elidedText(
                    self._scene_label(scene.scene_id), Qt.TextElideMode.ElideMiddle, room
                )
                names.append(((start + stop) / 2, text))
        if names != self._named:
            self._named = names
            self.plot.getAxis("top").setTicks([names])  # which has the axis drawn anew

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill_room()

    def _scene_label(self, scene_id: str) -> str:
        study = self._workspace.study
        return study.story.scenes[study.story.scene_index[scene_id]].label if study else scene_id

    def _called(self, scene: SceneRetention) -> str:
        """With its step along a path, where it may come again."""
        label = self._scene_label(scene.scene_id)
        return label if scene.step is None else f"{label}, step {scene.step + 1}"

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
        if self._drawn is None:
            return ""
        for scene, by_s in self._laid_out():
            at_s = t_s - by_s
            if scene.t_s[0] <= at_s < scene.t_s[-1] + self._drawn.bin_s:
                k = int(np.searchsorted(scene.t_s, at_s, "right")) - 1
                return "\n".join([f"{self._called(scene)}, {bin_text(scene, k)}", *self._told_at(scene, k)])
        return ""

    def _told_at(self, scene: SceneRetention, k: int) -> list[str]:
        """Drop-offs and moments of a bin, each with its rule."""
        if self._drawn is None:
            return []
        t_s = float(scene.t_s[k])
        drops = [d for d in self._drawn.drop_offs if is_in(d, scene) and d.start_s <= t_s < d.end_s]
        moments = [m for m in self._drawn.moments if is_in(m, scene) and m.t_s == t_s]
        return [*(drop_text(d, self._workspace.film.cuts_s) for d in drops), *(moment_text(m) for m in moments)]

    def _brush(self, t_s: float, at: QPointF) -> None:
        """While the mouse moves, everything follows the stretch under it."""
        if abs(at.x() - self._pressed_px.x()) >= LEAST_DRAG_PX:
            self.items.show_window(*sorted((self._pressed or 0.0, t_s)))
            self._workspace.select_moving(self._windowed(self._pressed or 0.0, t_s))

    def _released(self, t_s: float, at: QPointF) -> None:
        start, self._pressed = self._pressed or 0.0, None
        if abs(at.x() - self._pressed_px.x()) < LEAST_DRAG_PX:
            self._cursor_s = t_s
            self._workspace.show(*self.axis.moment(t_s))
            return
        self._workspace.select(self._windowed(start, t_s))

    def _windowed(self, from_s: float, to_s: float) -> Selection:
        """The selection with what lies between two places of the axis."""
        media_id, low, high = self.axis.window(from_s, to_s)
        return replace(self._workspace.selection, media=media_id, start_s=low, end_s=high)
