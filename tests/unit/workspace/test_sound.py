import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Signal

from footpath.workspace import sound as sound_module
from footpath.workspace.sound import Sound

FILM = Path("film.mp4")


class FakePlayer(QObject):
    """A playhead set by hand."""

    state_changed = Signal()
    frame_changed = Signal(object)

    def __init__(self):
        super().__init__()
        self.path, self.running, self.rate, self.position_s = None, False, 1.0, 0.0

    def show(self, path=FILM):
        self.path = path
        self.frame_changed.emit(object())

    def run(self, running, rate=1.0, at_s=0.0):
        self.running, self.rate, self.position_s = running, rate, at_s
        self.state_changed.emit()


class FakeMediaPlayer(QObject):
    errorOccurred = Signal(object, str)  # noqa: N815 - Qt's name
    made: list = []  # noqa: RUF012 - of one test

    def __init__(self, parent):
        super().__init__(parent)
        self.at_ms, self.playing, self.moves, self.lasts_ms = 0, False, [], 60_000
        FakeMediaPlayer.made.append(self)

    def setSource(self, url):  # noqa: N802
        self.source = url

    def setAudioOutput(self, output):  # noqa: N802
        self.output = output

    def setPosition(self, ms):  # noqa: N802
        self.at_ms = ms
        self.moves.append(ms)

    def position(self):
        return self.at_ms

    def duration(self):
        return self.lasts_ms

    def play(self):
        self.playing = True

    def pause(self):
        self.playing = False

    def stop(self):
        self.playing = False


class FakeOutput(QObject):
    def setVolume(self, volume):  # noqa: N802
        self.volume = volume


@pytest.fixture
def multimedia(monkeypatch):
    module = ModuleType("PySide6.QtMultimedia")
    FakeMediaPlayer.made = []
    module.QMediaPlayer, module.QAudioOutput = FakeMediaPlayer, FakeOutput
    module.QMediaDevices = SimpleNamespace(audioOutputs=lambda: ["speaker"])
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", module)
    monkeypatch.setattr(sound_module, "has_sound", lambda path: path == FILM)
    return module


@pytest.fixture
def player():
    return FakePlayer()


@pytest.fixture
def sound(qtbot, player, multimedia):
    sound = Sound(player)
    sound.told = []
    sound.message.connect(sound.told.append)
    yield sound
    sound.close()


def heard():
    return FakeMediaPlayer.made[-1]


def test_it_is_loaded_only_when_a_film_has_sound_and_is_ready_when_that_is_played(sound, player, qtbot):
    player.show(Path("silent.mp4"))
    player.run(True)
    player.run(False)
    assert FakeMediaPlayer.made == []
    player.show()
    assert sound.available
    qtbot.waitUntil(lambda: len(FakeMediaPlayer.made) == 1)
    player.run(True, at_s=3.0)
    assert len(FakeMediaPlayer.made) == 1
    assert (heard().playing, heard().at_ms) == (True, 3000)


@pytest.mark.parametrize("rate", [0.5, 2.0, -1.0])
def test_it_is_silent_at_other_speeds(sound, player, rate):
    player.show()
    player.run(True)
    player.run(True, rate=rate)
    assert not heard().playing
    player.run(True, rate=1.0, at_s=5.0)
    assert (heard().playing, heard().at_ms) == (True, 5000)


def test_it_pauses_with_the_picture(sound, player):
    player.show()
    player.run(True)
    player.run(False)
    assert not heard().playing
    assert sound.off_s is None


@pytest.mark.parametrize(("off_ms", "moves"), [(-41, 1), (41, 1), (39, 0), (-39, 0)])
def test_it_begins_anew_when_twice_further_off_than_40_ms(sound, player, off_ms, moves):
    player.show()
    player.run(True, at_s=2.0)
    heard().moves.clear()
    for _ in range(2):
        assert heard().moves == []
        heard().at_ms = 2000 + off_ms
        sound._follow()
    assert len(heard().moves) == moves


def test_now_ahead_now_behind_is_no_reason_to_begin_anew(sound, player):
    player.show()
    player.run(True, at_s=2.0)
    heard().moves.clear()
    for off_ms in (-60, 60, -60, 20, -60):
        heard().at_ms = 2000 + off_ms
        sound._follow()
    assert heard().moves == []


