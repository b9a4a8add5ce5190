"""Every event is new once, whatever of those before it was set aside in files."""

import errno

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footpath.model.errors import UserError
from footpath.storage import key_filter, seen_keys, set_aside
from footpath.storage.key_filter import KeyFilter
from footpath.storage.seen_keys import SeenKeys
from footpath.storage.set_aside import SetAside

SPREAD = np.uint64(0x9E3779B97F4A7C15)


def pairs(numbers):
    low = np.array(numbers, dtype=np.uint64) * SPREAD
    return low ^ (low >> np.uint64(29)), low * np.uint64(3)


def expected(numbers, known):
    """One after the other, by a set."""
    new = []
    for number in numbers:
        new.append(number not in known)
        known.add(number)
    return new


@settings(deadline=None, max_examples=200)
@given(
    batches=st.lists(st.lists(st.integers(0, 90), max_size=40), max_size=20),
    words=st.sampled_from([1, 2, 1 << 10]),
    slots=st.sampled_from([2, 16, 64]),
)
def test_what_is_new_is_told_as_a_set_tells_it(batches, words, slots):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seen_keys, "FIRST_SLOTS", 4)
        patch.setattr(seen_keys, "MOST_SLOTS", slots)
        patch.setattr(seen_keys, "KeyFilter", lambda: KeyFilter(words))
        seen, known = SeenKeys(), set()
        for numbers in batches:
            assert seen.take_new(pairs(numbers)).tolist() == expected(numbers, known)


def test_many_events_are_new_once_and_most_tables_lie_in_files(monkeypatch, tmp_path):
    monkeypatch.setattr(seen_keys, "FIRST_SLOTS", 1 << 10)
    monkeypatch.setattr(seen_keys, "MOST_SLOTS", 1 << 13)
    random, seen, known = np.random.default_rng(1), SeenKeys(tmp_path), set()
    for _ in range(20):
        numbers = random.integers(0, 60_000, 9000).tolist()
        assert seen.take_new(pairs(numbers)).tolist() == expected(numbers, known)
    aside = [table for table in seen._tables if table._aside is not None]
    assert len(aside) == len(seen._tables) - 1 > 10
    assert not list(tmp_path.iterdir())


def test_halves_of_pairs_that_are_alike_make_no_event_known():
    seen, size = SeenKeys(), 1 << 6
    keys = np.arange(1, size + 1, dtype=np.uint64) << np.uint64(33)
    same = np.full(size, 7, dtype=np.uint64)
    assert seen.take_new((keys, same)).all()
    assert seen.take_new((same, keys)).all()
    assert not seen.take_new((keys, same)).any()


def test_the_filter_forgets_nothing_and_is_seldom_mistaken():
    random = np.random.default_rng(4)
    marks = random.integers(0, 2**64, 200_000, dtype=np.uint64)
    held = KeyFilter(1 << 14)
    held.put(marks[:40_000])
    assert held.may_hold(marks[:40_000]).all()
    mistaken = held.may_hold(marks[40_000:]).mean()
    load = 40_000 / (1 << 14)  # as 20 million in the 8 million words of an import
    assert load >= 20_000_000 / key_filter.FILTER_WORDS
    assert mistaken < 1 / 500


def test_a_full_disk_is_told_in_one_sentence(monkeypatch, tmp_path):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(set_aside.tempfile, "TemporaryFile", full)
    with pytest.raises(UserError, match="The review could not be written: No space left") as told:
        SetAside([np.zeros(3)], tmp_path)
    assert told.value.where == str(tmp_path)


def test_arrays_set_aside_are_what_they_were(tmp_path):
    values = [np.arange(5000), np.zeros(0), np.arange(7, dtype=np.int32)]
    aside = SetAside(values, tmp_path)
    for _ in range(2):
        for array, was in zip(aside.arrays, values, strict=True):
            np.testing.assert_array_equal(array, was)
            assert array.dtype == was.dtype
        aside.rest()
