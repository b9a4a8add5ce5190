"""Pages of a PDF from rich text, vector drawings and pictures, laid out and painted by Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontDatabase,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QPyTextObject,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtSvg import QSvgRenderer

from footpath.render.page_breaks import keep_together

MARGINS_MM = QMarginsF(15, 14, 15, 12)
DOTS_PER_INCH = 300
FOOT_LINES = 2.4
TEXT_POINTS, FOOT_POINTS = 9.0, 7.5
INK, FOOT_INK = "#1b1e23", "#59626d"
MOST_OF_A_PAGE = 0.92  # a figure is never taller: there is always room for it


@dataclass(frozen=True, slots=True)
class Pages:
    """What is printed.

    `html` is what QTextDocument reads; `<img src="NAME" width="PERCENT">` in it stands for `figures[NAME]`, an SVG
    drawing (text) or a JPEG or PNG picture (bytes), so wide of the page. `foot` stands at the bottom of every page.
    """

    html: str
    css: str
    figures: Mapping[str, str | bytes]
    title: str
    foot: str


def pdf_of(pages: Pages, fonts: Sequence[Path], progress: Callable[[int, int], None] | None = None) -> bytes:
    """The pages (A4) as a PDF's bytes; drawings stay vectors. `progress` hears (page, of), and may raise to stop."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = _writer(buffer, pages.title)
    family = _family(fonts)
    figures = _Figures(pages.figures)
    document = _document(writer, pages, figures, _font(family, TEXT_POINTS))
    painter = QPainter(writer)
    try:
        count = document.pageCount()
        for page in range(count):
            if progress is not None:
                progress(page, count)
            if page:
                writer.newPage()
            _draw_page(painter, document, page)
            _draw_foot(painter, writer, _font(family, FOOT_POINTS), pages.foot, f"{page + 1} / {count}")
    finally:
        painter.end()
    return bytes(buffer.data().data())


def _writer(buffer: QBuffer, title: str) -> QPdfWriter:
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(MARGINS_MM, QPageLayout.Unit.Millimeter)
    writer.setResolution(DOTS_PER_INCH)
    writer.setTitle(title)
    writer.setCreator("Footpath")
    return writer


def _family(fonts: Sequence[Path]) -> str:
    """The family of the fonts that come along: a report looks the same on every machine."""
    numbers = [QFontDatabase.addApplicationFont(str(font)) for font in fonts]
    families = [family for number in numbers for family in QFontDatabase.applicationFontFamilies(number)]
    return families[0] if families else QFont().family()


def _font(family: str, points: float) -> QFont:
    font = QFont(family)
    font.setPointSizeF(points)
    font.setFeature(QFont.Tag("liga"), 0)  # “off” is found by whoever searches for it
    return font


def _document(writer: QPdfWriter, pages: Pages, figures: _Figures, font: QFont) -> QTextDocument:
    document = QTextDocument()
    figures.setParent(document)
    layout = document.documentLayout()
    layout.setPaintDevice(writer)
    layout.registerHandler(QTextFormat.ObjectTypes.ImageObject.value, figures)
    document.setDefaultFont(font)
    document.setDefaultStyleSheet(pages.css)
    document.setDocumentMargin(0)
    document.setHtml(pages.html)
    foot = FOOT_LINES * FOOT_POINTS / 72 * writer.logicalDpiY()
    document.setPageSize(QSizeF(writer.width(), writer.height() - foot))
    keep_together(document)
    return document


def _draw_page(painter: QPainter, document: QTextDocument, page: int) -> None:
    size = document.pageSize()
    shown = QRectF(0, page * size.height(), size.width(), size.height())
    painter.save()
    painter.translate(0, -shown.top())
    painter.setClipRect(shown)
    context = QAbstractTextDocumentLayout.PaintContext()
    context.clip = shown
    context.palette.setColor(QPalette.ColorRole.Text, QColor(INK))
    document.documentLayout().draw(painter, context)
    painter.restore()


def _draw_foot(painter: QPainter, writer: QPdfWriter, font: QFont, left: str, right: str) -> None:
    painter.setFont(font)
    painter.setPen(QColor(FOOT_INK))
    height = painter.fontMetrics().height()
    line = QRectF(0, writer.height() - height, writer.width(), height)
    left = painter.fontMetrics().elidedText(left, Qt.TextElideMode.ElideRight, round(writer.width() * 0.85))
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, left)
    painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, right)


class _Figures(QPyTextObject):
    """Draws what stands for an image: SVG as vectors, JPEG and PNG as pictures."""

    def __init__(self, figures: Mapping[str, str | bytes]) -> None:
        super().__init__()
        self._drawings = {name: QSvgRenderer(QByteArray(svg.encode())) for name, svg in figures.items()
                          if isinstance(svg, str)}  # fmt: skip
        self._pictures = {name: QImage.fromData(data) for name, data in figures.items() if isinstance(data, bytes)}

    def intrinsicSize(self, document: QTextDocument, _position: int, format_: QTextFormat) -> QSizeF:  # noqa: N802
        image = format_.toImageFormat()
        page = document.pageSize()
        shape = self._shape(image.name())
        width = page.width() * (image.width() or 100.0) / 100
        height = width * shape.height() / max(shape.width(), 1.0)
        if height > page.height() * MOST_OF_A_PAGE:
            width, height = width * page.height() * MOST_OF_A_PAGE / height, page.height() * MOST_OF_A_PAGE
        return QSizeF(width, height)

    def drawObject(  # noqa: N802
        self, painter: QPainter, rect: QRectF | QRect, _document: QTextDocument, _position: int, format_: QTextFormat
    ) -> None:
        name = format_.toImageFormat().name()
        if name in self._drawings:
            self._drawings[name].render(painter, QRectF(rect))
        else:
            painter.drawImage(QRectF(rect), self._pictures[name])

    def _shape(self, name: str) -> QSizeF:
        if name in self._drawings:
            return self._drawings[name].viewBoxF().size()
        return QSizeF(self._pictures[name].size())
