"""The branch-path Sankey: hover lights a whole flow, click selects, Ctrl adds, Alt excludes, a drag moves a node."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)  # fmt: skip
from PySide6.QtWidgets import QToolTip, QWidget

from footpath.model.place import Place
from footpath.model.results import PathGraph, PathLink, Results
from footpath.render.sankey_layout import PlacedLink, PlacedNode, SankeyLayout, layout
from footpath.render.sankey_shown import Shown, least_for, shown
from footpath.ui.sankey_menu import ORDERS, sankey_menu
from footpath.ui.sankey_paint import Dress, paint_sankey, ribbon
from footpath.ui.sankey_thumbs import SceneThumbs
from footpath.ui.sankey_words import name_of, words_of
from footpath.ui.theme import surfaces_of
from footpath.workspace.workspace import Workspace

MARGIN, NODE_WIDTH = 14.0, 12.0
LEAST_STEP_PX, LEAST_NODE_PX = 96.0, 5.0
LAST_NAMES_PX = 92.0
MOST_NODES = 120
LEAST_DRAG_PX = 6.0
FLOW = "paths under the pointer"
EMPTY = PathGraph((), (), 0)
ARROWS = {Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Down}
OWN_KEYS = {*ARROWS, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Plus, Qt.Key.Key_Minus}
BY_MOUSE = {Qt.FocusReason.MouseFocusReason, Qt.FocusReason.OtherFocusReason}
Thing = PlacedNode | PlacedLink


class SankeyView(QWidget):
    """Paints the layout; the numbers are the result's."""

    viewers_wanted = Signal(object, str)  # places, what they are called
    shown_changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._graph, self.shown = EMPTY, Shown(EMPTY)
        self._layout = SankeyLayout((), (), 0, 0)
        self._laid_out_for = QSize()
        self._hovered: Thing | None = None
        self._pressed: PlacedNode | None = None
        self._pressed_at = QPointF()
        self._moving = False
        self._lit: dict[tuple[str, str], int] | None = None
        self._thumbs = SceneThumbs(workspace, self)
        self._thumbs.changed.connect(self.update)
        self._least: int | None = None
        self._marked = frozenset[str]()  # the nodes drawn as chosen
        self._folded, self._by_story, self._zoom, self._search = False, False, 1.0, ""
        self.origin: str | None = None
        self._focus, self._by_key = -1, False
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
        """Branches with fewer sessions stand together; None: as many as can be read."""
        self._least = least
        self._lay_out()

    @property
    def least(self) -> int:
        if self._least is None:
            return least_for(self._graph, MOST_NODES, folded=self._folded)
        return self._least

    @property
    def sessions(self) -> int:
        return self._graph.sessions

    def set_mode(self, *, folded: bool, by_story: bool) -> None:
        self._folded, self._by_story = folded, by_story
        self._lay_out()

    def set_zoom(self, zoom: float) -> None:
        self._zoom = min(max(zoom, 1.0), 8.0)
        self._lay_out()

    def search(self, text: str) -> PlacedNode | None:
        """Mark the nodes whose name holds the text; the first of them."""
        self._search = text.strip().lower()
        self.update()
        return next((p for p in self._layout.nodes if p.node.id in self._found()), None)

    def start_from(self, scene_id: str | None) -> None:
        """Show the paths from the first visit of a scene on; None: whole paths."""
        self.origin = scene_id
        results = self._workspace.results
        if scene_id is None and results is not None:
            self._take(results.paths)
        else:
            self._ask_paths()

    def name(self, placed: PlacedNode) -> str:
        study = self._workspace.study
        return name_of(placed.node, study.story if study is not None else None)

    def table(self) -> list[list[str]]:
        """What is drawn, as rows: from, to, sessions, chosen, by default, continued."""
        names = {p.node.id: f"{self.name(p)}, step {p.node.step + 1}" for p in self._layout.nodes}
        return [
            [names[x.source], names[x.target], *map(str, (x.sessions, x.chosen, x.by_default,
             x.sessions - x.chosen - x.by_default))]
            for x in self.shown.graph.links
        ]  # fmt: skip

    def _forget(self) -> None:
        self._least, self.origin, self._search = None, None, ""
        self._take(EMPTY)

    def _show(self, results: Results) -> None:
        if self._workspace.results is not results:
            return  # outrun while it waited
        if self.origin is None:
            self._take(results.paths)
        else:
            self._ask_paths()

    def _ask_paths(self) -> None:
        study = self._workspace.study
        if study is not None:
            self._workspace.jobs.run(
                study.paths, self._workspace.selection, self.origin,
                done=self._take, failed=self._workspace.tell_error, name="Counting paths", key="paths from",
                at_once=True,
            )  # fmt: skip

    def _take(self, graph: PathGraph) -> None:
        if graph == self._graph and self._chosen() == self._marked:
            return  # as of other seconds of the same sessions
        self._graph = graph
        self._lay_out()

    def _lay_out(self, _changed: object = None) -> None:
        self.shown = shown(self._graph, self.least, folded=self._folded)
        graph = self.shown.graph
        steps: dict[int, int] = {}
        for node in graph.nodes:
            steps[node.step] = steps.get(node.step, 0) + 1
        needed = QSize(
            int((len(steps) * LEAST_STEP_PX + 2 * MARGIN) * self._zoom),
            int(max(steps.values(), default=0) * LEAST_NODE_PX * self._zoom),
        )
        if needed != self.minimumSize():
            self.setMinimumSize(needed)
            self.resize(max(self.width(), needed.width()), max(self.height(), needed.height()))
        self._laid_out_for = self.size()
        order = {s.id: k for k, s in enumerate(self._scenes())} if self._by_story else None
        height = self.height() - 2 * MARGIN - (40 if self._folded else 0)
        self._layout = layout(
            graph, self.width() - 2 * MARGIN - LAST_NAMES_PX, max(height, 60), node_width=NODE_WIDTH,
            padding=16 if max(steps.values(), default=0) < 20 else 5, story_order=order, moved=self._moved(),
        )  # fmt: skip
        self._hovered, self._lit, self._focus = None, None, -1
        self.shown_changed.emit()
        self.update()

    def _scenes(self) -> tuple:  # type: ignore[type-arg]
        return self._workspace.study.story.scenes if self._workspace.study is not None else ()

    def mode(self) -> str:
        return "scene" if self._folded else "step" if self.origin is None else f"step from {self.origin}"

    def _moved(self) -> dict[int, list[str]]:
        kept = self._workspace.kept.of(ORDERS).get(self.mode(), {})
        return {int(column): list(ids) for column, ids in kept.items()}

    def _found(self) -> frozenset[str]:
        if not self._search:
            return frozenset()
        return frozenset(p.node.id for p in self._layout.nodes if self._search in self.name(p).lower())

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
        columns = len({p.node.step for p in self._layout.nodes})
        step = (self._layout.width - NODE_WIDTH) / max(columns - 1, 1) if columns > 1 else self.width()
        focus = self._layout.nodes[self._focus].node.id if self._focus >= 0 and self.hasFocus() else ""
        thumbs: dict[str, QImage] = self._thumbs.images
        room = min(step - NODE_WIDTH - 6, max(LAST_NAMES_PX, step - NODE_WIDTH - 6))
        room = LAST_NAMES_PX if room > LAST_NAMES_PX and not thumbs else min(room, LAST_NAMES_PX + 68)
        self._marked = self._chosen()
        dress = Dress(look, self.name, room, self._lit, self._marked, self._found(), focus, thumbs)
        paint_sankey(painter, self._layout, dress, QRectF(event.rect()).translated(-MARGIN, -MARGIN))

    def _at(self, point: QPointF) -> Thing | None:
        place = point - QPointF(MARGIN, MARGIN)
        for node in self._layout.nodes:
            if QRectF(node.x0 - 3, node.y0 - 2, node.x1 - node.x0 + 6, node.y1 - node.y0 + 4).contains(place):
                return node
        for link in reversed(self._layout.links):
            near = link.goes_back or link.x0 <= place.x() <= link.x1
            if near and ribbon(link, 0.0, max(link.thickness, 3.0)).contains(place):
                return link
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._moving |= abs(event.position().y() - self._pressed_at.y()) > LEAST_DRAG_PX
            self.setCursor(Qt.CursorShape.SizeVerCursor if self._moving else Qt.CursorShape.ArrowCursor)
            return
        hovered = self._at(event.position())
        if hovered is not self._hovered:
            self._hovered = hovered
            self._hover.start()
        text = self._says(hovered) if hovered else ""
        QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def leaveEvent(self, _event: QEvent) -> None:
        self._hovered = None
        self._hover.start()

    def _light(self) -> None:
        """Ask how many of those under the pointer took each band, up- and downstream."""
        study = self._workspace.study
        if self._hovered is None or study is None:
            self._workspace.jobs.cancel(FLOW)
            self._lit = None
            self.update()
            return
        self._workspace.jobs.run(
            study.paths, self._workspace.selection, self.origin, self.places(self._hovered),
            done=self._flowed, failed=self._workspace.tell_error, name="Following the flow", key=FLOW,
            at_once=True,
        )  # fmt: skip

    def _flowed(self, graph: PathGraph) -> None:
        if self._hovered is None:
            return
        counted = {(x.source, x.target): x.sessions for x in graph.links}
        self._lit = {
            ends: sum(counted.get((x.source, x.target), 0) for x in members)
            for ends, members in self.shown.links.items()
        }
        self.update()

    def forget_order(self) -> None:
        self._workspace.keep({(ORDERS, self.mode()): None})

    def places(self, thing: Thing) -> tuple[Place, ...]:
        if isinstance(thing, PlacedNode):
            return self.shown.places_of_node(thing.node.id, self.origin)
        return self.shown.places_of_link(thing.link, self.origin)

    def _says(self, thing: Thing) -> str:
        called = self.name(thing) if isinstance(thing, PlacedNode) else self.called(thing.link)
        return words_of(thing, called, self._graph.sessions, folded=self._folded)

    def called(self, link: PathLink) -> str:
        names = {p.node.id: self.name(p) for p in self._layout.nodes}
        return f"{names[link.source]} → {names[link.target]}"

    def mousePressEvent(self, event: QMouseEvent) -> None:
        thing = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and thing is not None:
            if isinstance(thing, PlacedNode):
                self._pressed, self._pressed_at = thing, event.position()
            else:
                self._choose(thing, event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed, moving = self._pressed, None, self._moving
        self._moving = False
        self.unsetCursor()
        if pressed is not None and moving:
            self._drop(pressed, event.position().y() - MARGIN)
        elif pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(pressed, event.modifiers())

    def _drop(self, moved: PlacedNode, y: float) -> None:
        """Keep the column's order with a node where it was let go."""
        column = [p for p in self._layout.nodes if p.node.step == moved.node.step and p is not moved]
        column.sort(key=lambda p: p.y0)
        ids = [p.node.id for p in column]
        ids.insert(sum((p.y0 + p.y1) / 2 < y for p in column), moved.node.id)
        steps = sorted({p.node.step for p in self._layout.nodes})
        kept = self._workspace.kept.of(ORDERS).get(self.mode(), {})
        self._workspace.keep({(ORDERS, self.mode()): {**kept, str(steps.index(moved.node.step)): ids}})

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self._zoom * 1.25 ** (event.angleDelta().y() / 120))
        else:
            super().wheelEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._by_key = event.reason() not in BY_MOUSE
        super().focusInEvent(event)

    def event(self, event: QEvent) -> bool:
        """Whoever came here by keyboard walks here with the keys that step the film elsewhere."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._by_key:
            plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
            if plain and Qt.Key(event.key()) in OWN_KEYS:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, nodes = Qt.Key(event.key()), self._layout.nodes
        if key in ARROWS and nodes:
            self._walk(key)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and 0 <= self._focus < len(nodes):
            self._choose(nodes[self._focus], event.modifiers())
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Minus}:
            self.set_zoom(self._zoom * (1.25 if key == Qt.Key.Key_Plus else 0.8))
        else:
            super().keyPressEvent(event)

    def _walk(self, key: Qt.Key) -> None:
        """Up and down within a column, left and right to the nearest node of the next."""
        nodes = self._layout.nodes
        now = nodes[max(self._focus, 0)]
        if key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            down = key == Qt.Key.Key_Down
            ahead = [p for p in nodes if p.x0 == now.x0 and (p.y0 > now.y0 if down else p.y0 < now.y0)]
        else:
            right = key == Qt.Key.Key_Right
            ahead = [p for p in nodes if (p.x0 > now.x0 if right else p.x0 < now.x0)]
        if ahead and self._focus >= 0:
            now = min(ahead, key=lambda p: (abs(p.x0 - now.x0), abs(p.y0 - now.y0)))
        self._focus = nodes.index(now)
        self._hovered = now
        self._hover.start()
        self.setAccessibleDescription(self._says(now))
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard and self._focus >= 0
        thing = self._layout.nodes[self._focus] if by_key else self._at(QPointF(event.pos()))
        menu = sankey_menu(self, thing)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def _choose(self, thing: Thing, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.select(self.places(thing), modifiers)

    def select(self, places: tuple[Place, ...], modifiers: Qt.KeyboardModifier) -> None:
        """Who passed here; Ctrl: these too; Alt: not these. Once more takes it back."""
        now = self._workspace.selection
        if modifiers & Qt.KeyboardModifier.AltModifier:
            chosen = replace(now, excluded=_toggled(now.excluded, places))
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            chosen = replace(now, passed=_toggled(now.passed, places))
        else:
            chosen = replace(now, passed=() if now.passed == places else places)
        self._workspace.select(chosen)


def _toggled(now: tuple[Place, ...], places: tuple[Place, ...]) -> tuple[Place, ...]:
    """The places added; taken away where all were there."""
    if set(places) <= set(now):
        return tuple(p for p in now if p not in places)
    return (*now, *(p for p in places if p not in now))
