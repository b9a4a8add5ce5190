"""Each kind of file, written from a small review and read again by something else."""

from __future__ import annotations

import csv
import json
import zipfile
from html.parser import HTMLParser
from importlib import metadata
from pathlib import Path
from xml.etree import ElementTree as ET

import cv2
import duckdb
import numpy as np
import pytest
from PySide6.QtGui import QImage

from footpath.cli import run
from footpath.model.drafts import Verdict
from footpath.model.errors import UserError
from footpath.model.kept import Kept
from footpath.model.marker import MarkerKind
from footpath.model.selection import EVERYTHING, Selection
from footpath.storage.story_file import load_story
from footpath.study.as_json import candidates_json, metrics_json, paths_json, retention_json
from footpath.study.drafts import change_to, draft_of
from footpath.study.export_kinds import KINDS, kind_of
from footpath.study.export_markers import finding_markers
from footpath.study.exporting import Wish, export
from footpath.study.findings import Finding


def written(study, to: Path, **wish) -> str:
    export(study, Wish(to=to, **wish))
    return to.read_text(encoding="utf-8")


def table_of(path: Path) -> list[dict]:
    """Rows of a CSV or Parquet file, read by DuckDB."""
    with duckdb.connect() as database:
        relation = database.read_parquet(str(path)) if path.suffix == ".parquet" else database.read_csv(str(path))
        return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_tables_say_what_the_json_says(study, tmp_path: Path, ending: str):
    for name in ("elements", "candidates", "paths", "retention", "metrics", "findings"):
        export(study, Wish(to=tmp_path / f"{name}.{ending}"))
    metrics = metrics_json(study.metrics(EVERYTHING))
    found = {(r["metric"], r["part"]): r for r in table_of(tmp_path / f"metrics.{ending}")}
    for name in ("engagement_rate", "completion_rate", "false_click_rate"):
        row = found[name, None]
        assert (row["n"], row["of"]) == (metrics[name]["n"], metrics[name]["of"])
        assert row["low"] == pytest.approx(metrics[name]["low"])
    assert found["clicks", "false"]["n"] == metrics["clicks"]["false"] == 40
    assert "not instrumented" in found["conversion_rate", None]["note"]
    elements = table_of(tmp_path / f"elements.{ending}")
    assert [(e["id"], e["ctr_n"], e["ctr_of"], e["clicks"]) for e in elements] == [
        (e["id"], e["ctr"]["n"], e["ctr"]["of"], e["clicks"]) for e in metrics["elements"]
    ]
    bins = table_of(tmp_path / f"retention.{ending}")
    wanted = retention_json(study.retention(EVERYTHING))["bins"]
    assert [(b["t"], b["plays"], b["viewers"], b["exits"]) for b in bins] == [
        (b["t"], b["plays"], b["viewers"], b["exits"]) for b in wanted
    ]
    links = table_of(tmp_path / f"paths.{ending}")
    wanted_links = paths_json(study, EVERYTHING)["links"]
    assert {(k["source"], k["target"], k["sessions"]) for k in links} == {
        (k["source"], k["target"], k["sessions"]) for k in wanted_links
    }
    candidates = candidates_json(study.candidates(EVERYTHING), study.settings)["candidates"]
    assert [c["viewers"] for c in table_of(tmp_path / f"candidates.{ending}")] == [c["viewers"] for c in candidates]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_viewers_sessions_and_clicks_leave_one_row_each_by_pseudonym(study, tmp_path: Path, ending: str):
    for name in ("viewers", "sessions", "clicks"):
        export(study, Wish(to=tmp_path / f"{name}.{ending}"))
    viewers, sessions, clicks = (table_of(tmp_path / f"{n}.{ending}") for n in ("viewers", "sessions", "clicks"))
    assert [v["viewer"] for v in viewers] == [f"Viewer {i:02d}" for i in range(1, 61)]
    assert (sum(v["clicks"] for v in viewers), sum(v["false_clicks"] for v in viewers)) == (100, 40)
    assert {(v["sessions"], v["played"]) for v in viewers} == {(1, 1)}
    first = sessions[0]
    assert (first["session"], first["viewer"], first["watched_s"]) == ("Session 01", "Viewer 01", 3.0)
    assert str(first["began_utc"]).startswith("2026-01-01")
    assert {s["outcome"] for s in sessions} == {"completed"}  # all reached the ending's last two seconds
    assert {c["class"] for c in clicks} == {"hit", "false"}
    assert {c["element_id"] for c in clicks if c["class"] == "hit"} == {"h"}
    assert not any("yak" in str(cell) or "zebra" in str(cell) for row in (*viewers, *sessions, *clicks)
                   for cell in row.values())  # fmt: skip
    assert sum(v["watched_s"] for v in viewers) == pytest.approx(float(study.reading.watched_s.sum()))


