"""Sessions read block by block are read as all at once."""

from __future__ import annotations

import os
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import studies, to_events

from footpath.analysis import session_blocks
from footpath.analysis.classify import classify
from footpath.analysis.reading import place_events, read_sessions
from footpath.analysis.session_blocks import Block, blocks_of
from footpath.model.settings import Settings

EXAMPLES = int(os.environ.get("FOOTPATH_EXAMPLES", "30"))


def read(study, rows_at_once):
    story, rows = study
    events, sessions = to_events(rows, story)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(session_blocks, "ROWS", rows_at_once)
        placed = place_events(events, len(sessions), story)
        return placed, read_sessions(events, placed, len(sessions), story, Settings())


def columns(found, name=""):
    """Every array of a reading by its name; holds in an order of their own, as none is promised."""
    if is_dataclass(found):
        parts = [columns(getattr(found, part.name), f"{name}.{part.name}") for part in fields(found)]
        return {key: value for part in parts for key, value in part.items()}
    return {name: found}


def in_order(reading):
    holds = reading.holds
    order = np.lexsort((holds.step, holds.seconds, holds.scene, holds.session))
    ordered = {part.name: getattr(holds, part.name)[order] for part in fields(holds)}
    return replace(reading, holds=type(holds)(**ordered))


@given(studies(), st.integers(1, 40))
@settings(max_examples=EXAMPLES)
def test_blocks_of_any_size_are_read_as_all_at_once(study, rows_at_once):
    (whole_places, whole), (part_places, parts) = (read(study, size) for size in (1 << 17, rows_at_once))
    whole, parts = ({**columns(in_order(one)), **columns(two)} for one, two in
                    ((whole, whole_places), (parts, part_places)))  # fmt: skip
    for name, expected in whole.items():
        assert parts[name].dtype == expected.dtype
        if name == ".watched_before_s":  # sums of what was watched before, by everyone in the block
            np.testing.assert_allclose(parts[name], expected, atol=1e-9)
        else:
            np.testing.assert_array_equal(parts[name], expected, err_msg=name)


@given(studies(), st.integers(1, 40))
@settings(max_examples=EXAMPLES)
def test_clicks_in_stretches_of_any_size_are_classed_as_all_at_once(study, rows_at_once):
    story, rows = study
    events, sessions = to_events(rows, story)
    placed = place_events(events, len(sessions), story)
    whole = columns(classify(events, placed, story, Settings()))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(session_blocks, "ROWS", rows_at_once)
        parts = columns(classify(events, placed, story, Settings()))
    for name, expected in whole.items():
        assert parts[name].dtype == expected.dtype
        np.testing.assert_array_equal(parts[name], expected, err_msg=name)


def test_blocks_hold_whole_sessions(monkeypatch):
    monkeypatch.setattr(session_blocks, "ROWS", 3)
    session = np.array([0, 0, 1, 1, 1, 1, 1, 2, 3, 3], dtype=np.int32)
    assert blocks_of(session, 5) == [Block(0, 7, 0, 2), Block(7, 10, 2, 5)]


def test_no_events_are_one_block():
    assert blocks_of(np.zeros(0, dtype=np.int32), 0) == [Block(0, 0, 0, 0)]
