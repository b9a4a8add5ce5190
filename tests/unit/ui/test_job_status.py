"""What the status bar says of long work."""

from footpath.ui.job_status import JobStatus, speed_words
from footpath.workspace.jobs import Jobs


def test_speed_and_time_left_follow_from_what_was_done():
    assert speed_words(50_000, 200_000, 10.0, "rows") == ["5\u202f000 rows/s", "30 s left"]


def test_before_there_is_something_to_go_by_nothing_is_said():
    assert speed_words(0, 100, 10.0, "rows") == []
    assert speed_words(10, 100, 0.1, "rows") == []


def test_an_unknown_end_has_a_speed_but_no_time_left():
    assert speed_words(100, 0, 10.0, "rows") == ["10 rows/s"]


def test_cancel_stops_the_job_and_tells_it(qtbot):
    jobs, started, ended = Jobs(), [], []

    def work():
        started.append(True)
        while True:
            jobs.progress(1, 10)

    status = JobStatus(jobs)
    qtbot.addWidget(status)
    jobs.stopped.connect(ended.append)
    job = jobs.run(work, done=ended.append, name="Long", stoppable=True)
    qtbot.waitUntil(lambda: status.isVisible() and bool(started), timeout=5000)
    status._cancel.click()
    assert ended == [job]
    qtbot.waitUntil(lambda: not status.isVisible(), timeout=5000)
    jobs.close()
