"""A process of its own counts the curves of a large review: the same ones, and nothing is lost if it is."""

import logging

import pytest

from footpath.analysis.chosen import Chosen
from footpath.model.errors import UserError
from footpath.model.place import Place
from footpath.model.selection import EVERYTHING, Selection
from footpath.storage.importing import import_events
from footpath.study import reopening
from footpath.study.as_json import retention_json
from footpath.study.study import Study

STORY = """{"format": "footpath-story-1",
 "media": [{"id": "m", "duration_s": 60, "width": 1600, "height": 900}],
 "scenes": [{"id": "a", "media_id": "m", "start_s": 0, "end_s": 20},
            {"id": "b", "media_id": "m", "start_s": 20, "end_s": 40, "ending": true}],
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


def test_a_review_that_was_just_read_is_counted_beside_once_it_is_kept(review):
    study = Study.open(review, beside=True)
    before = drawn(study)
    assert child_of(study) is None
    study.count_beside()
    assert child_of(study) is not None
    study._recent_curves._kept.clear()
    assert drawn(study) == before
    study.close()


def test_a_child_that_died_is_done_without(review, beside, caplog):
    wanted = drawn(Study.open(review))
    child_of(beside).end()
    with caplog.at_level(logging.WARNING, "footpath"):
        assert drawn(beside) == wanted
    assert [record.message for record in caplog.records] == [
        "the process for the curves ended; they are counted here"
    ]
    assert child_of(beside) is None


def test_what_is_kept_but_gone_is_done_without(review, beside):
    for file in (review.parent / "cache").rglob("*.arrays"):
        file.unlink()
    beside._curves.move_out(beside.kept_as)
    assert drawn(beside) == drawn(Study.open(review))


def test_a_closed_review_is_asked_nothing_and_leaves_no_process(beside):
    process = child_of(beside)._process
    beside.close()
    assert not process.is_alive()
    with pytest.raises(UserError, match="closed"):
        beside.retention(Selection(device="phone"))


def test_who_waits_while_the_review_is_closed_is_told(beside):
    beside.retention(EVERYTHING)
    child, mask = child_of(beside), Chosen(beside.sessions_of(Selection(device="tv")).copy())
    send = child.pipe.send
    child.pipe = Slow(child.pipe, lambda question: (beside.close(), send(question)))
    with pytest.raises(UserError, match="closed"):
        beside._curves.ask(mask, -1, -1).result(20)


class Slow:
    """A pipe whose sending takes so long that something happens meanwhile."""

    def __init__(self, pipe, send):
        self.send, self.recv = send, pipe.recv


def test_a_child_that_begins_for_a_closed_review_is_ended(beside):
    beside.close()
    beside._curves.move_out(beside.kept_as)
    assert not child_of(beside)._process.is_alive()


def test_other_bands_are_counted_by_the_same_child(beside):
    beside.retention(EVERYTHING)
    other = beside.with_bands(None)
    assert child_of(other) is child_of(beside)
    assert retention_json(other.retention(EVERYTHING)) == retention_json(beside.retention(EVERYTHING))
