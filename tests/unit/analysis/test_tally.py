"""What a table of slots and sessions tells of any sessions, against adding up row by row."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from footpath.analysis.tally import Tally

SLOTS, SESSIONS = 4, 5
rows = st.lists(st.tuples(st.integers(0, SLOTS - 1), st.integers(0, SESSIONS - 1), st.integers(-3, 3)), max_size=30)
masks = st.lists(st.booleans(), min_size=SESSIONS, max_size=SESSIONS)


@given(rows, masks)
def test_totals_are_those_of_the_chosen_sessions_rows(drawn, mask):
    slot, session, weight = (np.array(column, dtype=np.int32) for column in zip(*drawn, strict=True)) if drawn else (
        np.zeros(0, np.int32),
    ) * 3
    wanted = [sum(w for s, one, w in drawn if s == k and mask[one]) for k in range(SLOTS)]
    chosen = np.array(mask)
    for kind in (np.int32, np.float64):
        found = Tally.of(slot, session, weight.astype(kind), (SLOTS, SESSIONS)).total(chosen)
        assert found.tolist() == wanted
        assert found.dtype == (np.int64 if kind is np.int32 else np.float64)


@given(rows, masks)
def test_counting_counts_every_row_once(drawn, mask):
    slot, session = ([row[k] for row in drawn] for k in (0, 1))
    found = Tally.counting(np.array(slot, np.int32), np.array(session, np.int32), (SLOTS, SESSIONS))
    assert found.total(np.array(mask)).tolist() == [
        sum(s == k and mask[one] for s, one, _ in drawn) for k in range(SLOTS)
    ]
