"""A report as one HTML file that needs nothing else, or as pages of paper."""

from __future__ import annotations

import re

from footpath.export.html_text import words
from footpath.export.report import Report
from footpath.export.report_layout import PaperLayout, ScreenLayout
from footpath.export.report_sections import body
from footpath.export.report_style import PAPER_STYLE, STYLE
from footpath.render.pages import Pages

WIDE_TABLE = re.compile('<table(?! class="(?:shown|settings)")')


def report_html(report: Report) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{words(report.title)} – Footpath</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{body(report, ScreenLayout())}\n</main>\n</body>\n</html>\n"
    )


def report_pages(report: Report) -> Pages:
    layout = PaperLayout()
    html = WIDE_TABLE.sub('<table width="100%" cellspacing="0"', body(report, layout))
    foot = f"{report.title} – Footpath {report.version}, {report.made}"
    return Pages(f"<body>{html}</body>", PAPER_STYLE, layout.figures, report.title, foot)
