import threading
import weakref
from functools import partial

import pytest
from PySide6.QtCore import QThread

from footpath.workspace.jobs import Jobs


@pytest.fixture
def jobs(qtbot):
    jobs = Jobs()
    yield jobs
    jobs.close()


def test_a_result_arrives_on_the_interface_thread(jobs, qtbot):
    got = []
    jobs.run(threading.get_ident, done=lambda r: got.append((r, QThread.currentThread())), name="a")
    qtbot.waitUntil(lambda: bool(got), timeout=3000)
    assert got[0][0] != threading.get_ident()
    assert got[0][1] is jobs.thread()


def test_only_the_newest_request_of_a_key_is_delivered(jobs, qtbot):
    gate, got = threading.Event(), []

    def slow(n):
        gate.wait(3)
        return n

    jobs.run(slow, 1, done=got.append, name="n")
    jobs.run(slow, 2, done=got.append, name="n")
    gate.set()
    qtbot.waitUntil(lambda: bool(got), timeout=3000)
    qtbot.wait(50)
    assert got == [2]


def test_an_error_goes_to_failed(jobs, qtbot):
    errors = []
    jobs.run(lambda: 1 // 0, done=errors.append, failed=errors.append, name="bad")
    qtbot.waitUntil(lambda: bool(errors), timeout=3000)
    assert isinstance(errors[0], ZeroDivisionError)
    assert jobs.running == ()


def test_cancelling_stops_work_that_reports_progress(jobs, qtbot):
    stopped = threading.Event()

    def work():
        try:
            while True:
                jobs.progress(1, 2)
        finally:
            stopped.set()

    jobs.run(work, done=lambda _: pytest.fail("delivered"), name="long")
    qtbot.wait(20)
    jobs.cancel("long")
    assert stopped.wait(3)


def test_closing_waits_for_the_threads(qtbot):
    jobs, ended = Jobs(), []
    jobs.run(lambda: (threading.Event().wait(0.05), ended.append(1)), done=print, name="x")
    threading.Event().wait(0.02)
    jobs.close()
    assert ended == [1]


def test_what_the_picture_waits_for_passes_by_long_searches(jobs, qtbot):
    gate, got = threading.Event(), []
    for k in range(3):
        jobs.run(gate.wait, 5, done=lambda _: got.append("search"), name=f"search {k}")
    jobs.run(int, 1, done=got.append, name="count", at_once=True)
    qtbot.waitUntil(lambda: bool(got), timeout=3000)
    assert got == [1]
    gate.set()


def test_a_job_that_is_done_holds_nothing_of_what_it_was_asked(jobs, qtbot):
    class Large:
        pass

    large, done = Large(), []
    held = weakref.ref(large)
    jobs.run(lambda _: None, large, done=partial(lambda _, result: done.append(result), large), name="large")
    del large
    qtbot.waitUntil(lambda: bool(done), timeout=5000)
    qtbot.waitUntil(lambda: held() is None, timeout=5000)
