"""Jumping from finding to finding, and what an export is asked for."""

from types import SimpleNamespace

import pytest

from footpath.ui.commands.playback import PlaybackCommands

LAST_S = 11.96  # when the film's last frame begins


class Window:
    """As much of the window as the commands look at."""

    def __init__(self, t_s, starts, others=()):
        self.shown = []
        player = SimpleNamespace(
            frame=SimpleNamespace(t_s=t_s), position_s=t_s, last_s=LAST_S, media=SimpleNamespace(id="m")
        )
        places = [("m", start) for start in starts] + [("n", start) for start in others]
        found = tuple(SimpleNamespace(media_id=media_id, start_s=start) for media_id, start in places)
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


@pytest.mark.parametrize(
    ("t_s", "step", "goes"),
    [
        (9.0, 1, [("m", 20.0)]),
        (LAST_S, 1, [("n", 1.0)]),  # where 20.0 and 30.0 led, as the film ends before them
        (LAST_S, -1, [("m", 9.0)]),
    ],
)
def test_findings_after_the_end_of_a_film_are_no_dead_end(t_s, step, goes):
    window = Window(t_s, [9.0, 20.0, 30.0], [1.0])
    commands = PlaybackCommands.__new__(PlaybackCommands)
    commands._workspace, commands._player = window.workspace, window.workspace.player
    commands.finding(step)
    assert window.shown == goes
