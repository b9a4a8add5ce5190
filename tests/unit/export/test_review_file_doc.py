"""The SQL of docs/review-file.md runs on a review and says what it promises."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from footpath.model.kept import Kept
from footpath.study.keeping import save_kept

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "review-file.md"


def test_every_question_in_the_document_is_answered(small_review: Path, tmp_path: Path):
    review = tmp_path / "decided.footpath"
    review.write_bytes(small_review.read_bytes())
    words = {"name": "The hat", "comment": "asked for", "start": 2.5, "end": 3.0}
    drafts = {("draft", f"draft_{i}"): words | {"verdict": v} for i, v in enumerate(("accepted", "rejected"))}
    save_kept(review, Kept(), Kept(drafts))
    questions = re.findall(r"```sql\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    database = sqlite3.connect(f"{review.as_uri()}?mode=ro", uri=True)
    clicks, choices, refused, elements, accepted = (database.execute(question).fetchall() for question in questions)
    assert sum(n for _, n in clicks) == 100
    assert choices == [("ab", 60, 0)]
    assert refused == []
    assert [row[:3] for row in elements] == [("h", "hotspot", "Jacket"), ("side", "cta", "Talk")]
    assert accepted == [("The hat", "asked for", 2.5, 3.0)]
    database.close()


def test_every_column_and_table_is_documented(small_review: Path):
    text = DOCUMENT.read_text(encoding="utf-8")
    database = sqlite3.connect(f"{small_review.as_uri()}?mode=ro", uri=True)
    names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
    views = (database.execute(f"SELECT * FROM {view}").description for view in ("events", "sessions"))
    columns = [column[0] for view in views for column in view]
    assert [name for name in (*names, *columns) if f"`{name}`" not in text] == []
    database.close()
