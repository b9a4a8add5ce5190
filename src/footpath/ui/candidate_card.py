"""One candidate or draft with all its evidence, its still, its name, and what is decided on it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from footpath.model.drafts import Draft, Evidence, Verdict
from footpath.model.results import Candidate, Overlay
from footpath.render.overlay import OverlayOptions, frame_image, paint_overlay
from footpath.ui import dialogs
from footpath.ui.measures.cells import chance
from footpath.ui.wording import clock, number
from footpath.workspace.drafting import Still
from footpath.workspace.workspace import Workspace

STILL_SIZE = QSize(176, 99)


class CandidateCard(QWidget):
    """Shows `Drafting.chosen`; its buttons do what the menu's actions do."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._drafting = workspace, workspace.drafting
        self.setAccessibleName("The chosen candidate")
        self.still = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.still.setFixedSize(STILL_SIZE)
        self.still.setAccessibleName("Still of the moment")
        self.sentence = QLabel(wordWrap=True)
        self.evidence = QLabel(wordWrap=True)
        for label in (self.sentence, self.evidence):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.name, self.comment = QLineEdit(), QLineEdit()
        self.name.setPlaceholderText("Name: what it is")
        self.comment.setPlaceholderText("Comment for whoever builds it")
        for line, what in ((self.name, "Name"), (self.comment, "Comment")):
            line.setAccessibleName(what)
            line.editingFinished.connect(self._write)
        self._lay_out()
        self._drafting.still_changed.connect(self._show_still)
        self.show_chosen()

    def _lay_out(self) -> None:
        self.buttons = {
            "previous": _button("Previous", "The one before, by rank (Shift+N)", lambda: self._drafting.step(-1)),
            "next": _button("Next", "The next by rank (N)", lambda: self._drafting.step(1)),
            "accept": _button("Accept", "A draft hotspot (A)", self.accept),
            "reject": _button("Reject…", "Say why it is none (Shift+A)", self.reject),
            "reopen": _button("Undecide", "Take the decision back", self.reopen),
        }
        row = QGridLayout()
        for place, button in enumerate(self.buttons.values()):
            row.addWidget(button, 0, place)
        words_box = QWidget()
        beside = QVBoxLayout(words_box)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.sentence)
        beside.addWidget(self.evidence)
        beside.addStretch(1)
        scrolled = QScrollArea(widgetResizable=True)
        scrolled.setWidget(words_box)
        scrolled.setFrameShape(QFrame.Shape.NoFrame)
        scrolled.setMinimumHeight(STILL_SIZE.height())
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        top = QHBoxLayout()
        top.addWidget(self.still, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(scrolled, 1)
        words = QHBoxLayout()
        words.addWidget(self.name, 2)
        words.addWidget(self.comment, 3)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 4, 0, 0)
        box.addLayout(top)
        box.addLayout(words)
        box.addLayout(row)

    def show_chosen(self) -> None:
        """Fill the card anew; what is being typed stays."""
        subject = self._drafting.subject
        draft, candidate = self._drafting.chosen_draft, self._drafting.chosen_candidate
        for name, button in self.buttons.items():
            button.setEnabled(name in {"previous", "next"} or subject is not None)
        self.buttons["reopen"].setEnabled(draft is not None)
        self.buttons["reopen"].setText("Undecide" if draft is None or draft.evidence else "Remove")
        for line in (self.name, self.comment):
            line.setEnabled(subject is not None)
        if not self.name.hasFocus():
            self.name.setText(draft.name if draft else "")
        if not self.comment.hasFocus():
            self.comment.setText((draft.comment or draft.reason) if draft else "")
        self.sentence.setText(_sentence(candidate, draft))
        self.evidence.setText(_evidence(candidate, draft))
        if subject is None:
            self.still.setText("No candidate chosen")

    def accept(self) -> None:
        self._drafting.decide_chosen(Verdict.ACCEPTED, name=self.name.text(), comment=self.comment.text())

    def reject(self) -> None:
        if self._drafting.subject is None:
            return
        reason = dialogs.ask_reason(self, self.comment.text())
        if reason is not None:
            self._drafting.decide_chosen(Verdict.REJECTED, name=self.name.text(), reason=reason)

    def reopen(self) -> None:
        draft = self._drafting.chosen_draft
        if draft is not None:
            self._drafting.remove(draft)

    def _write(self) -> None:
        """A name or comment of something decided is kept as it is left; before, it goes with the decision."""
        draft = self._drafting.chosen_draft
        if draft is None:
            return
        said = self.comment.text()
        changed = replace(draft, name=self.name.text())
        changed = replace(changed, comment=said) if draft.accepted else replace(changed, reason=said)
        if changed != draft:
            self._drafting.put(changed)

    def _show_still(self, still: Still | None) -> None:
        if still is None or still.bgra is None:
            self.still.setText("The film is not at hand")
            return
        image = QImage(frame_image(still.bgra).copy())
        ratio = self.devicePixelRatioF()
        image = image.scaled(STILL_SIZE * ratio, Qt.AspectRatioMode.KeepAspectRatio,
                             Qt.TransformationMode.SmoothTransformation)  # fmt: skip
        painter, none = QPainter(image), np.zeros(0)
        overlay = Overlay(None, none, none, none, none, (still.outline,) if still.outline else ())
        paint_overlay(painter, QRectF(image.rect()), overlay, OverlayOptions())
        painter.end()
        image.setDevicePixelRatio(ratio)
        self.still.setPixmap(QPixmap.fromImage(image))


def _button(text: str, tip: str, called: object) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.clicked.connect(called)
    return button


def _sentence(candidate: Candidate | None, draft: Draft | None) -> str:
    if candidate is not None:
        return draft.named(candidate.explanation) if draft else candidate.explanation
    if draft is not None:
        return draft.sentence
    return "Choose a row, or step through them with N."


def _evidence(candidate: Candidate | None, draft: Draft | None) -> str:
    known: Candidate | Evidence | None = candidate or (draft.evidence if draft else None)
    subject: Candidate | Draft | None = draft or candidate
    if subject is None:
        return ""
    parts = [f"{subject.end_s - subject.start_s:.1f} s from {clock(subject.start_s)}"]
    if known is not None:
        parts.append(f"{number(known.viewers)} of {number(known.exposed)} exposed, {number(known.clicks)} clicks")
        parts.append(f"{chance('p', known.p_value)}, {chance('q', known.q_value)}")
    if candidate is not None:
        near = candidate.nearest_element
        parts.append(f"score {candidate.score:.0f}")
        parts.append(f"nearest: {near.id}, {near.distance_px:.0f} px" if near else "no element near")
    tracked = subject.tracked
    parts.append("boundary followed in the footage" if tracked is True else f"boundary: {tracked or 'by hand'}")
    return " · ".join(parts)
