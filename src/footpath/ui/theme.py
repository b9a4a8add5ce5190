"""Surfaces, text and type size; the meanings of colours over the picture live in render."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from footpath.study.resources import resource_path
from footpath.workspace.settings_store import SettingsStore

POINT_SIZE = 10


@dataclass(frozen=True, slots=True)
class Surfaces:
    """Hex colours; text on any of the first three reaches 4.5:1."""

    window: str
    panel: str
    control: str
    hover: str
    line: str
    text: str
    second: str
    accent: str
    survival: str
    exits: str
    other: str  # a second selection's curve


DARK = Surfaces(
    "#16181C", "#1E2126", "#2A2E35", "#363B44", "#3A3F48", "#E6E8EB", "#9AA3AE", "#3D8FD1", "#F0E442", "#CC79A7",
    "#56B4E9",
)  # fmt: skip
LIGHT = Surfaces(
    "#ECEEF1", "#FFFFFF", "#E1E4E9", "#D3D8DF", "#C3C8D0", "#1B1E23", "#565E69", "#0062A3", "#7A6C00", "#A03C74",
    "#00679E",
)  # fmt: skip

SHEET = """
QWidget {{ color: {text}; }}
QMainWindow, QDialog, #welcome {{ background: {window}; }}
#panel, QTabWidget::pane, QScrollArea {{ background: {panel}; border: none; }}
QPushButton, QToolButton, QComboBox, QSpinBox, QDoubleSpinBox, QLineEdit, QPlainTextEdit {{
  background: {control}; border: 1px solid {line}; border-radius: 4px; padding: 3px 7px; }}
QComboBox QAbstractItemView, QListView, QTableView, QTreeView {{ background: {panel};
  alternate-background-color: {window}; border: 1px solid {line}; selection-background-color: {accent};
  selection-color: white; gridline-color: {line}; }}
