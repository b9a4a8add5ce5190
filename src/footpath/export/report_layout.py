"""The two ways a report is laid out: a page for the browser, or pages of paper that Qt lays out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from footpath.export.html_text import picture, tag
from footpath.export.report_style import DRAWING_STYLE

STILL_PERCENT = 44


class Layout(Protocol):
    """How drawings, and texts with a picture beside them, are put on a page."""

    def drawing(self, svg: str) -> str: ...

    def shown(self, place: int, text: str, jpeg: bytes | None, description: str) -> str: ...

    def listed(self, items: Sequence[str]) -> str: ...


class ScreenLayout:
    """Everything stands in the page itself."""

    def drawing(self, svg: str) -> str:
        return tag("figure", svg)

    def shown(self, place: int, text: str, jpeg: bytes | None, description: str) -> str:  # noqa: ARG002 - <ol> counts
        return tag("li", text + (picture(jpeg, description) if jpeg else ""))

    def listed(self, items: Sequence[str]) -> str:
        return tag("ol", "".join(items), "shown")


class PaperLayout:
    """Figures are gathered by name; a text stands beside its picture, so that no page's end parts them."""

    def __init__(self) -> None:
        self.figures: dict[str, str | bytes] = {}

    def drawing(self, svg: str) -> str:
        head, _, rest = svg.partition(">")
        return tag("p", self._figure(f"{head}><style>{DRAWING_STYLE}</style>{rest}", 100))

    def shown(self, place: int, text: str, jpeg: bytes | None, description: str) -> str:  # noqa: ARG002 - no alt here
        """A table of its own: pages end between tables of this kind, never within one."""
        cells = [f'<td width="4%" class="place">{place}</td>', tag("td", text)]
        if jpeg:
            cells.insert(1, f'<td width="46%">{self._figure(jpeg, STILL_PERCENT)}</td>')
        return f'<table class="shown" width="100%" cellspacing="0">{tag("tr", "".join(cells))}</table>'

    def listed(self, items: Sequence[str]) -> str:
        return "".join(items)

    def _figure(self, figure: str | bytes, percent: int) -> str:
        name = f"figure-{len(self.figures)}"
        self.figures[name] = figure
        return f'<img src="{name}" width="{percent}">'
