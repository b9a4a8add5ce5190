"""Gathers a report: results, findings with their stills, the selection in words that name no one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from footpath import __version__
from footpath.export.report import Report, ReportFinding
from footpath.model.results import Candidates
from footpath.model.selection import Selection
from footpath.model.timecode import FrameRate
from footpath.render.burn_in import BurnIn, burnt_in, encoded
from footpath.study.as_json import settings_json
from footpath.study.export_footage import View
from footpath.study.findings import Finding, findings
from footpath.study.study import Study

MOST_STILLS = 12
STILL_WIDTH_PX, STILL_QUALITY = 960, 82
Progress = Callable[[int, int], None]


def gather_report(
    study: Study,
    selection: Selection,
    rates: dict[str, FrameRate | None],
    progress: Progress | None,
    *,
    with_texts: bool,
) -> Report:
    """Everything a report prints; the first twelve findings have a still."""
    results, candidates = study.results(selection), study.candidates(selection)
    found = findings(study, selection)
    shown = []
    for i, finding in enumerate(found):
        if progress is not None:
            progress(i, len(found))
        still = _still(study, selection, candidates, finding) if i < MOST_STILLS else None
        shown.append(_shown(finding, rates.get(finding.media_id), still))
    return Report(
        title=study.title,
        made=datetime.now(UTC).date().isoformat(),
        version=__version__,
        selected=selection_words(selection, study),
        story=study.story,
        results=results,
        candidates=candidates,
        findings=tuple(shown),
        settings=settings_json(study.settings),
        with_texts=with_texts,
    )


def _shown(finding: Finding, rate: FrameRate | None, still: bytes | None) -> ReportFinding:
    code = ""
    if rate is not None:
        code = f"{rate.timecode(rate.frame_at(finding.start_s))} to {rate.timecode(rate.frame_at(finding.end_s))}"
    span = (finding.start_s, finding.end_s)
    return ReportFinding(finding.kind, finding.sentence, finding.media_id, *span, finding.q_value, code, still)


def _still(study: Study, selection: Selection, candidates: Candidates, finding: Finding) -> bytes:
    """The moment in the finding's middle, as JPEG."""
    media = study.story.media[study.story.media_index[finding.media_id]]
    view = View(study, selection, media, candidates)
    frame = view.frame((finding.start_s + finding.end_s) / 2)
    image = burnt_in(frame.bgra, view.overlay(frame.t_s), BurnIn(width=STILL_WIDTH_PX))
    return encoded(image, "JPEG", STILL_QUALITY)


def selection_words(selection: Selection, study: Study) -> dict[str, str]:
    """The selection's parts for people; a viewer is "one viewer", whoever it is."""
    scenes = {scene.id: scene.label for scene in study.story.scenes}
    elements = {element.id: element.label for element in study.story.elements}
    words = {name: str(value) for name, value in selection.parts.items() if name not in {"start_s", "end_s"}}
    if selection.viewer is not None:
        words["viewer"] = "one viewer"
    if selection.scene is not None:
        words["scene"] = scenes.get(selection.scene, selection.scene)
    if selection.element is not None:
        words["element"] = elements.get(selection.element, selection.element)
    if selection.through:
        words["through"] = " → ".join(scenes.get(scene, scene) for scene in selection.through)
    if selection.region is not None:
        words["region"] = " ".join(f"{100 * side:.0f} %" for side in selection.region)
    if selection.start_s is not None or selection.end_s is not None:
        end = "the end" if selection.end_s is None else f"{selection.end_s:g} s"
        words["time"] = f"{selection.start_s or 0:g} s to {end}"
    return {name.replace("click_class", "clicks"): value for name, value in words.items()}