QToolButton {{ padding: 3px 5px; }}
QDockWidget > QWidget {{ background: {panel}; }}
QListView::item {{ padding: 6px 4px; border-bottom: 1px solid {line}; }}
QComboBox QAbstractItemView::item {{ padding: 2px; border: none; }}
#hero {{ font-size: 22pt; font-weight: 600; }}
QTabBar {{ qproperty-drawBase: 0; }}
QPushButton#small {{ padding: 1px 8px; }}
QProgressBar {{ background: {control}; border: 1px solid {line}; border-radius: 4px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QDockWidget::title {{ background: {window}; padding: 4px 8px; }}
QMainWindow::separator {{ background: {window}; width: 5px; height: 5px; }}
QMainWindow::separator:hover {{ background: {accent}; }}
QPushButton:hover, QToolButton:hover, QComboBox:hover {{ background: {hover}; }}
QPushButton:focus, QToolButton:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QLineEdit:focus, QTableView:focus {{ border: 1px solid {accent}; }}
QToolButton:checked {{ background: {hover}; border-color: {accent}; }}
QToolButton:disabled, QPushButton:disabled, QComboBox:disabled {{ color: {second}; }}
QAbstractSpinBox QLineEdit {{ border: none; padding: 0; background: transparent; }}
QToolButton::menu-indicator {{ image: none; }}
#heading {{ font-weight: 600; padding-top: 4px; }}
#said {{ padding: 2px 0; }}
#quiet {{ background: transparent; border: none; color: {second}; padding: 2px 6px; }}
#quiet:hover {{ color: {text}; background: {hover}; }}
#quiet:focus {{ color: {text}; border: 1px solid {accent}; }}
QTabBar {{ outline: 0; }}
QTabBar#pages::tab {{ background: {panel}; padding: 5px 5px; }}
QTabBar#pages::tab:selected {{ border-bottom: 2px solid {accent}; }}
QTreeView {{ border: none; outline: none; }}
QTreeView::item {{ border: none; padding: 0 4px; }}
QTreeView::item:selected {{ background: {accent}; color: white; }}
#chip {{ background: {accent}; color: white; border: 1px solid {accent}; border-radius: 9px; padding: 1px 8px; }}
#big {{ font-size: 14pt; padding: 16px 22px; text-align: left; }}
#drop {{ border: 2px dashed {line}; border-radius: 8px; color: {second}; }}
#title {{ font-size: 12pt; font-weight: 600; }}
#second {{ color: {second}; }}
#timecode {{ font-size: 12pt; font-weight: 600; }}
#bar {{ background: {panel}; border-bottom: 1px solid {line}; }}
#error {{ background: #5A2A1B; border-bottom: 1px solid #D55E00; }}
#error QLabel {{ color: #FFF3EE; }}
QTabBar::tab {{ background: {window}; color: {second}; padding: 6px 9px; border: none; }}
QTabBar::tab:selected {{ background: {panel}; color: {text}; border-bottom: 2px solid {accent}; }}
QTabBar::tab:focus {{ color: {text}; border-bottom: 2px dotted {accent}; }}
QSplitter::handle {{ background: {window}; }}
QSplitter::handle:hover {{ background: {accent}; }}
QStatusBar, QMenuBar, QMenu {{ background: {window}; color: {text}; }}
QStatusBar::item {{ border: none; }}
QMenuBar::item {{ padding: 3px 9px; background: transparent; }}
QMenuBar::item:selected, QMenu::item:selected {{ background: {accent}; color: white; }}
QMenu {{ border: 1px solid {line}; }}
QHeaderView::section {{ background: {control}; color: {text}; border: none; padding: 4px 6px; }}
QToolTip {{ background: {control}; color: {text}; border: 1px solid {line}; }}
QSlider::groove:horizontal {{ height: 4px; background: {line}; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {accent}; border-radius: 2px; }}
QSlider::handle:horizontal {{ width: 12px; margin: -5px 0; background: {text}; border-radius: 6px; }}
QSlider::handle:horizontal:focus {{ background: {accent}; }}
"""


def surfaces(name: str) -> Surfaces:
    """The surfaces of `dark`, `light` or `system`."""
    if name == "system":
        scheme = QApplication.styleHints().colorScheme()
        return LIGHT if scheme == Qt.ColorScheme.Light else DARK
    return LIGHT if name == "light" else DARK


def surfaces_of(palette: QPalette) -> Surfaces:
    """For what paints itself: the surfaces that a widget's palette was made from."""
    return LIGHT if palette.color(QPalette.ColorRole.Base).lightness() > 127 else DARK


class SystemTheme(QObject):
    """Dresses the program again when the system's choice changes, where that is what was chosen."""

    def __init__(self, app: QApplication, store: SettingsStore) -> None:
        super().__init__(app)
        self._app, self._store = app, store
        app.styleHints().colorSchemeChanged.connect(self._follow)

    def _follow(self) -> None:
        if self._store.theme == "system":
            apply_theme(self._app, self._store.theme)


def apply_theme(app: QApplication, name: str) -> None:
    """Dress the whole program: style, palette, sheet and type."""
    colours = surfaces(name)
    app.setStyle("Fusion")
    app.setPalette(_palette(colours))
    app.setStyleSheet(SHEET.format(**{field: getattr(colours, field) for field in Surfaces.__slots__}))
    app.setFont(_font())


def _palette(colours: Surfaces) -> QPalette:
    palette, role = QPalette(), QPalette.ColorRole
    for key, colour in (
        (role.Window, colours.window),
        (role.Base, colours.panel),
        (role.AlternateBase, colours.window),
        (role.Button, colours.control),
        (role.ToolTipBase, colours.control),
        (role.WindowText, colours.text),
        (role.Text, colours.text),
        (role.ButtonText, colours.text),
        (role.ToolTipText, colours.text),
        (role.PlaceholderText, colours.second),
        (role.Mid, colours.line),
        (role.Highlight, colours.accent),
        (role.HighlightedText, "#FFFFFF"),
        (role.Link, colours.accent),
    ):
        palette.setColor(key, QColor(colour))
    disabled = QPalette.ColorGroup.Disabled
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(disabled, key, QColor(colours.second))
    return palette


def _font() -> QFont:
    """The system's font; on a machine without any, the one that came along."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if not QFontMetrics(font).inFont("A"):  # the names of families say nothing: fontconfig lists aliases of nothing
        for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
            QFontDatabase.addApplicationFont(str(resource_path(f"fonts/{name}")))
        font = QFont("DejaVu Sans")
    font.setPointSize(POINT_SIZE)
    return font


def tabular(font: QFont) -> QFont:
    """With figures of one width."""
    font = QFont(font)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
