from footpath.model.selection import EVERYTHING, Selection
from footpath.workspace.history import DEPTH, Desk, History

A, B = Desk(Selection(device="mobile")), Desk(Selection(scene="intro"))


def test_undo_brings_back_the_selection_before():
    history = History().pushed(A).pushed(B).undone()
    assert history.present == A
    assert history.undone().present.selection == EVERYTHING


def test_redo_after_undo_is_where_we_were():
    history = History().pushed(A).pushed(B)
    assert history.undone().undone().redone().redone() == history


def test_a_new_selection_drops_the_future():
    assert History().pushed(A).undone().pushed(B).future == ()


def test_selecting_the_same_again_changes_nothing():
    history = History().pushed(A)
    assert history.pushed(A) is history


def test_the_past_is_bounded():
    history = History()
    for i in range(DEPTH + 50):
        history = history.pushed(Desk(Selection(start_s=float(i))))
    assert len(history.past) == DEPTH


def test_undo_of_nothing_is_nothing():
    assert History().undone() == History()
    assert History().redone() == History()
