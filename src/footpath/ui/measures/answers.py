"""Quizzes, polls and surveys: answers by option, the right ones marked, and who left at the question."""

from __future__ import annotations

from footpath.model.more_metrics import MoreMetrics, Option, Question
from footpath.model.rate import NotInstrumented, Rate
from footpath.model.results import Metrics
from footpath.ui.measures.cells import counts, percent
from footpath.ui.measures.marks import Share
from footpath.ui.measures.page import Page, note
from footpath.ui.measures.table import Cell, Table
from footpath.ui.wording import clock
from footpath.workspace.workspace import Workspace

LAST = "last answer of each session ÷ sessions that answered"
RIGHT = "✓ "


class Answers(Page):
    """A question a group, an option a row."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, "Answers")
        self.says = note()
        self.table = Table("Answers by option", ["Question and option", "Share", "n of N", ""],
                           numbers=(1, 2), drawn={3: 150})  # fmt: skip
        self.table.stretch(0)
        self.table.setRootIsDecorated(True)
        self.table.setUniformRowHeights(False)
        self.box.addWidget(self.says)
        self.box.addWidget(self.table, 9)
        self.box.addStretch(1)
        self.table.chosen.connect(workspace.spotlight.light)

    def show_metrics(self, metrics: Metrics, more: MoreMetrics) -> None:
        self.table.clear()
        asked, few = more.questions, metrics.settings.few_sessions
        if isinstance(asked, NotInstrumented):
            self.says.setText(f"Not instrumented: {asked.why}")
            self.table.hide()
            return
        self.table.setVisible(bool(asked))
        self.says.setText(
            "The last answer of each session; ✓ marks what is right." if asked else "Nothing is asked in this film."
        )
        for question in asked:
            self._add(question, few)

    def _add(self, question: Question, few: int) -> None:
        when = f"{clock(question.start_s)}  " if question.start_s is not None else ""
        kind = question.kind or "not in the story"
        answered = question.answered
        of = Cell(counts(answered), tip="answered ÷ exposed") if answered is not None else Cell()
        share = Cell(
            percent(answered.value) if answered is not None and answered.value is not None else "",
            tip="answered ÷ exposed",
        )
        title = f"{when}{question.question}  ({kind})"
        head = self.table.add([Cell(title, tip=title), share, of, Cell("answered")], name=question.element_id)
        font = self.table.font()
        font.setBold(True)
        head.setFont(0, font)
        for option in question.options:
            self._add_option(option, question, few, head)
        for line in _lines(question, few):
            self.table.add_line(line, under=head)
        head.setExpanded(True)

    def _add_option(self, option: Option, question: Question, few: int, head: object) -> None:
        value, right = option.rate.value, option.right is True
        tip = f"{LAST}\n{option.text}: {counts(option.rate)}" + ("\nThis is right" if right else "")
        cells = [
            Cell(f"{RIGHT if right else ''}{option.text}", tip=tip),
            Cell(percent(value) if value is not None else "–", value, tip=tip),
            Cell(counts(option.rate), tip=tip),
            Cell("", value, Share(value or 0.0, right), tip),
        ]
        self.table.add(cells, name=question.element_id, grey=option.rate.of < few, under=head)  # type: ignore[arg-type]


def _lines(question: Question, few: int) -> list[str]:
    """Who was right, and who left."""
    lines = []
    if question.right is not None and question.right.value is not None:
        lines.append(f"right: {percent(question.right.value)}, {counts(question.right)} that answered")
    left = question.left
    if isinstance(left, Rate):
        if left.value is not None:
            lines.append(f"left at the question: {percent(left.value)}, {counts(left)} exposed")
    elif question.answered is not None:
        lines.append(f"left at the question: not instrumented, {left.why}")
    answered = question.answered or (question.options[0].rate if question.options else None)
    if answered is not None and answered.of < few:
        lines.append(f"too few to tell: under {few}")
    return lines