def test_tables_name_people_only_where_asked(study, tmp_path: Path):
    export(study, Wish(to=tmp_path / "sessions.csv", names=True, selection=Selection(viewer="viewer-yak-3")))
    (row,) = table_of(tmp_path / "sessions.csv")
    assert (row["session"], row["viewer"]) == ("session-zebra-3", "viewer-yak-3")


def test_the_table_of_candidates_tells_what_was_decided(study, tmp_path: Path):
    export(study, Wish(to=tmp_path / "candidates.csv", kept=decided(study, Verdict.REJECTED)))
    (row,) = table_of(tmp_path / "candidates.csv")
    assert (row["verdict"], row["name"], row["reason"]) == ("rejected", "The <hat>", "A reflection")


def test_there_is_a_candidate_to_speak_of(study):
    assert len(study.candidates(EVERYTHING).candidates) == 1


def test_markers_are_of_everything_in_the_window(study, tmp_path: Path):
    rows = list(csv.DictReader(written(study, tmp_path / "markers.csv").splitlines()))
    assert {row["kind"] for row in rows} >= {"candidate", "element", "cta"}
    hotspot = next(row for row in rows if row["name"] == "Hotspot: Jacket")
    assert (hotspot["start_frame"], hotspot["frames"], hotspot["start_timecode"]) == ("10", "30", "00:00:00:10")
    beside = next(row for row in rows if row["name"] == "CTA: Talk")
    assert (float(beside["start_s"]), float(beside["end_s"])) == (0.0, 4.0)
    only = (MarkerKind.ELEMENT,)
    assert len(written(study, tmp_path / "markers.csv", only=only).splitlines()) == 2
    late = Selection(start_s=3.0)
    assert "Hotspot: Jacket" not in written(study, tmp_path / "markers.csv", selection=late)
    ending = Selection(scene="b")
    assert "Hotspot: Jacket" not in written(study, tmp_path / "markers.csv", selection=ending)


def test_findings_of_other_kinds_are_markers_too():
    found = [
        Finding("candidate", "one", "m", 1.0, 2.0, 0.01),
        Finding("rage_run", "Three clicks in a second", "m", 2.0, 3.0, 0.02),
    ]
    (marker,) = finding_markers(found)
    assert (marker.name, marker.comment, marker.kind) == ("rage run", "Three clicks in a second", MarkerKind.FINDING)


def test_edl_starts_at_the_hour_that_resolve_s_timelines_start_at(study, tmp_path: Path):
    only = (MarkerKind.ELEMENT,)
    times = "00:00:00:10 00:00:00:11 01:00:00:10 01:00:00:11"
    assert times in written(study, tmp_path / "a.edl", only=only)
    moved = written(study, tmp_path / "a.edl", only=only, start_timecode="10:00:00:00")
    assert "10:00:00:10 10:00:00:11" in moved
    with pytest.raises(UserError, match="no timecode"):
        export(study, Wish(to=tmp_path / "b.edl", start_timecode="99"))
    assert not (tmp_path / "b.edl").exists()


def decided(study, verdict: Verdict) -> Kept:
    (one,) = study.candidates(EVERYTHING).candidates
    made = draft_of(one, Kept(), verdict, name="The <hat>", comment="They want it", reason="A reflection")
    return Kept().changed(change_to(made))


def test_accepted_candidates_are_drafts_in_a_story_that_loads(study, tmp_path: Path):
    folder = tmp_path / "deeper"
    folder.mkdir()
    (one,) = study.candidates(EVERYTHING).candidates
    done = export(study, Wish(to=folder / "story.json"))
    assert "every candidate" in done.note
    assert load_story(folder / "story.json").elements[-1].label.startswith("Draft c1")
    export(study, Wish(to=folder / "story.json", kept=decided(study, Verdict.ACCEPTED)))
    story = load_story(folder / "story.json")
    draft = story.elements[-1]
    assert draft.label == "The <hat>"
    assert (draft.start_s, draft.end_s, draft.boundary) == (one.start_s, one.end_s, one.boundary)
    assert [e.id for e in story.elements[:-1]] == ["h", "side"]
    assert (folder / story.media[0].path).resolve() == study.footage_path("m").resolve()
    export(study, Wish(to=folder / "story.json", kept=decided(study, Verdict.REJECTED)))
    assert len(load_story(folder / "story.json").elements) == 2


