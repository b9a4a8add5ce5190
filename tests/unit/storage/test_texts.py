"""Numbers for texts and pairs are those a dict would give, however much was set aside in files."""

import sqlite3
from contextlib import closing

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footpath.model.events import Kind
from footpath.storage import key_numbers, seen_keys, texts
from footpath.storage.batches import span_of_texts
from footpath.storage.columns import NO_NUMBER
from footpath.storage.importing import import_events
from footpath.storage.key_numbers import KeyNumbers
from footpath.storage.mapping import Mapping
from footpath.storage.pseudonyms import Pseudonyms
from footpath.storage.rows import RejectedRowError, RowChecker
from footpath.storage.shared_rows import SharedRows
from footpath.storage.texts import Texts

SPREAD = np.uint64(0x9E3779B97F4A7C15)


@pytest.fixture(params=[3, 40])
def few_at_hand(request, monkeypatch):
    monkeypatch.setattr(key_numbers, "MOST_KEYS", request.param)
    monkeypatch.setattr(texts, "MOST_RECENT", request.param)


def pairs(numbers):
    one = np.array(numbers, dtype=np.uint64) * SPREAD
    return one, one * SPREAD


@settings(deadline=None, max_examples=150)
@given(batches=st.lists(st.sets(st.integers(0, 120), max_size=40), max_size=15), most=st.sampled_from([1, 3, 40]))
def test_pairs_have_the_numbers_a_dict_gives(batches, most):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(key_numbers, "MOST_KEYS", most)
        known, expected = KeyNumbers(), {}
        for batch in batches:
            asked = sorted(batch)
            found = known.find(pairs(asked))
            rest = np.flatnonzero(found < 0)
            found[rest] = known.find_aside(pairs([asked[i] for i in rest]))
            assert found.tolist() == [expected.get(number, -1) for number in asked]
            new = [number for number in asked if number not in expected]
            given = np.arange(len(expected), len(expected) + len(new))
            known.add(pairs(new), given)
            expected.update(zip(new, given.tolist(), strict=True))


words = st.one_of(st.sampled_from(["", " ", "a", "b", "ü", "\udcff", "\ud800", "a" * 40]), st.text(max_size=3))


@settings(deadline=None, max_examples=150)
@given(batches=st.lists(st.lists(words, max_size=12), max_size=10), most=st.sampled_from([1, 3, 40]))
def test_texts_have_the_numbers_a_dict_gives(batches, most):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(key_numbers, "MOST_KEYS", most)
        patch.setattr(texts, "MOST_RECENT", most)
        found, expected = Texts(), {}
        for k, batch in enumerate(batches):
            numbers = found.of_each(batch).tolist() if k % 2 else [found.number(text) for text in batch]
            for text in batch:
                if sound(text) and text.strip() and text not in expected:
                    expected[text] = len(expected) + 1
            assert numbers == [
                (expected[text] if text.strip() else 0) if sound(text) else NO_NUMBER for text in batch
            ]
        assert found.fresh == [(number, text) for text, number in expected.items()]


def sound(text):
    try:
        return bool(text.encode() or True)
    except UnicodeEncodeError:
        return False


def test_texts_of_a_review_keep_their_numbers(few_at_hand):
    known = [(3 * k + 5, f"text {k}") for k in range(200)]
    found = Texts()
    found.know(known)
    assert found.of_each([text for _, text in known]).tolist() == [number for number, _ in known]
    assert found.number("new") == 3 * 199 + 6
    assert sorted(found.known(["text 7", "none", "new", "\ud800", ""]).tolist()) == [26, 603]
    assert found.fresh == [(603, "new")]


def test_undecodable_bytes_are_no_text_in_any_block(few_at_hand):
    found = Texts()
    for _ in range(3):
        numbers = found.spans.numbers(span_of_texts(["a", "\udcff", "", *(f"{k}" for k in range(50))]))
        assert numbers[:3].tolist() == [1, NO_NUMBER, 0]


def test_shared_rows_stand_once(few_at_hand):
    random, shared, known, ids = np.random.default_rng(6), SharedRows(("a", "b"), 10), {}, []
    for _ in range(20):
        columns = {name: random.integers(0, 15, 60) for name in ("a", "b")}
        numbers, new = shared.take(columns)
        if new:
            assert len(new["id"])
            ids += new["id"].tolist()
            known.update(zip(zip(new["a"].tolist(), new["b"].tolist(), strict=True), new["id"].tolist(), strict=True))
        both = zip(columns["a"].tolist(), columns["b"].tolist(), strict=True)
        assert numbers.tolist() == [known[pair] for pair in both]
    assert ids == list(range(10, 10 + len(known)))


def test_rows_prepared_together_are_checked_as_ever_and_hold_pseudonyms_only(few_at_hand):
    rows = [[f"s-{k}-v{k}", "2024-05-01T10:00:00Z", "play", f"v{k}", "1", *[""] * 11] for k in range(60)]
    rows.append(["\ud800", *rows[0][1:]])
    checkers = [RowChecker(Texts(), mapping=Mapping(), pseudonyms=Pseudonyms(b"k" * 16)) for _ in range(2)]
    checkers[1].prepare(rows)
    spelt = []
    for checker in checkers:
        found = [checker.check(row, None) for row in rows[:60]]
        with pytest.raises(RejectedRowError, match="UTF-8"):
            checker.check(rows[60], None)
        names = dict(checker.texts.fresh)
        assert not any(f"v{k}" in name for name in names.values() for k in range(10, 60))
        spelt.append([(names[row[0]], names[row[1]], row[3]) for row in found])
        assert spelt[-1][0][2] == Kind.PLAY
    assert spelt[0] == spelt[1]


def contents(path):
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) = count(DISTINCT text) FROM texts").fetchone() == (1,)
        return db.execute("SELECT * FROM events ORDER BY id").fetchall()


def test_imports_that_overlap_are_the_same_with_everything_set_aside(monkeypatch, tmp_path):
    header = "session_id,at,kind,media_time,value\n"
    lines = [f"s{k % 700},2024-05-01T10:00:00Z,play,{k % 9},{'' if k % 3 else f'w{k % 800}'}\n" for k in range(9000)]
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    first.write_text(header + "".join(lines[:6000]))
    second.write_text(header + "".join(lines[3000:]))
    whole = tmp_path / "whole.footpath"
    import_events([first, second], whole)
    monkeypatch.setattr(key_numbers, "MOST_KEYS", 50)
    monkeypatch.setattr(texts, "MOST_RECENT", 50)
    monkeypatch.setattr(seen_keys, "FIRST_SLOTS", 64)
    monkeypatch.setattr(seen_keys, "MOST_SLOTS", 256)
    apart = tmp_path / "apart.footpath"
    reports = [import_events([path], apart) for path in (first, second, first)]
    different = len(dict.fromkeys(lines))
    assert sum(report.stored for report in reports) == different
    assert reports[2].stored == 0
    assert all(r.read == 6000 == r.stored + r.duplicate for r in reports)
    assert contents(apart) == contents(whole)
    assert {p.name for p in tmp_path.iterdir()} == {"1.csv", "2.csv", "apart.footpath", "whole.footpath"}
