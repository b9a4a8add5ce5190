"""What can be done with a node or a band of the Sankey."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from footpath.model.place import ENDS, Place
from footpath.render.sankey_layout import PlacedLink, PlacedNode
from footpath.ui.wording import number

if TYPE_CHECKING:
    from footpath.ui.sankey_view import SankeyView

ORDERS = "node_order"  # of what the review keeps
PLAIN, CTRL, ALT = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier,
)  # fmt: skip


def sankey_menu(view: SankeyView, thing: PlacedNode | PlacedLink | None) -> QMenu:
    """Lives with the view; `thing` None: the empty ground."""
    menu = QMenu(view)
    if thing is not None:
        _add_choices(menu, view, thing)
    if isinstance(thing, PlacedNode):
        places = view.places(thing)
        if thing.node.kind in {"scene", "other"}:
            menu.addAction("Select who ended here", lambda: view.select(_ended(places), PLAIN))
        if thing.node.scene_id is not None:
            menu.addAction("Start from here", lambda: view.start_from(thing.node.scene_id))
        _add_bands(menu, view, view.bands_from(thing))
        menu.addAction("Move up\tShift+Up, or drag", lambda: view.shift(thing, down=False))
        menu.addAction("Move down\tShift+Down, or drag", lambda: view.shift(thing, down=True))
    if thing is not None:
        menu.addSeparator()
    if view.origin is not None:
        menu.addAction("Whole paths again", lambda: view.start_from(None))
    menu.addAction("Nodes where they stood at first", lambda: view.keep_order(None))
    return menu


def _add_choices(menu: QMenu, view: SankeyView, thing: PlacedNode | PlacedLink) -> None:
    places = view.places(thing)
    called = view.name(thing) if isinstance(thing, PlacedNode) else view.called(thing.link)
    menu.addAction("Select who passed here", lambda: view.select(places, PLAIN))
    menu.addAction("Add to the selection\tCtrl+click", lambda: view.select(places, CTRL))
    menu.addAction("Exclude\tAlt+click", lambda: view.select(places, ALT))
    menu.addAction("Viewers of this…", lambda: view.viewers_wanted.emit(places, called))


def _add_bands(menu: QMenu, view: SankeyView, bands: list[PlacedLink]) -> None:
    """The way to the bands for a keyboard, and to those too thin to be hit."""
    if not bands:
        return
    onwards = menu.addMenu("Onwards")
    for band in sorted(bands, key=lambda band: -band.link.sessions):
        _add_choices(onwards.addMenu(f"{view.called(band.link)} ({number(band.link.sessions)})"), view, band)


def _ended(places: tuple[Place, ...]) -> tuple[Place, ...]:
    return tuple(replace(place, end=kind) for place in places for kind in ENDS)
