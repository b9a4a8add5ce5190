"""Every edit of a boundary makes another draft whose shape at every moment is known by hand."""

from __future__ import annotations

import numpy as np
import pytest

from footpath.model.drafts import Draft, Evidence, Verdict
from footpath.model.errors import UserError
from footpath.model.story import Keyframe
from footpath.study import draft_edits
from footpath.study.draft_edits import shape_at

SQUARE = ((0.1, 0.1), (0.3, 0.1), (0.3, 0.3), (0.1, 0.3))
RIGHT = tuple((x + 0.4, y) for x, y in SQUARE)
SEEN = Evidence(30, 20, 100, 2.0, 1e-9, 1e-6, "20 viewers", 0.0, 4.0, ())
MOVING = Draft("draft_1", Verdict.ACCEPTED, "", "m", 1.0, 5.0, (Keyframe(1.0, SQUARE), Keyframe(5.0, RIGHT)),
               tracked=True, evidence=SEEN)  # fmt: skip


def test_dragging_a_corner_sets_a_keyframe_there_and_leaves_the_others():
    made = draft_edits.corner_moved(MOVING, 3.0, 2, (0.6, 0.5))
    assert [k.t_s for k in made.boundary] == [1.0, 3.0, 5.0]
    assert shape_at(made, 3.0)[2] == (0.6, 0.5)
    assert np.allclose(shape_at(made, 3.0)[0], (0.3, 0.1))
    assert (shape_at(made, 1.0), shape_at(made, 5.0)) == (SQUARE, RIGHT)
    assert made.tracked == draft_edits.BY_HAND
    assert made.evidence == SEEN


def test_dragging_again_in_the_same_moment_changes_that_keyframe():
    made = draft_edits.moved(draft_edits.moved(MOVING, 3.0, (0.0, 0.1)), 3.0, (0.0, 0.1))
    assert [k.t_s for k in made.boundary] == [1.0, 3.0, 5.0]
    assert np.allclose(shape_at(made, 3.0)[0], (0.3, 0.3))


def test_nothing_is_drawn_outside_the_picture():
    assert shape_at(draft_edits.corner_moved(MOVING, 1.0, 0, (-0.4, 1.7)), 1.0)[0] == (0.0, 1.0)


def test_a_corner_more_lies_on_its_edge_in_every_keyframe_and_changes_no_shape():
    made = draft_edits.corner_added(MOVING, 0, 0.5)
    assert [len(k.polygon) for k in made.boundary] == [5, 5]
    assert np.allclose(shape_at(made, 1.0)[1], (0.2, 0.1))
    assert np.allclose(shape_at(made, 3.0)[1], (0.4, 0.1))
    assert draft_edits.corner_removed(made, 1).boundary == MOVING.boundary


def test_three_corners_stay():
    triangle = draft_edits.drawn("d", "m", 0.0, 2.0, SQUARE[:3])
    assert draft_edits.corner_removed(triangle, 0).boundary == triangle.boundary
    with pytest.raises(UserError, match="three corners"):
        draft_edits.drawn("d", "m", 0.0, 2.0, SQUARE[:2])


def test_a_split_changes_the_shape_at_no_moment():
    first, second = draft_edits.split(MOVING, 2.0, "draft_2")
    assert (first.start_s, first.end_s, second.start_s, second.end_s) == (1.0, 2.0, 2.0, 5.0)
    assert (first.id, second.id) == ("draft_1", "draft_2")
    for t in np.linspace(1, 5, 17):
        part = first if t < 2 else second
        assert np.allclose(shape_at(part, float(t)), shape_at(MOVING, float(t)))
    with pytest.raises(UserError, match="while it lives"):
        draft_edits.split(MOVING, 7.0, "draft_2")


def test_merged_drafts_live_as_long_as_both_and_hold_both_where_both_live():
    other = Draft("draft_2", Verdict.ACCEPTED, "", "m", 4.0, 8.0, (Keyframe(4.0, SQUARE),))
    made = draft_edits.merged(MOVING, other)
    assert (made.id, made.start_s, made.end_s) == ("draft_1", 1.0, 8.0)
    assert np.allclose(shape_at(made, 1.0), SQUARE)
    assert np.allclose(sorted(shape_at(made, 7.0)), sorted(SQUARE))
    both = np.array(shape_at(made, 4.0))
    assert np.allclose([both.min(axis=0), both.max(axis=0)], [(0.1, 0.1), (0.6, 0.3)])


def test_a_split_and_a_merge_give_the_same_shapes_again():
    made = draft_edits.merged(*draft_edits.split(MOVING, 2.0, "draft_2"))
    assert (made.start_s, made.end_s) == (1.0, 5.0)
    for t in np.linspace(1, 4.9, 9):
        assert np.allclose(shape_at(made, float(t)), shape_at(MOVING, float(t)), atol=1e-4)


def test_in_and_out_bound_the_life_and_never_cross():
    assert draft_edits.begun(MOVING, 2.5).start_s == 2.5
    assert draft_edits.ended(MOVING, 2.5).end_s == 2.5
    for edit, t in ((draft_edits.begun, 5.0), (draft_edits.ended, 1.0)):
        with pytest.raises(UserError):
            edit(MOVING, t)


def test_keyframes_shift_and_go_but_the_last_stays():
    assert [k.t_s for k in draft_edits.keyframe_shifted(MOVING, 4.6, 4.0).boundary] == [1.0, 4.0]
    one = draft_edits.keyframe_removed(MOVING, 4.9)
    assert one.boundary == (Keyframe(1.0, SQUARE),)
    with pytest.raises(UserError, match="one keyframe"):
        draft_edits.keyframe_removed(one, 1.0)
