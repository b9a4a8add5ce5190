"""Two selections, every metric: difference, interval, p, and q over all that are tested."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from footpath.analysis.data import Data
from footpath.analysis.sides import Side
from footpath.analysis.significance import (
    Difference,
    Sample,
    adjusted,
    clustered_difference,
    mean_difference,
    rate_difference,
)
from footpath.analysis.summaries import summary
from footpath.model.comparison import Compared, Comparison
from footpath.model.rate import NotInstrumented, Rate
from footpath.model.results import Answers, Metrics, Summary
from footpath.model.selection import Selection

SESSION_RATES = (
    "play_rate", "play_rate_autoplay", "play_rate_chosen", "engagement_rate", "completion_rate", "bounce_rate", "ctr",
    "action_rate", "conversion_rate", "replay_rate", "revisit_rate",
)  # fmt: skip
TOO_FEW = "too few to tell"
RATE_TEST = "Newcombe interval; chi-squared (N−1), Fisher's exact where an expected count is under 5"
MEAN_TEST = "Welch's interval and test of the means"
CLUSTER_TEST = "ratio estimates clustered by session, normal interval and test"


def compare(data: Data, a: Selection, b: Selection) -> Comparison:
    """Every metric of two selections.

    Raises:
        UserError: if a selection names what the review doesn't have.
    """
    sides = Side.of(data, a), Side.of(data, b)
    shared = int((sides[0].mask & sides[1].mask).sum())
    compared = [*_rates(*sides), *_shares(*sides), *_means(*sides)]
    few = data.settings.few_sessions
    judged = _judged([_hold_back(one, few) for one in compared], data.settings.compare_fdr)
    tested = sum(one.p_value is not None for one in judged)
    metrics = sides[0].metrics, sides[1].metrics
    return Comparison((a, b), metrics, shared, _note(shared, *metrics), tested, tuple(judged))


def _note(shared: int, a: Metrics, b: Metrics) -> str:
    if not shared:
        return "No session is in both selections."
    if shared == a.sessions == b.sessions:
        return f"Both selections choose the same {shared} sessions."
    return (
        f"The selections overlap: {shared} sessions are in both ({shared} of {a.sessions} in a, of {b.sessions} in b). "
        "They are compared as if they were apart: intervals are wider and p values larger than they need be."
    )


def _rates(a: Side, b: Side) -> Iterator[Compared]:
    named_b = dict(_named_rates(b))
    for name, rate in _named_rates(a):
        other = named_b.pop(name, None)
        yield _two_rates(name, rate, other)
    for name, rate in named_b.items():
        yield _two_rates(name, None, rate)


def _named_rates(side: Side) -> Iterator[tuple[str, Rate | NotInstrumented]]:
    """Every rate that counts sessions or viewers, by name."""
    metrics = side.metrics
    for name in SESSION_RATES:
        yield name, getattr(metrics, name)
    for element in metrics.elements:
        yield f"element_ctr/{element.id}", element.ctr
    for kind, rate in metrics.interaction_by_kind.items():
        yield f"interaction_by_kind/{kind}", rate
    if not isinstance(metrics.conversion_by_depth, NotInstrumented):
        for depth, rate in metrics.conversion_by_depth.items():
            yield f"conversion_by_depth/{depth}", rate
    if not isinstance(metrics.ctr_by_time, NotInstrumented):
        for one in metrics.ctr_by_time:
            yield f"ctr_by_time/{one.media_id}/{one.start_s:g}", one.rate
    yield from side.bands.items()
    for element_id, answers in metrics.answers.items():
        yield from _answer_rates(element_id, answers)


def _answer_rates(element_id: str, answers: Answers) -> Iterator[tuple[str, Rate]]:
    for option, n in answers.options.items():
        yield f"answers/{element_id}/{option}", Rate(n, answers.sessions)
    if answers.right is not None:
        yield f"answers_right/{element_id}", Rate(answers.right, answers.sessions)


def _two_rates(name: str, a: Rate | NotInstrumented | None, b: Rate | NotInstrumented | None) -> Compared:
    if isinstance(a, NotInstrumented) or isinstance(b, NotInstrumented):
        why = a.why if isinstance(a, NotInstrumented) else b.why if isinstance(b, NotInstrumented) else ""
        return _untold(name, None, None, f"not instrumented: {why}")
    if a is None or b is None or not a.of or not b.of:
        return _untold(name, a, b, "nobody to compare on one side")
    return _told(name, a, b, rate_difference(a, b), RATE_TEST)


def _shares(a: Side, b: Side) -> Iterator[Compared]:
    """Shares of clicks: those of one session are alike."""
    for name, values in a.shares.items():
        plain = _two_rates(name, _share(a, name), _share(b, name))
        if plain.difference is None:
            yield plain
        else:
            yield _told(name, plain.a, plain.b, clustered_difference(values, b.shares[name]), CLUSTER_TEST)


def _share(side: Side, name: str) -> Rate | NotInstrumented:
    if not isinstance(side.metrics.false_click_rate, Rate):
        return side.metrics.false_click_rate
    part, whole = side.shares[name]
    return Rate(int(part.sum()), int(whole.sum()))


def _means(a: Side, b: Side) -> Iterator[Compared]:
    for name, values in a.values.items():
        others = b.values[name]
        one, other = summary(values), summary(others)
        if len(values) < 2 or len(others) < 2:
            yield _untold(name, one, other, TOO_FEW)
        else:
            yield _told(name, one, other, mean_difference(Sample.of(values), Sample.of(others)), MEAN_TEST)


def _told(name: str, a: Rate | Summary | None, b: Rate | Summary | None, d: Difference, test: str) -> Compared:
    return Compared(name, a, b, d.value, d.low, d.high, d.p_value, None, test, "")


def _untold(name: str, a: Rate | Summary | None, b: Rate | Summary | None, why: str) -> Compared:
    return Compared(name, a, b, None, None, None, None, None, "", why)


def _size(side: Rate | Summary | None) -> int:
    return 0 if side is None else side.of if isinstance(side, Rate) else side.n


def _hold_back(one: Compared, few: int) -> Compared:
    """No test where either side has too few."""
    if one.p_value is None or min(_size(one.a), _size(one.b)) >= few:
        return one
    return replace(one, p_value=None, test="", verdict=TOO_FEW)


def _judged(compared: list[Compared], fdr: float) -> list[Compared]:
    p_values = np.array([one.p_value for one in compared if one.p_value is not None])
    q_values = iter(adjusted(p_values).tolist())
    return [one if one.p_value is None else _verdict(one, next(q_values), fdr) for one in compared]


def _verdict(one: Compared, q_value: float, fdr: float) -> Compared:
    side = "a" if (one.difference or 0.0) > 0 else "b"
    words = f"{side} is higher" if q_value <= fdr else "no clear difference"
    return replace(one, q_value=q_value, verdict=words)
