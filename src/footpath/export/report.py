"""The report: one HTML file that needs nothing else. No viewer or session id is ever in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from footpath.export.html_text import (
    clock,
    number,
    percent,
    picture,
    rate_cells,
    small,
    table,
    tag,
    words,
)
from footpath.export.metric_words import CLASSES, METHOD, RATES, SUMMARIES
from footpath.export.report_style import STYLE
from footpath.export.retention_svg import retention_svg
from footpath.export.sankey_svg import sankey_svg
from footpath.model.rate import NotInstrumented
from footpath.model.results import Candidate, Candidates, Metrics, Results, Summary
from footpath.model.story import Story


@dataclass(frozen=True, slots=True)
class ReportFinding:
    """What stands out, as a sentence; `still` a JPEG of the moment with its overlays, None where none was drawn."""

    kind: str
    sentence: str
    media_id: str
    start_s: float
    end_s: float
    q_value: float
    timecode: str
    still: bytes | None


@dataclass(frozen=True, slots=True)
class Report:
    """All that is printed. `selected`: the selection's parts in words; `settings`: name → value; `made`: a date."""

    title: str
    made: str
    version: str
    selected: Mapping[str, str]
    story: Story
    results: Results
    candidates: Candidates
    findings: tuple[ReportFinding, ...]
    settings: Mapping[str, Any]
    with_texts: bool = False


def report_html(report: Report) -> str:
    labels = {scene.id: scene.label for scene in report.story.scenes}
    body = "\n".join(
        section
        for section in (
            _head(report), _overview(report), _findings(report), _paths(report, labels), _drop_off(report, labels),
            _candidates(report), _elements(report), _feedback(report), _method(report),
        )
        if section
    )  # fmt: skip
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{words(report.title)} – Footpath</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n"
        f"</main>\n</body>\n</html>\n"
    )


def _section(title: str, inner: str, lead: str = "") -> str:
    return tag("section", tag("h2", words(title)) + (tag("p", lead, "lead") if lead else "") + inner)


def _head(report: Report) -> str:
    results = report.results
    parts = [f"{words(name)}: {words(value)}" for name, value in report.selected.items()] or ["everything"]
    counts = f"{number(results.sessions)} of {number(results.of_sessions)} sessions"
    return tag(
        "header",
        tag("h1", words(report.title))
        + tag("p", f"Selected: {'; '.join(parts)} – {counts}, {number(results.metrics.viewers)} viewers")
        + tag("p", f"Made with Footpath {words(report.version)} on {words(report.made)}", "none"),
    )


def _overview(report: Report) -> str:
    metrics = report.results.metrics
    few = metrics.settings.few_sessions
    rows = []
    for name, label, formula in RATES:
        value, counts, interval = rate_cells(getattr(metrics, name), few)
        rows.append((words(label), tag("b", value), counts, interval, tag("span", words(formula), "formula")))
    rates = table(("Rate", "Value", "n of N", "95 % interval", "Formula"), rows, "rates")
    return _section("Overview", rates + tag("p", _summaries(metrics)) + tag("p", _clicks(metrics)))


def _summaries(metrics: Metrics) -> str:
    parts = []
    for name, label, scale, unit in SUMMARIES:
        summary: Summary = getattr(metrics, name)
        if summary.mean is None or summary.median is None:
            parts.append(f"{words(label)}: no session")
            continue
        middle = f"median {summary.median * scale:.1f} {unit}, mean {summary.mean * scale:.1f} {unit}"
        parts.append(f"{words(label)}: {middle} (n = {number(summary.n)})")
    return "<br>".join(parts)


def _clicks(metrics: Metrics) -> str:
    clicks = metrics.clicks
    if isinstance(clicks, NotInstrumented):
        return f"Clicks: not instrumented ({words(clicks.why)})"
    classes = ", ".join(f"{number(getattr(clicks, name))} {label}" for name, label in CLASSES)
    return f"{number(clicks.total)} clicks: {classes}; {number(clicks.rage_runs)} rage runs"


def _findings(report: Report) -> str:
    if not report.findings:
        return _section("What stands out", tag("p", "Nothing is significantly more than its surroundings explain."))
    shown = "".join(_finding(i, finding) for i, finding in enumerate(report.findings, 1))
    lead = "Surest first. Each was tested; q is the chance measure after correction for everything that was tested."
    return _section("What stands out", tag("ol", shown, "findings"), lead)


