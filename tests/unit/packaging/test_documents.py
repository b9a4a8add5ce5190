"""The documents speak of files that are there, of every command there is, and stay small enough to be cloned."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from footpath.cli import _parser
from footpath.study.export_kinds import KINDS
from footpath.ui.actions import TABLE
from footpath.ui.panels import BELOW, TABS

ROOT = Path(__file__).resolve().parents[3]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
MOST_BYTES = 1_500_000
HOLES = {"src/footpath/ui/NAME_panel.py"}  # a name to be filled in


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_and_paths_lead_to_files(document: Path):
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    missing = [link for link in links if not (document.parent / link).exists()]
    paths = re.findall(r"`((?:src|tests|docs|packaging|benchmarks)/[\w./-]+)`", text)
    missing += [path for path in paths if path not in HOLES and not (ROOT / path).exists()]
    assert missing == []


def test_the_pictures_are_small_enough_to_be_cloned():
    assert 0 < sum(path.stat().st_size for path in (ROOT / "docs").glob("*.png")) <= MOST_BYTES


def test_the_readme_names_every_command():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    actions = next(a for a in _parser()._actions if a.choices and "import" in a.choices)
    assert [name for name in actions.choices if f"`footpath {name}" not in text] == []


def test_the_export_page_names_every_kind_with_its_endings():
    lines = (ROOT / "docs" / "export.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| `")]
    for kind in KINDS:
        told = [row for row in rows if f"`{kind.name}`" in row]
        assert told, kind.name
        assert all(f"`{ending}`" in told[0] for ending in kind.endings), kind.name


def test_the_view_menu_counts_the_panels_as_contributing_says():
    places = {entry.arguments[1]: entry.text for entry in TABLE if entry.arguments[:1] == ("show_panel",)}
    assert [places[i] for i in range(len(TABS) + 1)] == [title for title, _ in (*TABS, BELOW)]
