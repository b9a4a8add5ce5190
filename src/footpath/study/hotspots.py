"""What goes to an authoring tool: accepted hotspots as people left them and, where wanted, candidates behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from footpath.export.drafts import draft_elements
from footpath.model.kept import Kept
from footpath.model.results import Candidates
from footpath.model.story import Element, Story
from footpath.study.drafts import accepted, accepted_elements


@dataclass(frozen=True, slots=True)
class Hotspots:
    """`comments` by element id, only where there is one."""

    elements: tuple[Element, ...]
    comments: Mapping[str, str] = field(default_factory=dict)


def hotspots(kept: Kept, story: Story, candidates: Candidates | None = None) -> Hotspots:
    """The accepted hotspots, then `candidates` as drafts, each under an id of its own."""
    elements = accepted_elements(kept, story)
    comments = {e.id: d.comment for e, d in zip(elements, accepted(kept), strict=True) if d.comment}
    if candidates is not None:
        elements += draft_elements(candidates, {*story.element_index, *(e.id for e in elements)})
    return Hotspots(elements, comments)
