"""The open study, the Selection with its undo, the playhead and the jobs: everything that changes with time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from footpath.model.curves import ClickLane, Counted
from footpath.model.import_report import ImportReport
from footpath.model.kept import Changes, Kept
from footpath.model.results import Candidates, Results, Retention
from footpath.model.selection import EVERYTHING, Selection
from footpath.study.demo_review import demo_review
from footpath.study.exporting import Exported, Wish, export
from footpath.study.findings import Finding
from footpath.study.importing import import_review
from footpath.study.locating import find_in, missing
from footpath.study.rejects import save_rejects
from footpath.study.study import Study
from footpath.workspace.comparing import Comparing
from footpath.workspace.drafting import Drafting
from footpath.workspace.faults import told
from footpath.workspace.film_looks import FilmLooks
from footpath.workspace.history import Desk, History
from footpath.workspace.jobs import Job, Jobs
from footpath.workspace.keeper import Keeper
from footpath.workspace.measures import Measures
from footpath.workspace.player import Player
from footpath.workspace.scene_pictures import ScenePictures
from footpath.workspace.search import KEEPING, Search
from footpath.workspace.sound import Sound
from footpath.workspace.spotlight import Spotlight
from footpath.workspace.thrift import Thrift
from footpath.workspace.tracing import Tracing

OPENING, RESULTS, CURVES = "opening", "results", "curves"
IMPORTING, EXPORTING = "importing", "exporting"
MISSING = "{} isn't where it was: a grey picture stands in for it. File > Find footage…"
CUT_OFF = "An import into this review was cut off; it is as it was before."


class Workspace(QObject):
    """Widgets send selections down; results come up as signals."""

    study_changed = Signal(object)
    selection_changed = Signal(object)
    kept_changed = Signal(object)  # Kept
    results_changed = Signal(object)
    curves_changed = Signal(object)  # Retention: it follows the results
    candidates_changed = Signal(object)
    findings_changed = Signal(object)  # tuple[Finding, ...] | None while they are looked for
    imported = Signal(object)  # ImportReport
    message = Signal(str)
    failed = Signal(object)
    history_changed = Signal()
    film_wanted = Signal(object)  # Media: another than before is about to be opened

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = Jobs(self)
        self.player = Player(self)
        self.sound = Sound(self.player, self)
        self.sound.message.connect(self.message)
        self._keeper = Keeper(self.jobs, self)
        self._keeper.failed.connect(self.tell_error)
        self.player.failed.connect(self.failed)
        self.jobs.stopped.connect(self._stopped)
        self.study: Study | None = None
        self.results: Results | None = None
        self.curves: Retention | None = None
        self.lanes: dict[str, ClickLane] = {}  # by media: they come with the curves
        self.counted = EVERYTHING  # the selection that the picture may show: its results are there
        self.candidates: Candidates | None = None
        self.findings: tuple[Finding, ...] | None = None
        self._report: ImportReport | None = None
        self._history = History()
        self._import_out: Path | None = None
        self._moving_from: History | None = None
        self._awaited: Selection | None = None
        self.search, self.drafting = Search(self), Drafting(self)
        self._thrift = Thrift(self)
        self.tracing, self.film = Tracing(self), FilmLooks(self)
        self.scene_pictures = ScenePictures(self)
        self.measures, self.comparing, self.spotlight = Measures(self), Comparing(self), Spotlight(self)

    @property
    def selection(self) -> Selection:
        return self._history.present.selection

    @property
    def kept(self) -> Kept:
        """What people made in the open review."""
        return self._history.present.kept

    @property
    def can_undo(self) -> bool:
        return bool(self._history.past)

    @property
    def can_redo(self) -> bool:
        return bool(self._history.future)

    def open_study(self, path: Path) -> None:
        self.message.emit(f"Opening {path.name}")
        self.jobs.run(
            partial(Study.open, path, beside=True),
            done=self._opened,
            failed=self.tell_error,
            name=f"Opening {path.name}",
            key=OPENING,
        )

    def close_study(self) -> None:
        self.search.stop()
        for key in (OPENING, RESULTS, CURVES):
            self.jobs.cancel(key)
        self._set_study(None)

    def import_files(
        self, events: Sequence[Path], out: Path, story: Path | None, videos: Sequence[Path], **how: Any
    ) -> None:
        """Import in the background; `imported` tells the report, then the new review opens.

        `how`: mapping, media, pseudonyms, as `import_review` takes them.
        """
        self._import_out = out
        work = partial(
            import_review, list(events), out, story, list(videos), self.jobs.progress, cancelled=self.jobs.unwanted,
            **how,
        )  # fmt: skip
        self.jobs.run(
            work,
            done=self._imported,
            failed=self.tell_error,
            name=f"Importing into {out.name}",
            key=IMPORTING,
            unit="rows",
            stoppable=True,
        )

    def make_demo(self) -> None:
        """Open the demo review, made first where it isn't there yet."""
        self.jobs.run(
            demo_review,
            self.jobs.progress,
            done=self.open_study,
            failed=self.tell_error,
            name="Making the demo",
            key=IMPORTING,
            stoppable=True,
        )

    def export(self, wish: Wish) -> None:
        """Write one file, with the decisions as they stand."""
        if self.study is None:
            return
        self.jobs.run(
            export,
            self.study,
            replace(wish, kept=self.kept),
            self.jobs.progress,
            self.jobs.unwanted,
            done=self._exported,
            failed=self.tell_error,
            name=f"Writing {wish.to.name}",
            key=EXPORTING,
            stoppable=True,
        )

    def import_report(self) -> ImportReport | None:
        """Of the last import into the open review, else what the review keeps of it; None without a review."""
        if self.study is None:
            return None
        return self._report if self._import_out == self.study.path else self.study.import_report()

    def save_rejects(self, out: Path) -> None:
        """Write the refused rows of the open review."""
        if self.study is None:
            return
        done = partial(self._saved_rejects, out)
        self.jobs.run(save_rejects, self.study.path, out, done=done, failed=self.tell_error, name=f"Writing {out.name}")

    def select_moving(self, selection: Selection) -> None:
        """For a drag, while the mouse moves: the newest wins, and all of it is one step of undo, ended by `select`."""
        if self._moving_from is None:
            self._moving_from = self._history
        self._awaited = selection
        if not self.jobs.is_running(CURVES):
            self._take_awaited()

    def _take_awaited(self) -> None:
        selection, self._awaited = self._awaited, None
        if selection is not None and selection != self.selection:
            self._move(replace(self._history, present=replace(self._history.present, selection=selection)))

    def select(self, selection: Selection) -> None:
        begun, self._moving_from, self._awaited = self._moving_from or self._history, None, None
        self._move(begun.pushed(replace(begun.present, selection=selection)))

    def keep(self, changes: Changes) -> None:
        """Set or remove (None) what the review keeps: one step of undo, saved in the background."""
        self._move(self._history.pushed(replace(self._history.present, kept=self.kept.changed(changes))))

    def undo(self) -> None:
        self._move(self._history.undone())

    def redo(self) -> None:
        self._move(self._history.redone())

    def show(self, media_id: str, t_s: float) -> None:
        """Bring the playhead to a moment, opening the media it lies in."""
        if self.study is None or media_id not in self.study.story.media_index:
            return
        if self.player.media is None or self.player.media.id != media_id:
            media = self.study.story.media[self.study.story.media_index[media_id]]
            path = self.study.footage_path(media_id)
            if path is None and media.path:
                self.message.emit(MISSING.format(Path(media.path).name))
            self.film_wanted.emit(media)
            self.player.open(media, path)
        self.player.seek(t_s)

    def find_footage(self, folder: Path) -> None:
        """Look for the missing films in a folder; the review opens again where one was found."""
        if self.study is None:
            return
        if not missing(self.study):
            self.message.emit("No film of this review is missing.")
            return
        self.jobs.run(
            find_in,
            self.study,
            folder,
            done=partial(self._found_footage, self.study.path),
            failed=self.tell_error,
            name=f"Looking for films in {folder.name}",
        )

    def _found_footage(self, review: Path, _count: int) -> None:
        if self.study is not None and self.study.path == review:
            self.open_study(review)

    def tell_error(self, error: Exception) -> None:
        """Show the world's fault as it is; log our own and offer its trace for copying."""
        self.failed.emit(told(error))

    def close(self) -> None:
        """Stop the threads; nothing is delivered afterwards."""
        self.search.stop()
        self._keeper.flush()
        self.jobs.close()
        if self.study is not None:
            self.study.close()
        self.sound.close()
        self.player.close()

    def _opened(self, study: Study) -> None:
        self._set_study(study)
        told = f"{study.title}: {len(study.sessions):,} sessions".replace(",", "\u202f")
        self.message.emit(f"{told}. {CUT_OFF}" if study.cut_off else told)
        if study.story.media:
            self.show(study.story.media[0].id, 0.0)
        self._compute()
        if study.to_keep is not None:
            done = partial(self._go_on_with, study)
            self.jobs.run(study.once_kept, done=done, failed=self.tell_error, name="Keeping what was read", key=KEEPING)

    def _go_on_with(self, read: Study, kept: Study) -> None:
        """The same answers, from less memory."""
        now = self.study
        if now is None or now.events is not read.events:
            kept.close()  # another review was opened meanwhile
        elif kept is not read:
            self.study = kept.with_bands(now.settings.attention_bands)
            now.close()
            QTimer.singleShot(0, self.study.rest)  # once nothing here holds what was read

    def _set_study(self, study: Study | None) -> None:
        if self.study is not None:
            self.study.close()
        self.study, self.results, self.curves, self.candidates, self.findings = study, None, None, None, None
        kept = study.kept if study is not None else Kept()
        self._keeper.open(study.path if study is not None else None, kept)
        self._history, self.counted = History(Desk(EVERYTHING, kept)), EVERYTHING
        self._moving_from, self._awaited = None, None
        self.study_changed.emit(study)
        self.kept_changed.emit(kept)
        self.selection_changed.emit(self.selection)
        self.history_changed.emit()

    def _imported(self, report: ImportReport) -> None:
        self._report = report
        self.imported.emit(report)
        if self._import_out is not None:
            self.open_study(self._import_out)

    def _move(self, history: History) -> None:
        if history is self._history:
            return
        before, self._history = self._history.present, history
        if self.kept != before.kept:
            self._keeper.save(self.kept)
            self.kept_changed.emit(self.kept)
        if self.selection != before.selection:
            self._show_selection()
        self.history_changed.emit()

    def _show_selection(self) -> None:
        self.results, self.curves, self.candidates, self.findings = None, None, None, None
        self._compute()  # first: it is counted while the widgets take the selection
        self.findings_changed.emit(None)
        self.selection_changed.emit(self.selection)
        self._follow()

    def _follow(self) -> None:
        """Show the media the selection speaks of."""
        if self.study is None:
            return
        media, start_s = self.selection.media, self.selection.start_s or 0.0
        scene = self.study.story.scene_index.get(self.selection.scene or self._last_passed() or "")
        if scene is not None:
            media, start_s = self.study.story.scenes[scene].media_id, self.study.story.scenes[scene].start_s
        if media is not None and (self.player.media is None or self.player.media.id != media):
            self.show(media, start_s)

    def _last_passed(self) -> str | None:
        """The scene of the place that was added last, unless another media was asked for."""
        scenes = [place.scenes[-1] for place in self.selection.passed if place.scenes]
        return scenes[-1] if scenes and self.selection.media is None else None

    def _compute(self) -> None:
        if self.study is None:
            return
        self.search.stop()
        self.jobs.run(
            self.study.results,
            self.selection,
            done=self._computed,
            failed=self._uncounted,
            name="Counting",
            key=RESULTS,
            at_once=True,
        )
        self.jobs.run(
            self.study.curves,
            self.selection,
            done=self._drawn,
            failed=self.tell_error,
            name="Counting",
            key=CURVES,
            at_once=True,
        )

    def _uncounted(self, error: Exception) -> None:
        self.jobs.cancel(CURVES)  # they would fail alike
        self.tell_error(error)

    def _computed(self, results: Results) -> None:
        self.results, self.counted = results, self.selection
        self.results_changed.emit(results)

    def _drawn(self, counted: Counted) -> None:
        self.curves, self.lanes = counted
        self.curves_changed.emit(self.curves)
        self.search.soon()
        self._take_awaited()

    def _exported(self, exported: Exported) -> None:
        self.message.emit(" ".join(part for part in (f"{exported.path.name} is written.", exported.note) if part))

    def _saved_rejects(self, out: Path, count: int) -> None:
        self.message.emit(f"{count} refused rows are in {out.name}")

    def _stopped(self, job: Job) -> None:
        self.message.emit(f"{job.name}: cancelled; nothing was changed")
