"""Decisions on candidates leave with the name, the comment and the boundary that people gave them."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import opentimelineio as otio
import pytest

from footpath.cli import run
from footpath.model.drafts import Verdict
from footpath.model.kept import Kept
from footpath.model.selection import EVERYTHING
from footpath.model.story import Keyframe
from footpath.storage.story_file import load_story
from footpath.study.drafts import change_to, draft_of
from footpath.study.exporting import Wish, export
from footpath.study.keeping import save_kept
from footpath.study.study import Study

SQUARE = ((0.71, 0.6), (0.93, 0.6), (0.93, 0.8), (0.71, 0.8))
NAME, COMMENT = "Red <jacket>", "They want to know where to buy it & how"


def decided(study: Study, verdict: Verdict, **words: str) -> Kept:
    """What the review would keep with its one candidate decided on, and its boundary drawn anew."""
    (one,) = study.candidates(EVERYTHING).candidates
    draft = draft_of(one, study.kept, verdict, **words)
    draft = replace(draft, boundary=(Keyframe(draft.start_s, SQUARE),))
    return study.kept.changed(change_to(draft))


@pytest.fixture(scope="module")
def accepted(study) -> Kept:
    return decided(study, Verdict.ACCEPTED, name=NAME, comment=COMMENT)


@pytest.fixture(scope="module")
def rejected(study) -> Kept:
    return decided(study, Verdict.REJECTED, reason="A logo <nobody> can buy")


@pytest.fixture(scope="module")
def written(study):
    def write(kept: Kept, to: Path, **wish) -> str:
        export(study, Wish(to=to, kept=kept, **wish))
        return to.read_text(encoding="utf-8")

    return write


def test_the_story_has_the_accepted_hotspot_as_it_was_edited(written, accepted, tmp_path: Path):
    said = json.loads(written(accepted, tmp_path / "story.json"))["elements"][-1]
    assert (said["label"], said["comment"]) == (NAME, COMMENT)
    element = load_story(tmp_path / "story.json").elements[-1]
    assert (element.label, element.boundary[0].polygon) == (NAME, SQUARE)


def test_keyframes_carry_name_comment_and_the_edited_boundary(written, accepted, tmp_path: Path):
    (row,) = csv.DictReader(written(accepted, tmp_path / "hotspots.csv").splitlines())
    assert (row["label"], row["comment"]) == (NAME, COMMENT)
    assert row["polygon"].startswith("0.71000 0.60000;0.93000 0.60000")


def test_h5p_carries_the_comment_for_its_author(written, accepted, tmp_path: Path):
    body = json.loads(written(accepted, tmp_path / "h5p.json"))
    items = body["interactiveVideo"]["assets"]["interactions"]
    (item,) = [item for item in items if item["label"] == NAME]
    assert item["action"]["metadata"]["authorComments"] == COMMENT
    assert (item["x"], item["y"]) == pytest.approx((71, 60))
    assert all("authorComments" not in i["action"]["metadata"] for i in items if i is not item)


def test_svg_describes_the_accepted_outline(written, study, accepted, tmp_path: Path):
    at_s = (study.candidates(EVERYTHING).candidates[0].start_s) + 0.1
    root = ET.fromstring(written(accepted, tmp_path / "x.svg", at_s=at_s))  # noqa: S314 - our own file
    space = "{http://www.w3.org/2000/svg}"
    (group,) = [g for g in root.findall(f"{space}g") if g.find(f"{space}polygon[@class='accepted']") is not None]
    assert NAME in group.findtext(f"{space}title")
    assert group.findtext(f"{space}desc") == COMMENT


@pytest.mark.parametrize("ending", ["otio", "edl", "fcpxml", "xml", "vtt"])
def test_every_marker_list_names_it_accepted(written, accepted, tmp_path: Path, ending: str):
    text = written(accepted, tmp_path / f"m.{ending}")
    assert "jacket" in text
    assert "where to buy it" in text
    assert "Candidate" not in text


def test_an_otio_marker_of_an_accepted_hotspot_is_green(written, accepted, tmp_path: Path):
    written(accepted, tmp_path / "m.otio")
    timeline = otio.adapters.read_from_file(str(tmp_path / "m.otio"))
    holders = [timeline.tracks, *timeline.find_children()]
    found = [m for holder in holders for m in getattr(holder, "markers", ()) if NAME in m.name]
    assert [m.color for m in found] == ["GREEN"]


def test_tables_say_what_was_decided(written, accepted, rejected, tmp_path: Path):
    (row,) = csv.DictReader(written(accepted, tmp_path / "candidates.csv").splitlines())
    assert (row["verdict"], row["name"], row["comment"], row["reason"]) == ("accepted", NAME, COMMENT, "")
    (row,) = csv.DictReader(written(rejected, tmp_path / "candidates.csv").splitlines())
    assert (row["verdict"], row["reason"]) == ("rejected", "A logo <nobody> can buy")


def test_what_was_turned_down_is_no_hotspot_and_no_marker(written, rejected, tmp_path: Path):
    written(rejected, tmp_path / "story.json", undecided=True)
    assert [e.id for e in load_story(tmp_path / "story.json").elements] == ["h", "side"]
    kinds = {row["kind"] for row in csv.DictReader(written(rejected, tmp_path / "markers.csv").splitlines())}
    assert kinds.isdisjoint({"candidate", "accepted"})


def test_the_report_tells_decisions_with_comments_and_reasons(written, accepted, rejected, tmp_path: Path, qapp):
    text = written(accepted, tmp_path / "r.html")
    section = text[text.index("Accepted hotspots") : text.index("Candidate hotspots")]
    assert "Red &lt;jacket&gt;" in section
    assert "They want to know where to buy it &amp; how" in section
    assert section.count("<img") == 1
    assert "None is open." in text
    assert "A logo &lt;nobody&gt; can buy" in written(rejected, tmp_path / "r.html")


def test_the_command_line_takes_decisions_from_the_file(small_review, study, accepted, tmp_path: Path, capsys):
    review = small_review.parent / "decided.footpath"  # beside its film
    review.write_bytes(small_review.read_bytes())
    save_kept(review, study.kept, accepted)
    assert run(["export", str(review), "--to", str(tmp_path / "story.json"), "--undecided"]) == 0
    assert [e.label for e in load_story(tmp_path / "story.json").elements][2:] == [NAME]
    assert run(["export", str(review), "--to", str(tmp_path / "markers.csv"), "--only", "accepted"]) == 0
    (row,) = csv.DictReader((tmp_path / "markers.csv").read_text(encoding="utf-8").splitlines())
    assert row["name"] == f"Accepted: {NAME}"
