"""Gathers a report: results, findings with their stills, the selection in words that name no one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from footpath import __version__
from footpath.export.report import Report, ReportFinding, ReportText
from footpath.model.results import Candidate, Candidates, Metrics
from footpath.model.selection import Selection
from footpath.model.timecode import FrameRate
from footpath.render.burn_in import BurnIn, burnt_in, encoded
from footpath.render.overlay import OverlayOptions
from footpath.study.as_json import settings_json
from footpath.study.drafts import undecided
from footpath.study.export_footage import View
from footpath.study.findings import Finding, findings
from footpath.study.pseudonyms import Names
from footpath.study.study import Study

if TYPE_CHECKING:
    from footpath.model.drafts import Draft

MOST_STILLS = 12
STILL_WIDTH_PX, STILL_QUALITY = 960, 82


@dataclass(frozen=True, slots=True)
class ReportWish:
    """`texts`: print viewers' free texts; `names`: viewers by their ids instead of pseudonyms."""

    selection: Selection
    overlays: OverlayOptions = field(default_factory=OverlayOptions)
    drafts: tuple[Draft, ...] = ()
    texts: bool = False
    names: bool = False


def gather_report(
    study: Study, wish: ReportWish, rates: dict[str, FrameRate | None], step: Callable[[int, int], None]
) -> Report:
    """Everything a report prints; the first twelve findings have a still, and the first twelve other candidates.

    `step` hears (stills drawn, of), and may raise to stop.
    """
    selection = wish.selection
    results, candidates = study.results(selection), undecided(study.candidates(selection), wish.drafts)
    found, metrics = findings(study, selection), study.metrics(selection)
    accepted = [draft for draft in wish.drafts if draft.accepted][:MOST_STILLS]
    alone: list[Candidate | Draft] = [*_not_among(candidates, found[:MOST_STILLS])[:MOST_STILLS], *accepted]
    stills = _Stills(study, wish, candidates, step, min(len(found), MOST_STILLS) + len(alone))
    names = Names(study, real=wish.names)
    return Report(
        title=study.title,
        made=datetime.now(UTC).date().isoformat(),
        version=__version__,
        selected=selection_words(selection, study, names),
        story=study.story,
        results=results,
        curves=study.retention(selection),
        metrics=metrics,
        more=study.more_metrics(selection, metrics),
        candidates=candidates,
        findings=tuple(
            _shown(f, rates.get(f.media_id), stills.of(f, thing=f.kind == "candidate") if i < MOST_STILLS else None)
            for i, f in enumerate(found)
        ),
        settings=settings_json(study.settings),
        texts=_texts(metrics, names) if wish.texts else None,
        stills={one.id: stills.of(one, thing=True) for one in alone},
        drafts=wish.drafts,
    )


def _not_among(candidates: Candidates, found: Sequence[Finding]) -> list[Candidate]:
    shown = {(f.media_id, f.start_s, f.end_s) for f in found if f.kind == "candidate"}
    return [c for c in candidates.candidates if (c.media_id, c.start_s, c.end_s) not in shown]


def _texts(metrics: Metrics, names: Names) -> tuple[ReportText, ...]:
    return tuple(ReportText(t.text, t.t_s, names.viewer_of_session(t.session_id)) for t in metrics.texts)


def _shown(finding: Finding, rate: FrameRate | None, still: bytes | None) -> ReportFinding:
    code = ""
    if rate is not None:
        code = f"{rate.timecode(rate.frame_at(finding.start_s))} to {rate.timecode(rate.frame_at(finding.end_s))}"
    span = (finding.start_s, finding.end_s)
    return ReportFinding(
        finding.kind, finding.sentence, finding.media_id, *span, finding.q_value, code, still, finding.test
    )


@dataclass
class _Stills:
    """Draws moments in the middle of stretches, as JPEG, and counts them.

    Of a thing that was clicked the picture shows the thing with its outline: heat and marks would cover it.
    """

    study: Study
    wish: ReportWish
    candidates: Candidates
    step: Callable[[int, int], None]
    count: int
    done: int = 0

    def of(self, subject: Finding | Candidate | Draft, *, thing: bool) -> bytes:
        self.step(self.done, self.count)
        self.done += 1
        media = self.study.story.media[self.study.story.media_index[subject.media_id]]
        view = View(self.study, self.wish.selection, media, self.candidates, self.wish.drafts)
        frame, overlays = view.frame((subject.start_s + subject.end_s) / 2), self.wish.overlays
        if thing:
            overlays = replace(overlays, heat=False, contours=False, false_clicks=False, near_misses=False)
        image = burnt_in(frame.bgra, view.overlay(frame.t_s), BurnIn(overlays, width=STILL_WIDTH_PX))
        return encoded(image, "JPEG", STILL_QUALITY)


def selection_words(selection: Selection, study: Study, names: Names) -> dict[str, str]:
    """The selection's parts for people; a viewer by what `names` calls them."""
    scenes = {scene.id: scene.label for scene in study.story.scenes}
    elements = {element.id: element.label for element in study.story.elements}
    words = {name: str(value) for name, value in selection.parts.items() if name not in {"start_s", "end_s"}}
    if selection.viewer is not None:
        words["viewer"] = names.viewer_called(selection.viewer)
    if selection.session is not None:
        words["session"] = names.session_called(selection.session)
    if selection.scene is not None:
        words["scene"] = scenes.get(selection.scene, selection.scene)
    if selection.element is not None:
        words["element"] = elements.get(selection.element, selection.element)
    if selection.through:
        words["through"] = " → ".join(scenes.get(scene, scene) for scene in selection.through)
    for name in ("passed", "excluded"):
        if name in words:
            words[name] = selection.places_in_words(name, scenes)
    if selection.region is not None:
        words["region"] = " ".join(f"{100 * side:.0f} %" for side in selection.region)
    if selection.start_s is not None or selection.end_s is not None:
        end = "the end" if selection.end_s is None else f"{selection.end_s:g} s"
        words["time"] = f"{selection.start_s or 0:g} s to {end}"
    return {name.replace("click_class", "clicks"): value for name, value in words.items()}
