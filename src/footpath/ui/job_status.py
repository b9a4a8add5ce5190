"""Long work in the status bar: what, how far, how long still, and a way to stop it. Quick work shows nothing."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

from footpath.ui.wording import duration, number
from footpath.workspace.jobs import Job, Jobs

PATIENCE_MS = 400
STEPS = 1000
LEAST_ELAPSED_S = 0.5


class JobStatus(QWidget):
    """Shows one job: the longest running."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._job: Job | None = None
        self._since = QElapsedTimer()
        self._says = QLabel()
        self._bar = QProgressBar(maximum=STEPS, textVisible=False)
        self._bar.setFixedSize(140, 8)
        self._bar.setAccessibleName("Progress")
        self._cancel = QPushButton("Cancel", objectName="small")
        self._cancel.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._cancel.clicked.connect(self._stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self._says, self._bar, self._cancel):
            row.addWidget(widget)
        self._appear = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._appear.timeout.connect(self.show)
        jobs.running_changed.connect(self._follow)
        jobs.progressed.connect(self._progress)
        self.hide()

    def _follow(self) -> None:
        job = next(iter(self._jobs.running), None)
        if job is self._job:
            return
        self._job = job
        if job is None:
            self._appear.stop()
            self.hide()
            return
        self._since.start()
        self._says.setText(job.name)
        self._bar.setMaximum(0)
        self._cancel.setVisible(job.stoppable)
        if not self.isVisible():
            self._appear.start()

    def _progress(self, job: Job, done: int, expected: int) -> None:
        if job is not self._job:
            return
        self._bar.setMaximum(STEPS if expected else 0)
        self._bar.setValue(int(STEPS * min(done / expected, 1.0)) if expected else 0)
        self._says.setText(" · ".join([job.name, *speed_words(done, expected, self._since.elapsed() / 1000, job.unit)]))

    def _stop(self) -> None:
        if self._job is not None:
            self._jobs.stop(self._job.key)


def speed_words(done: int, expected: int, elapsed_s: float, unit: str) -> list[str]:
    """How fast, in `unit` a second, and how long still; nothing before there is something to go by."""
    if elapsed_s < LEAST_ELAPSED_S or done <= 0:
        return []
    words = [f"{number(round(done / elapsed_s))} {unit}/s"] if unit else []
    if expected > done:
        words.append(f"{duration((expected - done) / done * elapsed_s)} left")
    return words
