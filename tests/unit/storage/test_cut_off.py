"""An import that is cut off at any instant leaves the review as it was, and the next start says so."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from footpath.storage.cut_off import CUT_OFF_NOTE, journal_of, take_back
from footpath.storage.importing import import_events
from footpath.study.study import Study

HEADER = "session_id,at,kind,media_time"
WORK = """
import sys
from pathlib import Path
from footpath.storage.importing import import_events
print("begun", flush=True)
import_events([Path(sys.argv[1])], Path(sys.argv[2]), progress=lambda done, _: print(done, flush=True))
"""


def rows(first, count):
    return "\n".join(f"s{k},2024-05-01T10:00:00Z,play,{k}" for k in range(first, first + count))


@pytest.fixture
def files(tmp_path):
    (tmp_path / "small.csv").write_text(f"{HEADER}\n{rows(0, 50)}\n")
    (tmp_path / "large.csv").write_text(f"{HEADER}\n{rows(100, 260_000)}\n")
    return tmp_path


def killed(files, out, at_least_rows):
    """Start importing the large file, and kill it once it has told that many rows."""
    command = [sys.executable, "-c", WORK, str(files / "large.csv"), str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ}) as child:
        for line in child.stdout:
            if line.strip().isdigit() and int(line) >= at_least_rows:
                break
        time.sleep(0.02)
        child.send_signal(signal.SIGKILL)


@pytest.mark.parametrize("at_least_rows", [1, 100_000, 250_000])
def test_killed_while_extending_a_review(files, at_least_rows):
    out = files / "r.footpath"
    import_events([files / "small.csv"], out)
    killed(files, out, at_least_rows)
    cut_off = Path(f"{out}-journal").exists()
    study = Study.open(out)
    assert len(study.events) in ({50} if cut_off else {50, 260_050})
    assert study.cut_off == cut_off
    assert not Study.open(out).cut_off
    with sqlite3.connect(out) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


def test_killed_while_making_a_review(files):
    out = files / "r.footpath"
    killed(files, out, 100_000)
    assert not out.exists()
    report = import_events([files / "small.csv"], out)
    assert (report.stored, report.notes[:1]) == (50, (CUT_OFF_NOTE,))
    assert [path.name for path in files.iterdir() if path.name.startswith(".")] == []


def test_a_part_that_another_import_is_filling_stays(files):
    out, part = files / "r.footpath", files / ".r.footpath-other.part"
    busy = sqlite3.connect(part, isolation_level=None)
    busy.execute("CREATE TABLE t (x)")
    busy.execute("BEGIN IMMEDIATE")
    busy.execute("INSERT INTO t VALUES (1)")
    report = import_events([files / "small.csv"], out)
    assert CUT_OFF_NOTE not in report.notes
    assert part.exists()
    busy.close()


def test_a_pipe_is_refused_at_once(tmp_path):
    from footpath.model.errors import UserError

    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UserError, match="ordinary"):
        import_events([tmp_path / "pipe"], tmp_path / "r.footpath")


def test_a_review_that_another_is_writing_is_not_called_cut_off(files):
    out = files / "r.footpath"
    import_events([files / "small.csv"], out)
    with closing(sqlite3.connect(out, isolation_level=None)) as other:
        other.execute("PRAGMA cache_size = 1")  # so that pages reach the file before the end
        other.execute("BEGIN EXCLUSIVE")
        other.executemany("INSERT INTO notes VALUES (?)", ((f"{k} {'x' * 2000}",) for k in range(100)))
        assert journal_of(out).stat().st_size
        assert take_back(out) is False
        other.execute("ROLLBACK")
    assert len(Study.open(out).events) == 50
