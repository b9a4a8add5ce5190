"""Where pages end: never within a table of one row, never between a heading and what it is about."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument, QTextFormat, QTextFrame, QTextTable

BREAK = QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore
OBJECT = "\ufffc"
LEAD_BLOCKS = 2  # so many paragraphs may stand between a heading and its figure or table

Part = QTextFrame | QTextBlock


def keep_together(document: QTextDocument) -> None:
    """Begin a page before whatever a page's end would part, from the first page on."""
    while (parted := _first_parted(document)) is not None:
        _break_before(document, parted)


def _first_parted(document: QTextDocument) -> Part | None:
    layout, height = document.documentLayout(), document.pageSize().height()
    heading: QTextBlock | None = None
    since = 0
    for part in _parts(document):
        box = layout.frameBoundingRect(part) if isinstance(part, QTextFrame) else layout.blockBoundingRect(part)
        first = _page(box.top(), height)
        if heading is not None and _page(layout.blockBoundingRect(heading).top(), height) < first:
            return heading
        if _is_one_row(part) and _is_parted(box, height) and not _has_break(part):
            return heading or part
        since += 1
        if isinstance(part, QTextBlock) and part.blockFormat().headingLevel() and heading is None:
            heading, since = (None if _has_break(part) else part), 0
        elif isinstance(part, QTextFrame) or OBJECT in part.text() or since > LEAD_BLOCKS:
            heading = None
    return None


def _parts(document: QTextDocument) -> Iterator[Part]:
    """The document's tables and the paragraphs outside them, in order."""
    place = document.rootFrame().begin()
    while not place.atEnd():
        frame, block = place.currentFrame(), place.currentBlock()
        if frame is not None:
            yield frame
        elif block.isValid():
            yield block
        place += 1


def _page(y: float, height: float) -> int:
    return int((y + 0.5) // height)


def _is_parted(box: QRectF, height: float) -> bool:
    return box.height() < height and _page(box.top(), height) < _page(box.bottom() - 1.0, height)


def _is_one_row(part: Part) -> bool:
    return isinstance(part, QTextTable) and part.rows() == 1


def _has_break(part: Part) -> bool:
    style = part.frameFormat() if isinstance(part, QTextFrame) else part.blockFormat()
    return bool(style.pageBreakPolicy() & BREAK)


def _break_before(document: QTextDocument, part: Part) -> None:
    if isinstance(part, QTextFrame):
        style = part.frameFormat()
        style.setPageBreakPolicy(BREAK)
        part.setFrameFormat(style)
        return
    cursor, paragraph = QTextCursor(part), part.blockFormat()
    paragraph.setPageBreakPolicy(BREAK)
    cursor.setBlockFormat(paragraph)
    document.markContentsDirty(part.position(), part.length())
