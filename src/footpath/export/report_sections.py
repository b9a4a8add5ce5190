"""The sections of a report, each a function: the same text for browser and paper, laid out by a Layout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from footpath.export.html_text import (
    chance,
    clock,
    number,
    percent,
    rate_cells,
    table,
    tag,
    words,
)
from footpath.export.metric_words import CLASSES, METHOD, RATES, SUMMARIES
from footpath.export.report import Report, ReportFinding
from footpath.export.report_layout import Layout
from footpath.export.retention_svg import retention_svg
from footpath.export.sankey_svg import sankey_svg
from footpath.model.drafts import Draft
from footpath.model.rate import Measured, NotInstrumented
from footpath.model.results import Candidate, Metrics, Summary

RATE_COLUMNS = ("Value", "n of N", "95 % interval")


def body(report: Report, layout: Layout) -> str:
    labels = {scene.id: scene.label for scene in report.story.scenes}
    sections = (
        _head(report), _overview(report), _findings(report, layout), _paths(report, labels, layout),
        _drop_off(report, labels, layout), _accepted(report, layout),
        _candidates(report, layout), _elements(report), _calls(report),
        _feedback(report), _method(report),
    )  # fmt: skip
    return "\n".join(section for section in sections if section)


def _section(title: str, inner: str, lead: str = "") -> str:
    return tag("section", tag("h2", words(title)) + (tag("p", lead, "lead") if lead else "") + inner)


def _head(report: Report) -> str:
    results = report.results
    parts = [f"{words(name)}: {words(value)}" for name, value in report.selected.items()] or ["everything"]
    counts = f"{number(results.sessions)} of {number(results.of_sessions)} sessions"
    return tag(
        "header",
        tag("h1", words(report.title))
        + tag("p", f"Selected: {'; '.join(parts)} – {counts}, {number(report.metrics.viewers)} viewers")
        + tag("p", f"Made with Footpath {words(report.version)} on {words(report.made)}", "none"),
    )


def _overview(report: Report) -> str:
    metrics = report.metrics
    few = metrics.settings.few_sessions
    rows = []
    for name, label, formula in RATES:
        value, counts, interval = rate_cells(getattr(metrics, name), few)
        rows.append((words(label), tag("b", value), counts, interval, tag("span", words(formula), "formula")))
    rates = table(("Rate", *RATE_COLUMNS, "Formula"), rows, "rates")
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


def _findings(report: Report, layout: Layout) -> str:
    if not report.findings:
        return _section("What stands out", tag("p", "Nothing is significantly more than its surroundings explain."))
    shown = [_finding(i, finding, layout) for i, finding in enumerate(report.findings, 1)]
    lead = "Surest first. Each was tested; q is the chance measure after correction for everything that was tested."
    return _section("What stands out", layout.listed(shown), lead)


def _finding(place: int, finding: ReportFinding, layout: Layout) -> str:
    where = f"{clock(finding.start_s)} to {clock(finding.end_s)}"
    code = f" ({words(finding.timecode)})" if finding.timecode else ""
    kind = words(finding.kind.replace("_", "-"))
    facts = tag("p", f"{kind}, {where}{code}, {words(chance('q', finding.q_value))}", "facts")
    test = tag("p", words(finding.test), "facts") if finding.test else ""
    said = tag("p", words(finding.sentence), "said") + facts + test
    return layout.shown(place, said, finding.still, f"Finding {place}: {finding.sentence}")


def _paths(report: Report, labels: Mapping[str, str], layout: Layout) -> str:
    graph = report.results.paths
    if not graph.nodes:
        return ""
    lead = (
        "Scenes by step, bands by sessions: blue was chosen, grey by default or without a choice, purple left, green "
        "completed. Scenes with under 0.5 % of the sessions stand together as rare branches."
    )
    return _section("Paths", layout.drawing(sankey_svg(graph, labels)), lead)


def _drop_off(report: Report, labels: Mapping[str, str], layout: Layout) -> str:
    retention = report.curves
    drawings = [(media.id, retention_svg(retention, media.id, labels)) for media in report.story.media]
    figures = [
        (tag("h3", words(name)) if len(drawings) > 1 else "") + layout.drawing(svg) for name, svg in drawings if svg
    ]
    if not figures:
        return ""
    lead = "Grey: plays (rewatches count again); blue: unique viewers; purple ▼: significantly many left for good. "
    below = "Below: survival of each scene's sessions with its 95 % band."
    missing = "This source records no exits, so there is no survival and no drop-off point."
    return _section("Drop-off", "".join(figures), lead + (below if retention.exits_recorded else missing))


def _candidates(report: Report, layout: Layout) -> str:
    found = report.candidates
    lead = f"{number(found.tested)} places were tested at a false discovery rate of {found.fdr:g}. {words(found.note)}"
    shown = [_candidate(i, c, report, layout) for i, c in enumerate(found.candidates, 1)]
    inner = layout.listed(shown) if shown else tag("p", "None is open.")
    rejected = [f"{words(d.label)}: {words(d.reason or 'no reason given')}" for d in report.drafts if not d.accepted]
    inner += tag("p", f"Turned down – {'; '.join(rejected)}", "none") if rejected else ""
    return _section("Candidate hotspots", inner, lead)


def _accepted(report: Report, layout: Layout) -> str:
    accepted = [draft for draft in report.drafts if draft.accepted]
    if not accepted:
        return ""
    shown = [_draft(i, draft, report, layout) for i, draft in enumerate(accepted, 1)]
    return _section("Accepted hotspots", layout.listed(shown), "What is to be built, with the evidence it rests on.")


def _draft(place: int, draft: Draft, report: Report, layout: Layout) -> str:
    found = draft.evidence
    said = tag("p", f"{words(draft.label)}, {clock(draft.start_s)} to {clock(draft.end_s)}", "said")
    said += tag("p", words(draft.comment)) if draft.comment else ""
    facts = "Drawn by hand."
    if found is not None:
        counts = f"{number(found.viewers)} of {number(found.exposed)} exposed; {found.expected:.1f} expected"
        facts = f"{words(draft.sentence)} ({counts}; {words(chance('q', found.q_value))})"
    return layout.shown(place, said + tag("p", facts, "facts"), report.stills.get(draft.id), f"Accepted: {draft.label}")


def _candidate(place: int, c: Candidate, report: Report, layout: Layout) -> str:
    name = f"{words(c.id)}: {number(c.viewers)} viewers, {clock(c.start_s)} to {clock(c.end_s)}"
    share = f", {percent(c.viewers / c.exposed)}" if c.exposed else ""
    facts = (
        f"{number(c.viewers)} of {number(c.exposed)} exposed{share}; {c.expected:.1f} expected; "
        f"{number(c.clicks)} clicks; {words(chance('p', c.p_value))}, {words(chance('q', c.q_value))}"
    )
    more = words("; ".join(_more_evidence(c, report.findings)))
    said = tag("p", name, "said") + tag("p", words(c.explanation)) + tag("p", facts, "facts")
    said += tag("p", more, "facts") if more else ""
    return layout.shown(place, said, report.stills.get(c.id), f"Candidate {c.id}")


def _more_evidence(c: Candidate, findings: Sequence[ReportFinding]) -> list[str]:
    said = [f"shown above, {i}" for i, f in enumerate(findings, 1) if f.still and _is_of(f, c)]
    if c.tracked is not False:
        said.append("follows the picture" if c.tracked is True else f"not tracked: {c.tracked}")
    if c.nearest_element is not None:
        said.append(f"nearest element {c.nearest_element.id}, {c.nearest_element.distance_px:.0f} px away")
    return said


def _is_of(finding: ReportFinding, c: Candidate) -> bool:
    place = (finding.kind, finding.media_id, finding.start_s, finding.end_s)
    return place == ("candidate", c.media_id, c.start_s, c.end_s)


def _elements(report: Report) -> str:
    metrics = report.metrics
    rows = []
    for e in metrics.elements:
        value, counts, interval = rate_cells(e.ctr, metrics.settings.few_sessions)
        lift = f"{e.lift:.2f}×" if e.lift is not None else "–"
        rows.append((words(e.label), words(e.kind), tag("b", value), counts, interval, number(e.clicks), lift))
    return _section("Elements", table(("Element", "Kind", "CTR", "n of N", "95 % interval", "Clicks", "Lift"), rows))


def _calls(report: Report) -> str:
    """What depends on when and how: bands of attention, kinds of element, depth, answers."""
    metrics, few = report.metrics, report.metrics.settings.few_sessions
    bands = [(f"{b.label}, from {clock(b.start_s)}", b.rate) for b in report.more.bands]
    depths: Iterable[tuple[str, Measured]] = ()
    if not isinstance(metrics.conversion_by_depth, NotInstrumented):
        depths = metrics.conversion_by_depth.items()
    parts = [
        _rates_table("CTR by attention band", bands, few),
        _rates_table("Interaction rate by kind of element", metrics.interaction_by_kind.items(), few),
        _rates_table("Conversion by depth (elements used and choices made)", depths, few),
        _answers(report),
    ]
    inner = "".join(parts)
    return _section("When and how they interacted", inner) if inner else ""


def _rates_table(title: str, rates: Iterable[tuple[str, Measured]], few: int) -> str:
    rows = [(words(name), *rate_cells(rate, few)) for name, rate in rates]
    return tag("h3", words(title)) + table(("", *RATE_COLUMNS), rows, "rates") if rows else ""


def _answers(report: Report) -> str:
    """By option; what is no option of the story was written by a viewer and is counted without its words."""
    rows = []
    for id_, answers in report.metrics.answers.items():
        index = report.story.element_index.get(id_)
        element = report.story.elements[index] if index is not None else None
        known = {*element.options, *element.correct} if element is not None else set()
        known = known if report.texts is None else set(answers.options)
        said = [f"{words(option)}: {number(n)}" for option, n in answers.options.items() if option in known]
        others = sum(n for option, n in answers.options.items() if option not in known)
        said += [f"other answers: {number(others)}"] if others else []
        right = number(answers.right) if answers.right is not None else "–"
        name = (element.question or element.label) if element is not None else id_
        rows.append((words(name), ", ".join(said), right, number(answers.sessions)))
    title = tag("h3", "Answers (the last of each session)")
    return title + table(("Question", "Answers", "Right", "Sessions"), rows) if rows else ""


def _feedback(report: Report) -> str:
    metrics = report.metrics
    ratings = ", ".join(f"{words(rating)}: {number(count)}" for rating, count in metrics.ratings.items())
    parts = [tag("p", f"Ratings – {ratings}")] if ratings else []
    if report.texts:
        rows = [(clock(t.t_s) if t.t_s is not None else "", words(t.viewer), words(t.text)) for t in report.texts]
        parts.append(table(("At", "From", "Text"), rows))
    elif metrics.texts:
        parts.append(tag("p", f"{number(len(metrics.texts))} free texts are left out of this report.", "none"))
    return _section("Feedback", "".join(parts)) if parts else ""


def _method(report: Report) -> str:
    rules = tag("ul", "".join(tag("li", words(rule)) for rule in METHOD))
    rows = [(words(name.replace("_", " ")), words(_plain(value))) for name, value in report.settings.items()]
    inconsistent = report.metrics.inconsistent_rows
    note = tag("p", f"{number(inconsistent)} rows contradict their session and were cut there.")
    return _section("Method and settings", rules + note + table(("Setting", "Value"), rows, "settings"))


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_plain(part) for part in value)
    if isinstance(value, dict):
        return " ".join(_plain(part) for part in value.values())
    return f"{value:g}" if isinstance(value, float) else str(value)
