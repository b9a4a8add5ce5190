"""What is made in the window is undone and redone together with the selection, and is there on the next opening."""

from footpath.model.selection import Selection
from footpath.study.importing import import_review
from footpath.workspace.workspace import Workspace

ENTRY = ("selection", "phones")


def test_keep_undo_redo_and_open_again(qtbot, tmp_path):
    (tmp_path / "events.csv").write_text("session_id,at,kind,media_time\ns,2024-05-01T10:00:00Z,play,0\n")
    review = tmp_path / "r.footpath"
    import_review([tmp_path / "events.csv"], review)
    for made in ({"device": "mobile"}, None):
        workspace = Workspace()
        workspace.open_study(review)
        qtbot.waitUntil(lambda: workspace.study is not None)  # noqa: B023
        assert workspace.kept.of("selection") == ({} if made else {"phones": {"device": "mobile"}})
        workspace.keep({ENTRY: made})
        workspace.select(Selection(device="mobile"))
        workspace.undo()
        workspace.undo()
        assert workspace.kept.of("selection") == ({} if made else {"phones": {"device": "mobile"}})
        workspace.redo()
        workspace.close()
        workspace.deleteLater()
    again = Workspace()
    again.open_study(review)
    qtbot.waitUntil(lambda: again.study is not None)
    assert again.kept.of("selection") == {}
    again.close()


def test_a_review_that_cannot_be_opened_is_told_and_nothing_is_said_to_be_opening(empty_window, qtbot, tmp_path):
    (tmp_path / "none.footpath").write_text("no review")
    with qtbot.waitSignal(empty_window.workspace.failed):
        empty_window.workspace.open_study(tmp_path / "none.footpath")
        assert "Opening" in empty_window.statusBar().currentMessage()
    assert empty_window.errors.isVisibleTo(empty_window)
    assert empty_window.statusBar().currentMessage() == ""