def test_decisions_show_in_markers(study, tmp_path: Path):
    def kinds(kept: Kept) -> dict[str, dict]:
        text = written(study, tmp_path / "markers.csv", kept=kept)
        return {row["kind"]: row for row in csv.DictReader(text.splitlines())}

    assert "accepted" not in kinds(Kept())
    taken = kinds(decided(study, Verdict.ACCEPTED))
    assert "candidate" not in taken
    assert taken["accepted"]["name"] == "Accepted: The <hat>"
    assert taken["accepted"]["comment"].startswith("They want it – 40 viewers")
    assert taken["accepted"]["colour"] == "#009E73"
    assert {"candidate", "accepted"} & set(kinds(decided(study, Verdict.REJECTED))) == set()


def test_decisions_show_in_the_report(study, tmp_path: Path, qapp):
    taken = written(study, tmp_path / "r.html", kept=decided(study, Verdict.ACCEPTED))
    assert "Accepted hotspots" in taken
    assert "The &lt;hat&gt;" in taken
    assert "They want it" in taken
    refused = written(study, tmp_path / "r.html", kept=decided(study, Verdict.REJECTED))
    assert "Turned down – The &lt;hat&gt;: A reflection" in refused
    assert "Accepted hotspots" not in refused


def test_keyframes_leave_as_rows(study, tmp_path: Path):
    (one,) = study.candidates(EVERYTHING).candidates
    rows = list(csv.DictReader(written(study, tmp_path / "hotspots.csv").splitlines()))
    assert [float(row["t_s"]) for row in rows] == [k.t_s for k in one.boundary]
    corners = [tuple(float(v) for v in pair.split()) for pair in rows[0]["polygon"].split(";")]
    assert corners == [pytest.approx(corner, abs=1e-5) for corner in one.boundary[0].polygon]


def test_h5p_boxes_follow_the_moving_hotspot(study, tmp_path: Path):
    export(study, Wish(to=tmp_path / "x.h5p"))
    with zipfile.ZipFile(tmp_path / "x.h5p") as package:
        about = json.loads(package.read("h5p.json"))
        content = json.loads(package.read("content/content.json"))
    assert about["mainLibrary"] == "H5P.InteractiveVideo"
    items = content["interactiveVideo"]["assets"]["interactions"]
    jacket = [item for item in items if item["label"] == "Jacket"]
    assert [item["duration"] for item in jacket] == [{"from": 0.4, "to": 1.6}]
    assert jacket[0]["x"] == pytest.approx(20)
    assert jacket[0]["y"] == pytest.approx(20)
    assert jacket[0]["width"] == pytest.approx(0.5 * 40, abs=0.02)
    assert jacket[0]["height"] == pytest.approx(0.2 * 40 * 180 / 320)
    assert jacket[0]["action"]["params"]["destination"]["url"] == {"protocol": "https://", "url": "x.example/j"}
    assert json.loads(written(study, tmp_path / "h5p.json")) == content


def test_svg_holds_the_polygons_of_its_moment(study, tmp_path: Path):
    root = ET.fromstring(written(study, tmp_path / "x.svg", at_s=1.0))  # noqa: S314 - our own file
    shapes = root.findall(".//{http://www.w3.org/2000/svg}polygon[@class='boundary']")
    corners = [tuple(float(v) for v in pair.split(",")) for pair in shapes[0].get("points").split()]
    assert corners[0] == (pytest.approx(0.35 * 1280), pytest.approx(0.2 * 720))


def test_a_still_is_the_frame_with_its_overlays(study, tmp_path: Path, qapp):
    export(study, Wish(to=tmp_path / "x.png", at_s=1.0))
    image = QImage(str(tmp_path / "x.png"))
    assert (image.width(), image.height()) == (320, 180)
    assert abs(image.pixelColor(310, 8).red() - 50) <= 6
    edge = image.pixelColor(round(0.45 * 320), round(0.2 * 180))
    assert edge.blue() > edge.red() + 40


