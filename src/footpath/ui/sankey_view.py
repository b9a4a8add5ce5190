"""The branch-path Sankey: hover lights a whole flow, click selects, Ctrl adds, Alt excludes, a drag moves a node."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)  # fmt: skip
from PySide6.QtWidgets import QToolTip, QWidget

from footpath.model.place import Place
from footpath.model.results import PathGraph, PathLink, Results
from footpath.model.selection import Selection
from footpath.model.story import Story
from footpath.render.sankey_layout import PlacedLink, PlacedNode, SankeyLayout, layout
from footpath.render.sankey_shown import Shown, least_for, shown
from footpath.ui.sankey_hands import ARROWS, Thing, beyond, is_own, order_with, shifts, thing_at, walked, with_places
from footpath.ui.sankey_menu import ORDERS, sankey_menu
from footpath.ui.sankey_paint import MARGIN, NODE_WIDTH, Dress, paint_held, paint_sankey, room_beside, roomy, size_for
from footpath.ui.sankey_thumbs import SceneThumbs
from footpath.ui.sankey_words import matching, name_of, rows_of, title_of, words_of
from footpath.ui.theme import surfaces_of
from footpath.workspace.workspace import Workspace

LAST_NAMES_PX = 92.0
MOST_NODES, MOST_ZOOM = 120, 8.0
ARCS_SHARE = 0.18  # of the height, below the nodes of a folded one
LEAST_DRAG_PX = 6.0
FLOW = "paths under the pointer"
EMPTY = PathGraph((), (), 0)
BY_MOUSE = {Qt.FocusReason.MouseFocusReason, Qt.FocusReason.OtherFocusReason}


class SankeyView(QWidget):
    """Paints the layout; the numbers are the result's."""

    viewers_wanted = Signal(object, str)  # places, what they are called
    shown_changed = Signal()
    panned = Signal(QPointF)  # px by which it is to be scrolled

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._graph, self.shown = EMPTY, Shown(EMPTY)
        self._layout = SankeyLayout((), (), 0, 0)
        self._laid_out_for = QSize()
        self._hovered: Thing | None = None
        self._pressed: PlacedNode | None = None
        self._pressed_at, self._moving, self._moved_to = QPointF(), False, 0.0
        self._lit: dict[tuple[str, str], int] | None = None
        self._thumbs = SceneThumbs(workspace, self)
        self._thumbs.changed.connect(self.update)
        self.wanted_least: int | None = None
        self._marked = frozenset[str]()  # the nodes drawn as chosen
        self._folded, self._by_story, self._zoom, self._search = False, False, 1.0, ""
        self._widened = False  # all branches stand, also those not chosen
        self.origin: str | None = None
        self._focus, self._by_key = "", False  # the node that the keyboard is at
        self._hover = QTimer(self, singleShot=True, interval=40)
        self._hover.timeout.connect(self._light)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Branch-path Sankey")
        self.setAccessibleDescription("Arrow keys walk, Enter selects, Ctrl adds, Alt excludes, Menu key for more")
        # Queued, like the timeline: each panel's share of the work is an event of its own.
        workspace.results_changed.connect(self._show, Qt.ConnectionType.QueuedConnection)
        workspace.study_changed.connect(self._forget)
        workspace.kept_changed.connect(self._lay_out)

    def set_least(self, least: int | None) -> None:
        """Branches with fewer sessions stand together; 0: none do; None: as many as can be read."""
        self.wanted_least = least
        self._lay_out()

    @property
    def least(self) -> int:
        if self.wanted_least is None:
            return least_for(self._graph, MOST_NODES, folded=self._folded)
        return self.wanted_least

    def set_mode(self, *, folded: bool, by_story: bool) -> None:
        self._folded, self._by_story = folded, by_story
        self._lay_out()

    def set_zoom(self, zoom: float) -> None:
        """1: as it fits. Both ways: only taller nodes have names."""
        self._zoom = min(max(zoom, 1.0), MOST_ZOOM)
        self._lay_out()

    def search(self, text: str) -> list[PlacedNode]:
        """Mark the nodes whose name or id holds the text; they are returned from left to right."""
        self._search = text.strip().lower()
        self.update()
        found = self._found()
        return sorted((p for p in self._layout.nodes if p.node.id in found), key=lambda p: (p.x0, p.y0))

    def folded_away(self) -> int:
        """How many scenes that are searched for stand among the rare branches."""
        drawn = {p.node.scene_id for p in self._layout.nodes}
        return len({n.scene_id for n in matching(self._graph.nodes, self._search, self._story)} - drawn)

    def start_from(self, scene_id: str | None) -> None:
        """Show the paths from the first visit of a scene on; None: whole paths."""
        self.origin = scene_id
        self._show_paths()

    @property
    def _story(self) -> Story | None:
        return self._workspace.study.story if self._workspace.study is not None else None

    def name(self, placed: PlacedNode) -> str:
        return name_of(placed.node, self._story)

    def table(self) -> list[list[str]]:
        """What is drawn, as rows: from, to, sessions, chosen, by default, continued."""
        names = {p.node.id: title_of(p.node, self.name(p), folded=self._folded) for p in self._layout.nodes}
        return rows_of(self.shown.graph.links, names)

    def _forget(self) -> None:
        self.wanted_least, self.origin, self._search, self._widened = None, None, "", False
        self._take(EMPTY)

    def _show(self, results: Results) -> None:
        if self._workspace.results is results:  # else outrun while it waited
            self._show_paths()

    def _show_paths(self) -> None:
        results = self._workspace.results
        if self._widened or self.origin is not None:
            self._ask_paths()
        elif results is not None:
            self._take(results.paths)

    def _widen(self, *, wanted: bool) -> None:
        """While Ctrl is held all branches stand again, those chosen lit, so that there is something to add."""
        now = self._workspace.selection
        if (wanted and bool(now.passed or now.excluded)) != self._widened:
            self._widened = not self._widened
            self._show_paths()

    @property
    def _asked(self) -> Selection:
        now = self._workspace.selection
        return replace(now, passed=(), excluded=()) if self._widened else now

    def _resting(self) -> dict[tuple[str, str], int] | None:
        """What is lit while nothing is pointed at: of all branches those chosen."""
        results = self._workspace.results
        if not self._widened or self.origin is not None or results is None:
            return None
        return self.shown.part_of(results.paths)

    def _ask_paths(self) -> None:
        study = self._workspace.study
        if study is not None:
            self._workspace.jobs.run(
                study.paths, self._asked, self.origin,
                done=self._take, failed=self._workspace.tell_error, name="Counting paths", key="paths from",
                at_once=True,
            )  # fmt: skip

    def _take(self, graph: PathGraph) -> None:
        if graph == self._graph and self._chosen() == self._marked and not self._widened and self._lit is None:
            return  # as of other seconds of the same sessions
        self._graph = graph
        self._lay_out()

    def _lay_out(self, _changed: object = None) -> None:
        self.shown = shown(self._graph, self.least, folded=self._folded)
        graph = self.shown.graph
        steps: dict[int, int] = {}
        for node in graph.nodes:
            steps[node.step] = steps.get(node.step, 0) + 1
        around = self.parentWidget()
        needed = size_for(steps, self._zoom, around.size() if around is not None else QSize())
        if needed != self.minimumSize():
            self.setMinimumSize(needed)
            self.resize(max(self.width(), needed.width()), max(self.height(), needed.height()))
        self._laid_out_for = self.size()
        order = self._story.scene_index if self._by_story and self._story is not None else None
        height = (self.height() - 2 * MARGIN) * (1 - ARCS_SHARE if self._folded else 1)
        self._layout = layout(
            graph, self.width() - 2 * MARGIN - LAST_NAMES_PX, max(height, 60), node_width=NODE_WIDTH,
            padding=16 if max(steps.values(), default=0) < 20 else 5, story_order=order, moved=self._moved(),
        )  # fmt: skip
        self._hovered, self._lit = None, self._resting()
        self._thumbs.want(roomy(self._layout.nodes, room_beside(self._layout, self.width())))
        self.shown_changed.emit()
        self.update()

    def mode(self) -> str:
        return "scene" if self._folded else "step" if self.origin is None else f"step from {self.origin}"

    def _moved(self) -> dict[int, list[str]]:
        return {int(k): list(ids) for k, ids in self._workspace.kept.of(ORDERS).get(self.mode(), {}).items()}

    def _found(self) -> frozenset[str]:
        return frozenset(n.id for n in matching((p.node for p in self._layout.nodes), self._search, self._story))

    def _chosen(self) -> frozenset[str]:
        passed = set(self._workspace.selection.passed)
        if not passed:
            return frozenset()
        nodes = (p.node.id for p in self._layout.nodes)
        return frozenset(n for n in nodes if set(self.shown.places_of_node(n, self.origin)) <= passed)

    def resizeEvent(self, _event: QEvent) -> None:
        if self.size() != self._laid_out_for:
            self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = surfaces_of(self.palette()), QPainter(self)
        painter.fillRect(event.rect(), QColor(look.panel))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._layout.nodes:
            painter.setPen(QColor(look.second))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "No session of this selection played anything")
            return
        painter.translate(MARGIN, MARGIN)
        focus = self._focus if self.hasFocus() else ""
        room, right = room_beside(self._layout, self.width()), self._layout.width + LAST_NAMES_PX
        self._marked = self._chosen()
        dress = Dress(look, self.name, room, right, self._lit, self._marked, self._found(), focus, self._thumbs.images)
        paint_sankey(painter, self._layout, dress, QRectF(event.rect()).translated(-MARGIN, -MARGIN))
        if self._pressed is not None and self._moving:
            paint_held(painter, self._pressed, self._moved_to, look)

    def _at(self, point: QPointF) -> Thing | None:
        return thing_at(self._layout, point - QPointF(MARGIN, MARGIN))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._moving |= abs(event.position().y() - self._pressed_at.y()) > LEAST_DRAG_PX
            self.setCursor(Qt.CursorShape.SizeVerCursor if self._moving else Qt.CursorShape.ArrowCursor)
            self._moved_to = event.position().y() - MARGIN
            self.update()
            return
        self._widen(wanted=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        hovered = self._at(event.position())
        if hovered is not self._hovered:
            self._hovered = hovered
            self._hover.start()
        text = self._says(hovered) if hovered else ""
        QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def leaveEvent(self, _event: QEvent) -> None:
        self._hovered = None
        self._hover.start()
        self._widen(wanted=False)

    def _light(self) -> None:
        """Ask how many of those under the pointer took each band, up- and downstream."""
        study = self._workspace.study
        if self._hovered is None or study is None:
            self._workspace.jobs.cancel(FLOW)
            self._lit = self._resting()
            self.update()
            return
        self._workspace.jobs.run(
            study.paths, self._asked, self.origin, self.places(self._hovered),
            done=self._flowed, failed=self._workspace.tell_error, name="Following the flow", key=FLOW,
            at_once=True,
        )  # fmt: skip

    def _flowed(self, graph: PathGraph) -> None:
        if self._hovered is None:
            return
        self._lit = self.shown.part_of(graph)
        self.update()

    def places(self, thing: Thing) -> tuple[Place, ...]:
        if isinstance(thing, PlacedNode):
            return self.shown.places_of_node(thing.node.id, self.origin)
        return self.shown.places_of_link(thing.link, self.origin)

    def _says(self, thing: Thing) -> str:
        called = self.name(thing) if isinstance(thing, PlacedNode) else self.called(thing.link)
        return words_of(thing, called, self._graph.sessions, folded=self._folded)

    def bands_from(self, node: PlacedNode) -> list[PlacedLink]:
        return [band for band in self._layout.links if band.link.source == node.node.id]

    def called(self, link: PathLink) -> str:
        names = {p.node.id: self.name(p) for p in self._layout.nodes}
        return f"{names[link.source]} → {names[link.target]}"

    def mousePressEvent(self, event: QMouseEvent) -> None:
        thing = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and thing is not None:
            if isinstance(thing, PlacedNode):
                self._pressed, self._pressed_at = thing, event.position()
            else:
                self.select(self.places(thing), event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, moving = self._pressed, self._moving
        self._pressed, self._moving = None, False
        self.unsetCursor()
        self.update()
        if pressed is not None and moving:
            self._drop(pressed, event.position().y() - MARGIN)
        elif pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            self.select(self.places(pressed), event.modifiers())

    def _drop(self, moved: PlacedNode, y: float) -> None:
        """Keep the column's order with a node where it was let go."""
        before = self._workspace.kept.of(ORDERS).get(self.mode(), {})
        self.keep_order(order_with(self._layout.nodes, moved, y, before))

    def shift(self, node: PlacedNode, *, down: bool) -> None:
        """One place in its column; not beyond its end."""
        if (at := beyond(self._layout.nodes, node, down=down)) is not None:
            self._drop(node, at)

    def keep_order(self, columns: dict[str, list[str]] | None) -> None:
        self._workspace.keep({(ORDERS, self.mode()): columns})

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._zoom_at(event.position(), 1.25 ** (event.angleDelta().y() / 120))
        else:
            super().wheelEvent(event)

    def _zoom_at(self, at: QPointF, factor: float) -> None:
        """What is under the pointer stays under it."""
        before, zoom = self.size(), self._zoom
        self.set_zoom(zoom * factor)
        grown = self.width() / before.width() - 1, self.height() / before.height() - 1
        if self._zoom != zoom:
            self.panned.emit(QPointF(at.x() * grown[0], at.y() * grown[1]))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._by_key = event.reason() not in BY_MOUSE
        if self._by_key and self._layout.nodes:
            self._focus = (self._focused or self._layout.nodes[0]).node.id
        super().focusInEvent(event)

    def event(self, event: QEvent) -> bool:
        """Whoever came here by keyboard walks here with the keys that step the film elsewhere."""
        asked = event.type() == QEvent.Type.ShortcutOverride and self._by_key
        if asked and isinstance(event, QKeyEvent) and is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, nodes = Qt.Key(event.key()), self._layout.nodes
        if shifts(event) and self._focused is not None:
            self.shift(self._focused, down=key == Qt.Key.Key_Down)
        elif key in ARROWS and nodes:
            self._walk(key)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._focused is not None:
            self.select(self.places(self._focused), event.modifiers())
        elif key == Qt.Key.Key_Control:
            self._widen(wanted=True)
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Minus}:
            self.set_zoom(self._zoom * (1.25 if key == Qt.Key.Key_Plus else 0.8))
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Control:
            self._widen(wanted=False)
        super().keyReleaseEvent(event)

    @property
    def _focused(self) -> PlacedNode | None:
        return next((p for p in self._layout.nodes if p.node.id == self._focus), None)

    def _walk(self, key: Qt.Key) -> None:
        """Up and down within a column, left and right to the nearest node of the next."""
        now = walked(self._layout.nodes, self._focused, key)
        self._focus = now.node.id
        self._hovered = now
        self._hover.start()
        self.setAccessibleDescription(self._says(now))
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        thing = (self._focused if by_key else None) or self._at(QPointF(event.pos()))
        menu = sankey_menu(self, thing)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def select(self, places: tuple[Place, ...], modifiers: Qt.KeyboardModifier) -> None:
        """Who passed here; Ctrl: these too; Alt: not these. Once more takes it back."""
        self._workspace.select(with_places(self._workspace.selection, places, modifiers))
