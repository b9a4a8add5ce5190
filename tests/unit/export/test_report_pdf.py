"""The report as PDF, read by pypdf: whole, with its words as text, its drawings as vectors, no one named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from footpath.model.errors import UserError
from footpath.model.selection import EVERYTHING, Selection
from footpath.study.exporting import Wish, export


@pytest.fixture(scope="module")
def pdf(study, tmp_path_factory, qapp) -> PdfReader:
    to = tmp_path_factory.mktemp("pdf") / "r.pdf"
    export(study, Wish(to=to))
    assert [path.name for path in to.parent.iterdir()] == [to.name]
    return PdfReader(to)


def words_of(reader: PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def test_it_says_what_the_report_says(pdf: PdfReader, study):
    said = words_of(pdf)
    rate = study.metrics(EVERYTHING).completion_rate
    for title in ("Small & <odd>", "Overview", "What stands out", "Paths", "Drop-off", "Candidate hotspots", "Method"):
        assert title in said
    assert f"{rate.n} of {rate.of}" in said
    assert "near miss width share" in said
    assert f"1 / {len(pdf.pages)}" in said
    assert pdf.metadata.title == "Small & <odd>"


def test_it_names_no_one_and_quotes_no_one(pdf: PdfReader, study):
    said = words_of(pdf)
    assert not any(name in said for name in (*study.sessions.viewer_ids, *study.sessions.ids))
    assert "secret" not in said


def test_its_drawings_are_vectors_and_its_fonts_come_along(pdf: PdfReader, study):
    found = study.candidates(EVERYTHING).candidates
    pictures = sum(len(page.images) for page in pdf.pages)
    assert pictures == len(found)  # the stills alone
    drawn = b"\n".join(page.get_contents().get_data() for page in pdf.pages)
    assert len(re.findall(rb" c\s", drawn)) >= 8  # the Sankey's bands are curves
    fonts = [font.get_object() for page in pdf.pages for font in page["/Resources"]["/Font"].values()]
    assert {str(font["/BaseFont"]).lstrip("/")[-10:] for font in fonts} == {"DejaVuSans", "uSans-Bold"}
    assert all("/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts)


def test_names_and_texts_are_printed_where_asked(study, tmp_path: Path, qapp):
    export(study, Wish(to=tmp_path / "r.pdf", texts=True, selection=Selection(viewer="viewer-yak-7")))
    said = words_of(PdfReader(tmp_path / "r.pdf"))
    assert "Viewer 08" in said
    assert "my secret <opinion>" in said
    assert "viewer-yak" not in said
    export(study, Wish(to=tmp_path / "r.pdf", names=True, selection=Selection(viewer="viewer-yak-7")))
    assert "viewer-yak-7" in words_of(PdfReader(tmp_path / "r.pdf"))


def test_a_cancelled_report_leaves_nothing_behind(study, tmp_path: Path, qapp):
    for calls in (1, 3):
        answers = iter([False] * calls)
        with pytest.raises(UserError, match="cancelled"):
            export(study, Wish(to=tmp_path / "r.pdf"), cancelled=lambda a=answers: next(a, True))
        assert list(tmp_path.iterdir()) == []


def test_a_place_that_can_t_be_written_is_told(study, tmp_path: Path, qapp):
    with pytest.raises(UserError, match="could not be written"):
        export(study, Wish(to=tmp_path / "nowhere" / "r.pdf"))
