"""A process of its own counts the curves of a large review: the same ones, and nothing is lost if it is."""

import logging
import mmap
import os
import signal
import threading

import numpy as np
import pytest

from footpath.analysis.chosen import Chosen
from footpath.model.clicks import ClickClass
from footpath.model.errors import UserError
from footpath.model.place import Place
from footpath.model.selection import EVERYTHING, Selection
from footpath.storage.importing import import_events
from footpath.study import curves_beside, reopening
from footpath.study.as_json import path_curves_json, retention_json
from footpath.study.study import Study

STORY = """{"format": "footpath-story-1",
 "media": [{"id": "m", "duration_s": 60, "width": 1600, "height": 900}],
 "scenes": [{"id": "a", "media_id": "m", "start": 0, "end": 20},
            {"id": "b", "media_id": "m", "start": 20, "end": 40, "ending": true}],
 "elements": []}"""
ASKED = [
    EVERYTHING,
    Selection(device="tv"),
    Selection(passed=(Place(("b",)),), scene="a"),
    Selection(region=(0.0, 0.0, 0.5, 1.0), start_s=3.0, end_s=12.0),
]


@pytest.fixture
def review(tmp_path, monkeypatch):
    monkeypatch.setattr(reopening, "MANY_EVENTS", 10)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "story.json").write_text(STORY)
    rows = ["session_id,at,kind,media_time,x,y,device\n"]
    for s in range(60):
        left, device = 2 + s % 35, ("tv", "phone", "web")[s % 3]
        for k, kind, x in ((0, "play", ""), (1, "click", 0.01 * s), (left, "heartbeat", ""), (left, "exit", "")):
            rows.append(f"s{s},2024-05-01T10:00:{k:02d}Z,{kind},{k},{x},{x},{device}\n")
    (tmp_path / "a.csv").write_text("".join(rows))
    import_events([tmp_path / "a.csv"], tmp_path / "r.footpath", story=tmp_path / "story.json")
    return tmp_path / "r.footpath"


@pytest.fixture
def beside(review):
    """The review with its curves counted beside."""
    Study.open(review).remember()
    study = Study.open(review, beside=True)
    yield study
    study.close()


def child_of(study):
    return study._curves._child


def drawn(study):
    """What is drawn for several selections, which must differ for it to say anything."""
    found = [retention_json(study.retention(selection)) for selection in ASKED]
    assert all(one != other for k, one in enumerate(found) for other in found[:k])
    return found


def test_the_child_counts_what_is_counted_here(review, beside, caplog):
    here = Study.open(review)
    assert child_of(here) is None
    assert drawn(beside) == drawn(here)
    assert "table" not in vars(beside._curves._here), "this process needs no table of its own"
    assert not caplog.records


def test_false_clicks_are_those_that_are_looked_at_whoever_counts_them(review, beside):
    here = Study.open(review)
    for selection in (*ASKED, Selection(click_class="false"), Selection(media="m", end_s=1.5)):
        counted = [study.curves(selection)[1]["m"] for study in (beside, here)]
        wanted = here.clicks_of(selection)
        for lane in counted:
            assert lane.clicks.sum() == wanted.sum()
            assert lane.false.sum() == (wanted & (here.clicks.klass == ClickClass.FALSE)).sum()
            assert [lane.t_s.tolist(), lane.clicks.tolist()] == [counted[0].t_s.tolist(), counted[0].clicks.tolist()]


@pytest.mark.parametrize("unknown", [Selection(scene="nope"), Selection(media="nope", device="tv")])
def test_what_the_review_does_not_have_is_told_here_and_the_child_lives(beside, unknown):
    process = child_of(beside)._process
    for ask in (beside.curves, beside.retention, beside.curves_along, beside.results):
        with pytest.raises(UserError, match="nope"):
            ask(unknown)
    assert beside.curves(Selection(device="tv"))[0].scenes
    assert child_of(beside)._process is process
    assert process.is_alive()


def test_the_first_stretch_that_is_dragged_waits_for_no_table_of_clicks(beside):
    made = set(beside.data.kept)
    beside.curves(Selection(media="m", start_s=2.0, end_s=9.0))
    assert not {name for name in set(beside.data.kept) - made if name.startswith("clicks by bin")}


def test_the_child_counts_along_paths_too(review, beside, caplog):
    here, b = Study.open(review), Selection(device="tv")
    for selection in (*ASKED, Selection(through=("a",))):
        found, wanted = (path_curves_json(study, study.curves_along(selection)) for study in (beside, here))
        assert found == wanted
    found, wanted = beside.compare_along(EVERYTHING, b), here.compare_along(EVERYTHING, b)
    assert retention_json(found[0])["bins"]
    assert (retention_json(found[0]), found[1]) == (retention_json(wanted[0]), wanted[1])
    assert "table" not in vars(beside._curves._here)
    assert not caplog.records