def levels(path: Path) -> list[float]:
    capture, found = cv2.VideoCapture(str(path)), []
    while (frame := capture.read())[0]:
        found.append(float(np.median(frame[1][:20, 280:])))
    capture.release()
    return found


def test_a_stretch_of_film_has_exactly_its_frames(study, tmp_path: Path, qapp):
    heard = []
    wish = Wish(to=tmp_path / "x.mp4", selection=Selection(start_s=1.0, end_s=2.0))
    export(study, wish, lambda done, of: heard.append((done, of)))
    found = levels(tmp_path / "x.mp4")
    assert len(found) == 25
    assert found == pytest.approx([2 * k for k in range(25, 50)], abs=6)
    assert heard[-1] == (25, 25)


def test_a_webm_holds_the_same_frames(study, tmp_path: Path, qapp):
    export(study, Wish(to=tmp_path / "x.webm", selection=Selection(start_s=1.0, end_s=1.4)))
    assert levels(tmp_path / "x.webm") == pytest.approx([2 * k for k in range(25, 35)], abs=8)


def test_overlays_are_left_out_of_a_still_where_asked(small_review, tmp_path: Path, capsys, qapp):
    def colour(*arguments: str) -> tuple[int, int, int]:
        still = str(tmp_path / "x.png")
        assert run(["export", str(small_review), "--to", still, "--at", "1", *arguments]) == 0
        edge = QImage(still).pixelColor(round(0.45 * 320), round(0.2 * 180))
        return edge.red(), edge.green(), edge.blue()

    assert colour("--overlays", "none") == pytest.approx((50, 50, 50), abs=6)
    red, _green, blue = colour("--overlays", "heat")
    assert red > blue + 5
    assert colour("--overlays", "boundaries,false_clicks")[2] > 90
    with pytest.raises(SystemExit):
        run(["export", str(small_review), "--to", "x.png", "--overlays", "poem"])
    assert "near_misses" in capsys.readouterr().err


def test_a_cancelled_film_leaves_nothing_behind(study, tmp_path: Path, qapp):
    with pytest.raises(UserError, match="cancelled"):
        export(study, Wish(to=tmp_path / "x.mp4"), cancelled=lambda: True)
    assert list(tmp_path.iterdir()) == []


def test_a_stretch_after_the_end_says_so(study, tmp_path: Path, qapp):
    with pytest.raises(UserError, match="after the film's end"):
        export(study, Wish(to=tmp_path / "x.mp4", selection=Selection(start_s=99.0)))


class Outside(HTMLParser):
    """Collects every address a browser would fetch, and checks that tags close."""

    VOID = frozenset({"meta", "img", "br", "rect", "path", "line", "polygon"})

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.open: list[str] = []
        self.stills = 0

    def handle_starttag(self, name, attrs):
        values = dict(attrs)
        self.addresses += [values[key] for key in ("src", "href", "srcset", "data") if key in values]
        self.stills += name == "img"
        if name not in self.VOID:
            self.open.append(name)

    def handle_startendtag(self, name, attrs):
        assert name in self.VOID, attrs

    def handle_endtag(self, name):
        assert self.open.pop() == name


@pytest.fixture(scope="module")
def report(study, tmp_path_factory, qapp) -> str:
    return written(study, tmp_path_factory.mktemp("report") / "r.html")


def test_a_report_needs_nothing_from_outside(report: str):
    page = Outside()
    page.feed(report)
    assert page.open == []
    assert page.stills >= 1
    assert all(address.startswith("data:image/jpeg;base64,") for address in page.addresses)
    assert not any(word in report for word in ("@import", "url(", "<script", "<link"))


def test_a_report_names_no_viewer_and_no_session(report: str, study):
    assert not any(name in report for name in (*study.sessions.viewer_ids, *study.sessions.ids))
    assert "session-" not in report
    assert "viewer-" not in report


def test_a_report_leaves_texts_out_unless_asked(report: str, study, tmp_path: Path, qapp):
    assert "secret" not in report
    assert "1 free texts are left out" in report
    assert "my secret &lt;opinion&gt;" in written(study, tmp_path / "r.html", texts=True)


