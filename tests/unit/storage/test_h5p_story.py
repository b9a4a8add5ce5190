"""H5P packages become stories; a hostile one does nothing but be refused."""

import json
import stat
import zipfile
from pathlib import Path

import pytest

from footpath.model.errors import UserError
from footpath.model.story import ElementKind
from footpath.storage.story_source import story_from

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "events" / "h5p"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples are not beside this checkout")


def package(path, content, **files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("content/content.json", json.dumps(content))
        for name, data in files.items():
            zipped.writestr(name.replace("__", "/"), data)
    return path


def interaction(library, start, end, name, params=None, **more):
    return {"x": 25, "y": 50, "width": 10, "height": 9, "duration": {"from": start, "to": end}, "displayType": "poster",
            "action": {"library": library, "params": params or {}, "subContentId": name}, **more}  # fmt: skip


@needs_samples
def test_the_real_package_is_a_story_of_two_quizzes(tmp_path):
    story = story_from(SAMPLES / "interactive-video-truefalse.h5p", tmp_path / "r.footpath")
    assert {element.kind for element in story.elements} == {ElementKind.QUIZ}
    first = story.elements[0]
    assert (first.start_s, first.end_s, first.options, first.correct) == (33.0, 43.0, ("true", "false"), ("true",))
    assert first.question == "¿le dejó el padre al hijo menor de herencia un gato?"
    assert first.boundary[0].polygon[0] == pytest.approx((0.13100436681223, 0.17441860465116))


@needs_samples
@pytest.mark.parametrize("name", ["edlib-interactiveWithNoVideo", "edlib-interactiveWithOneQuestionnaireAndTwoOthers"])
def test_real_contents_are_stories_too(tmp_path, name):
    story = story_from(SAMPLES / f"{name}.json", tmp_path / "r.footpath")
    kinds = [element.kind.value for element in story.elements]
    assert kinds == ([] if "NoVideo" in name else ["survey", "quiz", "quiz"])


def test_boxes_links_bookmarks_and_a_film_inside(tmp_path):
    jump = {"destination": {"type": "timecode", "time": 65}}
    content = {"interactiveVideo": {
        "video": {"files": [{"path": "videos/film.mp4"}], "startScreenOptions": {"title": "A &amp; B"}},
        "assets": {
            "bookmarks": [{"time": 60, "label": "Second half"}],
            "interactions": [
                interaction("H5P.Link 1.3", 1, 4, "l", {"linkWidget": {"protocol": "https://", "url": "x.org"}}),
                interaction("H5P.IVHotspot 1.2", 5, 9, "h", jump, label="<p>Jump</p>"),
                interaction("H5P.Text 1.1", 5, 9, "t"),
            ],
        },
    }}  # fmt: skip
    story = story_from(
        package(tmp_path / "p.h5p", content, content__videos__film__mp4=b"film"), tmp_path / "r.footpath"
    )
    assert (story.title, [scene.label for scene in story.scenes]) == ("A & B", ["Part 1", "Second half"])
    assert [(e.id, e.kind.value, e.label, e.target) for e in story.elements] == [
        ("l", "link", "link", "https://x.org"), ("h", "hotspot", "Jump", None),
    ]  # fmt: skip
    assert story.elements[0].boundary[0].polygon[2] == pytest.approx((0.5, 0.5 + 9 / 40 * 16 / 9))
    assert [(c.from_scene, c.to_scene, c.element_id) for c in story.choices] == [("s1", "s2", "h")]


def test_a_film_in_the_package_is_unpacked_beside_the_review(tmp_path):
    content = {"interactiveVideo": {"video": {"files": [{"path": "videos/film.mp4"}]}, "assets": {}}}
    with zipfile.ZipFile(tmp_path / "p.h5p", "w") as zipped:
        zipped.writestr("content/content.json", json.dumps(content))
        zipped.writestr("content/videos/film.mp4", b"film")
    story = story_from(tmp_path / "p.h5p", tmp_path / "r.footpath")
    assert Path(story.media[0].path).read_bytes() == b"film"
    assert Path(story.media[0].path).parent == (tmp_path / "r-media").resolve()


def branch(text, lands):
    return {"text": text, "nextContentId": lands}


def test_a_branching_scenario_is_scenes_and_choices(tmp_path):
    content = {"branchingScenario": {"content": [
        {"type": {"library": "H5P.Video 1.6", "params": {"sources": [{"path": "a.mp4"}]}}, "contentTitle": "Start",
         "nextContentId": 1},
        {"type": {"library": "H5P.BranchingQuestion 1.0", "params": {"branchingQuestion": {
            "question": "<p>Which?</p>",
            "alternatives": [branch("Left", 2), branch("Right", 3), branch("Stop", -1)]}}}},
        {"type": {"library": "H5P.Video 1.6", "params": {}}, "contentTitle": "Left way", "nextContentId": 3},
        {"type": {"library": "H5P.InteractiveVideo 1.27", "params": {"interactiveVideo": {"assets": {"interactions": [
            interaction("H5P.MultiChoice 1.16", 2, 3, "q",
                        {"answers": [{"text": "A", "correct": True}, {"text": "B"}]})]}}}},
         "contentTitle": "Right way", "nextContentId": -1},
    ]}}  # fmt: skip
    story = story_from(package(tmp_path / "p.h5p", content), tmp_path / "r.footpath")
    assert [(s.id, s.label, s.ending) for s in story.scenes] == [
        ("s0", "Start", False), ("s2", "Left way", False), ("s3", "Right way", True), ("end", "End", True),
    ]  # fmt: skip
    assert [(c.label, c.from_scene, c.to_scene, c.default) for c in story.choices] == [
        ("Left", "s0", "s2", False), ("Right", "s0", "s3", False), ("Stop", "s0", "end", False),
        ("goes on", "s2", "s3", True),
    ]  # fmt: skip
    assert [e.kind.value for e in story.elements].count("choice") == 3
    assert next(e for e in story.elements if e.id == "q").correct == ("A",)


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil", "content/../../evil", "..\\evil", "C:/evil"])
def test_a_name_that_leads_out_of_the_package_is_refused(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "p.h5p", "w") as zipped:
        zipped.writestr("content/content.json", "{}")
        zipped.writestr(name, b"evil")
    with pytest.raises(UserError, match="leads out"):
        story_from(tmp_path / "p.h5p", tmp_path / "r.footpath")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.h5p"]


def test_a_link_is_refused(tmp_path):
    link = zipfile.ZipInfo("content/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "p.h5p", "w") as zipped:
        zipped.writestr(link, "/etc/passwd")
    with pytest.raises(UserError, match="link"):
        story_from(tmp_path / "p.h5p", tmp_path / "r.footpath")


def test_a_package_that_explodes_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "p.h5p", "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("content/content.json", b"[" + b" " * (40 << 20) + b"]")
    with pytest.raises(UserError, match="times its size"):
        story_from(tmp_path / "p.h5p", tmp_path / "r.footpath")


@pytest.mark.parametrize("data", [b"PK", b"PK\x03\x04" + b"\0" * 50, b"PK\x05\x06" + b"\xff" * 18])
def test_a_broken_package_is_refused(tmp_path, data):
    (tmp_path / "p.h5p").write_bytes(data)
    with pytest.raises(UserError, match=r"can't be opened|no content"):
        story_from(tmp_path / "p.h5p", tmp_path / "r.footpath")
