"""A large review that was opened before opens as it was read then; what is kept is never trusted blindly."""

import sys
from dataclasses import fields, is_dataclass

import numpy as np
import pytest

from footpath.model.selection import EVERYTHING
from footpath.model.settings import Settings
from footpath.storage import array_file
from footpath.storage.importing import import_events
from footpath.study import reopening, study
from footpath.study.memory import mapped_bytes
from footpath.study.study import Study

HEAD = "session_id,at,kind,media_time,x,y,device\n"


def log_of(folder, name, sessions):
    path = folder / name
    path.write_text(
        HEAD
        + "".join(
            f"s{s},2024-05-01T10:00:{k:02d}Z,{kind},{k},{x},{x},mobile\n"
            for s in sessions
            for k, kind, x in ((0, "play", ""), (1, "click", 0.25), (2, "heartbeat", ""), (3, "exit", ""))
        )
    )
    return path


@pytest.fixture
def review(tmp_path, monkeypatch):
    monkeypatch.setattr(reopening, "MANY_EVENTS", 10)
    monkeypatch.setattr(array_file, "user_cache_path", lambda _: tmp_path / "cache")
    import_events([log_of(tmp_path, "a.csv", range(20))], tmp_path / "r.footpath")
    return tmp_path / "r.footpath"


@pytest.fixture
def read_anew(monkeypatch):
    """How often a review was read anew."""
    found = []
    whole = study.read_data
    monkeypatch.setattr(study, "read_data", lambda *given: found.append(1) or whole(*given))
    return found


def same(one, two):
    if is_dataclass(one):
        return type(one) is type(two) and all(same(getattr(one, f.name), getattr(two, f.name)) for f in fields(one))
    if isinstance(one, np.ndarray):
        return one.dtype == two.dtype and np.array_equal(one, two, equal_nan=one.dtype.kind == "f")
    return one == two


def kept_file(review):
    (file,) = (review.parent / "cache" / "reviews").glob("*.arrays")
    return file


def test_what_was_kept_is_what_would_be_read(review, read_anew):
    first = Study.open(review)
    first.remember()
    again = Study.open(review)
    assert len(read_anew) == 1
    assert again.to_keep is None
    assert all(same(getattr(first.data, name), getattr(again.data, name)) for name in reopening.PARTS)
    assert again.metrics(EVERYTHING) == first.metrics(EVERYTHING)
    assert kept_file(review).stat().st_mode & 0o077 == 0


def test_more_events_and_other_settings_are_read_anew(review, read_anew):
    Study.open(review).remember()
    Study.open(review, Settings(near_miss_before_s=2.0))
    import_events([log_of(review.parent, "b.csv", range(20, 30))], review)
    assert len(Study.open(review).sessions) == 30
    assert len(read_anew) == 3


def test_what_was_read_is_not_kept_of_a_file_that_changed_since(review, read_anew):
    before = Study.open(review)
    import_events([log_of(review.parent, "b.csv", range(20, 30))], review)
    before.remember()
    assert len(Study.open(review).sessions) == 30
    assert len(read_anew) == 2


def test_what_was_read_of_a_file_that_is_gone_is_no_trouble(review):
    study_ = Study.open(review)
    review.unlink()
    study_.remember()
    assert not (review.parent / "cache").exists()


def test_a_review_that_cant_be_written_is_kept_too(review, read_anew):
    review.chmod(0o444)
    before = review.read_bytes()
    Study.open(review).remember()
    Study.open(review)
    assert len(read_anew) == 1
    assert review.read_bytes() == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda _: b"",
        lambda data: b"[]\n" + data,
        lambda data: data.replace(b'"events.', b'"evants.', 1),
        lambda data: b"\xff" + data[1:],
    ],
)
def test_what_is_not_whole_is_read_anew(review, read_anew, damage):
    Study.open(review).remember()
    file = kept_file(review)
    file.write_bytes(damage(file.read_bytes()))
    again = Study.open(review)
    assert len(read_anew) == 2
    again.remember()
    Study.open(review)
    assert len(read_anew) == 2


def test_a_folder_that_cant_be_written_is_no_trouble(review):
    (review.parent / "cache").write_text("in the way")
    Study.open(review).remember()
    assert len(Study.open(review).sessions) == 20


def test_of_a_small_review_nothing_is_kept(review, monkeypatch):
    monkeypatch.setattr(reopening, "MANY_EVENTS", 1000)
    assert Study.open(review).to_keep is None


def test_only_so_much_is_kept(review, monkeypatch):
    monkeypatch.setattr(array_file, "MOST_FILES", 2)
    for size in (20.0, 30.0, 40.0, 50.0):
        Study.open(review, Settings(near_miss_before_s=size)).remember()
    assert len(list((review.parent / "cache" / "reviews").iterdir())) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system isn't told")
def test_what_was_read_of_a_large_file_is_given_back_and_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr(array_file, "user_cache_path", lambda _: tmp_path)
    monkeypatch.setattr(array_file, "LARGE_BYTES", 60_000_000)
    numbers = np.arange(8_000_000)
    assert array_file.save_arrays("large", {"numbers": numbers, "names": ("a", "b")})
    assert array_file.save_arrays("small", {"numbers": numbers[:1_000_000]})
    large, small = (array_file.load_arrays(name) for name in ("large", "small"))
    sums = [int(found["numbers"].sum()) for found in (large, small)]
    before = mapped_bytes()
    array_file.let_go([*small.values(), np.zeros(3), True, ("a",)])
    assert mapped_bytes() > before - 1_000_000
    array_file.let_go([large["numbers"][5:], large["names"]])
    assert mapped_bytes() < before - 60_000_000
    assert [int(found["numbers"].sum()) for found in (large, small)] == sums


def test_only_what_is_kept_is_given_back(review, monkeypatch):
    asked = []
    monkeypatch.setattr(reopening, "let_go", asked.append)
    read = Study.open(review)
    read.spare()
    assert asked == []
    read.remember()
    kept = Study.open(review)
    kept.spare()
    assert asked == [kept.data]
