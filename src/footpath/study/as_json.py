"""Results in the words of docs/formats: what `--json` prints."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from footpath.model.curves import BinDifference, CurveComparison, PathCurves
from footpath.model.rate import NotInstrumented, Rate
from footpath.model.results import (
    Answers,
    Candidate,
    Candidates,
    ClickCounts,
    DropOff,
    ElementMetrics,
    Metrics,
    Moment,
    Retention,
    SceneRetention,
    Summary,
)
from footpath.model.selection import Selection
from footpath.model.settings import Settings
from footpath.model.time_axis import Step
from footpath.storage.story_file import keyframe_json
from footpath.study.study import Study

RATES = (
    "play_rate", "play_rate_autoplay", "play_rate_chosen", "engagement_rate", "completion_rate", "bounce_rate", "ctr",
    "action_rate", "conversion_rate", "false_click_rate", "replay_rate", "revisit_rate",
)  # fmt: skip
PLAYBACK = {"play", "heartbeat", "scene_enter"}
ACTIONS = {"click", "choice", "answer", "feedback"}
USES = {"click", "answer"}
FEEDBACK = {"feedback"}
CLICKED = ("clicks", "share_of_clicks", "misses_space", "misses_early", "misses_late")
QUESTIONS = {"quiz", "poll", "survey"}


def _recorded(metrics: Metrics, kinds: set[str]) -> dict[str, Any]:
    """Empty if the source records any of the kinds, else that it doesn't."""
    if kinds & metrics.recorded:
        return {}
    return rate_json(NotInstrumented(f"the source records no {' and no '.join(sorted(kinds))}"))


def _unused(metrics: Metrics) -> dict[str, Any]:
    """What an element's numbers are where no use, or no click, of any can be recorded."""
    unused, unclicked = _recorded(metrics, USES), _recorded(metrics, {"click"})
    told = dict.fromkeys(CLICKED, unclicked) if unclicked else {}
    return told | (dict.fromkeys(("ctr", "lift"), unused) if unused else {})


def _asked(metrics: Metrics) -> dict[str, Any]:
    asks = any(element.kind in QUESTIONS for element in metrics.elements)
    return _recorded(metrics, {"answer"}) if asks else {}


def rate_json(rate: Rate | NotInstrumented) -> dict[str, Any]:
    if isinstance(rate, NotInstrumented):
        return {"instrumented": False, "why": rate.why}
    low, high = rate.interval or (None, None)
    return {"value": rate.value, "n": rate.n, "of": rate.of, "low": low, "high": high}


def metrics_json(metrics: Metrics) -> dict[str, Any]:
    """All of `footpath metrics --json`."""
    depth, by_time = metrics.conversion_by_depth, metrics.ctr_by_time
    return {
        "sessions": metrics.sessions,
        "played": metrics.played,
        "viewers": metrics.viewers,
        **{name: rate_json(getattr(metrics, name)) for name in RATES},
        "watch_time": _recorded(metrics, PLAYBACK) or _summary(metrics.watch_time),
        "first_interaction": _recorded(metrics, ACTIONS) or _summary(metrics.first_interaction),
        "share_watched": _recorded(metrics, PLAYBACK) or _summary(metrics.share_watched),
        "clicks": clicks_json(metrics.clicks),
        "elements": [_element(element) | _unused(metrics) for element in metrics.elements],
        "interaction_by_kind": _recorded(metrics, USES)
        or {kind: rate_json(rate) for kind, rate in metrics.interaction_by_kind.items()},
        "conversion_by_depth": rate_json(depth)
        if isinstance(depth, NotInstrumented)
        else {name: rate_json(rate) for name, rate in depth.items()},
        "ctr_by_time": rate_json(by_time)
        if isinstance(by_time, NotInstrumented)
        else [{"media_id": b.media_id, "start": b.start_s, "end": b.end_s, "rate": rate_json(b.rate)} for b in by_time],
        "answers": _asked(metrics) or {element: _answers(answers) for element, answers in metrics.answers.items()},
        "feedback": {
            "ratings": dict(metrics.ratings),
            "texts": [
                {"text": t.text, "media_time": t.t_s, "media_id": t.media_id, "session_id": t.session_id}
                for t in metrics.texts
            ],
        }
        | _recorded(metrics, FEEDBACK),
        "inconsistent_rows": metrics.inconsistent_rows,
        "settings": settings_json(metrics.settings),
    }


def clicks_json(clicks: ClickCounts | NotInstrumented) -> dict[str, Any]:
    return rate_json(clicks) if isinstance(clicks, NotInstrumented) else asdict(clicks)


