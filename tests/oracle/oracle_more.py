"""The metrics beside the contract's a second time."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from statistics import mean, median

from oracle_metrics import One, bounced, chosen_sessions, looked_at, play_rate, rate, summary, watched_twice, window

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
            "elsewhere": _converted([
                o for o in ones if o not in went and o.read.played and _left_along(o, story, edge[0])
            ]),
        }
    return found


def _left_along(one: One, story: Story, start: str) -> bool:
    """Whether it went along any of the story's choices out of a scene."""
    ways = {(c.from_scene, c.to_scene) for c in story.choices if c.from_scene == start}
    return bool(ways & set(pairwise(scene for scene, _ in one.read.visits)))


def _converted(group: list[One]) -> dict:
    return rate(sum(o.has("conversion") for o in group), len(group))


def _rates(played: list[One]) -> dict:
    return {
        "engagement_rate": rate(sum(bool(o.interactions) for o in played), len(played)),
        "completion_rate": rate(sum(o.read.reached_ending for o in played), len(played)),
        "conversion_rate": _converted(played),
    }


def by_day(ones: list[One], story: Story, what: Selection) -> dict:
    """All rates of each day; those that a source can't record too."""
    found = {}
    for one in ones:
        day = datetime.fromtimestamp(one.rows[0]["at"] / 1000, UTC).date().isoformat()
        found.setdefault(day, []).append(one)
    return {day: _day(group, story, what) for day, group in found.items()}


def _day(group: list[One], story: Story, what: Selection) -> dict:
    """The same rates as over all days, of one day's sessions."""
    played, acted = [o for o in group if o.read.played], [o for o in group if o.interactions]
    calls = {e.id for e in story.elements if e.kind in {"cta", "link"}}
    clicks = [
        c.klass
        for o in group
        for c in o.clicks
        if looked_at(o.read, o.rows, c.row, what) and what.click_class in {None, c.klass}
    ]
    return {
        "sessions": len(group),
        "played": len(played),
        "play_rate": play_rate(group),
        **_rates(played),
        "bounce_rate": rate(sum(bounced(o) for o in acted), len(acted)),
        "action_rate": _converted(acted),
        "replay_rate": rate(sum(watched_twice(o) for o in played), len(played)),
        "ctr": rate(
            sum(bool({e for _, e in o.uses} & calls) for o in group), sum(bool(o.exposed & calls) for o in group)
        ),
        "false_click_rate": rate(clicks.count("false"), len(clicks) - clicks.count("beside")),
    }


def attribution(ones: list[One]) -> dict:
    """Conversions by the element used last before them, and by the path of their session."""
    by_element, by_path = {}, {}
    for one in ones:
        for i, row in enumerate(one.rows):
            if row["kind"] == "conversion":
                before = [e for j, e in one.all_uses if j < i]
                by_element.setdefault(before[-1] if before else None, []).append(one.sid)
                by_path.setdefault(tuple(scene for scene, _ in one.read.visits), []).append(one.sid)
    played = [o for o in ones if o.read.played]
    return {
        "by_element": {e: (len(sids), len(set(sids))) for e, sids in by_element.items()},
        "by_path": {
            path: (len(sids), _converted([o for o in played if tuple(s for s, _ in o.read.visits) == path]))
            for path, sids in by_path.items()
        },
    }


def left_at(ones: list[One], story: Story, what: Selection) -> dict:
    """Question → answered, and left for good in its life without an answer, both of those exposed."""
    found = {}
    for element in (e for e in story.elements if e.kind in {"quiz", "poll", "survey"}):
        exposed = [o for o in ones if element.id in o.exposed]
        silent = [o for o in exposed if not _answered(o, element.id)]
        found[element.id] = {
            "answered": rate(len(exposed) - len(silent), len(exposed)),
            "left": rate(sum(_left_in(o, element, story, what) for o in silent), len(exposed)),
        }
    return found


def _answered(one: One, element_id: str) -> bool:
    return any(e == element_id and one.rows[i]["kind"] == "answer" for i, e in one.uses)


def _left_in(one: One, element, story: Story, what: Selection) -> bool:
    """Whether the exit for good, no completion, was in its life, and is looked at."""
    i, t = one.read.exit_row, one.read.exit_s
    if i is None or not one.read.dropped_off or t is None:
        return False
    media, (low, high) = one.read.row_media[i], window(what)
    ends = {s.end_s for s in story.scenes if s.media_id == media}
    alive = element.start_s <= t < element.end_s or (t == element.end_s and element.end_s in ends)
    here = element.media_id in {None, media} and what.media in {None, media} and low <= t < high
    return alive and here and what.scene in {None, one.read.exit_scene}


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
        "by_day": by_day(ones, story, what),
        "attribution": attribution(ones),
        "questions": left_at(ones, story, what),
        "per_viewer": per_viewer(ones),
        "bands": bands(ones, story, settings),
    }