def test_it_begins_anew_in_silence_where_the_picture_will_be(sound, player, qtbot):
    player.show()
    player.run(True, at_s=2.0)
    heard().at_ms = 1850
    sound._follow()
    assert (heard().moves[-1], heard().playing, sound.off_s) == (2400, False, None)
    qtbot.waitUntil(lambda: heard().playing)
    player.position_s = 2.4
    assert sound.off_s == pytest.approx(0.0)


def test_one_that_is_late_again_is_begun_half_of_that_earlier(sound, player):
    player.show()
    player.run(True, at_s=2.0)
    heard().at_ms = 1850  # while the device is opened: tells nothing of later
    sound._follow()
    assert sound._cue.interval() == 400
    sound._begin()
    heard().at_ms = 1800
    sound._cue.stop()
    for _ in range(3):
        sound._follow()
    assert sound._cue.interval() == 300


def test_one_that_was_begun_too_early_is_set_right_at_once(sound, player):
    player.show()
    player.run(True, at_s=2.0)
    delays_ms = iter([400, 300])  # of a device that is opened; none later
    heard().at_ms = 2000 - 300
    for _ in range(40):
        sound._follow()
        if sound._cue.isActive():
            early_ms = 400 - sound._cue.interval()
            sound._cue.stop()
            sound._begin()
            heard().at_ms = 2000 + early_ms - next(delays_ms, 0)
    assert next(delays_ms, None) is None
    assert abs(sound.off_s) < 0.04
    assert len(heard().moves) <= 5


def test_one_that_stays_late_is_set_right_ever_more_seldom(sound, player):
    player.show()
    player.run(True, at_s=2.0)
    moves = len(heard().moves)
    for _ in range(300):  # 75 s
        heard().at_ms = 1500
        sound._follow()
        if sound._cue.isActive():
            sound._cue.stop()
            sound._begin()
    assert 5 <= len(heard().moves) - moves <= 10
    assert heard().playing


def test_where_it_is_shorter_than_the_film_nothing_is_set_right(sound, player):
    player.show()
    player.run(True, at_s=2.0)
    heard().lasts_ms = 1_900
    heard().at_ms, moves = 1_900, len(heard().moves)
    player.position_s = 4.0
    sound._follow()
    assert len(heard().moves) == moves


def test_paused_while_it_waits_to_begin_it_stays_silent(sound, player, qtbot):
    player.show()
    player.run(True, at_s=2.0)
    heard().at_ms = 1500
    sound._follow()
    player.run(False)
    qtbot.wait(500)
    assert not heard().playing


def test_a_picture_that_waits_for_a_frame_silences_it(sound, player):
    player.show()
    player.run(True)
    player.running = False
    sound._follow()
    assert not heard().playing


def test_broken_sound_is_told_once_and_stops_nothing(sound, player):
    player.show()
    player.run(True)
    for _ in range(2):
        heard().errorOccurred.emit(1, "no decoder")
    player.run(True, at_s=9.0)
    assert len(sound.told) == 1
    assert "no decoder" in sound.told[0]
    assert not sound.available


def test_no_sound_device_is_told(sound, player, multimedia):
    multimedia.QMediaDevices.audioOutputs = list
    player.show()
    player.run(True)
    assert (sound.told, sound.available) == ([sound_module.NO_DEVICE], False)


def test_without_qt_multimedia_the_picture_plays_on(sound, player, monkeypatch):
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    player.show()
    player.run(True)
    assert (sound.told, sound.available) == ([sound_module.NO_MODULE], False)


def test_volume_is_heard_evenly_and_kept_for_the_next_film(sound, player):
    player.show()
    sound.set_volume(0.5)
    player.run(True)
    assert heard().output.volume == pytest.approx(0.25)
    sound.set_volume(0.0)
    assert heard().output.volume == 0.0


def test_another_film_drops_the_sound_of_the_last(sound, player):
    player.show()
    player.run(True)
    first = heard()
    player.show(Path("silent.mp4"))
    assert not first.playing
    assert not sound.available
