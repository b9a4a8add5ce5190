"""What stands out, as sentences; none without a test behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from footpath.model.results import Candidates, DropOff, Retention
from footpath.model.selection import Selection
from footpath.model.story import Story
from footpath.study.study import Study


@dataclass(frozen=True, slots=True)
class Finding:
    """`kind` is candidate or drop_off; `q_value` after correction within its kind."""

    kind: str
    sentence: str
    media_id: str
    start_s: float
    end_s: float
    q_value: float

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "sentence": self.sentence,
            "media_id": self.media_id,
            "start": self.start_s,
            "end": self.end_s,
            "q_value": self.q_value,
        }


def findings(study: Study, selection: Selection) -> tuple[Finding, ...]:
    """Candidate hotspots and drop-off points, the surest first."""
    return rank(study.story, study.candidates(selection), study.retention(selection))


def rank(story: Story, candidates: Candidates, retention: Retention) -> tuple[Finding, ...]:
    found = [
        Finding("candidate", c.explanation, c.media_id, c.start_s, c.end_s, c.q_value) for c in candidates.candidates
    ]
    found += [
        Finding("drop_off", _left_here(story, d), d.media_id, d.start_s, d.end_s, d.q_value)
        for d in retention.drop_offs
    ]
    return tuple(sorted(found, key=lambda f: (f.q_value, f.media_id, f.start_s)))


def clock(t_s: float) -> str:
    """Media time as m:ss."""
    return f"{int(t_s) // 60}:{int(t_s) % 60:02d}"


def _left_here(story: Story, drop: DropOff) -> str:
    scene = story.scenes[story.scene_index[drop.scene_id]]
    return (
        f"{drop.exits} sessions left for good in “{scene.label}” between {clock(drop.start_s)} and "
        f"{clock(drop.end_s)}; {drop.expected:.0f} expected"
    )
