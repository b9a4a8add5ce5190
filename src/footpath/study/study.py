"""An open review, and the questions one can ask of it. Safe to call from worker threads; its answers never change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from footpath.analysis import compare_curves
from footpath.analysis.candidates import Progress, find_candidates
from footpath.analysis.chosen import Chosen
from footpath.analysis.click_lanes import click_lanes
from footpath.analysis.contradictions import contradictions
from footpath.analysis.data import Data, read_data
from footpath.analysis.disagreeing import disagreement_tests
from footpath.analysis.draft_matching import WouldHit, would_hit
from footpath.analysis.finding_tests import Tested
from footpath.analysis.late_early import late_early
from footpath.analysis.look import look_at
from footpath.analysis.metrics import compute_metrics
from footpath.analysis.more_metrics import more_metrics
from footpath.analysis.outlines import lit_outline, outlines_at
from footpath.analysis.paths import PathTable
from footpath.analysis.remembering import Recent
from footpath.analysis.retention import in_window
from footpath.analysis.selecting import choose, classes_of, scope_of, session_mask
from footpath.analysis.walk import Way
from footpath.model.clicks import ClickClass, Clicks
from footpath.model.curves import Counted, CurveComparison, PathCurves
from footpath.model.drafts import Draft
from footpath.model.events import Bools, Events, Sessions
from footpath.model.import_report import ImportReport
from footpath.model.kept import Kept
from footpath.model.late_early import LateEarly
from footpath.model.more_metrics import MoreMetrics
from footpath.model.place import Place
from footpath.model.reading import Reading
from footpath.model.results import Candidates, Metrics, Outline, Overlay, PathGraph, Results, Retention
from footpath.model.selection import EVERYTHING, Selection
from footpath.model.settings import Settings
from footpath.model.story import Story
from footpath.model.thumbnails import Thumbnail
from footpath.model.time_axis import Step
from footpath.storage.cuts import cuts_of
from footpath.storage.review import Review
from footpath.storage.thumbnails import thumbnails
from footpath.study import reopening
from footpath.study.along import AlongPaths
from footpath.study.bands import Bands, bands_of
from footpath.study.click_masks import ClickMasks
from footpath.study.curves_beside import CurvesBeside
from footpath.study.heat_maps import HeatMaps
from footpath.study.locating import located, named_path
from footpath.study.memory import give_back
from footpath.study.rejects import report_of
from footpath.study.viewer_rows import ViewerRow, viewer_rows

REMEMBERED_SELECTIONS = 8
REMEMBERED_ORIGINS = 3
SHARED = ("_located", "_curves", "_path_tables", "_candidates", "_heat", "_click_mask")


@dataclass(frozen=True, eq=False)
class Study:
    """A review, read; every answer is for one Selection."""

    path: Path
    data: Data
    cut_off: bool = False  # an import into the review was, and has been taken back
    kept: Kept = field(default_factory=Kept)  # as it was on opening
    defaults: Settings = field(default_factory=Settings)  # before the review's own attention bands
    to_keep: reopening.Stamp | None = None  # of a large review that was not kept yet, as it was read
    kept_as: str | None = None  # a large review's name among those that were kept

    @classmethod
    def open(cls, path: Path, settings: Settings | None = None, *, beside: bool = False) -> Study:
        """Read a review; `beside`: for a window, so that a process of their own counts the curves if it is large.

        Raises:
            UserError: if the file is missing, foreign, damaged or from a newer version.
        """
        with Review.open(path) as review:
            story, cut_off, kept = review.story(), review.cut_off, review.kept()
            defaults = settings or Settings()
            settings = replace(defaults, attention_bands=bands_of(kept, defaults))
            large = reopening.is_worth_it(review)
            name = reopening.kept_as(review, story, settings) if large else None
            data = reopening.load(name, story, settings) if name is not None else None
            to_keep = reopening.stamp_of(path) if large and data is None else None
            if data is None:
                name, data = None, read_data(story, review.events(), review.sessions(), settings)
        study = cls(path, data, cut_off, kept, defaults, to_keep, name)
        if beside:
            study.count_beside()
        study.warm_up()
        return study

    def with_bands(self, bands: Bands) -> Study:
        """The same review, its calls held against other attention bands; all that doesn't depend on them is shared."""
        data = replace(self.data, settings=replace(self.settings, attention_bands=bands))
        return self._over(data, SHARED)

    def _over(self, data: Data, shared: tuple[str, ...], **changes: Any) -> Study:
        """The same over other data, with what was made for this one and holds for that too."""
        other = replace(self, data=data, **changes)
        other.__dict__.update({name: self.__dict__[name] for name in shared if name in self.__dict__})
        return other

    def remember(self) -> str | None:
        """Keep what a large review was read as, so that it opens at once the next time; returns its name there."""
        if self.to_keep is None:
            return self.kept_as
        return reopening.keep(self.path, self.to_keep, self.data)

    def once_kept(self) -> Study:
        """The same review over what is kept of it, which takes half the memory; this one where it can't be kept."""
        name = self.remember()
        data = reopening.load(name, self.story, self.settings) if name is not None else None
        if data is None:
            return self
        study = self._over(data, ("_located", "_candidates"), to_keep=None, kept_as=name)
        study.count_beside()
        study.warm_up()
        study.results(EVERYTHING)
        return study

    def count_beside(self) -> None:
        """Let a process of their own count the curves of a large review that is kept; `close` ends it."""
        if self.kept_as is not None:
            self._curves.move_out(self.kept_as)

    def close(self) -> None:
        """End the process that counts its curves, and forget what else was worked out; who still asks is answered."""
        self._curves.close()
        self.data.kept.clear()  # much of it holds the data, and would be held by it

    def rest(self) -> None:
        """Give back the memory that what was counted took: when it is quiet, nothing is wanted of it soon."""
        self.spare()
        give_back()

    @property
    def is_large(self) -> bool:
        """Whether it is kept as it was read, or is to be."""
        return self.kept_as is not None or self.to_keep is not None

    def spare(self) -> None:
        """Give back what was read of a large review that is kept; takes 1-3 ms."""
        if self.kept_as is not None:
            reopening.let_go(self.data)

    def warm_up(self) -> None:
        """Compute beforehand what the first picture needs: opening happens off the interface's thread."""
        self._curves  # noqa: B018 - a cached property: made before anything can share it
        click_lanes(self.data, self._click_mask(EVERYTHING))
        self._located  # noqa: B018 - a cached property
        self._heat.warm_up()

    @property
    def title(self) -> str:
        return self.story.title or self.path.stem

    @property
    def story(self) -> Story:
        return self.data.story

    @property
    def events(self) -> Events:
        return self.data.events

    @property
    def sessions(self) -> Sessions:
        return self.data.sessions

    @property
    def reading(self) -> Reading:
        return self.data.reading

    @property
    def clicks(self) -> Clicks:
        return self.data.clicks

    @property
    def settings(self) -> Settings:
        return self.data.settings

    def footage_path(self, media_id: str) -> Path | None:
        """Where a media's film lies, None if it is not there."""
        return named_path(self, media_id) or self._located.get(media_id)

    @cached_property
    def _located(self) -> dict[str, Path]:
        return located(self)

    def import_report(self) -> ImportReport:
        """What the review keeps of its imports: stored and refused rows, and notes; duplicates aren't kept."""
        with Review.open(self.path) as review:
            return report_of(review, len(self.events), contradictions(self.events, self.sessions, self.story))

    def thumbnails(self, media_id: str, count: int, duration_s: float) -> tuple[Thumbnail, ...]:
        """Small pictures spread over a media's length; none where its film is missing."""
        path = self.footage_path(media_id)
        return thumbnails(path, count, duration_s) if path is not None else ()

    def results(self, selection: Selection) -> Results:
        """What is counted first of a selection; a process of their own begins with its curves.

        Raises:
            UserError: for anything the review doesn't have.
        """
        scope_of(selection, self.data)
        classes_of(selection)
        mask = session_mask(selection, self.data)
        if self._curves.beside:
            self._curves_of(selection.any_time, self._curves.begin)
        return Results(
            sessions=int(np.count_nonzero(mask)),
            of_sessions=len(mask),
            played=int(np.count_nonzero(self.reading.played & mask)),
            paths=self.paths(selection),
        )

    def sessions_of(self, selection: Selection) -> Bools:
        """Which sessions are selected; shape (s,)."""
        return session_mask(selection, self.data)

    def clicks_of(self, selection: Selection) -> Bools:
        """Which clicks are looked at; shape (c,)."""
        return self._click_mask(selection)

    def metrics(self, selection: Selection) -> Metrics:
        return compute_metrics(self.data, selection)

    def more_metrics(self, selection: Selection, metrics: Metrics) -> MoreMetrics:
        """What the contract's metrics don't tell: trends, branches, viewers; `metrics` are the selection's own."""
        return more_metrics(self.data, selection, metrics)

    def paths(self, selection: Selection, origin: str | None = None, also: tuple[Place, ...] = ()) -> PathGraph:
        """The paths of a selection, from the first visit of `origin` on; of those who `also` passed any of these."""
        mask = session_mask(selection, self.data)
        if also:
            mask = mask & session_mask(Selection(passed=also), self.data)
        table: PathTable = self._path_tables(origin)
        return table.graph(mask)

    @cached_property
    def _path_tables(self) -> Callable[[str | None], PathTable]:
        data = self.data  # not the study, which would be held by what it holds

        def table_from(origin: str | None) -> PathTable:
            return PathTable.of(data.reading, data.story, -1 if origin is None else data.story.scene_index[origin])

        return lru_cache(REMEMBERED_ORIGINS)(table_from)

    def viewers(self, selection: Selection, also: tuple[Place, ...] = ()) -> tuple[ViewerRow, ...]:
        """The sessions of a selection, those with most clicks first: for a list of who they are."""
        mask = session_mask(selection, self.data)
        if also:
            mask = mask & session_mask(Selection(passed=also), self.data)
        return viewer_rows(self.data, mask)

    def retention(self, selection: Selection) -> Retention:
        """The curves; those of other seconds of the same sessions are there at once."""
        scope = scope_of(selection, self.data)
        return in_window(self._counted(selection)[0], (scope.start_s, scope.end_s), self.settings)

    def curves(self, selection: Selection) -> Counted:
        """What the timeline draws: the curves, and by media the share of false clicks."""
        whole = selection.any_time
        if selection == whole:
            return self._counted(whole)
        self._curves_of(whole, self._curves.ask)
        lanes = click_lanes(self.data, self._click_mask(selection))  # while the curves are counted
        return self.retention(selection), lanes

    def _counted(self, selection: Selection) -> Counted:
        """Of all seconds and classes of clicks."""
        whole = selection.any_time
        while True:
            asked = self._curves_of(whole, self._curves.ask)
            try:
                return asked.result()
            except CancelledError:  # others were begun before its turn had come
                self._recent_curves.drop(whole)
            except Exception:
                self._recent_curves.drop(whole)
                raise

    def _curves_of(self, whole: Selection, ask: Callable[[Chosen, Selection], Future[Counted]]) -> Future[Counted]:
        """Those that were asked for lately, else asked for now."""
        scope_of(whole, self.data)  # raises here for what the review doesn't have, not where it is counted
        return self._recent_curves.get(whole, lambda: ask(choose(whole, self.data), whole))

    @cached_property
    def _recent_curves(self) -> Recent[Future[Counted]]:
        return Recent(REMEMBERED_SELECTIONS)

    @cached_property
    def _curves(self) -> CurvesBeside:
        return CurvesBeside(self.data)

    def most_trodden(self, selection: Selection) -> tuple[Step, ...]:
        """The steps of the path that most of a selection took."""
        return self._along.steps(Way(), session_mask(selection, self.data))

    def curves_along(self, selection: Selection) -> PathCurves:
        """The curves along the path that a selection names, from its end (or the start) on the most trodden one."""
        return self._along.of(selection)

    @cached_property
    def _along(self) -> AlongPaths:
        return AlongPaths(self.data, self._curves)

    def compare_curves(self, a: Selection, b: Selection) -> tuple[Retention, CurveComparison]:
        """The curves of b, and whether a and b leave alike."""
        masks = session_mask(a, self.data), session_mask(b, self.data)
        return self.retention(b), compare_curves.compare_curves(self.data, *masks)

    def compare_along(self, a: Selection, b: Selection) -> tuple[Retention, CurveComparison]:
        """The same along the path of a."""
        return self._along.compare(a, b)

    def cuts(self, media_id: str, unwanted: Callable[[], bool]) -> tuple[float, ...]:
        """Where the film cuts, seconds; none where it is missing. A film is looked through once for a user."""
        path = self.footage_path(media_id)
        return cuts_of(path, unwanted) if path is not None else ()

    def candidates(self, selection: Selection, progress: Progress | None = None) -> Candidates:
        """Candidate hotspots among the false clicks that are looked at; the last few selections' are kept."""
        return self._candidates.get(selection, lambda: self._find_candidates(selection, progress))

    def lit(self, element_id: str, media_id: str, t_s: float) -> Outline | None:
        """The outline of an element of a media at an instant, to be lit; empty where it stands beside the picture."""
        return lit_outline(self.story, element_id, media_id, t_s)

    def late_early(self, selection: Selection) -> tuple[LateEarly, ...]:
        """Clicks over elements that weren't there yet, or any more."""
        return late_early(self.data, session_mask(selection, self.data), self._click_mask(selection))

    def would_hit(self, selection: Selection, drafts: Iterable[Draft]) -> WouldHit:
        """What accepted drafts would make of the false clicks that are looked at."""
        chosen = (draft for draft in drafts if draft.accepted)
        return would_hit(chosen, self.clicks, self.sessions, self.story, self._click_mask(selection))

    def disagreements(self, selection: Selection) -> tuple[Tested, ...]:
        """Elements that the player and their boundary tell differently: every one tested."""
        return tuple(disagreement_tests(look_at(self.data, selection)))

    def _find_candidates(self, selection: Selection, progress: Progress | None) -> Candidates:
        mask = session_mask(selection, self.data)
        looked_at = self._click_mask(selection)
        return find_candidates(
            self.clicks, self.reading, self.sessions, self.story, mask, self.settings, looked_at=looked_at,
            progress=progress,
        )  # fmt: skip

    @cached_property
    def _candidates(self) -> Recent[Candidates]:
        return Recent(REMEMBERED_SELECTIONS)

    def overlay(
        self,
        selection: Selection,
        media_id: str,
        t_s: float,
        heat_window: tuple[float, float],
        candidates: Candidates | None,
        drafts: Iterable[Draft] = (),
        *,
        heat_per_second: bool = False,
    ) -> Overlay:
        """What lies over the picture of one media at one instant; heat and marks are of the window given.

        The heat is raw, or per viewer-second of those who had the window on screen.
        """
        media = self.story.media_index[media_id]
        rows = self._heat.rows(media, heat_window)
        chosen = self._click_mask.of(selection, rows)
        x, y, klass = (column[rows][chosen] for column in (self.clicks.x, self.clicks.y, self.clicks.klass))
        false, near = klass == ClickClass.FALSE, klass == ClickClass.NEAR_MISS
        heat = self._heat.grid(selection, media, heat_window, chosen, per_second=heat_per_second)
        outlines = outlines_at(self.story, media_id, t_s, candidates, drafts)
        return Overlay(heat, x[false], y[false], x[near], y[near], outlines)

    @cached_property
    def _heat(self) -> HeatMaps:
        return HeatMaps(self.data)

    @cached_property
    def _click_mask(self) -> ClickMasks:
        return ClickMasks(self.data)
