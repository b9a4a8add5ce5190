"""Filters that speak of places on the paths, saved selections, and two selections' curves, on the command line."""

from __future__ import annotations

import pytest
import test_cli
from test_cli import answer

from footpath.cli import run
from footpath.model.place import Place
from footpath.model.selection import Selection
from footpath.storage.kept import write_kept
from footpath.study.saved_selections import saving

review = test_cli.review


def test_places_on_the_paths_choose_sessions(review, capsys):
    def sessions(*words: str) -> int:
        return answer(capsys, "metrics", str(review), *words, "--json")["sessions"]

    assert sessions("--passed", "0/a") == 2
    assert sessions("--passed", "a>b") == 1
    assert sessions("--passed", "a>!exit,b>!completed") == 2
    assert sessions("--passed", "0/a", "--not-passed", "b+0/b") == 1
    assert sessions("--session", "s2") == 1
    with pytest.raises(SystemExit) as left:
        run(["paths", str(review), "--passed", "x/y"])
    assert left.value.code == 2
    assert "no step" in capsys.readouterr().err


def test_a_saved_selection_is_one_more_filter(review, capsys):
    write_kept(review, saving("went on", Selection(passed=(Place(("b",)),))))
    assert answer(capsys, "metrics", str(review), "--saved", "went on")["sessions"] == 1
    assert answer(capsys, "metrics", str(review), "--saved", "went on", "--passed", "a")["sessions"] == 2
    sides = answer(capsys, "compare", str(review), "--a", "--saved 'went on'", "--b", "")
    assert (sides["a"]["sessions"], sides["b"]["sessions"]) == (1, 3)
    assert sides["a"]["selection"] == {"passed": ["b"]}
    assert run(["metrics", str(review), "--saved", "nobody"]) == 1
    assert "went on" in capsys.readouterr().err


def test_curves_of_two_selections_are_compared(review, capsys):
    found = answer(capsys, "compare-curves", str(review), "--a", "--viewer v1", "--b", "--session s2")
    assert (found["sessions"], found["shared"]) == ([1, 1], 0)
    assert (found["observed"], found["expected"]) == (0.0, 0.5)
    assert found["bins"][0]["exits"] == [0, 1]


def test_curves_compared_along_a_path_tell_it(review, capsys):
    sides = ("--a", "", "--b", "")
    along = answer(capsys, "compare-curves", str(review), *sides, "--along-path")
    path = answer(capsys, "retention", str(review), "--along-path")["path"]
    assert along["path"] == path
    assert "path" not in answer(capsys, "compare-curves", str(review), *sides)


@pytest.mark.parametrize("text", ["nan,0,1,1", "0,1", "a,b,c,d"])
def test_a_region_that_is_none_is_told_why(review, capsys, text):
    with pytest.raises(SystemExit):
        run(["metrics", str(review), f"--region={text}"])
    assert "four numbers" in capsys.readouterr().err
