"""A disk that fills up in the midst of an import: one sentence, and the review as it was."""

import subprocess
import sys

import pytest

from footpath.storage.importing import import_events
from footpath.storage.review import Review

HEAD = "session_id,at,kind,media_time\n"
ROOM_BYTES = 1 << 20
WORK = f"""
import resource, sys
from pathlib import Path
from footpath.model.errors import UserError
from footpath.storage.importing import import_events
resource.setrlimit(resource.RLIMIT_FSIZE, ({ROOM_BYTES}, {ROOM_BYTES}))
try:
    import_events([Path(sys.argv[1])], Path(sys.argv[2]))
except UserError as error:
    print(error)
"""

pytest.importorskip("resource")  # of Unix


def rows(first, count):
    return HEAD + "".join(f"s{k},2024-05-01T10:00:00Z,play,{k % 60}\n" for k in range(first, first + count))


@pytest.mark.parametrize("extend", [True, False])
def test_the_review_is_as_it_was(tmp_path, extend):
    small, large, out = tmp_path / "small.csv", tmp_path / "large.csv", tmp_path / "r.footpath"
    small.write_text(rows(0, 50))
    large.write_text(rows(1000, 60_000))
    before = None
    if extend:
        import_events([small], out)
        before = out.read_bytes()
    command = [sys.executable, "-c", WORK, str(large), str(out)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "The review could not be written" in told
    assert (out.read_bytes() if out.exists() else None) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        ["small.csv", "large.csv", *([out.name] if extend else [])]
    )
    assert import_events([large], out).stored == 60_000
    with Review.open(out) as review:
        assert review.count == 60_000 + (50 if extend else 0)