def test_curves_are_begun_before_they_are_asked_for(beside):
    tv = Selection(device="tv")
    beside.retention(EVERYTHING)
    beside.results(tv)
    assert list(beside._recent_curves._kept) == [EVERYTHING, tv]
    assert drawn(beside)


def test_a_review_that_was_just_read_goes_on_from_what_is_kept_of_it(review, caplog):
    read = Study.open(review, beside=True)
    assert child_of(read) is None
    kept = read.once_kept()
    assert child_of(kept) is not None
    assert is_mapped(kept.clicks.x)
    assert not is_mapped(read.clicks.x)
    assert drawn(kept) == drawn(read)
    assert kept.metrics(EVERYTHING) == read.metrics(EVERYTHING)
    assert kept.once_kept().data.events is not read.data.events
    assert not caplog.records
    kept.close()


def test_a_review_that_cant_be_kept_stays_as_it_was_read(review):
    (review.parent / "cache").write_text("no folder")
    read = Study.open(review, beside=True)
    assert read.once_kept() is read
    assert drawn(read)


def is_mapped(array):
    while isinstance(array, np.ndarray):
        array = array.base
    return isinstance(array, memoryview | mmap.mmap)


@pytest.mark.parametrize("how", [lambda process: process.kill(), lambda process: os.kill(process.pid, signal.SIGSTOP)])
def test_a_child_that_died_or_stopped_is_done_without(review, beside, caplog, monkeypatch, how):
    monkeypatch.setattr(curves_beside, "PATIENCE_S", 0.3)
    wanted = drawn(Study.open(review))
    beside.retention(EVERYTHING)
    process = child_of(beside)._process
    how(process)
    with caplog.at_level(logging.WARNING, "footpath"):
        assert drawn(beside) == wanted
    (record,) = caplog.records
    assert record.message.startswith("the curves are counted here")
    assert child_of(beside) is None
    assert not process.is_alive()


def test_what_is_kept_but_gone_is_done_without(review, beside, caplog):
    (file,) = (review.parent / "cache").rglob("*.arrays")
    file.unlink()
    beside._curves.move_out(beside.kept_as)
    with caplog.at_level(logging.WARNING, "footpath"):
        assert drawn(beside) == drawn(Study.open(review))
    assert len(caplog.records) == 1
    assert child_of(beside) is None


def test_an_answer_that_cant_be_taken_is_not_taken_for_the_next_one(review, beside):
    beside.retention(EVERYTHING)
    child = child_of(beside)
    child.pipe = Tripping(child.pipe)
    with pytest.raises(MemoryError):
        beside.retention(Selection(device="tv"))
    assert drawn(beside) == drawn(Study.open(review)), "what failed is asked again"


class Tripping:
    """A pipe whose next answer can't be taken."""

    def __init__(self, pipe):
        self.send, self.poll, self.close = pipe.send, pipe.poll, pipe.close

    def recv(self):
        raise MemoryError


def test_who_asks_after_closing_is_answered_and_no_process_is_left(review, beside):
    asked = beside._curves.ask(Chosen(beside.sessions_of(Selection(device="web")).copy()), EVERYTHING)
    process = child_of(beside)._process
    beside.close()
    assert asked.result(20)[0].scenes
    assert drawn(beside) == drawn(Study.open(review))
    assert not process.is_alive()


def test_a_child_that_begins_for_a_closed_review_is_ended(beside):
    beside.close()
    beside._curves.move_out(beside.kept_as)
    assert child_of(beside) is None


def test_of_what_is_begun_only_the_newest_has_a_turn(review, beside):
    beside.retention(EVERYTHING)
    held, go = hold(beside)
    names = beside.sessions.devices
    begun = [beside._curves.begin(Chosen(beside.sessions_of(Selection(device=d)).copy()), EVERYTHING) for d in names]
    go.set()
    held.result(20)
    assert [future.cancelled() for future in begun] == [True, True, False]
    assert begun[-1].result(20)[0].scenes


def test_who_waits_for_what_was_cancelled_is_answered(review, beside):
    beside.retention(EVERYTHING)
    held, go = hold(beside)
    tv = Selection(device="tv")
    beside.results(tv)
    beside.results(Selection(device="web"))
    assert beside._recent_curves._kept[tv].cancelled()
    go.set()
    held.result(20)
    assert drawn(beside) == drawn(Study.open(review))


def hold(study):
    """Something that has the turn until it is let go."""
    go = threading.Event()
    return study._curves._turns.submit(go.wait, 20), go


def test_other_bands_are_counted_by_the_same_child(beside):
    before = retention_json(beside.retention(EVERYTHING))
    other = beside.with_bands((("early", 0.0), ("late", 7.0)))
    assert other.settings != beside.settings
    assert child_of(other) is child_of(beside)
    assert retention_json(other.retention(EVERYTHING)) == before


def test_what_the_review_lacks_is_told_by_what_is_counted_first(beside):
    for wrong in (Selection(scene="x"), Selection(media="x"), Selection(click_class="x")):
        with pytest.raises(UserError, match="x"):
            beside.results(wrong)