def _finding(place: int, finding: ReportFinding) -> str:
    where = f"{clock(finding.start_s)} to {clock(finding.end_s)}"
    code = f" ({words(finding.timecode)})" if finding.timecode else ""
    kind = words(finding.kind.replace("_", "-"))
    facts = tag("p", f"{kind}, {where}{code}, q = {small(finding.q_value)}", "facts")
    still = picture(finding.still, f"Finding {place}: {finding.sentence}") if finding.still else ""
    return tag("li", tag("p", words(finding.sentence)) + facts + still)


def _paths(report: Report, labels: Mapping[str, str]) -> str:
    graph = report.results.paths
    if not graph.nodes:
        return ""
    lead = (
        "Scenes by step, bands by sessions: blue was chosen, grey by default or without a choice, purple left, green "
        "completed. Scenes with under 0.5 % of the sessions stand together as rare branches."
    )
    return _section("Paths", tag("figure", sankey_svg(graph, labels)), lead)


def _drop_off(report: Report, labels: Mapping[str, str]) -> str:
    retention = report.results.retention
    drawings = [(media.id, retention_svg(retention, media.id, labels)) for media in report.story.media]
    figures = [
        (tag("h3", words(name)) if len(drawings) > 1 else "") + tag("figure", svg) for name, svg in drawings if svg
    ]
    if not figures:
        return ""
    lead = "Grey: plays (rewatches count again); blue: unique viewers; purple ▼: significantly many left for good. "
    below = "Below: survival of each scene's sessions with its 95 % band."
    missing = "This source records no exits, so there is no survival and no drop-off point."
    return _section("Drop-off", "".join(figures), lead + (below if retention.exits_recorded else missing))


def _candidates(report: Report) -> str:
    found = report.candidates
    header = ("Candidate", "When", "Viewers", "Expected", "p", "q", "Evidence")
    lead = f"{number(found.tested)} regions were tested at a false discovery rate of {found.fdr:g}. {words(found.note)}"
    return _section("Candidate hotspots", table(header, (_candidate(c) for c in found.candidates)), lead)


def _candidate(c: Candidate) -> tuple[str, ...]:
    share = percent(c.viewers / c.exposed) if c.exposed else "–"
    viewers = f"{number(c.viewers)} of {number(c.exposed)} ({share})"
    tracked = "follows the picture" if c.tracked is True else "" if c.tracked is False else f"not tracked: {c.tracked}"
    evidence = "; ".join(part for part in (c.explanation, f"{number(c.clicks)} clicks", tracked) if part)
    when = f"{clock(c.start_s)} to {clock(c.end_s)}"
    return words(c.id), when, viewers, f"{c.expected:.1f}", small(c.p_value), small(c.q_value), words(evidence)


def _elements(report: Report) -> str:
    metrics = report.results.metrics
    rows = []
    for e in metrics.elements:
        value, counts, interval = rate_cells(e.ctr, metrics.settings.few_sessions)
        lift = f"{e.lift:.2f}×" if e.lift is not None else "–"
        rows.append((words(e.label), words(e.kind), tag("b", value), counts, interval, number(e.clicks), lift))
    return _section("Elements", table(("Element", "Kind", "CTR", "n of N", "95 % interval", "Clicks", "Lift"), rows))


def _feedback(report: Report) -> str:
    metrics = report.results.metrics
    ratings = ", ".join(f"{words(rating)}: {number(count)}" for rating, count in metrics.ratings.items())
    parts = [tag("p", f"Ratings – {ratings}")] if ratings else []
    if metrics.texts and report.with_texts:
        texts = (f"{clock(t.t_s)} – {words(t.text)}" if t.t_s is not None else words(t.text) for t in metrics.texts)
        parts.append(tag("ul", "".join(tag("li", t) for t in texts)))
    elif metrics.texts:
        parts.append(tag("p", f"{number(len(metrics.texts))} free texts are left out of this report.", "none"))
    return _section("Feedback", "".join(parts)) if parts else ""


def _method(report: Report) -> str:
    rules = tag("ul", "".join(tag("li", words(rule)) for rule in METHOD))
    rows = [(words(name.replace("_", " ")), words(_plain(value))) for name, value in report.settings.items()]
    inconsistent = report.results.metrics.inconsistent_rows
    note = tag("p", f"{number(inconsistent)} rows contradict their session and were cut there.")
    return _section("Method and settings", rules + note + table(("Setting", "Value"), rows, "settings"))


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_plain(part) for part in value)
    if isinstance(value, dict):
        return " ".join(_plain(part) for part in value.values())
    return f"{value:g}" if isinstance(value, float) else str(value)
