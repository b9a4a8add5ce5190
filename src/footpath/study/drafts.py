"""Accepted and rejected candidates, and what people drew, as the review keeps them.

`accepted(study.kept)` is what exports and the report take: drafts with their evidence, in the film's order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from footpath.analysis.draft_matching import same_place
from footpath.model.drafts import Draft, Evidence, Verdict
from footpath.model.kept import Changes, Kept
from footpath.model.results import Candidate, Candidates
from footpath.model.story import Element, Keyframe, Story
from footpath.storage.story_file import keyframe_json

KIND = "draft"


def drafts_of(kept: Kept) -> tuple[Draft, ...]:
    """Every draft, accepted or rejected, by media and time."""
    found = (_from_json(id_, value) for id_, value in kept.of(KIND).items())
    return tuple(sorted(found, key=lambda d: (d.media_id, d.start_s, d.id)))


def accepted(kept: Kept) -> tuple[Draft, ...]:
    """The accepted ones: hotspots to be."""
    return tuple(draft for draft in drafts_of(kept) if draft.accepted)


def accepted_elements(kept: Kept, story: Story) -> tuple[Element, ...]:
    """The accepted drafts as hotspots, each with an id that the story has not."""
    taken = set(story.element_index)
    elements = []
    for draft in accepted(kept):
        name = draft.id
        while name in taken:
            name += "_"
        taken.add(name)
        elements.append(draft.as_element(name))
    return tuple(elements)


def decisions(found: Candidates, drafts: Iterable[Draft]) -> dict[str, Draft]:
    """The draft that speaks of each candidate, by the candidate's id: the one in the same place and time."""
    known = [draft for draft in drafts if draft.evidence is not None]
    pairs = ((c.id, next((d for d in known if same_place(c, d)), None)) for c in found.candidates)
    return {id_: draft for id_, draft in pairs if draft is not None}


def undecided(found: Candidates, drafts: Iterable[Draft]) -> Candidates:
    """Without those that were accepted or rejected."""
    decided = decisions(found, drafts)
    return replace(found, candidates=tuple(c for c in found.candidates if c.id not in decided))


def draft_of(candidate: Candidate, kept: Kept, verdict: Verdict, **words: str) -> Draft:
    """A decision on a candidate; `words`: name, comment, reason."""
    evidence = Evidence(
        candidate.clicks, candidate.viewers, candidate.exposed, candidate.expected, candidate.p_value,
        candidate.q_value, candidate.explanation, candidate.start_s, candidate.end_s, candidate.boundary,
    )  # fmt: skip
    return Draft(
        id=new_id(kept), verdict=verdict, name=words.get("name", ""), media_id=candidate.media_id,
        start_s=candidate.start_s, end_s=candidate.end_s, boundary=candidate.boundary,
        comment=words.get("comment", ""), reason=words.get("reason", ""), tracked=candidate.tracked, evidence=evidence,
    )  # fmt: skip


def new_id(kept: Kept) -> str:
    """The lowest number that no draft of the review has."""
    taken = set(kept.of(KIND))
    return next(name for n in range(1, len(taken) + 2) if (name := f"draft_{n}") not in taken)


def change_to(draft: Draft) -> Changes:
    """What sets a draft anew in the review."""
    return {(KIND, draft.id): _to_json(draft)}


def removal_of(draft: Draft) -> Changes:
    return {(KIND, draft.id): None}


def _to_json(draft: Draft) -> dict[str, Any]:
    return {
        "verdict": str(draft.verdict), "name": draft.name, "comment": draft.comment, "reason": draft.reason,
        "media_id": draft.media_id, "start": draft.start_s, "end": draft.end_s, "tracked": draft.tracked,
        "boundary": [keyframe_json(k) for k in draft.boundary], "evidence": _evidence_json(draft.evidence),
    }  # fmt: skip


def _evidence_json(evidence: Evidence | None) -> dict[str, Any] | None:
    if evidence is None:
        return None
    return asdict(evidence) | {"boundary": [keyframe_json(k) for k in evidence.boundary]}


def _from_json(id_: str, value: dict[str, Any]) -> Draft:
    where: dict[str, Any] = {"start_s": float(value["start"]), "end_s": float(value["end"])}
    where["boundary"] = _boundary(value["boundary"])
    return Draft(
        id=id_, verdict=Verdict(value["verdict"]), name=value.get("name", ""), media_id=value["media_id"],
        comment=value.get("comment", ""), reason=value.get("reason", ""), tracked=value.get("tracked", False),
        evidence=_evidence(value.get("evidence"), where), **where,
    )  # fmt: skip


def _evidence(told: dict[str, Any] | None, where: dict[str, Any]) -> Evidence | None:
    """`where`: the draft's place, for evidence that was kept before it had its own."""
    if not told:
        return None
    own = {"boundary": _boundary(told["boundary"])} if "boundary" in told else {}
    return Evidence(**where | told | own)


def _boundary(told: list[dict[str, Any]]) -> tuple[Keyframe, ...]:
    return tuple(
        Keyframe(float(k["t"]), tuple((float(x), float(y)) for x, y in k["polygon"]), bool(k.get("hidden", False)))
        for k in told
    )
