from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QInputDialog, QWidget

from footpath.ui import dialogs
from footpath.ui.commands.playback import PlaybackCommands
from footpath.workspace.play_settings import PlaySettings
from footpath.workspace.settings_store import SettingsStore


class Player(SimpleNamespace):
    """Notes what it is told."""

    def __init__(self):
        super().__init__(rate=1.0, playing=False, fps=24.0, frame=object(), loop=False, told=[])

    def __getattr__(self, name):
        return lambda *arguments: self.told.append((name, *arguments))

    def set_rate(self, rate):
        self.rate = rate

    def play(self):
        self.playing = True

    def pause(self):
        self.playing = False


@pytest.fixture
def player():
    return Player()


@pytest.fixture
def commands(qtbot, player):
    errors = []
    workspace = SimpleNamespace(player=player, tell_error=errors.append, errors=errors)
    holder = QObject()
    yield PlaybackCommands(SimpleNamespace(workspace=workspace), holder)
    holder.deleteLater()


def test_l_again_is_faster_up_to_eight_and_k_is_back_to_one(commands, player):
    rates = []
    for _ in range(5):
        commands.shuttle(1)
        rates.append(player.rate)
    commands.shuttle(-1)
    rates.append(player.rate)
    commands.shuttle(0)
    assert (rates, player.rate, player.playing) == ([1.0, 2.0, 4.0, 8.0, 8.0, -1.0], 1.0, False)


def test_slower_goes_down_to_a_tenth_in_the_direction_it_plays(commands, player):
    player.rate = -1.0
    rates = []
    for _ in range(4):
        commands.speed(-1)
        rates.append(player.rate)
    assert rates == [-0.5, -0.25, -0.1, -0.1]


def test_with_k_held_j_and_l_are_single_steps(commands, player, qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    qtbot.keyPress(widget, Qt.Key.Key_K)
    commands.shuttle(1)
    commands.shuttle(-1)
    assert player.told == [("step", 1), ("step", -1)]
    qtbot.keyRelease(widget, Qt.Key.Key_K)
    commands.shuttle(1)
    assert (player.told[2:], player.playing) == ([], True)


@pytest.mark.parametrize(
    ("text", "told"),
    [("343", [("seek_frame", 343)]), ("2.5", [("seek", pytest.approx(2.5, abs=1e-3))]), (None, [])],
)
def test_go_to_seeks_what_was_written(commands, player, monkeypatch, text, told):
    monkeypatch.setattr(dialogs, "ask_moment", lambda _parent: text)
    commands.go_to()
    assert player.told == told


@pytest.mark.parametrize(("then", "told"), [("12", [("seek_frame", 12)]), (None, [])])
def test_go_to_asks_again_for_what_was_mistyped(commands, player, monkeypatch, then, told):
    answers, asked = iter(["12x", "9" * 5000, then]), []

    def ask(_parent, written="", wrong=""):
        asked.append((written, wrong))
        return next(answers)

    monkeypatch.setattr(dialogs, "ask_moment", ask)
    commands.go_to()
    assert player.told == told
    assert [written for written, _ in asked] == ["", "12x", "9" * 5000]
    assert asked[1][1].startswith("“12x” is no moment")
    assert "too long" in asked[2][1]
    assert "int" not in asked[2][1]
    assert len(asked[2][1]) < 100
    assert commands._workspace.errors == []


def test_the_question_shows_what_was_mistyped_and_why(qtbot):
    parent, seen = QWidget(), []
    qtbot.addWidget(parent)

    def answer():
        dialog = parent.findChild(QInputDialog)
        seen.append((dialog.textValue(), dialog.labelText()))
        dialog.reject()

    QTimer.singleShot(0, answer)
    assert dialogs.ask_moment(parent, "12x", "That is no moment.") is None
    assert seen[0][0] == "12x"
    assert seen[0][1].startswith("That is no moment.")


def test_how_one_likes_to_play_is_remembered(qtbot, tmp_path, player):
    volumes = []
    sound = SimpleNamespace(set_volume=volumes.append)
    store = SettingsStore(tmp_path / "settings.ini")
    settings = PlaySettings(store, player, sound)
    settings.set_loop(True)
    settings.set_volume(150)
    settings.set_volume(40)
    settings.set_muted(True)
    settings.next_time_display()
    other = Player()
    again = PlaySettings(SettingsStore(tmp_path / "settings.ini"), other, sound)
    assert (again.volume, again.muted, again.time_display, other.loop) == (40, True, "frame", True)
    assert volumes == [1.0, 1.0, 1.0, 0.4, 0.0, 0.0, 0.0]
    assert QApplication.instance() is not None
