"""How the picture is looked at: overlays, heat window. Never part of the Selection, so never in a number."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from footpath.model.story import Scene
from footpath.render.overlay import OverlayOptions
from footpath.workspace.workspace import Workspace

TOGGLES = ("heat", "false_clicks", "near_misses", "boundaries", "candidates")
WINDOW_MODES = ("around", "in-out", "scene")


class ViewState(QObject):
    """The transport writes it, the picture reads it."""

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.options = OverlayOptions()
        self.window_mode = "around"
        self.window_s = 1.0

    def shows(self, toggle: str) -> bool:
        return bool(getattr(self.options, toggle))

    def toggle(self, toggle: str) -> None:
        self.options = replace(self.options, **{toggle: not self.shows(toggle)})  # type: ignore[arg-type]
        self.changed.emit()

    def cycle(self, option: str, values: tuple[str, ...]) -> None:
        """The next of the values that an option of the overlays can have."""
        now = values.index(getattr(self.options, option))
        self.options = replace(self.options, **{option: values[(now + 1) % len(values)]})  # type: ignore[arg-type]
        self.changed.emit()

    def set_opacity(self, opacity: float) -> None:
        self.options = replace(self.options, heat_opacity=opacity)
        self.changed.emit()

    def set_window(self, mode: str, window_s: float) -> None:
        self.window_mode, self.window_s = mode, window_s
        self.changed.emit()

    def heat_window(self, t_s: float) -> tuple[float, float]:
        """The stretch of media time whose clicks glow at `t_s`."""
        player = self._workspace.player
        start_s, end_s = player.marks
        if self.window_mode == "in-out" and start_s is not None and end_s is not None:
            return start_s, end_s
        scene = self.scene_at(t_s)
        if self.window_mode == "scene" and scene is not None:
            return scene.start_s, scene.end_s
        return t_s - self.window_s, t_s + self.window_s

    def scene_at(self, t_s: float) -> Scene | None:
        study, media = self._workspace.study, self._workspace.player.media
        if study is None or media is None:
            return None
        scenes = (s for s in study.story.scenes if s.media_id == media.id and s.start_s <= t_s < s.end_s)
        return next(scenes, None)
