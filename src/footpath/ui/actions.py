"""Every action there is, as one table: menus, keys, command palette and key sheet are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget


@dataclass(frozen=True, slots=True)
class Entry:
    """`function` names "group.method" of Commands; it is called with `arguments`."""

    id: str
    text: str
    menu: str
    keys: tuple[str, ...]
    function: str
    arguments: tuple[object, ...] = ()


TABLE = (
    Entry("demo", "Open demo", "File", ("Ctrl+D",), "file.open_demo"),
    Entry("open", "Open review…", "File", ("Ctrl+O",), "file.open_review"),
    Entry("import", "Import…", "File", ("Ctrl+I",), "file.import_files"),
    Entry("find_footage", "Find footage…", "File", ("Ctrl+Alt+O",), "file.find_footage"),
    Entry("export", "Export…", "File", ("Ctrl+E",), "file.export"),
    Entry("copy_picture", "Copy picture with overlays", "File", ("Ctrl+Shift+P",), "file.copy_picture"),
    Entry("report", "Import report", "File", ("Ctrl+R",), "file.show_report"),
    Entry("snapshot", "Save snapshot…", "File", ("Ctrl+S",), "file.save_snapshot"),
    Entry("close", "Close review", "File", ("Ctrl+W",), "file.close_review"),
    Entry("quit", "Quit", "File", ("Ctrl+Q",), "file.quit"),
    Entry("undo", "Undo", "Selection", ("Ctrl+Z",), "selection.undo"),
    Entry("redo", "Redo", "Selection", ("Ctrl+Shift+Z", "Ctrl+Y"), "selection.redo"),
    Entry("clear", "Clear selection", "Selection", ("Esc",), "selection.clear_selection"),
    Entry("save_selection", "Save selection…", "Selection", ("Ctrl+Shift+S",), "selection.save_selection"),
    Entry("open_saved", "Saved selections…", "Selection", ("Ctrl+Shift+O",), "selection.open_saved"),
    Entry("remove_saved", "Remove a saved selection…", "Selection", ("Ctrl+Shift+Del",), "selection.remove_saved"),
    Entry("list_viewers", "List the selection's viewers", "Selection", ("Ctrl+Shift+V",), "selection.list_viewers"),
    Entry("select_viewer", "Select a viewer…", "Selection", ("Shift+V",), "selection.select_viewer"),
    Entry("replay", "Replay the followed viewer", "Selection", ("Ctrl+Shift+L",), "selection.replay"),
    Entry("unfollow", "Leave the followed viewer", "Selection", ("Ctrl+Shift+U",), "selection.unfollow"),
    Entry("mark_in", "Mark in", "Selection", ("I",), "selection.mark", ("in",)),
    Entry("mark_out", "Mark out", "Selection", ("O",), "selection.mark", ("out",)),
    Entry("unmark", "Remove marks", "Selection", ("X",), "selection.mark", ("",)),
    Entry("select_marks", "Select between in and out", "Selection", ("S",), "selection.select_marks"),
    Entry("select_scene", "Select this scene", "Selection", ("Shift+S",), "selection.select_scene"),
    Entry("toggle", "Play / pause", "Playback", ("Space",), "playback.play_pause"),
    Entry("shuttle_back", "Play backwards, faster each time", "Playback", ("J",), "playback.shuttle", (-1,)),
    Entry("pause", "Pause; held with J or L: one frame", "Playback", ("K",), "playback.shuttle", (0,)),
    Entry("shuttle", "Play, faster each time", "Playback", ("L",), "playback.shuttle", (1,)),
    Entry("slower", "Slower", "Playback", ("Shift+J", "-"), "playback.speed", (-1,)),
    Entry("faster", "Faster", "Playback", ("Shift+L", "+"), "playback.speed", (1,)),
    Entry("usual_speed", "Speed as filmed", "Playback", ("Shift+K",), "playback.usual_speed"),
    Entry("loop", "Loop between in and out", "Playback", ("Ctrl+L",), "playback.loop"),
    Entry("frame_back", "One frame back", "Playback", ("Left", ","), "playback.step", (-1,)),
    Entry("frame_on", "One frame on", "Playback", ("Right", "."), "playback.step", (1,)),
    Entry("second_back", "One second back", "Playback", ("Shift+Left",), "playback.jump", (-1.0,)),
    Entry("second_on", "One second on", "Playback", ("Shift+Right",), "playback.jump", (1.0,)),
    Entry("home", "To the start", "Playback", ("Home",), "playback.to_start"),
    Entry("end", "To the end", "Playback", ("End",), "playback.to_end"),
    Entry("go_to", "Go to…", "Playback", ("T",), "playback.go_to"),
    Entry("time_display", "Timecode, frames or seconds", "Playback", ("Shift+T",), "playback.time_display"),
    Entry("mute", "Sound on or off", "Playback", ("M",), "playback.mute"),
    Entry("louder", "Louder", "Playback", ("Ctrl+Up",), "playback.volume", (1,)),
    Entry("softer", "Softer", "Playback", ("Ctrl+Down",), "playback.volume", (-1,)),
    Entry("finding_back", "Previous finding", "Playback", ("[",), "playback.finding", (-1,)),
    Entry("finding_on", "Next finding", "Playback", ("]",), "playback.finding", (1,)),
    Entry("heat", "Click density", "View", ("1",), "view.overlay", ("heat",)),
    Entry("false", "False clicks", "View", ("2",), "view.overlay", ("false_clicks",)),
    Entry("near", "Near misses", "View", ("3",), "view.overlay", ("near_misses",)),
    Entry("boundaries", "Boundaries", "View", ("4",), "view.overlay", ("boundaries",)),
    Entry("candidates", "Candidates", "View", ("5",), "view.overlay", ("candidates",)),
    Entry("heat_rate", "Heat per viewer-second", "View", ("Shift+1",), "view.heat_rate"),
    Entry("heat_scale", "Heat scale: the next", "View", ("Shift+2",), "view.heat_scale"),
    Entry("heat_map", "Heat colours: the next", "View", ("Shift+3",), "view.heat_map"),
    Entry("contours", "Contours at shares of clicks", "View", ("Shift+4",), "view.contours"),
    Entry("fit", "Fit the picture", "View", ("Z",), "view.zoom_fit"),
    Entry("paths", "Paths", "View", ("Ctrl+1",), "view.panels", ("show_panel", 0)),
    Entry("metrics", "Metrics", "View", ("Ctrl+2",), "view.panels", ("show_panel", 1)),
    Entry("elements", "Elements", "View", ("Ctrl+3",), "view.panels", ("show_panel", 2)),
    Entry("findings", "Findings", "View", ("Ctrl+4",), "view.panels", ("show_panel", 3)),
    Entry("candidate_list", "Candidates", "View", ("Ctrl+6",), "view.panels", ("show_panel", 4)),
    Entry("viewer", "Viewer", "View", ("Ctrl+7",), "view.panels", ("show_panel", 5)),
    Entry("timeline", "Drop-off timeline", "View", ("Ctrl+5",), "view.panels", ("show_panel", 6)),
    Entry("float", "Float or dock this panel", "View", ("Ctrl+Shift+F",), "view.panels", ("float_panel",)),
    Entry("hide", "Hide this panel", "View", ("Ctrl+Shift+H",), "view.panels", ("hide_panel",)),
    Entry("arrange", "Panels as at first", "View", ("Ctrl+Shift+R",), "view.panels", ("arrange",)),
    Entry("full_screen", "Full screen", "View", ("F", "F11"), "view.full_screen"),
    Entry("dark", "Dark theme", "View", ("Ctrl+Shift+1",), "view.use_theme", ("dark",)),
    Entry("light", "Light theme", "View", ("Ctrl+Shift+2",), "view.use_theme", ("light",)),
    Entry("system", "Theme of the system", "View", ("Ctrl+Shift+3",), "view.use_theme", ("system",)),
    Entry("overview", "Metrics: overview", "Metrics", ("Alt+1",), "metrics.page", (0,)),
    Entry("ctas", "Metrics: calls to action", "Metrics", ("Alt+2",), "metrics.page", (1,)),
    Entry("depth", "Metrics: depth", "Metrics", ("Alt+3",), "metrics.page", (2,)),
    Entry("answers", "Metrics: answers", "Metrics", ("Alt+4",), "metrics.page", (3,)),
    Entry("feedback", "Metrics: feedback", "Metrics", ("Alt+5",), "metrics.page", (4,)),
    Entry("branches", "Metrics: branches", "Metrics", ("Alt+6",), "metrics.page", (5,)),
    Entry("compare", "Compare two selections", "Metrics", ("Alt+7",), "metrics.page", (6,)),
    Entry("copy_metrics", "Copy this page of metrics", "Metrics", ("Ctrl+Shift+C",), "metrics.copy"),
    Entry("next_candidate", "Next candidate", "Candidates", ("N",), "candidates.step", (1,)),
    Entry("previous_candidate", "Previous candidate", "Candidates", ("Shift+N",), "candidates.step", (-1,)),
    Entry("accept", "Accept the candidate", "Candidates", ("A",), "candidates.accept"),
    Entry("reject", "Reject the candidate…", "Candidates", ("Shift+A",), "candidates.reject"),
    Entry("undecide", "Take the decision back, or remove the draft", "Candidates", ("Del",), "candidates.remove"),
    Entry("edit_boundary", "Edit the boundary on the picture", "Candidates", ("B",), "candidates.edit"),
    Entry("draw", "Draw a new boundary", "Candidates", ("Shift+B",), "candidates.draw"),
    Entry("draft_in", "Draft begins here", "Candidates", ("Shift+I",), "candidates.change", ("in",)),
    Entry("draft_out", "Draft ends here", "Candidates", ("Shift+O",), "candidates.change", ("out",)),
    Entry("keyframe", "Set a keyframe here", "Candidates", ("Shift+M",), "candidates.change", ("keyframe",)),
    Entry("keyframe_gone", "Remove the nearest keyframe", "Candidates", ("Ctrl+Shift+M",), "candidates.change",
          ("remove_keyframe",)),
    Entry("keyframe_back", "Nearest keyframe one frame earlier", "Candidates", ("Alt+Left",),
          "candidates.shift_keyframe", (-1,)),
    Entry("keyframe_on", "Nearest keyframe one frame later", "Candidates", ("Alt+Right",),
          "candidates.shift_keyframe", (1,)),
    Entry("split", "Split the draft here", "Candidates", ("Ctrl+B",), "candidates.split"),
    Entry("merge", "Merge the draft with the next", "Candidates", ("Ctrl+M",), "candidates.merge"),
    Entry("palette", "Command palette", "Help", ("Ctrl+K",), "help.show_palette"),
    Entry("keys", "Keys", "Help", ("?", "F1"), "help.show_keys"),
    Entry("about", "About and licences", "Help", ("Shift+F1",), "help.show_about"),
)


class Caller(QObject):
    """Binds one entry to its function, without a lambda that outlives either."""

    def __init__(self, entry: Entry, commands: QObject) -> None:
        super().__init__(commands)
        self._entry, self._function = entry, attrgetter(entry.function)(commands)

    def call(self) -> None:
        self._function(*self._entry.arguments)


def build_actions(window: QWidget, commands: QObject) -> dict[str, QAction]:
    """One QAction an entry, by id, added to the window so that its keys work."""
    actions = {}
    for entry in TABLE:
        action = QAction(entry.text, window)
        action.setShortcuts([QKeySequence(key) for key in entry.keys])
        action.triggered.connect(Caller(entry, commands).call)
        window.addAction(action)
        actions[entry.id] = action
    return actions


def fill_menus(bar: QMenuBar, actions: dict[str, QAction]) -> None:
    for name in dict.fromkeys(entry.menu for entry in TABLE):
        menu = bar.addMenu(f"&{name}")
        for entry in TABLE:
            if entry.menu == name:
                menu.addAction(actions[entry.id])
