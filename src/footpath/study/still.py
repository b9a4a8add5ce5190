"""A small picture of the moment a candidate or draft is about."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from footpath.analysis.boundary import polygon_at
from footpath.analysis.draft_matching import candidate_element
from footpath.model.drafts import Draft
from footpath.model.results import Candidate, Outline
from footpath.storage.footage import read_frame
from footpath.study.study import Study


def moment_of(subject: Candidate | Draft) -> float:
    """The middle of its life, media time."""
    return (subject.start_s + subject.end_s) / 2


def still(study: Study, subject: Candidate | Draft, height_px: int) -> tuple[NDArray[np.uint8] | None, Outline | None]:
    """The frame (height_px, w, 4) BGRA, None where the film is missing; the outline in it.

    Raises:
        UserError: if the film can't be read.
    """
    t_s, path = moment_of(subject), study.footage_path(subject.media_id)
    element = subject.as_element() if isinstance(subject, Draft) else candidate_element(subject)
    accepted = isinstance(subject, Draft) and subject.accepted
    polygon = polygon_at(element, t_s)
    outline = Outline(polygon, "", "accepted" if accepted else "candidate") if polygon else None
    if path is None:
        return None, outline
    whole = read_frame(path, t_s, subject.media_id).bgra
    width = max(1, round(whole.shape[1] * height_px / whole.shape[0]))
    small = cv2.resize(whole, (width, height_px), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(small, dtype=np.uint8), outline
