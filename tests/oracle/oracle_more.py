"""The metrics beside the contract's a second time."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from statistics import mean, median

from oracle_metrics import One, chosen_sessions, rate, summary

from footpath.model.selection import EVERYTHING, Selection
from footpath.model.settings import Settings
from footpath.model.story import Story


def branches(ones: list[One], story: Story) -> dict:
    """(from, to) → numbers, for each edge of the story."""
    found = {}
    for edge in {(c.from_scene, c.to_scene) for c in story.choices}:
        went = [o for o in ones if edge in set(pairwise(scene for scene, _ in o.read.visits))]
        default = [
            o for o in went if any((a[0], b[0]) == edge and b[1] == "default" for a, b in pairwise(o.read.visits))
        ]
        played = [o for o in went if o.read.played]
        found[edge] = {
            "sessions": len(went),
            "by_default": len(default),
            "watch_time": summary([o.read.watched_s for o in played]),
            **_rates(played),
        }
    return found


def _rates(played: list[One]) -> dict:
    return {
        "engagement_rate": rate(sum(bool(o.interactions) for o in played), len(played)),
        "completion_rate": rate(sum(o.read.reached_ending for o in played), len(played)),
        "conversion_rate": rate(sum(o.has("conversion") for o in played), len(played)),
    }


def by_day(ones: list[One]) -> dict:
    found = {}
    for one in ones:
        day = datetime.fromtimestamp(one.rows[0]["at"] / 1000, UTC).date().isoformat()
        found.setdefault(day, []).append(one)
    return {
        day: {"sessions": len(group), "played": sum(o.read.played for o in group)}
        | _rates([o for o in group if o.read.played])
        for day, group in found.items()
    }


def per_viewer(ones: list[One]) -> dict:
    viewers: dict[str, list[One]] = {}
    for one in ones:
        viewers.setdefault(one.viewer, []).append(one)
    groups = list(viewers.values())

    def told(values: list) -> dict:
        return {"mean": mean(values), "median": median(values), "n": len(values)} if values else summary([])

    return {
        "returning": rate(sum(len(g) >= 2 for g in groups), len(groups)),
        "sessions": told([len(g) for g in groups]),
        "watch_time": told([sum(o.read.watched_s for o in g) for g in groups]),
        "interactions": told([sum(len(o.interactions) for o in g) for g in groups]),
    }


def bands(ones: list[One], story: Story, settings: Settings) -> dict:
    """(media, band) → used a CTA in it ÷ exposed to one in it."""
    ctas = {e.id for e in story.elements if e.kind == "cta"}
    starts = [start for _, start in settings.attention_bands]
    found = {}
    for k, (label, start) in enumerate(settings.attention_bands):
        end = starts[k + 1] if k + 1 < len(starts) else float("inf")
        for media in (m.id for m in story.media):
            used, exposed = 0, 0
            for one in ones:
                uses = [
                    (one.read.row_media[i], one.rows[i]["media_time"])
                    for i, e in one.uses
                    if e in ctas and one.rows[i]["media_time"] is not None
                ]
                did = any(m == media and start <= t < end for m, t in uses)
                saw = any(
                    e in ctas and m == media and (min(b, end) > max(a, start) or (a == b and start <= a < end))
                    for e, m, a, b in one.exposed_at
                )
                used, exposed = used + did, exposed + (did or saw)
            if exposed:
                found[media, label] = rate(used, exposed)
    return found


def more_metrics(
    sessions: dict[str, list[dict]], story: Story, settings: Settings, what: Selection = EVERYTHING
) -> dict:
    ones = chosen_sessions(sessions, story, settings, what)
    return {
        "branches": branches(ones, story),
        "by_day": by_day(ones),
        "per_viewer": per_viewer(ones),
        "bands": bands(ones, story, settings),
    }
