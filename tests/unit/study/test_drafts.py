"""Decisions on candidates survive the review file, find their candidate again, and count what they would change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from footpath.analysis.boundary import polygon_at
from footpath.model.clicks import ClickClass
from footpath.model.drafts import Draft, Verdict
from footpath.model.kept import Kept
from footpath.model.results import Candidate, Candidates
from footpath.model.selection import Selection
from footpath.model.story import Element, ElementKind, Keyframe, Story
from footpath.study.demo import make_demo
from footpath.study.drafts import (
    accepted,
    accepted_elements,
    change_to,
    decisions,
    draft_of,
    drafts_of,
    removal_of,
    undecided,
)
from footpath.study.importing import import_review
from footpath.study.keeping import save_kept
from footpath.study.study import Study


def square(x: float, y: float, half: float = 0.05):
    return ((x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half))


def candidate(id_: str, start: float, end: float, x: float, **more: object) -> Candidate:
    values = {
        "id": id_, "media_id": "m", "start_s": start, "end_s": end, "boundary": (Keyframe(start, square(x, 0.5)),),
        "clicks": 30, "viewers": 20, "exposed": 100, "expected": 2.0, "p_value": 1e-9, "q_value": 1e-6, "score": 6.0,
        "nearest_element": None, "tracked": True, "explanation": "20 viewers clicked in vain here: 0:01 to 0:04",
    }  # fmt: skip
    return Candidate(**(values | more))


def found(*candidates: Candidate) -> Candidates:
    return Candidates(candidates, 1000, 0.01, "")


def test_a_decision_comes_back_from_the_review_as_it_was_made(tmp_path):
    files = make_demo(tmp_path, sessions=40, seconds=2.0)
    review = tmp_path / "r.footpath"
    import_review([files.events], review, story=files.story)
    one = draft_of(candidate("c1", 1, 4, 0.3), Kept(), Verdict.ACCEPTED, name="Blue robot", comment="ship it")
    save_kept(review, Kept(), Kept().changed(change_to(one)))
    assert accepted(Study.open(review).kept) == (one,)
    assert one.evidence is not None
    assert (one.evidence.viewers, one.name, one.comment, one.tracked) == (20, "Blue robot", "ship it", True)


def test_a_rejected_candidate_is_no_draft_hotspot_but_stays_decided():
    one = draft_of(candidate("c1", 1, 4, 0.3), Kept(), Verdict.REJECTED, reason="a logo")
    kept = Kept().changed(change_to(one))
    assert accepted(kept) == ()
    assert drafts_of(kept)[0].reason == "a logo"
    assert undecided(found(candidate("c7", 1.2, 4.1, 0.31)), drafts_of(kept)).candidates == ()


def test_another_ranking_finds_its_decision_again_and_leaves_the_others_open():
    kept = Kept().changed(change_to(draft_of(candidate("c1", 1, 4, 0.3), Kept(), Verdict.ACCEPTED)))
    now = found(candidate("c1", 20, 24, 0.3), candidate("c2", 1.3, 4.2, 0.32), candidate("c3", 1, 4, 0.8))
    assert list(decisions(now, drafts_of(kept))) == ["c2"]
    assert [c.id for c in undecided(now, drafts_of(kept)).candidates] == ["c1", "c3"]


def test_a_draft_that_was_moved_far_still_speaks_of_its_candidate():
    one = draft_of(candidate("c1", 1, 4, 0.3), Kept(), Verdict.ACCEPTED)
    moved = replace(one, start_s=9.0, end_s=12.0, boundary=(Keyframe(9.0, square(0.8, 0.2)),))
    kept = Kept().changed(change_to(moved))
    assert list(decisions(found(candidate("c1", 1, 4, 0.3), candidate("c2", 9, 12, 0.8)), drafts_of(kept))) == ["c1"]


def test_a_draft_of_an_earlier_version_was_found_where_it_is():
    one = draft_of(candidate("c1", 1, 4, 0.3), Kept(), Verdict.ACCEPTED)
    ((key, value),) = change_to(one).items()
    assert isinstance(value, dict)
    earlier = {name: v for name, v in value["evidence"].items() if name not in {"start_s", "end_s", "boundary"}}
    assert drafts_of(Kept().changed({key: value | {"evidence": earlier}})) == (one,)


def test_the_sentence_has_the_name_that_a_thing_was_given():
    one = draft_of(candidate("c1", 1, 4, 0.3), Kept(), Verdict.ACCEPTED, name="Blue robot")
    assert one.sentence == "20 viewers clicked “Blue robot” in vain: 0:01 to 0:04"
    assert one.named("9 viewers clicked in vain here now") == "9 viewers clicked “Blue robot” in vain now"
    assert replace(one, name="").sentence == "20 viewers clicked in vain here: 0:01 to 0:04"


def test_a_removed_decision_leaves_the_candidate_open_again():
    one = draft_of(candidate("c1", 1, 4, 0.3), Kept(), Verdict.ACCEPTED)
    assert drafts_of(Kept().changed(change_to(one)).changed(removal_of(one))) == ()


def test_ids_are_new_in_the_review_and_in_the_story():
    first = draft_of(candidate("c1", 1, 4, 0.3), Kept(), Verdict.ACCEPTED)
    kept = Kept().changed(change_to(first))
    second = draft_of(candidate("c2", 8, 9, 0.3), kept, Verdict.ACCEPTED)
    taken = Story("t", (), (), (), (Element("draft_1", ElementKind.HOTSPOT, "", "m", 0, 1),))
    elements = accepted_elements(kept.changed(change_to(second)), taken)
    assert [e.id for e in elements] == ["draft_1_", "draft_2"]
    assert elements[0].boundary == first.boundary


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    folder = tmp_path_factory.mktemp("demo")
    files = make_demo(folder, sessions=400, seconds=6.0)
    import_review([files.events], folder / "r.footpath", story=files.story)
    return Study.open(folder / "r.footpath")


def test_what_would_be_a_hit_is_what_a_slow_count_finds(study: Study):
    media = study.story.media[0].id
    path = (Keyframe(1.0, square(0.3, 0.5, 0.2)), Keyframe(4.0, square(0.7, 0.5, 0.2)))
    here = Draft("d", Verdict.ACCEPTED, "", media, 1.0, 5.0, path)
    there = Draft("e", Verdict.ACCEPTED, "", media, 2.0, 4.0, (Keyframe(2.0, square(0.4, 0.5, 0.2)),))
    clicks, caught = study.clicks, set()
    for k in range(len(clicks)):
        t, x, y = clicks.t_s[k], clicks.x[k], clicks.y[k]
        if clicks.klass[k] != ClickClass.FALSE or study.story.media[clicks.media[k]].id != media:
            continue
        for draft in (here, there):
            corners = np.array(polygon_at(draft.as_element(), float(t)))
            inside = (corners.min(0) <= (x, y)).all() and (corners.max(0) >= (x, y)).all()
            if draft.start_s <= t < draft.end_s and inside:
                caught.add(k)
    told = study.would_hit(Selection(), (here, there))
    assert told.clicks == len(caught) > 0
    assert told.viewers == len({int(study.sessions.viewer[clicks.session[k]]) for k in caught})
    rejected = Draft("f", Verdict.REJECTED, "", media, 1.0, 5.0, path)
    assert study.would_hit(Selection(), (rejected,)).clicks == 0


def test_an_accepted_draft_lies_over_the_picture_while_it_lives(study: Study):
    media = study.story.media[0].id
    draft = Draft("d", Verdict.ACCEPTED, "Blue robot", media, 1.0, 2.0, (Keyframe(1.0, square(0.3, 0.5)),))
    roles = {
        t: [(o.role, o.label) for o in study.overlay(Selection(), media, t, (0, 1), None, (draft,)).outlines]
        for t in (0.5, 1.5, 2.0)
    }
    assert ("accepted", "Blue robot") in roles[1.5]
    assert not any(role == "accepted" for role, _ in [*roles[0.5], *roles[2.0]])
