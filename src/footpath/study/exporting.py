"""Everything that leaves the application, by one door: markers, tables, draft hotspots, stills, film, report."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from footpath.export.drafts import keyframes_csv, story_text, svg_text
from footpath.export.edl import edl_text
from footpath.export.fcp7_xml import fcp7_text
from footpath.export.fcpxml import fcpxml_text
from footpath.export.files import save_text, whole_file
from footpath.export.film import write_film
from footpath.export.h5p import content, save_package
from footpath.export.marker_lists import (
    avid_text,
    kdenlive_json,
    markers_csv,
    premiere_csv,
    resolve_csv,
    vtt_text,
)
from footpath.export.otio import otio_text
from footpath.export.reel import Reel
from footpath.export.report_pages import report_html, report_pages
from footpath.export.table_files import save_table
from footpath.export.tables import (
    Table,
    candidates_table,
    elements_table,
    metrics_table,
    paths_table,
    retention_table,
)
from footpath.model.drafts import Draft
from footpath.model.errors import UserError
from footpath.model.kept import Kept
from footpath.model.marker import Marker, MarkerKind
from footpath.model.selection import EVERYTHING, Selection
from footpath.model.story import Media
from footpath.render.burn_in import BurnIn, bgr_of, burnt_in, encoded
from footpath.render.gui import ensure_gui
from footpath.render.overlay import OverlayOptions
from footpath.render.pages import pdf_of
from footpath.study.drafts import decisions, drafts_of, undecided
from footpath.study.export_footage import View, film_rate, film_times, media_of, reel_of
from footpath.study.export_kinds import MARKERS, TABLES, kind_of
from footpath.study.export_markers import all_markers, window_of
from footpath.study.export_report import ReportWish, gather_report
from footpath.study.findings import findings
from footpath.study.hotspots import Hotspots, hotspots
from footpath.study.people_tables import clicks_table, sessions_table, viewers_table
from footpath.study.pseudonyms import Names
from footpath.study.resources import resource_path
from footpath.study.study import Study

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
NOTHING_DECIDED = "Nothing was accepted or rejected yet: every candidate is written as a draft."
OVERLAYS = ("heat", "false_clicks", "near_misses", "boundaries", "candidates")
WRITERS: dict[str, Callable[[Reel, Sequence[Marker]], str]] = {
    "otio": otio_text, "edl": edl_text, "fcpxml": fcpxml_text, "fcp7": fcp7_text, "resolve": resolve_csv,
    "premiere": premiere_csv, "avid": avid_text, "kdenlive": kdenlive_json, "vtt": vtt_text,
}  # fmt: skip
# Resolve's and Media Composer's timelines begin at one hour, and place a marker by its timecode.
START_TIMECODES = {"edl": "01:00:00:00", "resolve": "01:00:00:00", "avid": "01:00:00:00"}
PEOPLE: dict[str, Callable[[Study, Selection, Names], Table]] = {
    "viewers": viewers_table, "sessions": sessions_table, "clicks": clicks_table,
}  # fmt: skip
FINDING_COLUMNS = (("kind", "VARCHAR"), ("sentence", "VARCHAR"), ("media_id", "VARCHAR"), ("start_s", "DOUBLE"),
                   ("end_s", "DOUBLE"), ("q_value", "DOUBLE"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """What to write where.

    `kind` None: told by the file's ending. `at_s` for stills and outlines. `only`: the kinds of markers wanted,
    all where empty. `fps` states a film's rate; `start_timecode` what its timeline begins with. `kept`: what the
    review keeps by now, None where that is what it kept on opening. `undecided`: whether candidates nobody has decided
    on go out as draft hotspots; None: only while nothing is decided. `texts`: print free texts in a report.
    `names`: print viewers' and sessions' ids instead of pseudonyms. `overlays`: what lies over pictures.
    """

    to: Path
    kind: str | None = None
    selection: Selection = EVERYTHING
    at_s: float | None = None
    only: tuple[MarkerKind, ...] = ()
    fps: float | None = None
    start_timecode: str | None = None
    kept: Kept | None = None
    undecided: bool | None = None
    texts: bool = False
    names: bool = False
    width: int | None = None
    overlays: OverlayOptions = field(default_factory=OverlayOptions)

    def drafts(self, study: Study) -> tuple[Draft, ...]:
        """Accepted and rejected ones."""
        return drafts_of(self.kept_of(study))

    def kept_of(self, study: Study) -> Kept:
        return study.kept if self.kept is None else self.kept


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and what one should know about it."""

    kind: str
    path: Path
    note: str = ""


