"""Logs of the standards: every entry of the real samples is an event or is refused with a reason."""

import gzip
import json
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from footpath.storage.importing import import_events
from footpath.storage.review import Review
from footpath.storage.standards import CALIPER, EDX, XAPI, Other, entries_of, seconds_of, standard_of, told_by
from footpath.study.study import Study

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "events"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples are not beside this checkout")
VIDEO = "https://w3id.org/xapi/video/"


def statement(verb, result=None, context=None, of="video/1", kind=f"{VIDEO}activity-type/video"):
    return {
        "actor": {"account": {"name": "ann"}},
        "verb": {"id": verb},
        "object": {"id": of, "definition": {"type": kind}},
        "timestamp": "2024-05-01T10:00:00Z",
        "result": result or {},
        "context": {"registration": "r1", **(context or {})},
    }


def test_an_xapi_seek_lands_where_it_went_to_and_tells_where_it_came_from():
    moved = {f"{VIDEO}extensions/time-from": 9.5, f"{VIDEO}extensions/time-to": 2}
    told = told_by(statement(f"{VIDEO}verbs/seeked", {"extensions": moved}))
    assert (told["kind"], told["media_time"], told["value"]) == ("seek", 2, 9.5)
    assert (told["session_id"], told["viewer_id"], told["media_id"]) == ("r1", "ann", "video/1")


def test_the_video_profiles_session_id_comes_before_the_registration():
    context = {"extensions": {f"{VIDEO}extensions/session-id": "s7"}}
    assert told_by(statement(f"{VIDEO}verbs/played", context=context))["session_id"] == "s7"


def test_an_h5p_answer_is_an_answer_to_the_part_it_names():
    told = told_by(statement(
        "http://adlnet.gov/expapi/verbs/answered",
        {"response": "2"},
        {"extensions": {"http://id.tincanapi.com/extension/ending-point": "PT1M2.5S"}},
        of="https://site/h5p/5?subContentId=q1",
    ))  # fmt: skip
    assert (told["kind"], told["media_id"], told["element_id"], told["value"], told["media_time"]) == (
        "answer", "https://site/h5p/5", "q1", "2", 62.5,
    )  # fmt: skip


def test_a_completed_course_is_no_event_of_a_video():
    told = told_by(
        statement("http://adlnet.gov/expapi/verbs/completed", kind="http://adlnet.gov/expapi/activities/course")
    )
    assert isinstance(told, Other)


def test_an_edx_event_inside_a_string_is_read():
    told = told_by({
        "event_type": "seek_video", "time": "2014-05-02T16:44:36Z", "session": "s", "context": {"user_id": 3},
        "event": json.dumps({"id": "v", "old_time": 14.2, "new_time": 7.3}),
    })  # fmt: skip
    assert (told["kind"], told["media_time"], told["value"], told["viewer_id"]) == ("seek", 7.3, 14.2, 3)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("PT3M14.381S", 194.381), ("P1DT1H", 90_000.0), ("PT0S", 0.0), ("P", None), (None, None), (4, 4.0)],
)
def test_iso_durations(text, seconds):
    assert seconds_of(text) == (pytest.approx(seconds) if seconds is not None else None)


def entries(path):
    """Every entry of a sample, read the plain way."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    try:
        found = json.loads(text)
    except ValueError:
        found = [json.loads(line) for line in text.splitlines() if line.strip() and not line.startswith("#")]
    for item in found if isinstance(found, list) else [found]:
        yield from entries_of(item)


@needs_samples
@pytest.mark.parametrize(
    ("name", "standard"),
    [
        ("xapi/fun-mooc-8000.jsonl.gz", XAPI),
        ("xapi/tccc_dev.json.gz", XAPI),
        ("edx/video_timeline.log", EDX),
        ("edx/module_engagement_acceptance_tracking_20150416.log", EDX),
        ("caliper/caliperEnvelopeMixedBatch.json", CALIPER),
        ("caliper/caliperEnvelopeEventBatch.json", CALIPER),
        ("caliper/seek_video.json", CALIPER),
        ("edx/single/seek_video.json", EDX),
        ("xapi/openedx/seek_video.json", XAPI),
    ],
)
def test_every_entry_of_a_real_log_is_accounted_for(tmp_path, name, standard):
    out = tmp_path / "r.footpath"
    report = import_events([SAMPLES / name], out)
    found = list(entries(SAMPLES / name))
    assert report.read == len(found) == report.stored + report.duplicate + report.rejected
    others = sum(isinstance(told_by(entry), Other) or told_by(entry) is None for entry in found)
    assert Counter(reason.code for reason in report.reasons for _ in range(reason.count))["not_video"] == others
    assert any(standard_of(entry) == standard for entry in found) or standard == CALIPER


@needs_samples
def test_the_same_seek_is_the_same_event_in_all_three_standards(tmp_path):
    said = set()
    for name in ("xapi/openedx", "caliper", "edx/single"):
        out = tmp_path / f"{name.replace('/', '-')}.footpath"
        import_events([SAMPLES / name / "seek_video.json"], out)
        with Review.open(out) as review:
            events = review.events()
        said.add((int(events.kind[0]), float(events.t_s[0]), events.values[events.value[0]]))
    assert said == {(3, 10.0, "194.381")}


@needs_samples
def test_a_week_of_a_real_platform_opens_as_a_study_of_ten_films(tmp_path):
    import_events([SAMPLES / "xapi" / "fun-mooc-8000.jsonl.gz"], tmp_path / "r.footpath")
    study = Study.open(tmp_path / "r.footpath")
    assert len(study.story.media) == 10
    assert len(study.events) == 6717
    assert study.reading.played.any()


@needs_samples
def test_the_edx_timeline_holds_the_segments_its_comments_promise(tmp_path):
    """By fives of seconds its comments expect 1,2,2,1,2 and 1,1,0,0,0 and 0,0,0,1,1.

    The first viewer's third is 3 here: after a seek to 17 s the player says that it plays at 14 s, and is believed.
    """
    import_events([SAMPLES / "edx" / "video_timeline.log"], tmp_path / "r.footpath")
    study = Study.open(tmp_path / "r.footpath")
    intervals = study.reading.intervals
    touched = []
    for session in range(3):
        mine = intervals.session == session
        watched = list(zip(intervals.start_s[mine].tolist(), intervals.end_s[mine].tolist(), strict=True))
        touched.append([sum(start < 5 * k + 5 and end > 5 * k for start, end in watched) for k in range(5)])
    assert touched == [[1, 2, 3, 1, 2], [1, 1, 0, 0, 0], [0, 0, 0, 1, 1]]


def test_parquet_gives_the_same_events_as_csv(tmp_path):
    rows = ["s1,2024-05-01T10:00:00Z,click,1.5,0.25,0.5", "s2,2024-05-01T10:00:01Z,play,0,,"]
    (tmp_path / "e.csv").write_text("\n".join(["session_id,at,kind,media_time,x,y", *rows]) + "\n")
    with duckdb.connect() as db:
        source, target = tmp_path / "e.csv", tmp_path / "e.parquet"
        db.execute(f"COPY (SELECT * FROM read_csv('{source}')) TO '{target}' (FORMAT parquet)")
    both = import_events([source, target], tmp_path / "r.footpath")
    assert (both.read, both.stored, both.duplicate) == (4, 2, 2)
