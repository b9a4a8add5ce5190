import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from footpath.analysis.columns import bits, set_before


@given(st.lists(st.booleans(), max_size=300), st.data())
def test_flags_set_before_a_place_are_counted_one_by_one(flags, data):
    places = data.draw(st.lists(st.integers(0, len(flags)), max_size=20))
    expected = [sum(flags[:place]) for place in places]
    assert set_before(bits(np.array(flags, dtype=bool)), np.array(places, dtype=np.int64)).tolist() == expected
