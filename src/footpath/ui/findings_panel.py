"""What stands out: sentences with the evidence they rest on, each a jump to its moment."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from footpath.study.findings import KINDS, Finding, clock
from footpath.ui.lazy_panel import LazyPanel
from footpath.ui.measures.cells import chance
from footpath.ui.theme import surfaces_of
from footpath.workspace.workspace import Workspace

FINDING = Qt.ItemDataRole.UserRole
PAD = 9
WHOLE = int(Qt.TextFlag.TextWordWrap)


class FindingsPanel(LazyPanel):
    """Findings of every kind, the surest of each first; the workspace tells which one is on show."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setAccessibleName("Findings")
        self.empty = QLabel("Nothing stands out from its surroundings in this selection", wordWrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.list = FindingList()
        self.list.itemActivated.connect(self._seek)
        self.list.itemClicked.connect(self._seek)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.empty)
        box.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        workspace.findings_changed.connect(self.outdated)

    def fill(self) -> None:
        found = self._workspace.findings
        self.list.clear()
        self.empty.setVisible(not found)
        self.empty.setText(self._why_empty())
        for place, finding in enumerate(found or (), 1):
            item = QListWidgetItem(f"{head(finding, place)}\n{finding.sentence}\n{evidence(finding)}")
            item.setToolTip(f"{finding.test}\np = {finding.p_value}, q = {finding.q_value:.3g}")
            item.setData(FINDING, (place, finding))
            self.list.addItem(item)

    def _why_empty(self) -> str:
        study, results = self._workspace.study, self._workspace.results
        if study is None or results is None or self._workspace.findings is None:
            return "Looking for what stands out…"
        played, few = results.played, study.settings.few_sessions
        if played < few:
            return f"Sessions that played: {played}; too few to tell (under {few})"
        return "Nothing stands out from its surroundings in this selection"

    def _seek(self, item: QListWidgetItem) -> None:
        finding: Finding = item.data(FINDING)[1]
        self._workspace.show(finding.media_id, finding.start_s)


class FindingList(QListWidget):
    """Ctrl+C copies all, or those selected."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Findings, the surest first")
        self.setItemDelegate(FindingDelegate(self))
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText("\n\n".join(self.item(k).text() for k in range(self.count())))
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.scheduleDelayedItemsLayout()


class FindingDelegate(QStyledItemDelegate):
    """A kind and a moment, the sentence, and under it what it rests on."""

    def __init__(self, of: QListWidget) -> None:
        super().__init__(of)
        self._list = of

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        width = self._list.viewport().width() - 2 * PAD
        fonts = _fonts(option.font)
        lines = _lines(index)
        height = sum(
            QFontMetrics(font).boundingRect(QRect(0, 0, max(width, 60), 9999), WHOLE, line).height() + 2
            for font, line in zip(fonts, lines, strict=True)
        )
        return QSize(width, height + 2 * PAD)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look = surfaces_of(option.palette)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        rect: QRect = option.rect
        painter.save()
        painter.fillRect(rect, QColor(look.accent if selected else look.panel))
        painter.setPen(QColor(look.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        area = rect.adjusted(PAD, PAD, -PAD, -PAD)
        inks = ("white",) * 3 if selected else (look.second, look.text, look.second)
        for font, line, ink in zip(_fonts(option.font), _lines(index), inks, strict=True):
            painter.setFont(font)
            painter.setPen(QColor(ink))
            used = painter.boundingRect(area, WHOLE, line)
            painter.drawText(area, WHOLE, line)
            area.setTop(area.top() + used.height() + 2)
        painter.restore()


def _fonts(base: QFont) -> tuple[QFont, QFont, QFont]:
    small = QFont(base)
    small.setPointSizeF(base.pointSizeF() - 1)
    small_bold = QFont(small)
    small_bold.setBold(True)
    return small_bold, base, small


def _lines(index: QModelIndex | QPersistentModelIndex) -> tuple[str, str, str]:
    place, finding = index.data(FINDING)
    return head(finding, place), finding.sentence, evidence(finding)


def head(finding: Finding, place: int) -> str:
    return f"{place}   {KINDS[finding.kind]}   {clock(finding.start_s)}"


def evidence(finding: Finding) -> str:
    """The numbers, the chance, and the test they were put to."""
    numbers = [f"{name.replace('_', ' ')} {_figure(value)}" for name, value in finding.evidence.items()]
    return f"{chance('q', finding.q_value)}   {', '.join(numbers)}   {finding.test}"


def _figure(value: float) -> str:
    return f"{value:,.0f}".replace(",", " ") if float(value).is_integer() else f"{value:,.1f}".replace(",", " ")
