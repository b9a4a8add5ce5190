"""What a report prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from footpath.model.drafts import Draft
from footpath.model.more_metrics import MoreMetrics
from footpath.model.results import Candidates, Metrics, Results, Retention
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
    test: str = ""


@dataclass(frozen=True, slots=True)
class ReportText:
    """A free text that a viewer wrote; `viewer` is what they are called in the report."""

    text: str
    t_s: float | None
    viewer: str


@dataclass(frozen=True, slots=True)
class Report:
    """All that is printed.

    `selected`: the selection's parts in words; `settings`: name → value; `made`: a date; `texts`: None where free
    texts are left out; `stills`: JPEGs by the id of a candidate or draft; `drafts`: what was decided. `candidates` are
    those that no one has decided on.
    """

    title: str
    made: str
    version: str
    selected: Mapping[str, str]
    story: Story
    results: Results
    curves: Retention
    metrics: Metrics
    more: MoreMetrics
    candidates: Candidates
    findings: tuple[ReportFinding, ...]
    settings: Mapping[str, Any]
    texts: tuple[ReportText, ...] | None = None
    stills: Mapping[str, bytes] = field(default_factory=dict)
    drafts: tuple[Draft, ...] = ()