def settings_json(settings: Settings) -> dict[str, Any]:
    """Every threshold, and the rules in words."""
    values = asdict(settings)
    values["attention_bands"] = [{"label": label, "start": start} for label, start in settings.attention_bands]
    values["ending_rule"] = (
        "an ended event, or a watched interval that overlaps the last "
        f"{settings.ending_tail_s:g} s of a scene marked as an ending (of the media, where there is no story)"
    )
    values["interval_rule"] = "Wilson 95 %"
    return values


def candidates_json(found: Candidates, settings: Settings) -> dict[str, Any]:
    """All of `footpath candidates --json`."""
    return {
        "candidates": [_candidate(candidate) for candidate in found.candidates],
        "tested": found.tested,
        "fdr": found.fdr,
        "settings": settings_json(settings) | {"note": found.note},
    }


def paths_json(study: Study, selection: Selection) -> dict[str, Any]:
    """All of `footpath paths --json`."""
    graph = study.paths(selection)
    return {
        "nodes": [asdict(node) for node in graph.nodes],
        "links": [asdict(link) for link in graph.links],
        "most_trodden": _steps(study, study.most_trodden(selection)),
    }


def retention_json(retention: Retention) -> dict[str, Any]:
    """All of `footpath retention --json`."""
    bins = [b for scene in retention.scenes for b in _bins(scene, recorded=retention.exits_recorded)]
    recorded: dict[str, Any] = {} if retention.exits_recorded else {"survival": {"instrumented": False}}
    return {
        "bins": bins,
        "bin_s": retention.bin_s,
        "drop_offs": [
            {
                "scene_id": d.scene_id, "media_id": d.media_id, "start": d.start_s, "end": d.end_s, "exits": d.exits,
                "expected": d.expected, "p_value": d.p_value, "q_value": d.q_value,
            } | _step(d)
            for d in retention.drop_offs
        ],
        "moments": [
            {
                "kind": m.kind, "scene_id": m.scene_id, "media_id": m.media_id, "t": m.t_s, "value": m.value,
                "rule": m.rule,
            } | _step(m)
            for m in retention.moments
        ],
    } | recorded  # fmt: skip


def _summary(summary: Summary) -> dict[str, Any]:
    return {"mean": summary.mean, "median": summary.median, "n": summary.n}


def _element(element: ElementMetrics) -> dict[str, Any]:
    return asdict(element) | {
        "ctr": rate_json(element.ctr),
        "share_of_clicks": rate_json(element.share_of_clicks),
    }


def _answers(answers: Answers) -> dict[str, int]:
    counts = dict(answers.options)
    return counts if answers.right is None else counts | {"right": answers.right}


def _candidate(candidate: Candidate) -> dict[str, Any]:
    values = asdict(candidate)
    values["start"], values["end"] = values.pop("start_s"), values.pop("end_s")
    values["boundary"] = [keyframe_json(k) for k in candidate.boundary]
    return values


def path_curves_json(study: Study, found: PathCurves) -> dict[str, Any]:
    """All of `footpath retention --along-path`: as without, each with its step, and the path."""
    return {"path": _steps(study, found.steps)} | retention_json(found.curves)


def curve_comparison_json(study: Study, found: CurveComparison) -> dict[str, Any]:
    """All of `footpath compare-curves --json`; along a path, the path first."""
    bins = [{name: value for name, value in asdict(x).items() if name != "step"} | _step(x) for x in found.bins]
    told = {name: value for name, value in asdict(found).items() if name != "steps"} | {"bins": bins}
    return told if found.steps is None else {"path": _steps(study, found.steps)} | told


def _steps(study: Study, steps: Iterable[Step]) -> list[dict[str, Any]]:
    return [{"scene_id": study.story.scenes[step.scene].id, "sessions": step.sessions} for step in steps]


def _step(found: SceneRetention | DropOff | Moment | BinDifference) -> dict[str, int]:
    return {} if found.step is None else {"step": found.step}


def _bins(scene: SceneRetention, *, recorded: bool) -> list[dict[str, Any]]:
    def known(value: float) -> float | None:
        return float(value) if recorded and math.isfinite(value) else None

    return [
        {
            "media_id": scene.media_id,
            "scene_id": scene.scene_id,
            "t": float(scene.t_s[i]),
            "plays": int(scene.plays[i]),
            "viewers": int(scene.viewers[i]),
            "replays": float(scene.plays[i] / scene.viewers[i] - 1) if scene.viewers[i] else None,
            "exits": int(scene.exits[i]) if recorded else None,
            "events": int(scene.events[i]) if recorded else None,
            "at_risk": int(scene.at_risk[i]) if recorded else None,
            "survival": known(scene.survival[i]),
            "low": known(scene.low[i]),
            "high": known(scene.high[i]),
        }
        | _step(scene)
        for i in range(len(scene.t_s))
    ]
