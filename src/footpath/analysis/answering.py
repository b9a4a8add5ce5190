"""What sessions answered: the last answer of each, by option."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np

from footpath.analysis.columns import grouped
from footpath.analysis.data import Data
from footpath.analysis.exposure import Watching
from footpath.analysis.remembering import remembered
from footpath.analysis.tally import Tally
from footpath.analysis.told import rows_within
from footpath.model.events import Bools, Kind
from footpath.model.results import Answers


def answers(watching: Watching, mask: Bools) -> dict[str, Answers]:
    """The last answer of each chosen session to each element, by option."""
    data = watching.data
    size = max(len(data.events.values), 1)
    pairs, last = remembered(watching, "last answers", lambda: _last(watching, size))
    by_element: dict[int, dict[int, int]] = {}
    for pair, n in zip(pairs, last.total(mask).tolist(), strict=True):
        if n:
            by_element.setdefault(pair // size, {})[pair % size] = n
    return {data.events.element_ids[e]: _by_option(data, e, some) for e, some in by_element.items()}


def _last(watching: Watching, size: int) -> tuple[list[int], Tally]:
    """Each session's last answer to each element, by element × size + value."""
    rows = rows_within(watching, Kind.ANSWER)
    named = np.flatnonzero(rows.element >= 0)
    element = rows.element[named].astype(np.min_scalar_type(len(watching.data.events.element_ids)))
    named = named[np.argsort(element, kind="stable")]
    element, session = rows.element[named], rows.session[named]
    last = np.append((session[1:] != session[:-1]) | (element[1:] != element[:-1]), True)[: len(named)]
    kept = np.compress(last, named)
    pair = rows.element[kept].astype(np.int64) * size + rows.value[kept]
    pairs, group = grouped(pair)
    return pairs.tolist(), Tally.counting(group, rows.session[kept], (len(pairs), len(watching.data.sessions)))


def _by_option(data: Data, element: int, counts: dict[int, int]) -> Answers:
    known = data.story.elements[element] if element < len(data.story.elements) else None
    correct = frozenset(known.correct) if known else frozenset()
    options: Counter[str] = Counter(dict.fromkeys(known.options if known else (), 0))
    right = 0
    for value, n in counts.items():
        chosen = parse_answer(data.events.values[value])
        for option in chosen:
            options[option] += n
        several = data.events.values[value].lstrip().startswith("[")
        right += n if _is_right(chosen, correct, several=several) else 0
    return Answers(dict(options), right if correct else None, sum(counts.values()))


def _is_right(chosen: tuple[str, ...], correct: frozenset[str], *, several: bool) -> bool:
    return frozenset(chosen) == correct if several else chosen[0] in correct


def parse_answer(text: str) -> tuple[str, ...]:
    """A JSON list of several answers, or the one text it is."""
    if text.lstrip().startswith("["):
        try:
            items = json.loads(text)
        except json.JSONDecodeError:
            return (text,)
        return tuple(dict.fromkeys(i if isinstance(i, str) else json.dumps(i) for i in items))
    return (text,)
