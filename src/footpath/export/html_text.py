"""Small help for writing HTML by hand: everything that is not our own tag is escaped."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from html import escape

from footpath.model.rate import Measured, NotInstrumented


def tag(name: str, inner: str, css: str = "") -> str:
    """An element around HTML; `css` its class."""
    return f'<{name} class="{css}">{inner}</{name}>' if css else f"<{name}>{inner}</{name}>"


def words(value: object) -> str:
    """Text, escaped."""
    return escape(str(value))


def table(header: Sequence[str], rows: Iterable[Sequence[str]], css: str = "") -> str:
    """`rows` of HTML; `header` of text. An empty table says so."""
    body = [tag("tr", "".join(tag("td", cell) for cell in row)) for row in rows]
    if not body:
        return tag("p", "Nothing of the kind was found.", "none")
    head = tag("tr", "".join(tag("th", words(cell)) for cell in header))
    return tag("table", tag("thead", head) + tag("tbody", "".join(body)), css)


def picture(jpeg: bytes, description: str) -> str:
    data = base64.b64encode(jpeg).decode("ascii")
    return f'<img src="data:image/jpeg;base64,{data}" alt="{escape(description, quote=True)}">'


def number(value: float) -> str:
    """Whole numbers in threes, others to one place."""
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    return text.replace(",", "\u202f")


def chance(name: str, value: float) -> str:
    """A p or q value with its name, kept on one line."""
    return f"{name}\u00a0=\u00a0{value:.2g}" if value > 1e-300 else f"{name}\u00a0<\u00a01e-300"


def small(value: float) -> str:
    """A p or q value."""
    return "< 1e-300" if value <= 1e-300 else f"{value:.2g}"


def clock(t_s: float) -> str:
    """m:ss.s of media time."""
    tenths = round(t_s * 10)
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"


def percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}\u202f%"


def rate_cells(rate: Measured, few: int) -> tuple[str, str, str]:
    """Value, n of N, interval; grey and said so where N is under `few`."""
    if isinstance(rate, NotInstrumented):
        return tag("span", "not instrumented", "few"), "", words(rate.why)
    counts = f"{number(rate.n)} of {number(rate.of)}"
    low, high = rate.interval or (None, None)
    interval = f"{percent(low)} to {percent(high)}" if low is not None else ""
    if rate.of < few:
        return tag("span", percent(rate.value), "few"), counts, interval + " (too few)"
    return percent(rate.value), counts, interval
