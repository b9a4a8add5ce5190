"""Many texts as arrays answer as a tuple of them does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footpath.model.names import Names

TEXTS = st.lists(st.text(st.characters(codec="utf-8"), max_size=6), max_size=12)


@given(TEXTS, st.text("abé", max_size=3))
def test_names_are_what_a_tuple_of_them_is(texts, other):
    names, expected = Names.of(texts), tuple(texts)
    assert names == expected
    assert names == Names.of(texts)
    assert list(names) == texts
    assert [names[k] for k in range(-len(texts), len(texts))] == texts * 2
    assert names.first(3) == expected[:3]
    for text in (*texts, other):
        assert (text in names) == (text in expected)
        if text in expected:
            assert names.index(text) == expected.index(text)


def test_what_is_no_name_is_told():
    names = Names.of(["a", "b"])
    with pytest.raises(ValueError, match="'c' is none of the 2 names"):
        names.index("c")
    with pytest.raises(IndexError):
        names[2]
    assert 7 not in names
    assert names != ("a",)
    assert names != ["a", "b"]
