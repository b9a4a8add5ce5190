"""Every metric a second time, for any selection; sessions are read by `oracle`."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from math import floor, isfinite
from statistics import mean, median

from oracle_clicks import OracleClick, classify, polygon_at, rage_runs

from footpath.model.place import Place
from footpath.model.selection import EVERYTHING, Selection
from footpath.model.settings import Settings
from footpath.model.story import Element, Story
from oracle import OracleSession, leads_to, number, read_session

INF = float("inf")


def visible(element: Element) -> list[tuple[float, float]]:
    """The stretches of its life in which it is not hidden."""
    edges = [element.start_s, element.end_s]
    edges += [k.t_s for k in element.boundary if element.start_s < k.t_s < element.end_s]
    parts = []
    for a, b in pairwise(sorted(set(edges))):
        frames = [k for k in element.boundary if k.t_s <= a] or list(element.boundary[:1])
        if not (frames and frames[-1].hidden):
            parts.append((a, b))
    return parts


@dataclass
class One:
    """One session with all that is derived from it. `uses` and `exposed` are of what is looked at."""

    sid: str
    rows: list[dict]
    read: OracleSession
    clicks: list[OracleClick]
    uses: list[tuple[int, str]]
    all_uses: list[tuple[int, str]]
    exposed: set[str]
    exposed_at: list[tuple[str, str | None, float, float]]  # element, media, from, to
    interactions: list[int]

    def first(self, column: str):
        return next((r[column] for r in self.rows if r[column] is not None), None)

    @property
    def viewer(self) -> str:
        return self.first("viewer_id") or self.sid

    def has(self, *kinds: str) -> bool:
        return any(r["kind"] in kinds for r in self.rows)


def restricted(what: Selection) -> bool:
    return any(v is not None for v in (what.media, what.scene, what.start_s, what.end_s))


def window(what: Selection) -> tuple[float, float]:
    return (-INF if what.start_s is None else what.start_s, INF if what.end_s is None else what.end_s)


def looked_at(one: OracleSession, rows: list[dict], i: int, what: Selection) -> bool:
    """Whether a row is looked at: one without a media time only where everything is."""
    if not restricted(what):
        return True
    t, (low, high) = rows[i]["media_time"], window(what)
    return (
        t is not None
        and low <= t < high
        and what.media in {None, one.row_media[i]}
        and what.scene in {None, one.row_scene[i]}
    )


def watched(one: OracleSession, story: Story, what: Selection) -> list[tuple[str, float, float]]:
    """Watched stretches of what is looked at."""
    if what.scene is None:
        stretches = one.intervals
    else:
        media = next(s.media_id for s in story.scenes if s.id == what.scene)
        stretches = [(media, a, b) for scene, a, b in one.pieces if scene == what.scene]
    low, high = window(what)
    cut = [(m, max(a, low), min(b, high)) for m, a, b in stretches if what.media in {None, m}]
    return [(m, a, b) for m, a, b in cut if a < b]


def look(sid: str, rows: list[dict], story: Story, settings: Settings, what: Selection = EVERYTHING) -> One:
    read = read_session(rows, story, settings)
    clicks = classify(rows, read, story, settings)
    uses = [(c.row, c.element) for c in clicks if c.element is not None and c.klass in {"hit", "beside"}]
    uses += [(i, r["element_id"]) for i, r in enumerate(rows) if r["kind"] == "answer" and r["element_id"]]
    uses.sort()
    seen_uses = [(i, e) for i, e in uses if looked_at(read, rows, i, what)]
    times = [(e, read.row_media[i], rows[i]["media_time"]) for i, e in seen_uses]
    times += [
        (r["element_id"], read.row_media[i], r["media_time"])
        for i, r in enumerate(rows)
        if r["kind"] == "element_shown" and r["element_id"] and looked_at(read, rows, i, what)
    ]
    at = [(e, m, t, t) for e, m, t in times if t is not None]
    for element in story.elements:
        for a, b in visible(element):
            for media, start, end in watched(read, story, what):
                if element.media_id in {None, media} and min(b, end) > max(a, start):
                    at.append((element.id, media, max(a, start), min(b, end)))
    exposed = {e for e, _, _ in times} | {e for e, _, _, _ in at}
    acted = {i for i, _ in uses} | {i for i, r in enumerate(rows) if r["kind"] in {"answer", "feedback"}}
    acted |= {i for i, r in enumerate(rows) if r["kind"] == "choice" and not (r["value"] or "").startswith("default:")}
    return One(sid, rows, read, clicks, seen_uses, uses, exposed, at, sorted(acted))


def is_chosen(one: One, what: Selection) -> bool:
    """The parts of a selection that choose sessions."""
    scenes = [scene for scene, _ in one.read.visits]
    wanted = list(what.through)
    through = any(scenes[i : i + len(wanted)] == wanted for i in range(len(scenes) - len(wanted) + 1))
    placed = [(r["x"], r["y"]) for r in one.rows if r["kind"] == "click" and r["x"] is not None]
    x0, y0, x1, y1 = what.region or (0, 0, 0, 0)
    return (
        what.device in {None, one.first("device")}
        and what.variant in {None, one.first("variant")}
        and what.viewer in {None, one.viewer}
        and (what.element is None or what.element in {e for _, e in one.all_uses})
        and (what.region is None or any(x0 <= x <= x1 and y0 <= y <= y1 for x, y in placed))
        and what.session in {None, one.sid}
        and (not wanted or through)
        and (not what.passed or any(passed(one, place) for place in what.passed))
        and not any(passed(one, place) for place in what.excluded)
    )


def passed(one: One, place: Place) -> bool:
    """Walk the path from its origin: is the place anywhere (or at its step) on it?"""
    path = [scene for scene, _ in one.read.visits]
    if place.origin is not None:
        path = path[path.index(place.origin) :] if place.origin in path else []
    if not path:
        return False
    wanted, steps = list(place.scenes), range(len(path) + 1)
    for at in steps if place.step is None else [place.step]:
        beyond = at + len(wanted)
        ends = place.end is None or (beyond == len(path) and one.read.outcome == place.end)
        if beyond <= len(path) and path[at:beyond] == wanted and ends:
            return True
    return False


def rate(n: int, of: int) -> dict:
    return {"n": n, "of": of}


def play_rate(group: list[One]) -> dict:
    return rate(sum(o.has("play") for o in group), sum(o.has("play", "impression") for o in group))


def chosen_sessions(sessions: dict[str, list[dict]], story: Story, settings: Settings, what: Selection) -> list[One]:
    every = [look(sid, rows, story, settings, what) for sid, rows in sessions.items()]
    return [one for one in every if is_chosen(one, what)]


def compute_metrics(
    sessions: dict[str, list[dict]], story: Story, settings: Settings, what: Selection = EVERYTHING
) -> dict:
    ones = chosen_sessions(sessions, story, settings, what)
    played = [o for o in ones if o.read.played]
    interacted = [o for o in ones if o.interactions]

    def kinds(*names: str) -> set[str]:
        return {e.id for e in story.elements if e.kind in names}

    def used_of_exposed(ids: set[str]) -> dict:
        return rate(sum(bool({e for _, e in o.uses} & ids) for o in ones), sum(bool(o.exposed & ids) for o in ones))

    who_played = Counter(o.viewer for o in played)
    clicks = [
        (o, c)
        for o in ones
        for c in o.clicks
        if looked_at(o.read, o.rows, c.row, what) and what.click_class in {None, c.klass}
    ]
    classes = Counter(c.klass for _, c in clicks)
    misses = Counter(c.miss for _, c in clicks)
    runs = [(o, set(run)) for o in ones for run in rage_runs(o.rows, o.read, story, settings)]
    firsts = [o.read.watched_before[o.interactions[0]] for o in interacted]
    named_or_hit = sum(c.element is not None for _, c in clicks)
    return {
        "sessions": len(ones),
        "played": len(played),
        "viewers": len({o.viewer for o in ones}),
        "play_rate": play_rate(ones),
        "play_rate_autoplay": play_rate([o for o in ones if o.first("autoplay") == "true"]),
        "play_rate_chosen": play_rate([o for o in ones if o.first("autoplay") == "false"]),
        "engagement_rate": rate(sum(bool(o.interactions) for o in played), len(played)),
        "completion_rate": rate(sum(o.read.reached_ending for o in played), len(played)),
        "bounce_rate": rate(sum(bounced(o) for o in interacted), len(interacted)),
        "ctr": used_of_exposed(kinds("cta", "link")),
        "action_rate": rate(sum(o.has("conversion") for o in interacted), len(interacted)),
        "conversion_rate": rate(sum(o.has("conversion") for o in played), len(played)),
        "false_click_rate": rate(classes["false"], len(clicks) - classes["beside"]),
        "replay_rate": rate(sum(watched_twice(o) for o in played), len(played)),
        "revisit_rate": rate(sum(n >= 2 for n in who_played.values()), len(who_played)),
        "watch_time": summary([o.read.watched_s for o in played]),
        "first_interaction": summary(firsts),
        "share_watched": summary([s for o in ones if (s := share_watched(o, story)) is not None]),
        "clicks": {
            "total": len(clicks),
            **{k: classes[k] for k in ("hit", "control", "near_miss", "false", "beside")},
            "rage_runs": sum(any(p is o and c.row in run for p, c in clicks) for o, run in runs),
            "disagreements": sum(c.disagrees for _, c in clicks),
            "near_miss_space": misses["space"],
            "near_miss_early": misses["early"],
            "near_miss_late": misses["late"],
        },
        "elements": {
            e.id: _element(e, ones, [c for _, c in clicks], named_or_hit, used_of_exposed, kinds(e.kind), story)
            for e in story.elements
        },
        "interaction_by_kind": {k: used_of_exposed(kinds(k)) for k in {str(e.kind) for e in story.elements}},
        "conversion_by_depth": _by_depth(played, story),
        "ctr_by_time": _by_time(ones, kinds("cta"), settings),
        "answers": _answers(ones, story, what),
        "ratings": _ratings(ones, what),
        "texts": _texts(ones, what),
        "inconsistent_rows": sum(len({i for i, _ in o.read.inconsistent}) for o in ones),
    }


def summary(values: list[float]) -> dict:
    if not values:
        return {"mean": None, "median": None, "n": 0}
    return {"mean": mean(values), "median": median(values), "n": len(values)}


def bounced(one: One) -> bool:
    return not any(r["kind"] in {"engagement", "conversion"} for r in one.rows[one.interactions[0] + 1 :])


def watched_twice(one: One) -> bool:
    watched_s = one.read.intervals
    return any(
        m == n and min(b, d) > max(a, c) for i, (m, a, b) in enumerate(watched_s) for n, c, d in watched_s[i + 1 :]
    )


def share_watched(one: One, story: Story) -> float | None:
    """Distinct time watched of the scenes visited, over their length."""
    scenes = [s for s in story.scenes if s.id in {scene for scene, _ in one.read.visits}]
    length = sum(s.length_s for s in scenes)
    if not length or not isfinite(length):
        return None
    total = 0.0
    for scene in scenes:
        edges = sorted({e for s, a, b in one.read.pieces if s == scene.id for e in (a, b)})
        for a, b in pairwise(edges):
            if any(s == scene.id and c <= a and b <= d for s, c, d in one.read.pieces):
                total += b - a
    return total / length


def _element(e: Element, ones, clicks, named_or_hit: int, used_of_exposed, same_kind: set[str], story: Story) -> dict:
    own = used_of_exposed({e.id})
    waits = []
    for one in ones:
        times = [one.rows[i]["media_time"] for i, used in one.uses if used == e.id]
        times = [t for t in times if t is not None]
        if times:
            waits.append(times[0] - e.start_s)
    totals = [used_of_exposed({other}) for other in same_kind]
    expected = own["of"] * sum(t["n"] for t in totals) / max(1, sum(t["of"] for t in totals))
    count = sum(c.element == e.id for c in clicks)
    return {
        "ctr": own,
        "clicks": count,
        "share_of_clicks": rate(count, named_or_hit),
        "first_click_after_median_s": median(waits) if waits else None,
        "lift": own["n"] / expected if expected else None,
        "smallest_px": _smallest_px(e, ones, story),
        "smallest_touch_px": _smallest_px(e, [o for o in ones if o.first("device") in {"mobile", "tablet"}], story),
        "misses": {how: sum(c.missed == e.id and c.miss == how for c in clicks) for how in ("space", "early", "late")},
    }


def _smallest_px(e: Element, ones: list[One], story: Story) -> float | None:
    """The smaller side of the boundary's box in the smallest picture, over very many moments."""
    media = next((m for m in story.media if m.id == e.media_id), None)
    widths = []
    for one in ones:
        width, height = one.first("player_width"), one.first("player_height")
        if width and media:
            widths.append(min(width, height * media.aspect) if height is not None else width)
    widths = [w for w in widths if w > 0]
    steps = 1920
    moments = [*(e.start_s + (e.end_s - e.start_s) * k / steps for k in range(steps)), e.end_s - 1e-9]
    polygons = [polygon_at(e, t) for t in moments]
    polygons = [p for p in polygons if p]
    if not widths or not polygons:
        return None
    picture = min(widths)

    def side(polygon, axis: int, scale: float) -> float:
        return (max(c[axis] for c in polygon) - min(c[axis] for c in polygon)) * scale

    return min(min(side(p, 0, picture), side(p, 1, picture / media.aspect)) for p in polygons)


