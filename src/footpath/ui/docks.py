"""The picture and the panels beside it: panels can be tabbed, floated, hidden and put back."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QWidget

from footpath.ui.lazy_panel import Sight
from footpath.ui.panels import BELOW, TABS
from footpath.workspace.workspace import Workspace

SIDE_SHARE = 0.45
BELOW_SHARE = 0.44
LAYOUT_VERSION = 2


class Docks(QMainWindow):
    """Lives inside the window's review page; Qt's docks do the moving, and tell their state as one value."""

    def __init__(self, workspace: Workspace, centre: QWidget) -> None:
        super().__init__()
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.setCentralWidget(centre)
        self._tabs = [self._dock(title, panel(workspace)) for title, panel in TABS]
        self._below = self._dock(BELOW[0], BELOW[1](workspace))
        self._panels = [*self._tabs, self._below]
        self._arranged = False
        self.arrange()

    def arrange(self) -> None:
        """Put every panel where it stands at first."""
        right = Qt.DockWidgetArea.RightDockWidgetArea
        for dock in self._panels:
            dock.setFloating(False)
            dock.show()
            self.addDockWidget(right, dock)
        self.splitDockWidget(self._tabs[0], self._below, Qt.Orientation.Vertical)
        for one, next_ in zip(self._tabs, self._tabs[1:], strict=False):
            self.tabifyDockWidget(one, next_)
        self._tabs[0].raise_()
        self._share_out()

    def show_panel(self, index: int) -> None:
        """Show a panel, by its number, raise its tab and give it the keyboard."""
        dock = self._panels[index]
        dock.show()
        dock.raise_()
        widget = dock.widget()
        if widget is not None:
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def raise_panel(self, panel: QWidget) -> None:
        """Show a panel and give it the keyboard."""
        self.show_panel([dock.widget() for dock in self._panels].index(panel))

    def float_panel(self) -> None:
        """Take the panel in use out of the window, or put it back."""
        dock = self._in_use()
        dock.setFloating(not dock.isFloating())

    def hide_panel(self) -> None:
        self._in_use().hide()

    def show_floating(self, shown: bool) -> None:  # noqa: FBT001
        """Panels outside the window come and go with the review."""
        for dock in self._panels:
            if dock.isFloating():
                dock.setVisible(shown)

    def restore(self, state: QByteArray) -> None:
        self._arranged = self.restoreState(state, LAYOUT_VERSION)

    def state(self) -> QByteArray:
        return self.saveState(LAYOUT_VERSION)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._arranged:
            self._arranged = True
            QTimer.singleShot(0, self._share_out)  # the layout is made after this

    def _share_out(self) -> None:
        self.resizeDocks([self._tabs[0]], [int(self.width() * SIDE_SHARE)], Qt.Orientation.Horizontal)
        below = int(self.height() * BELOW_SHARE)
        both = [self._tabs[0], self._below]
        self.resizeDocks(both, [self.height() - below, below], Qt.Orientation.Vertical)

    def _in_use(self) -> QDockWidget:
        """The panel with the keyboard, else the tab in front."""
        for dock in self._panels:
            if dock.isAncestorOf(self.focusWidget() or dock) and dock.isVisible():
                return dock
        visible = (dock for dock in self._panels if not dock.visibleRegion().isEmpty())
        return next(visible, self._tabs[0])

    def _dock(self, title: str, panel: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(title)
        dock.setWidget(panel)
        dock.setAccessibleName(title)
        dock.setTitleBarWidget(QWidget(dock))  # the tab, or the panel's own first line, says it already
        dock.topLevelChanged.connect(self._frame)
        Sight(dock)
        return dock

    def _frame(self, floating: bool) -> None:  # noqa: FBT001
        """A floating panel needs a title to be moved and closed by."""
        dock = self.sender()
        if isinstance(dock, QDockWidget):
            dock.setTitleBarWidget(None if floating else QWidget(dock))  # type: ignore[arg-type]
