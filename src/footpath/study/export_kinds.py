"""Which kinds of file there are, and which one a name means."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from footpath.model.errors import UserError


@dataclass(frozen=True, slots=True)
class Kind:
    """`endings` the kind is written to; `what` for people."""

    name: str
    endings: tuple[str, ...]
    what: str


TABLE = (".csv", ".parquet")
MARKERS = (
    Kind("otio", (".otio",), "markers: OpenTimelineIO"),
    Kind("edl", (".edl",), "markers: CMX 3600 EDL for DaVinci Resolve"),
    Kind("fcpxml", (".fcpxml",), "markers: Final Cut Pro"),
    Kind("fcp7", (".xml",), "markers: Final Cut Pro 7 XML for Premiere"),
    Kind("markers", (".csv",), "markers: every media, in seconds and timecode"),
    Kind("resolve", (".csv",), "markers: Resolve's edit index"),
    Kind("premiere", (".csv",), "markers: Premiere's marker list"),
    Kind("avid", (".txt",), "markers: Media Composer's marker list"),
    Kind("kdenlive", (".json",), "markers: Kdenlive's guides"),
    Kind("vtt", (".vtt",), "markers: WebVTT metadata"),
)
TABLES = (
    Kind("elements", TABLE, "table: elements with their metrics"),
    Kind("candidates", TABLE, "table: candidate hotspots"),
    Kind("paths", TABLE, "table: links of the Sankey"),
    Kind("retention", TABLE, "table: the drop-off timeline"),
    Kind("metrics", TABLE, "table: every metric"),
    Kind("findings", TABLE, "table: what stands out"),
    Kind("viewers", TABLE, "table: viewers with their totals"),
    Kind("sessions", TABLE, "table: sessions, one row each"),
    Kind("clicks", TABLE, "table: clicks, one row each, with their class"),
)
DRAFTS = (
    Kind("story", (".json",), "hotspots: the story with the accepted ones"),
    Kind("hotspots", (".csv",), "hotspots: keyframes of the accepted ones"),
    Kind("h5p", (".h5p", ".json"), "hotspots: H5P Interactive Video"),
    Kind("svg", (".svg",), "hotspots: outlines at one moment (--at)"),
)
PICTURES = (
    Kind("still", (".png",), "the picture with its overlays at one moment (--at)"),
    Kind("film", (".mp4", ".webm"), "a stretch of film with its overlays burnt in"),
    Kind("report", (".html", ".pdf"), "the report"),
)
GROUPS = (
    ("Markers for editing programs", MARKERS),
    ("Tables", TABLES),
    ("Hotspots for authoring tools", DRAFTS),
    ("Pictures and report", PICTURES),
)
KINDS = (*MARKERS, *TABLES, *DRAFTS, *PICTURES)
NAMES = {kind.name: kind for kind in KINDS}

# Files that speak of one film; the others hold every media.
ONE_FILM = frozenset({kind.name for kind in MARKERS} - {"markers"} | {"h5p", "svg", "still", "film"})


def kind_of(path: Path, named: str | None) -> Kind:
    """The kind that a name and an ending mean together; a file called like a kind (elements.csv) is that kind.

    Raises:
        UserError: where they mean none or several, or do not go together.
    """
    ending = path.suffix.lower()
    fitting = [kind for kind in KINDS if ending in kind.endings]
    if named == "markers" and ending != ".csv":
        fitting = [kind for kind in fitting if kind in MARKERS]
    elif named is not None:
        fitting = [NAMES[named]] if ending in NAMES[named].endings else []
    elif len(fitting) > 1 and path.stem.lower() in NAMES:
        fitting = [kind for kind in fitting if kind.name == path.stem.lower()] or fitting
    if not fitting:
        raise UserError(_unfitting(ending, named), path.name, f"Endings: {', '.join(_endings(named))}.")
    if len(fitting) > 1:
        names = ", ".join(kind.name for kind in fitting)
        raise UserError(f"{ending} can be several things", path.name, f"Say which with --kind: {names}.")
    return fitting[0]


def _unfitting(ending: str, named: str | None) -> str:
    shown = f"“{ending}”" if ending else "no ending"
    return f"The kind {named} is not written to {shown}" if named else f"Nothing is written to {shown}"


def _endings(named: str | None) -> tuple[str, ...]:
    return NAMES[named].endings if named else tuple(sorted({e for kind in KINDS for e in kind.endings}))