def own_choices(one: One, story: Story) -> set:
    """Distinct choices not by default that belong to no element; one told by its scene is the edge it goes along."""
    found = set()
    for row, scene in zip(one.rows, one.read.row_scene, strict=True):
        value = row["value"] or ""
        if row["kind"] != "choice" or value.startswith("default:"):
            continue
        choice = next((c for c in story.choices if c.id == value), None)
        if choice is None:
            edges = [c for c in story.choices if (c.from_scene, c.to_scene) == (scene, leads_to(value, story)[0])]
            choice = edges[0] if edges else None
        if choice is None:
            found.add(("unknown", value))
        elif choice.element_id is None:
            found.add(("choice", choice.id))
    return found


def depth(one: One, story: Story) -> int:
    return len({e for _, e in one.all_uses}) + len(own_choices(one, story))


def _by_depth(played: list[One], story: Story) -> dict:
    bands = {"0": (0, 0), "1-2": (1, 2), "3-5": (3, 5), "6+": (6, 10**9)}
    depths = [(depth(one, story), one.has("conversion")) for one in played]
    return {
        name: rate(sum(c for d, c in depths if low <= d <= high), sum(low <= d <= high for d, _ in depths))
        for name, (low, high) in bands.items()
    }


def _by_time(ones: list[One], ctas: set[str], settings: Settings) -> dict:
    """(media, start) → used in the bin ÷ exposed in the bin, bins with anyone exposed."""
    width, found = settings.ctr_bin_s, {}
    for one in ones:
        exposed, used = set(), set()
        for e, media, start, end in one.exposed_at:
            if e not in ctas or media is None:
                continue
            k = floor(start / width)
            exposed.add((media, k * width))
            while (k := k + 1) * width < end:
                exposed.add((media, k * width))
        for i, e in one.uses:
            t, media = one.rows[i]["media_time"], one.read.row_media[i]
            if e in ctas and t is not None and media is not None:
                used.add((media, floor(t / width) * width))
        for slot in exposed:
            n, of = found.get(slot, (0, 0))
            found[slot] = (n + (slot in used), of + 1)
    return {slot: rate(n, of) for slot, (n, of) in found.items()}


