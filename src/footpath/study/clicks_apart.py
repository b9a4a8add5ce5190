"""What `footpath candidates` tells beside the candidates: misses by element, and what is an element's own."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from footpath.analysis.misses import misses_by_element
from footpath.analysis.selecting import click_mask, session_mask
from footpath.model.clicks import ClickClass
from footpath.model.results import Candidates
from footpath.model.selection import Selection
from footpath.study.drafts import decisions, drafts_of
from footpath.study.study import Study


def clicks_apart_json(study: Study, selection: Selection, found: Candidates) -> dict[str, Any]:
    """Keys `classes`, `misses`, `late_early`, `reaction_lag` and `decisions`, for one selection."""
    looked_at = click_mask(selection, study.data, session_mask(selection, study.data))
    klass = study.clicks.klass[looked_at]
    drafts = drafts_of(study.kept)
    hits = study.would_hit(selection, drafts)
    return {
        "classes": {c.word: int((klass == c).sum()) for c in ClickClass},
        "misses": [asdict(one) for one in misses_by_element(study.clicks, study.story, looked_at)],
        "late_early": [asdict(one) for one in study.late_early(selection)],
        "reaction_lag": asdict(found.lag) if found.lag is not None else None,
        "decisions": {id_: str(draft.verdict) for id_, draft in decisions(found, drafts).items()},
        "would_hit": {"clicks": hits.clicks, "viewers": hits.viewers, "of": hits.of_clicks},
    }