def export(study: Study, wish: Wish, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Exported:
    """Write one file, whole or not at all; `progress` hears (done, expected).

    Raises:
        UserError: if the kind isn't clear, the film has no timecode, the file can't be written, or it was cancelled.
    """
    kind = kind_of(wish.to, wish.kind)
    note = ""
    if kind in MARKERS:
        note = _markers(study, wish, kind.name)
    elif kind in TABLES:
        save_table(wish.to, _table(study, wish, kind.name))
    elif kind.name == "film":
        note = _film(study, wish, progress, cancelled)
    elif kind.name == "report":
        _report(study, wish, progress, cancelled)
    elif kind.name in HOTSPOTS:
        note = HOTSPOTS[kind.name](study, wish)
    else:
        {"svg": _svg, "still": _still}[kind.name](study, wish)
    return Exported(kind.name, wish.to, note)


def _markers(study: Study, wish: Wish, name: str) -> str:
    markers = all_markers(study, wish.selection, wish.drafts(study), wish.only)
    start = wish.start_timecode or START_TIMECODES.get(name)

    def reel(media: Media) -> Reel:
        return reel_of(study, media, markers, wish.fps, start)

    if name == "markers":
        chosen = wish.selection.media or wish.selection.scene
        media = (media_of(study, wish.selection),) if chosen else study.story.media
        reels = {m.id: reel(m) for m in media}
        save_text(wish.to, markers_csv(reels, markers))
    else:
        one = reel(media_of(study, wish.selection))
        reels = {one.media_id: one}
        save_text(wish.to, WRITERS[name](one, markers))
    untimed = [r for r in reels.values() if r.rate is None]
    return f"{untimed[0].untimed} ({untimed[0].name}): times are in seconds." if untimed else ""


def _table(study: Study, wish: Wish, name: str) -> Table:
    selection = wish.selection
    if name in PEOPLE:
        return PEOPLE[name](study, selection, Names(study, real=wish.names))
    if name == "findings":
        found = findings(study, selection)
        rows = ((f.kind, f.sentence, f.media_id, f.start_s, f.end_s, f.q_value) for f in found)
        return Table(FINDING_COLUMNS, tuple(rows))
    tables: dict[str, Callable[[], Table]] = {
        "elements": lambda: elements_table(study.metrics(selection), study.story),
        "candidates": lambda: _candidates_table(study, wish),
        "paths": lambda: paths_table(study.paths(selection)),
        "retention": lambda: retention_table(study.retention(selection)),
        "metrics": lambda: metrics_table(study.metrics(selection)),
    }
    return tables[name]()


def _candidates_table(study: Study, wish: Wish) -> Table:
    found = study.candidates(wish.selection)
    return candidates_table(found, decisions(found, wish.drafts(study)))


def _story(study: Study, wish: Wish) -> str:
    drafts, note = _drafts(study, wish)
    media = [_placed(study, m, wish.to) for m in study.story.media]
    save_text(wish.to, story_text(study.story, drafts.elements, media, drafts.comments))
    return note


def _drafts(study: Study, wish: Wish) -> tuple[Hotspots, str]:
    """The accepted hotspots; while nothing was decided on, every candidate, and a note that says so."""
    kept, decided = wish.kept_of(study), wish.drafts(study)
    if not decided if wish.undecided is None else wish.undecided:
        proposed = hotspots(kept, study.story, undecided(study.candidates(wish.selection), decided))
        return proposed, NOTHING_DECIDED if proposed.elements and not decided else ""
    return hotspots(kept, study.story), ""


def _placed(study: Study, media: Media, to: Path) -> Media:
    """A media with its path as it is seen from beside the new file."""
    found = study.footage_path(media.id)
    if found is None:
        return media
    film, folder = found.resolve(), to.resolve().parent
    try:
        path = Path(os.path.relpath(film, folder)).as_posix()
    except ValueError:  # on another Windows drive
        path = str(film)
    return replace(media, path=path)


def _hotspots(study: Study, wish: Wish) -> str:
    drafts, note = _drafts(study, wish)
    save_text(wish.to, keyframes_csv(drafts.elements, drafts.comments))
    return note


def _h5p(study: Study, wish: Wish) -> str:
    media = media_of(study, wish.selection)
    drafts, note = _drafts(study, wish)
    elements = (*study.story.elements, *drafts.elements)
    if wish.to.suffix.lower() == ".h5p":
        save_package(wish.to, study.title, elements, media, drafts.comments)
    else:
        body = content(study.title, elements, media, drafts.comments)
        save_text(wish.to, json.dumps(body, ensure_ascii=False, indent=1) + "\n")
    return note


HOTSPOTS: dict[str, Callable[[Study, Wish], str]] = {"story": _story, "hotspots": _hotspots, "h5p": _h5p}


def _view(study: Study, wish: Wish) -> View:
    found = study.candidates(wish.selection)
    return View(study, wish.selection, media_of(study, wish.selection), found, wish.drafts(study))


def _moment(wish: Wish) -> float:
    return wish.at_s if wish.at_s is not None else wish.selection.start_s or 0.0


def _svg(study: Study, wish: Wish) -> None:
    view, t_s = _view(study, wish), _moment(wish)
    title = f"{study.title}, {view.media.id}, {t_s:g} s"
    comments = {draft.label: draft.comment for draft in view.drafts if draft.accepted and draft.comment}
    save_text(wish.to, svg_text(view.overlay(t_s).outlines, view.media.aspect, title, comments))


def _still(study: Study, wish: Wish) -> None:
    ensure_gui(_fonts())
    view = _view(study, wish)
    frame = view.frame(_moment(wish))
    image = burnt_in(frame.bgra, view.overlay(frame.t_s), BurnIn(wish.overlays, width=wish.width))
    with whole_file(wish.to) as part:
        part.write_bytes(encoded(image, "PNG"))


def _film(study: Study, wish: Wish, progress: Progress | None, cancelled: Cancelled | None) -> str:
    ensure_gui(_fonts())
    view = _view(study, wish)
    reel = reel_of(study, view.media, (), wish.fps, None)
    look = BurnIn(wish.overlays, width=wish.width)
    with view.reader() as reader:
        rate = film_rate(reel, reader)
        start_s, end_s = window_of(study, wish.selection)
        if start_s >= reader.duration_s:
            raise UserError("This stretch is after the film's end", view.media.id, "Choose an earlier --from.")
        times = film_times(rate, start_s, min(end_s, reader.duration_s))
        frames = (reader.read(reader.index_at(t_s)) for t_s in times)
        pictures = (bgr_of(burnt_in(frame.bgra, view.overlay(frame.t_s), look)) for frame in frames)
        write_film(wish.to, pictures, rate.fps, len(times), progress, cancelled)
    return "" if reel.rate else f"{reel.untimed}: written at {rate.fps:g} frames a second."


def _report(study: Study, wish: Wish, progress: Progress | None, cancelled: Cancelled | None) -> None:
    ensure_gui(_fonts())
    step = _Steps(wish.to.name, progress, cancelled)
    rates = {media.id: reel_of(study, media, (), wish.fps, None).rate for media in study.story.media}
    asked = ReportWish(wish.selection, wish.overlays, wish.drafts(study), texts=wish.texts, names=wish.names)
    report = gather_report(study, asked, rates, step)
    if wish.to.suffix.lower() != ".pdf":
        save_text(wish.to, report_html(report))
        return
    with whole_file(wish.to) as part:
        part.write_bytes(pdf_of(report_pages(report), _fonts(), step))


def _fonts() -> list[Path]:
    return [resource_path(f"fonts/{name}") for name in FONTS]


@dataclass(frozen=True, slots=True)
class _Steps:
    """Tells progress, and stops where that is wanted."""

    what: str
    progress: Progress | None
    cancelled: Cancelled | None

    def __call__(self, done: int, expected: int) -> None:
        if self.cancelled is not None and self.cancelled():
            raise UserError("Writing was cancelled", self.what, "Nothing was written.")
        if self.progress is not None:
            self.progress(done, expected)