def _answers(ones: list[One], story: Story, what: Selection) -> dict:
    """Element → (options, right or None, sessions)."""
    last: dict[str, list[str]] = {}
    for one in ones:
        mine: dict[str, str] = {}
        for i, row in enumerate(one.rows):
            told = row["kind"] == "answer" and row["element_id"] and row["value"] is not None
            if told and looked_at(one.read, one.rows, i, what):
                mine[row["element_id"]] = row["value"]
        for element, value in mine.items():
            last.setdefault(element, []).append(value)
    out = {}
    for name, values in last.items():
        element = next((e for e in story.elements if e.id == name), None)
        options, right = Counter(), 0
        correct = set(element.correct) if element else set()
        for value in values:
            several = value.startswith("[")
            picked = set(json.loads(value)) if several else {value}
            options.update(picked)
            right += picked == correct if several else bool(picked & correct)
        out[name] = (dict(options), right if correct else None, len(values))
    return out


def _said(ones: list[One], what: Selection) -> list[tuple[One, int, str]]:
    return [
        (o, i, r["value"])
        for o in ones
        for i, r in enumerate(o.rows)
        if r["kind"] == "feedback" and r["value"] is not None and looked_at(o.read, o.rows, i, what)
    ]


def _ratings(ones: list[One], what: Selection) -> dict[float, int]:
    return dict(Counter(number(value) for _, _, value in _said(ones, what) if number(value) is not None))


def _texts(ones: list[One], what: Selection) -> list[tuple]:
    return [
        (value, o.rows[i]["media_time"], o.read.row_media[i], o.sid)
        for o, i, value in _said(ones, what)
        if number(value) is None
    ]
