"""What stands out, as sentences; none without a test behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from footpath.model.selection import Selection
from footpath.study import finders
from footpath.study.finders import Evidence, Found
from footpath.study.study import Study

AT_MOST_OF_A_KIND = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """`kind` is one of `KINDS`; `q_value` after correction within its kind; `test` in words.

    `evidence`: the numbers the sentence rests on.
    """

    kind: str
    sentence: str
    media_id: str
    start_s: float
    end_s: float
    q_value: float
    p_value: float | None = None
    test: str = ""
    evidence: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "sentence": self.sentence,
            "media_id": self.media_id,
            "start": self.start_s,
            "end": self.end_s,
            "p_value": self.p_value,
            "q_value": self.q_value,
            "test": self.test,
            "evidence": dict(self.evidence),
        }


FINDERS: dict[str, tuple[str, Callable[[Evidence], list[Found]]]] = {
    "candidate": ("Candidate hotspot", finders.candidates),
    "drop_off": ("Drop-off point", finders.drop_offs),
    "late": ("Clicked too late", finders.late),
    "early": ("Clicked too early", finders.early),
    "ignored": ("Ignored", finders.ignored),
    "over_clicked": ("Clicked more than expected", finders.over_clicked),
    "default_driven": ("Chosen by default", finders.default_driven),
    "small_target": ("Small target", finders.small_targets),
    "branch": ("Branch converts differently", finders.branches),
    "disagreement": ("Player and boundary disagree", finders.disagreements),
    "cta_moment": ("Call at the wrong moment", finders.cta_moments),
    "rewatched": ("Watched again", finders.rewatched),
}
KINDS = {kind: words for kind, (words, _) in FINDERS.items()}


def findings(study: Study, selection: Selection) -> tuple[Finding, ...]:
    """The surest of each kind, then the second of each, at most three; none from too few sessions."""
    metrics = study.metrics(selection)
    if metrics.played < study.settings.few_sessions:
        return ()
    evidence = Evidence(
        story=study.story,
        settings=study.settings,
        candidates=study.candidates(selection),
        retention=study.retention(selection),
        paths=study.paths(selection),
        metrics=metrics,
        more=study.more_metrics(selection, metrics),
        late_early=study.late_early(selection),
        disagreements=study.disagreements(selection),
    )
    return _ranked({kind: find(evidence) for kind, (_, find) in FINDERS.items()})


def findings_json(study: Study, selection: Selection) -> dict[str, Any]:
    """All of `footpath findings --json`."""
    played, few = study.metrics(selection).played, study.settings.few_sessions
    enough = played >= few
    note = "" if enough else f"Sessions that played: {played}; too few to tell (under {few})."
    found = findings(study, selection) if enough else ()
    return {"findings": [one.to_json() for one in found], "note": note, "played": played}


def _ranked(found: Mapping[str, list[Found]]) -> tuple[Finding, ...]:
    """Round by round: the surest of each kind first, the surer the earlier."""
    placed = []
    for kind, ones in found.items():
        surest = sorted(ones, key=lambda one: (one.q_value, -one.weight, one.start_s))[:AT_MOST_OF_A_KIND]
        placed += [(place, kind, one) for place, one in enumerate(surest)]
    placed.sort(key=lambda entry: (entry[0], entry[2].q_value, -entry[2].weight, entry[2].start_s))
    return tuple(
        Finding(kind, f.sentence, f.media_id, f.start_s, f.end_s, f.q_value, f.p_value, f.test, f.evidence)
        for _, kind, f in placed
    )


def clock(t_s: float) -> str:
    """Media time as m:ss."""
    return finders.clock(t_s)
