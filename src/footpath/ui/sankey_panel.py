"""The branch-path Sankey: scenes by step, bands by sessions; hover tells numbers, click selects."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QSlider, QToolTip, QVBoxLayout, QWidget

from footpath.model.results import PathGraph, Results
from footpath.render.colours import ACCEPTED, CHOSEN, DEFAULT_BRANCH, EXIT
from footpath.render.sankey_layout import PlacedLink, PlacedNode, SankeyLayout, fold_small, layout
from footpath.ui.theme import surfaces_of
from footpath.ui.wording import number
from footpath.workspace.workspace import Workspace

MARGIN = 14.0
NODE_WIDTH = 12.0
LEAST_STEP_PX = 92.0
KINDS = {"exit": EXIT, "completed": ACCEPTED, "censored": DEFAULT_BRANCH, "other": DEFAULT_BRANCH}
WORDS = {"exit": "▼ left", "completed": "completed", "censored": "record stops", "other": "rare branches"}


class SankeyPanel(QWidget):
    """The Sankey with its slider for rare branches."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Paths")
        self.view = SankeyView(workspace)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.view)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, 100)
        self._slider.setAccessibleName("Hide branches with few sessions")
        self._says = QLabel("All branches")
        self._slider.valueChanged.connect(self._fold)
        foot = QHBoxLayout()
        foot.addWidget(self._says)
        foot.addWidget(self._slider, 1)
        legend = QLabel(
            f"<span style='color:{CHOSEN}'>■</span> chosen&nbsp; "
            f"<span style='color:{DEFAULT_BRANCH}'>▨</span> by default&nbsp; "
            f"<span style='color:{EXIT}'>■</span> left&nbsp; <span style='color:{ACCEPTED}'>■</span> completed"
        )
        legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        legend.setWordWrap(True)
        box = QVBoxLayout(self)
        box.addWidget(scroll, 1)
        box.addLayout(foot)
        box.addWidget(legend)

    def _fold(self, value: int) -> None:
        least = self.view.set_least_share(value / 1000)
        self._says.setText(f"Branches from {least} sessions" if least else "All branches")


