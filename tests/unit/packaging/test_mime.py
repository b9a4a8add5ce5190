"""A review is known by its name and by what is in it; opening it is handed over to the window."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from footpath.storage.schema import create

PACKAGING = Path(__file__).resolve().parents[3] / "packaging"
SPACE = "{http://www.freedesktop.org/standards/shared-mime-info}"


def test_the_magic_number_is_where_a_review_has_it(tmp_path: Path):
    with sqlite3.connect(tmp_path / "x.footpath") as database:
        create(database)
    database.close()
    root = ET.parse(PACKAGING / "footpath-mime.xml").getroot()  # noqa: S314 - our own file
    (match,) = root.iter(f"{SPACE}match")
    offset = int(match.get("offset"))
    assert match.get("type") == "big32"
    assert (tmp_path / "x.footpath").read_bytes()[offset : offset + 4] == int(match.get("value"), 16).to_bytes(4, "big")
    assert [glob.get("pattern") for glob in root.iter(f"{SPACE}glob")] == ["*.footpath"]


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [("desktop-file-validate", ["footpath.desktop"]),
     ("appstreamcli", ["validate", "--no-net", "footpath.metainfo.xml"])],
)  # fmt: skip
def test_the_desktop_s_own_tools_find_nothing_wrong(tool: str, arguments: list[str]):
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed here")
    done = subprocess.run([tool, *arguments], cwd=PACKAGING, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
