"""Jumping from finding to finding, and what an export is asked for."""

from types import SimpleNamespace

import pytest

from footpath.ui.commands.playback import PlaybackCommands


class Window:
    """As much of the window as the commands look at."""

    def __init__(self, t_s, starts):
        self.shown = []
        player = SimpleNamespace(frame=SimpleNamespace(t_s=t_s), position_s=t_s, media=SimpleNamespace(id="m"))
        found = tuple(SimpleNamespace(media_id="m", start_s=start) for start in starts)
        self.workspace = SimpleNamespace(player=player, findings=found, show=lambda *place: self.shown.append(place))


@pytest.mark.parametrize(
    ("t_s", "step", "goes"),
    [
        (0.0, 1, [("m", 5.0)]),
        (5.0, 1, [("m", 9.0)]),
        (9.0, 1, []),
        (9.0, -1, [("m", 5.0)]),
        (5.0, -1, []),
        (7.0, -1, [("m", 5.0)]),
    ],
)
def test_next_and_previous_finding_go_by_the_films_time(t_s, step, goes):
    window = Window(t_s, [9.0, 5.0, 5.0])
    commands = PlaybackCommands.__new__(PlaybackCommands)
    commands._workspace, commands._player = window.workspace, window.workspace.player
    commands.finding(step)
    assert window.shown == goes
