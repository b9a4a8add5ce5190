"""Pages end where nothing is parted; figures keep their shape."""

from __future__ import annotations

import re
from pathlib import Path

from pypdf import PdfReader

from footpath.render.pages import Pages, pdf_of

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 300"><path d="M0 0C50 0 50 90 90 90Z"/></svg>'


def written(folder: Path, html: str, figures=None) -> PdfReader:
    pages = Pages(html, "td { padding: 4px }", figures or {}, "Title", "foot")
    (folder / "x.pdf").write_bytes(pdf_of(pages, ()))
    return PdfReader(folder / "x.pdf")


def text_of(page) -> str:
    return re.sub(r"[ \t]+", " ", page.extract_text())


def item(i: int) -> str:
    lines = "<br>".join(f"line {i}.{k}." for k in range(7))
    return f"<table><tr><td>{lines}</td></tr></table>"


def test_a_table_of_one_row_is_never_parted(tmp_path: Path, qapp):
    reader = written(tmp_path, "".join(item(i) for i in range(23)))
    assert len(reader.pages) >= 3
    for page in reader.pages:
        found = re.findall(r"line (\d+)\.(\d)\.", text_of(page))
        whole = {int(i) for i, _ in found}
        assert len(found) == 7 * len(whole)


def test_a_heading_stays_with_what_it_is_about(tmp_path: Path, qapp):
    for filling in range(30, 56):
        text = "<br>".join("filling" for _ in range(filling))
        reader = written(tmp_path, f"<p>{text}</p><h2>Heading</h2><p>Lead.</p>{item(1)}")
        (with_heading,) = [text_of(page) for page in reader.pages if "Heading" in text_of(page)]
        assert "line 1.6." in with_heading


def test_a_figure_higher_than_a_page_is_made_to_fit(tmp_path: Path, qapp):
    reader = written(tmp_path, '<p><img src="f" width="100"></p>', {"f": SVG})
    assert len(reader.pages) == 1
    assert b" c" in reader.pages[0].get_contents().get_data()


def test_what_is_taller_than_a_page_is_parted_rather_than_sought_for_ever(tmp_path: Path, qapp):
    lines = "<br>".join(f"n{k}." for k in range(150))
    reader = written(tmp_path, f"<h2>Long</h2><table><tr><td>{lines}</td></tr></table>")
    said = " ".join(text_of(page) for page in reader.pages)
    assert all(f"n{k}." in said for k in range(150))
