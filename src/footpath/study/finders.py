"""One function a kind of finding: evidence in, sentences out, each with its test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from footpath.analysis.finding_tests import (
    Tested,
    band_tests,
    default_tests,
    lift_tests,
    rewatch_tests,
    small_target_tests,
)
from footpath.model.late_early import LateEarly
from footpath.model.more_metrics import MoreMetrics
from footpath.model.rate import Rate
from footpath.model.results import Candidates, ElementMetrics, Metrics, PathGraph, Retention
from footpath.model.settings import Settings
from footpath.model.story import Element, Story

LIFT = 2.0
APART = "chi-squared (Fisher's where few), sessions taken as apart"
UNLIKE = "binomial, more than one click in twenty"
MOSTLY = 0.5
LEAST_VIEWERS = 5


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of a selection."""

    story: Story
    settings: Settings
    candidates: Candidates
    retention: Retention
    paths: PathGraph
    metrics: Metrics
    more: MoreMetrics
    late_early: tuple[LateEarly, ...] = ()
    disagreements: tuple[Tested, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence and where it jumps to. `weight` puts the larger first where q is the same."""

    sentence: str
    media_id: str
    start_s: float
    end_s: float
    q_value: float
    p_value: float
    test: str
    weight: float
    evidence: Mapping[str, float]


def clock(t_s: float) -> str:
    """Media time as m:ss."""
    return f"{int(t_s) // 60}:{int(t_s) % 60:02d}"


def candidates(evidence: Evidence) -> list[Found]:
    return told_candidates(evidence.candidates)


def told_candidates(found: Candidates) -> list[Found]:
    return [
        Found(
            c.explanation,
            c.media_id,
            c.start_s,
            c.end_s,
            c.q_value,
            c.p_value,
            "false-clicking viewers against the surroundings",
            c.viewers,
            {"viewers": c.viewers, "exposed": c.exposed, "expected": c.expected, "clicks": c.clicks},
        )
        for c in found.candidates
    ]


def drop_offs(evidence: Evidence) -> list[Found]:
    return told_drop_offs(evidence.story, evidence.retention)


def told_drop_offs(story: Story, retention: Retention) -> list[Found]:
    return [
        Found(
            f"{d.exits} sessions left for good in “{story.scenes[story.scene_index[d.scene_id]].label}” between "
            f"{clock(d.start_s)} and {clock(d.end_s)}; {d.expected:.0f} expected",
            d.media_id,
            d.start_s,
            d.end_s,
            d.q_value,
            d.p_value,
            "exits against viewer-seconds around",
            d.exits,
            {"exits": d.exits, "expected": d.expected},
        )
        for d in retention.drop_offs
    ]


def late(evidence: Evidence) -> list[Found]:
    return [_out_of_time(evidence, one, "after it had vanished") for one in _surely_missed(evidence) if one.late]


def early(evidence: Evidence) -> list[Found]:
    return [_out_of_time(evidence, one, "before it appeared") for one in _surely_missed(evidence) if not one.late]


def _surely_missed(evidence: Evidence) -> list[LateEarly]:
    least, fdr = LEAST_VIEWERS, evidence.settings.finding_fdr
    return [one for one in evidence.late_early if one.q_value <= fdr and one.viewers >= max(least, one.expected)]


def _out_of_time(evidence: Evidence, one: LateEarly, when: str) -> Found:
    label = evidence.story.elements[evidence.story.element_index[one.element_id]].label or one.element_id
    return Found(
        f"{one.viewers} viewers ({one.viewers / one.exposed:.1%} of {one.exposed}) clicked “{label}” up to "
        f"{one.furthest_s:.0f} s {when}; {one.expected:.1f} expected",
        one.media_id,
        one.start_s,
        one.end_s,
        one.q_value,
        one.p_value,
        "viewers against false clicks in the rest of the scene (Poisson)",
        one.viewers,
        {"viewers": one.viewers, "exposed": one.exposed, "expected": one.expected, "clicks": one.clicks},
    )


def ignored(evidence: Evidence) -> list[Found]:
    """Elements used at most half as often as the rest of their kind."""
    return [
        _element_found(evidence, one, f"{_use(one)}, {_times(1 / max(one.ratio, 1e-9))} less than other {{kind}}s")
        for one in _sure(lift_tests(evidence.metrics), evidence)
        if one.ratio <= 1 / LIFT
    ]


def over_clicked(evidence: Evidence) -> list[Found]:
    """Elements used at least twice as often as the rest of their kind."""
    return [
        _element_found(evidence, one, f"{_use(one)}, {_times(one.ratio)} more than other {{kind}}s")
        for one in _sure(lift_tests(evidence.metrics), evidence)
        if one.ratio >= LIFT
    ]


def small_targets(evidence: Evidence) -> list[Found]:
    """Elements under the smallest comfortable size, and missed more than those that are not."""
    size, found = evidence.settings.target_size_px, []
    for one in _sure(small_target_tests(evidence.metrics, size), evidence):
        if one.ratio <= 1:
            continue
        px = _metrics_of(evidence, one.name[0]).smallest_px or 0.0
        said = f"is {px:.0f} px on the smallest player ({size:g} is comfortable): {one.n} of {one.of} clicks missed it"
        found.append(_element_found(evidence, one, f"{said}, {one.share_of_rest:.0%} at larger ones"))
    return found


def default_driven(evidence: Evidence) -> list[Found]:
    """Ways out of a fork that most of those who went were led along by the default."""
    labels = {scene.id: scene for scene in evidence.story.scenes}
    found = []
    for one in _sure(default_tests(evidence.paths, evidence.story), evidence):
        scene, target = (labels[name] for name in one.name)
        said = (
            f"{one.n} of {one.of} who went from “{scene.label}” to “{target.label}” were led there by default "
            f"({one.n / one.of:.0%}): they did not choose it"
        )
        where = (scene.media_id, scene.start_s, scene.end_s)
        found.append(_found(said, where, one, f"binomial, more than {MOSTLY:.0%}"))
    return found


def branches(evidence: Evidence) -> list[Found]:
    """Branches whose sessions convert at least twice, or at most half, as often as those that took another way."""
    scenes = {scene.id: scene for scene in evidence.story.scenes}
    found = []
    for one in evidence.more.branches:
        here, there = one.conversion_rate, one.elsewhere
        if not isinstance(here, Rate) or not isinstance(there, Rate) or one.p_value is None or one.q_value is None:
            continue
        ratio = _ratio(here, there)
        if one.q_value > evidence.settings.finding_fdr or 1 / LIFT < ratio < LIFT:
            continue
        start = scenes[one.from_scene]
        often = f"{_times(ratio)} as often as" if ratio >= 1 else f"{_times(1 / max(ratio, 1e-9))} less often than"
        said = (
            f"Those who went from “{start.label}” to “{scenes[one.to_scene].label}” convert {often} those who took "
            f"another way: {here.n} of {here.of}, against {there.n} of {there.of}"
        )
        numbers = {"n": here.n, "of": here.of, "elsewhere_n": there.n, "elsewhere_of": there.of}
        where = (start.media_id, start.start_s, start.end_s)
        found.append(Found(said, *where, one.q_value, one.p_value, APART, here.of, numbers))
    return found


def _ratio(here: Rate, there: Rate) -> float:
    share, other = here.value or 0.0, there.value or 0.0
    return share / other if other else float("inf") if share else 1.0


def disagreements(evidence: Evidence) -> list[Found]:
    """Elements that the player and their boundary tell differently, at more than one in twenty of their clicks."""
    return [
        _element_found(evidence, one, "is named by the player where its boundary does not hold the click, or the other "
                       f"way round: {one.n} of {one.of} clicks ({one.n / one.of:.0%})", UNLIKE)
        for one in _sure(list(evidence.disagreements), evidence)
    ]  # fmt: skip


def cta_moments(evidence: Evidence) -> list[Found]:
    """Attention bands and same-worded calls where fewer click than elsewhere."""
    found = []
    for one in _sure(band_tests(evidence.more), evidence):
        if one.ratio > 1 / LIFT:
            continue
        band = next(b for b in evidence.more.bands if one.name == (b.media_id, b.label))
        end = clock(band.end_s) if band.end_s is not None else "the end"
        said = (
            f"Calls to action are used by {one.n} of {one.of} between {clock(band.start_s)} and {end} ({band.label}): "
            f"{one.n / one.of:.1%}, against {one.share_of_rest:.1%} in the other bands"
        )
        stop = band.start_s if band.end_s is None else band.end_s
        found.append(_found(said, (band.media_id, band.start_s, stop), one, APART))
    return found + _same_words(evidence)


def _same_words(evidence: Evidence) -> list[Found]:
    found = []
    for words in evidence.more.same_wording:
        if words.q_value is None or words.p_value is None or words.q_value > evidence.settings.finding_fdr:
            continue
        placed = sorted(zip(words.element_ids, words.rates, strict=True), key=lambda pair: pair[1].value or 0.0)
        (worst, low), (best, high) = placed[0], placed[-1]
        at = {name: evidence.story.elements[evidence.story.element_index[name]] for name in (worst, best)}
        said = (
            f"“{words.label}” is used by {low.value or 0:.1%} at {clock(at[worst].start_s)} and by "
            f"{high.value or 0:.1%} at {clock(at[best].start_s)}"
        )
        numbers = {"n": low.n, "of": low.of, "best_n": high.n, "best_of": high.of}
        media, start, end = _where(at[worst], evidence.story)
        found.append(Found(said, media, start, end, words.q_value, words.p_value, APART, low.of, numbers))
    return found


def rewatched(evidence: Evidence) -> list[Found]:
    """Moments that are watched again more than what lies around."""
    found = []
    for one in _sure(rewatch_tests(evidence.retention), evidence):
        scene_id, t_s = one.name
        scene = evidence.story.scenes[evidence.story.scene_index[scene_id]]
        start = float(t_s)
        said = f"“{scene.label}” is watched again at {clock(start)}: {one.n} replays, {one.expected:.0f} expected"
        where = (scene.media_id, start, start + evidence.retention.bin_s)
        found.append(_found(said, where, one, "replays against those around, binomial"))
    return found


def _sure(tested: list[Tested], evidence: Evidence) -> list[Tested]:
    return [one for one in tested if one.q_value <= evidence.settings.finding_fdr]


def _found(sentence: str, where: tuple[str, float, float], one: Tested, test: str) -> Found:
    numbers = {"n": one.n, "of": one.of, "expected": one.expected}
    return Found(sentence, *where, one.q_value, one.p_value, test, one.of, numbers)


def _metrics_of(evidence: Evidence, name: str) -> ElementMetrics:
    return evidence.metrics.elements[evidence.story.element_index[name]]


def _element_found(evidence: Evidence, one: Tested, rest: str, test: str = APART) -> Found:
    element = evidence.story.elements[evidence.story.element_index[one.name[0]]]
    sentence = f"“{element.label}” " + rest.format(kind=element.kind.value)
    return _found(sentence, _where(element, evidence.story), one, test)


def _where(element: Element, story: Story) -> tuple[str, float, float]:
    return element.media_id or story.media[0].id, element.start_s, element.end_s


def _use(one: Tested) -> str:
    return f"is used by {one.n} of {one.of} who had it before them ({one.n / one.of:.1%})"


def _times(ratio: float) -> str:
    return f"{ratio:.1f}×" if ratio < 100 else "over 100×"