def test_a_report_of_one_viewer_does_not_say_who(study, tmp_path: Path, qapp):
    text = written(study, tmp_path / "r.html", selection=Selection(viewer="viewer-yak-3"))
    assert "viewer: Viewer 04" in text
    assert "viewer-yak" not in text
    assert "too few" in text


def test_a_report_gives_numerators_intervals_and_settings(report: str, study):
    rate = study.metrics(EVERYTHING).completion_rate
    low, high = rate.interval
    assert f"{rate.n} of {rate.of}" in report
    assert f"{100 * low:.1f}\u202f% to {100 * high:.1f}\u202f%" in report
    assert "Hook &lt;1&gt;" in report
    assert "Small &amp; &lt;odd&gt;" in report
    assert "near miss width share" in report
    assert report.count("<svg") == 2


@pytest.mark.parametrize("kind", [k for k in KINDS if k.name not in {"film", "report", "still"}], ids=lambda k: k.name)
def test_every_kind_is_written_whole_or_not_at_all(study, tmp_path: Path, kind):
    to = tmp_path / f"x{kind.endings[0]}"
    export(study, Wish(to=to, kind=kind.name))
    assert [path.name for path in tmp_path.iterdir()] == [to.name]
    with pytest.raises(UserError, match="could not be written"):
        export(study, Wish(to=tmp_path / "nowhere" / to.name, kind=kind.name))


@pytest.mark.parametrize(
    ("name", "kind", "wanted"),
    [("a.otio", None, "otio"), ("a.xml", None, "fcp7"), ("elements.csv", None, "elements"), ("A.EDL", None, "edl"),
     ("a.csv", "premiere", "premiere"), ("a.edl", "markers", "edl"), ("a.json", "markers", "kdenlive"),
     ("h5p.json", None, "h5p"), ("a.csv", "markers", "markers")],
)  # fmt: skip
def test_the_kind_is_told_by_ending_and_name(name: str, kind: str | None, wanted: str):
    assert kind_of(Path(name), kind).name == wanted


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [("a.csv", None, "several"), ("a.json", None, "several"), ("a.doc", None, "Nothing"), ("a", None, "no ending"),
     ("a.csv", "otio", "not written to"), ("a.pdf", "film", "not written to")],
)  # fmt: skip
def test_what_is_unclear_is_said(name: str, kind: str | None, said: str):
    with pytest.raises(UserError, match=said):
        kind_of(Path(name), kind)


def test_a_film_that_is_not_here_has_no_timecode_unless_its_rate_is_stated(study, small_review, tmp_path, capsys):
    alone = tmp_path / "alone.footpath"
    alone.write_bytes(small_review.read_bytes())
    assert run(["export", str(alone), "--to", str(tmp_path / "a.edl")]) == 1
    assert "not here" in capsys.readouterr().err
    assert run(["export", str(alone), "--to", str(tmp_path / "a.edl"), "--fps", "29.97"]) == 0
    assert "FCM: DROP FRAME" in (tmp_path / "a.edl").read_text()
    assert run(["export", str(alone), "--to", str(tmp_path / "a.vtt")]) == 0
    assert "in seconds" in capsys.readouterr().out


def test_the_command_line_tells_file_and_end_apart(small_review, tmp_path, capsys, qapp):
    film = str(tmp_path / "a.mp4")
    assert run(["export", str(small_review), "--to", film, "--from", "1", "--to", "1.4"]) == 0
    assert len(levels(Path(film))) == 10
    assert run(["export", str(small_review), "--to", "1", "--to", film, "--until", "3"]) == 0
    assert run(["export", str(small_review), "--to", "a.csv", "--to", "b.csv"]) == 1
    assert "one file" in capsys.readouterr().err
    with pytest.raises(SystemExit) as wrong:
        run(["export", str(small_review), "--to", "a.csv", "--kind", "poem"])
    assert wrong.value.code == 2


def test_licences_of_what_is_needed_are_printed(capsys):
    try:
        metadata.distribution("footpath")
    except metadata.PackageNotFoundError:
        pytest.skip("Footpath is not installed here, only on the path")
    assert run(["--licences"]) == 0
    said = capsys.readouterr().out
    for name in ("footpath", "PySide6_Essentials", "opencv-python-headless", "numpy", "duckdb", "DejaVu fonts"):
        assert f"\n{name}" in said
    assert "\npytest" not in said
