"""Lines of JSON that are cut at once hold what the json module reads in them; the others are left to it."""

import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from footpath.storage import json_cut
from footpath.storage.json_cut import DECIMAL, FLAG, NOTHING, QUOTED, WHOLE, cut_objects

KEYS = st.sampled_from(["a", "bb", "key with space", "é", "a,b", "}", ""])
PLAIN = st.one_of(st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.text("xyz é,:{}[]", max_size=20))
VALUES = st.one_of(PLAIN, st.floats(allow_nan=False), st.lists(PLAIN, max_size=2), st.text(max_size=5))
SEPARATORS = st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : "), (",  ", ":")])
LINES = st.one_of(
    st.builds(lambda item, signs: json.dumps(item, separators=signs, ensure_ascii=False),
              st.dictionaries(KEYS, VALUES, max_size=5), SEPARATORS),
    st.sampled_from(['{"a":1', '{"a":1}}', '{"a":1,}', '{"a":1,"a":2}', "", "#", "[1]", '{"a":"x}', '{"a":01}',
                     '{"a":1 }', '{"a":1.}', '{"a":-}', '{"a":"x"y}', '{"a":"x","b"}', '{"a":1}\r', '{"a":nul}']),
)  # fmt: skip


def cut(lines):
    data = "".join(f"{line}\n" for line in lines).encode()
    ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n"))
    return data, cut_objects(data, ends, len(lines), 100)


def value(found, data, name, k):
    values = found.values[name]
    start, length, form = (int(array[k]) for array in (values.starts, values.lengths, values.form))
    text = data[start : start + length].decode()
    return {QUOTED: lambda: text, NOTHING: lambda: None, FLAG: lambda: text == "true", WHOLE: lambda: int(text),
            DECIMAL: lambda: float(text)}[form]()  # fmt: skip


@given(st.lists(LINES, min_size=1, max_size=12))
@settings(max_examples=300, deadline=None)
def test_what_is_cut_is_what_json_reads(lines):
    data, found = cut(lines)
    cut_names = {int(row): names for names, rows in found.layouts for row in rows}
    assert set(cut_names) == set(np.flatnonzero(found.good).tolist())
    for k in np.flatnonzero(found.good).tolist():
        item = json.loads(lines[k])
        assert list(cut_names[k]) == list(item)
        assert {name: value(found, data, name, k) for name in item} == item
        assert all(found.values[name].lengths[k] == 0 for name in found.values.keys() - item.keys())


def test_ordinary_lines_are_all_cut_whatever_the_order_of_their_keys():
    items = [{"s": "é", "t": 1.5, "x": None}, {"t": 2, "s": "b"}, {"s": "c", "x": True, "t": -3}] * 5
    _, found = cut([json.dumps(item, ensure_ascii=False) for item in items])
    assert found.good.all()
    assert sorted(names for names, _ in found.layouts) == [("s", "t", "x"), ("s", "x", "t"), ("t", "s")]


def test_too_many_odd_lines_or_orders_of_keys_are_told():
    data = b'{"a":1}\n{"b":1}\n[]\n[]\n'
    ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n"))
    assert cut_objects(data, ends, 2, 2) is not None
    assert cut_objects(data, ends, 1, 2) is None
    assert cut_objects(data, ends, 2, 1) is None


def test_lines_of_ever_new_keys_are_given_up_at_once(monkeypatch):
    steps = list[int]()
    step = json_cut._Walk._step
    monkeypatch.setattr(json_cut._Walk, "_step", lambda walk, place: steps.append(1) or step(walk, place))
    data = b"".join(b'{"a":1,"x_%d":1}\n' % k for k in range(2000))
    ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n"))
    assert cut_objects(data, ends, 400, 100) is None
    assert len(steps) < 1000


def test_more_fields_than_can_be_held_are_given_up(monkeypatch):
    monkeypatch.setattr(json_cut, "MOST_VALUES", 20)
    data = b'{"a":1,"b":2,"c":3}\n' * 10
    ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n"))
    assert cut_objects(data, ends, 0, 1) is None
