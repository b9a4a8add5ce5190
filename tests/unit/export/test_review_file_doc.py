"""The SQL of docs/review-file.md runs on a review and says what it promises."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "review-file.md"


def test_every_question_in_the_document_is_answered(small_review: Path):
    questions = re.findall(r"```sql\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    database = sqlite3.connect(f"{small_review.as_uri()}?mode=ro", uri=True)
    clicks, choices, refused, elements = (database.execute(question).fetchall() for question in questions)
    assert sum(n for _, n in clicks) == 100
    assert choices == [("ab", 60, 0)]
    assert refused == []
    assert [row[:3] for row in elements] == [("h", "hotspot", "Jacket"), ("side", "cta", "Talk")]
    database.close()


def test_every_column_and_table_is_documented(small_review: Path):
    text = DOCUMENT.read_text(encoding="utf-8")
    database = sqlite3.connect(f"{small_review.as_uri()}?mode=ro", uri=True)
    names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
    views = (database.execute(f"SELECT * FROM {view}").description for view in ("events", "sessions"))
    columns = [column[0] for view in views for column in view]
    assert [name for name in (*names, *columns) if f"`{name}`" not in text] == []
    database.close()