class SankeyView(QWidget):
    """Paints the layout; the numbers are the result's."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._graph = PathGraph((), (), 0)
        self._layout = SankeyLayout((), (), 0, 0)
        self._ends: set[str] = set()
        self._laid_out_for = QSize()
        self._hovered: PlacedNode | PlacedLink | None = None
        self._least_share = 0.0
        self._focus = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Branch-path Sankey")
        # Queued, like the timeline: each panel's share of the work is an event of its own.
        workspace.results_changed.connect(self._show, Qt.ConnectionType.QueuedConnection)
        workspace.study_changed.connect(self._forget)

    def set_least_share(self, share: float) -> int:
        self._least_share = share
        self._lay_out()
        return self._least()

    def _least(self) -> int:
        return round(self._least_share * self._graph.sessions)

    def _forget(self) -> None:
        self._graph = PathGraph((), (), 0)
        self._lay_out()

    def _show(self, results: Results) -> None:
        if self._workspace.results is results:  # else outrun while it waited
            self._graph = results.paths
            self._lay_out()

    def _lay_out(self) -> None:
        steps = len({node.step for node in self._graph.nodes})
        needed = int(steps * LEAST_STEP_PX + 2 * MARGIN)
        if needed != self.minimumWidth():
            self.setMinimumWidth(needed)
            self.resize(max(self.width(), needed), self.height())
        graph = fold_small(self._graph, self._least())
        width = self.width() - 2 * MARGIN - 70
        self._laid_out_for = self.size()
        self._layout = layout(graph, width, max(self.height() - 2 * MARGIN, 60), node_width=NODE_WIDTH, padding=16)
        self._ends = {p.node.id for p in self._layout.nodes if p.node.kind != "scene"}
        self._hovered, self._focus = None, -1
        self.update()

    def resizeEvent(self, _event: QEvent) -> None:
        if self.size() != self._laid_out_for:
            self._lay_out()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(surfaces_of(self.palette()).panel))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._layout.nodes:
            painter.setPen(QColor(surfaces_of(self.palette()).second))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "No session of this selection played anything")
            return
        painter.translate(MARGIN, MARGIN)
        for link in self._layout.links:
            self._paint_link(painter, link)
        for k, node in enumerate(self._layout.nodes):
            self._paint_node(painter, node, lit=node is self._hovered or k == self._focus)

    def _paint_link(self, painter: QPainter, link: PlacedLink) -> None:
        kind = link.link.target.split("/", 1)[1]
        ends = KINDS.get(kind) if self._is_end(link.link.target) else None
        share = link.link.by_default / link.link.sessions if link.link.sessions else 0.0
        chosen = QColor(ends or (CHOSEN if link.link.chosen else "#5B6470"))
        chosen.setAlpha(200 if link is self._hovered else 110)
        thick = max(link.thickness, 1.0)
        painter.fillPath(_band(link, 0.0, thick * (1 - share)), chosen)
        if share > 0:
            default = QColor(DEFAULT_BRANCH)
            default.setAlpha(200 if link is self._hovered else 90)
            band = _band(link, thick * (1 - share), thick)
            painter.fillPath(band, default)
            painter.fillPath(band, QBrush(QColor(surfaces_of(self.palette()).window), Qt.BrushStyle.BDiagPattern))

    def _is_end(self, node_id: str) -> bool:
        return node_id in self._ends

    def _paint_node(self, painter: QPainter, placed: PlacedNode, *, lit: bool) -> None:
        box = QRectF(placed.x0, placed.y0, placed.x1 - placed.x0, max(placed.y1 - placed.y0, 1.5))
        painter.fillRect(box, QColor(KINDS.get(placed.node.kind, surfaces_of(self.palette()).second)))
        if lit:
            painter.setPen(QColor("#56B4E9"))
            painter.drawRect(box.adjusted(-1.5, -1.5, 1.5, 1.5))
        if box.height() < 9:
            return
        metrics = QFontMetricsF(painter.font())
        label = metrics.elidedText(self._name(placed), Qt.TextElideMode.ElideRight, 84)
        painter.setPen(QColor(surfaces_of(self.palette()).text))
        y = box.center().y()
        painter.drawText(QPointF(box.right() + 4, y + (0 if box.height() > 26 else 4)), label)
        if box.height() > 26:
            painter.setPen(QColor(surfaces_of(self.palette()).second))
            painter.drawText(QPointF(box.right() + 4, y + metrics.height() - 1), number(placed.node.sessions))

    def _name(self, placed: PlacedNode) -> str:
        study = self._workspace.study
        if placed.node.scene_id is None or study is None:
            return WORDS.get(placed.node.kind, placed.node.kind)
        return study.story.scenes[study.story.scene_index[placed.node.scene_id]].label

    def _at(self, point: QPointF) -> PlacedNode | PlacedLink | None:
        place = point - QPointF(MARGIN, MARGIN)
        for node in self._layout.nodes:
            if QRectF(node.x0 - 3, node.y0 - 2, node.x1 - node.x0 + 6, node.y1 - node.y0 + 4).contains(place):
                return node
        for link in reversed(self._layout.links):
            if _band(link, 0.0, max(link.thickness, 3.0)).contains(place):
                return link
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hovered = self._at(event.position())
        if hovered is not self._hovered:
            self._hovered = hovered
            self.update()
        text = self._says(hovered) if hovered else ""
        QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def _says(self, thing: PlacedNode | PlacedLink) -> str:
        total = self._graph.sessions
        if isinstance(thing, PlacedNode):
            return f"{self._name(thing)}, step {thing.node.step + 1}\n{_share(thing.node.sessions, total)} sessions"
        names = {p.node.id: self._name(p) for p in self._layout.nodes}
        link = thing.link
        return (
            f"{names[link.source]} → {names[link.target]}\n{_share(link.sessions, total)} sessions\n"
            f"{_share(link.chosen, link.sessions)} chosen, {_share(link.by_default, link.sessions)} by default"
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        thing = self._at(event.position())
        if thing is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(thing)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = len(self._layout.nodes)
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        key = Qt.Key(event.key())
        if key in steps and count:
            self._focus = (self._focus + steps[key]) % count
            self.update()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and 0 <= self._focus < count:
            self._choose(self._layout.nodes[self._focus])
        else:
            super().keyPressEvent(event)

    def _choose(self, thing: PlacedNode | PlacedLink) -> None:
        """Select who went here; once more takes it back."""
        scenes = {p.node.id: p.node.scene_id for p in self._layout.nodes}
        ids = [thing.node.id] if isinstance(thing, PlacedNode) else [thing.link.source, thing.link.target]
        through = tuple(scene for i in ids if (scene := scenes[i]) is not None)
        if not through:
            return
        now = self._workspace.selection
        self._workspace.select(replace(now, through=() if now.through == through else through))


def _band(link: PlacedLink, low: float, high: float) -> QPainterPath:
    """The part of a band between two depths, as a ribbon with horizontal ends."""
    middle = (link.x0 + link.x1) / 2
    path = QPainterPath(QPointF(link.x0, link.y0 + low))
    path.cubicTo(middle, link.y0 + low, middle, link.y1 + low, link.x1, link.y1 + low)
    path.lineTo(link.x1, link.y1 + high)
    path.cubicTo(middle, link.y1 + high, middle, link.y0 + high, link.x0, link.y0 + high)
    path.closeSubpath()
    return path


def _share(n: int, of: int) -> str:
    return f"{number(n)} of {number(of)} ({n / of:.1%})" if of else "0 of 0"
