"""What stands out of planted sessions, and that nothing is told of too few."""

from __future__ import annotations

import sys
from pathlib import Path

from footpath.analysis.data import read_data
from footpath.model.selection import EVERYTHING
from footpath.model.settings import Settings
from footpath.model.story import Choice, Element, ElementKind, Keyframe, Media, Scene, Story
from footpath.study.demo.audience import write_events
from footpath.study.demo.story import write_story
from footpath.study.findings import AT_MOST_OF_A_KIND, KINDS, Finding, findings, findings_json
from footpath.study.importing import import_review
from footpath.study.study import Study

sys.path.insert(0, str(Path(__file__).parents[1] / "analysis"))
from build import events, row


def square(x: float) -> tuple:
    return ((x, 0.1), (x + 0.1, 0.1), (x + 0.1, 0.3), (x, 0.3))


SPOTS = tuple(
    Element(name, ElementKind.HOTSPOT, name.title(), "m", 0.0, 10.0, (Keyframe(0.0, square(0.1 + 0.25 * k)),))
    for k, name in enumerate(("seen", "known", "hidden"))
)
STORY = Story(
    "t",
    (Media("m", duration_s=30.0),),
    (Scene("a", "Pick", "m", 0, 10), Scene("b", "B", "m", 10, 20), Scene("c", "C", "m", 20, 30, ending=True)),
    (Choice("ab", "B", "a", "b", "seen", default=True), Choice("ac", "C", "a", "c", "known")),
    SPOTS,
)


def study(sessions: int) -> Study:
    """Two of three spots are clicked by half; nearly everybody goes on by default."""
    rows = []
    for k in range(sessions):
        name = f"s{k}"
        rows += [row(name, 0, "play", 0)]
        if k % 2:
            rows += [row(name, 2, "click", 2, x=0.15, y=0.2), row(name, 4, "click", 4, x=0.4, y=0.2)]
        chosen = "ac" if k % 10 == 0 else "default:ab"
        rows.append(row(name, 10, "choice", 10, value=chosen))
        target = ("c", 20) if k % 10 == 0 else ("b", 10)
        rows += [row(name, 10.1, "scene_enter", target[1], scene_id=target[0]), row(name, 13, "exit", target[1] + 3)]
    made, table = events(STORY, *rows)
    return Study(Path("t.footpath"), read_data(STORY, made, table, Settings()))


def test_each_planted_truth_is_told_once_with_its_test():
    found = {one.kind: one for one in findings(study(200), EVERYTHING)}
    assert {"ignored", "default_driven"} <= set(found) <= set(KINDS)
    ignored = found["ignored"]
    assert "“Hidden” is used by 0 of 200" in ignored.sentence
    assert (ignored.media_id, ignored.start_s) == ("m", 0.0)
    assert "180 of 180 who went from “Pick” to “B” were led there by default" in found["default_driven"].sentence
    for one in found.values():
        assert one.test
        assert one.q_value <= 0.05
        assert one.p_value <= one.q_value
        assert one.evidence


def test_too_few_sessions_say_so_instead():
    told = findings_json(study(29), EVERYTHING)
    assert told["findings"] == []
    assert told["note"] == "Sessions that played: 29; too few to tell (under 30)."
    assert findings_json(study(200), EVERYTHING)["note"] == ""


def test_the_list_is_short_and_takes_turns():
    from footpath.study.finders import Found
    from footpath.study.findings import _ranked

    def found(q: float) -> Found:
        return Found("", "m", 0.0, 1.0, q, q, "t", 1, {})

    ranked = _ranked({"a": [found(q) for q in (0.04, 0.01, 0.02, 0.03)], "b": [found(0.02)]})
    assert [(one.kind, one.q_value) for one in ranked] == [("a", 0.01), ("b", 0.02), ("a", 0.02), ("a", 0.03)]
    assert len([one for one in ranked if one.kind == "a"]) == AT_MOST_OF_A_KIND
    assert Finding("a", "", "m", 0.0, 1.0, 0.01).to_json()["evidence"] == {}


def test_the_demo_tells_where_many_leave_and_nothing_else_of_the_kind(tmp_path: Path):
    write_events(tmp_path / "events.csv", 5000, seed=11)
    write_story(tmp_path / "story.json")
    review = tmp_path / "demo.footpath"
    import_review([tmp_path / "events.csv"], review, story=tmp_path / "story.json")
    opened = Study.open(review)
    drops = opened.retention(EVERYTHING).drop_offs
    assert [(d.scene_id, d.start_s <= 53.6 < d.end_s) for d in drops] == [("aerospace", True)]
    kinds = {one.kind for one in findings(opened, EVERYTHING)}
    assert {"candidate", "drop_off", "ignored", "default_driven", "small_target", "rewatched"} <= kinds
