"""The command line: reads words, calls the study, prints. Exit status 0 done, 1 could not, 2 wrong usage."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from footpath import __version__
from footpath.model.errors import UserError
from footpath.model.marker import MarkerKind
from footpath.model.selection import Selection
from footpath.render.overlay import OverlayOptions
from footpath.study.as_json import candidates_json, curve_comparison_json, path_curves_json, paths_json, retention_json
from footpath.study.clicks_apart import clicks_apart_json
from footpath.study.compare import compare_selections, comparison_json
from footpath.study.demo_review import demo_review
from footpath.study.export_kinds import KINDS, kind_of
from footpath.study.exporting import OVERLAYS, Wish, export
from footpath.study.filters import add_filters, filter_options, seconds, selection_of
from footpath.study.findings import clock, findings, findings_json
from footpath.study.importing import import_review
from footpath.study.more_json import all_metrics_json
from footpath.study.option_types import marker_kinds, overlays, size, width
from footpath.study.rejects import save_rejects
from footpath.study.settings_words import settings_with
from footpath.study.study import Study
from footpath.study.trace import trace
from footpath.study.tracking import tracked_candidates

DEMO_MOMENT_S = 7.0


def run(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    options = _parser().parse_args(_joined(arguments))
    try:
        return int(options.command(options))
    except UserError as error:
        print(f"footpath: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("footpath: stopped; nothing was changed.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="footpath", description="Footage and viewer paths of interactive video.")
    parser.add_argument("--version", action="version", version=f"footpath {__version__}")
    parser.add_argument("--licences", action="store_const", dest="command", const=_licences, help="of every part")
    parser.set_defaults(command=_open, file=None)
    commands = parser.add_subparsers(title="commands", metavar="")
    _add_window_commands(commands)
    _add_import(commands)
    _add_export(commands)
    for name, what, function in (
        ("metrics", "every metric", _metrics),
        ("candidates", "the candidate hotspots", _candidates),
        ("paths", "nodes and links of the branch-path Sankey", _paths),
        ("retention", "the drop-off timeline", _retention),
        ("findings", "what stands out, ranked", _findings),
    ):
        command = commands.add_parser(name, help=what)
        command.add_argument("review", type=Path)
        command.add_argument("--json", action="store_true", help="one JSON object (what is printed anyhow)")
        _add_filters(command)
        if name == "candidates":
            _add_tracking(command)
        if name == "retention":
            _add_along(command)
        command.set_defaults(command=function)
    _add_compare_and_trace(commands)
    return parser


def _add_along(command: argparse.ArgumentParser) -> None:
    what = "along the path that is selected and, from its end on or where none is, the way that most took"
    command.add_argument("--along-path", action="store_true", help=what)


def _add_tracking(command: argparse.ArgumentParser) -> None:
    command.add_argument("--no-tracking", action="store_true", help="boundaries that follow the clicks alone")
    help_limit = "the best first are followed in the footage until so many seconds are over (60)"
    command.add_argument("--tracking-limit", type=seconds, default=60.0, metavar="S", help=help_limit)


def _add_compare_and_trace(commands: Any) -> None:
    command = commands.add_parser("compare", help="two selections, every metric")
    command.add_argument("review", type=Path)
    for side in ("a", "b"):
        what = 'filters as one text, such as "--device mobile"; an empty text for everything'
        command.add_argument(f"--{side}", type=filter_options, required=True, metavar="FILTERS", help=what)
    command.add_argument("--json", action="store_true", help="one JSON object (what is printed anyhow)")
    command.set_defaults(command=_compare)
    command = commands.add_parser("compare-curves", help="do two selections leave alike: log-rank, and bin by bin")
    command.add_argument("review", type=Path)
    for side in ("a", "b"):
        command.add_argument(f"--{side}", type=filter_options, required=True, metavar="FILTERS")
    command.add_argument("--json", action="store_true", help="one JSON object (what is printed anyhow)")
    _add_along(command)
    command.set_defaults(command=_compare_curves)
    command = commands.add_parser("trace", help="one session as it was read")
    command.add_argument("review", type=Path)
    command.add_argument("--session", required=True, metavar="ID")
    command.add_argument("--json", action="store_true", help="one JSON object (what is printed anyhow)")
    command.set_defaults(command=_trace)


def _joined(arguments: list[str]) -> list[str]:
    """The text after --a and --b joined to it, so that it may begin with dashes."""
    rest, joined = iter(arguments), []
    for word in rest:
        following = next(rest, None) if word in {"--a", "--b"} else None
        joined.append(word if following is None else f"{word}={following}")
    return joined


def _add_window_commands(commands: Any) -> None:
    command = commands.add_parser("open", help="open the window")
    command.add_argument("file", nargs="?", type=Path, metavar="REVIEW or VIDEO")
    command.set_defaults(command=_open)
    command = commands.add_parser("demo", help="open the window on the demo review")
    help_play = "play it so long and end: whether this installation works, screen or not"
    command.add_argument("--play", type=seconds, metavar="SECONDS", help=help_play)
    command.set_defaults(command=_demo)
    command = commands.add_parser("snapshot", help="the window as a picture, no screen needed")
    command.add_argument("review", type=Path)
    command.add_argument("--at", type=seconds, required=True, metavar="SECONDS")
    command.add_argument("--out", type=Path, required=True, metavar="PNG")
    command.add_argument("--size", type=size, default=(1280, 800), metavar="WxH")
    _add_filters(command)
    command.set_defaults(command=_snapshot)


def _add_import(commands: Any) -> None:
    command = commands.add_parser("import", help="make or extend a review from event files")
    command.add_argument("events", nargs="+", type=Path, metavar="EVENTS")
    command.add_argument("--out", type=Path, required=True, metavar="REVIEW")
    command.add_argument("--story", type=Path)
    command.add_argument("--video", type=Path, nargs="+", action="extend", default=[], metavar="FILE")
    command.add_argument("--mapping", type=Path, metavar="FILE")
    command.add_argument("--media", metavar="ID", help="keep this media's rows only")
    command.add_argument("--table", metavar="NAME", help="the table or view of a database")
    command.add_argument("--pseudonyms", action="store_true", help="replace viewer ids by stable pseudonyms")
    command.add_argument("--json", action="store_true")
    command.set_defaults(command=_import)
    command = commands.add_parser("rejects", help="refused rows, to be mended and imported again")
    command.add_argument("review", type=Path)
    command.add_argument("--out", type=Path, required=True, metavar="FILE")
    command.set_defaults(command=_rejects)


def _add_export(commands: Any) -> None:
    kinds = "\n".join(f"  {k.name:<11} {' '.join(k.endings):<15} {k.what}" for k in KINDS)
    command = commands.add_parser(
        "export",
        help="markers, tables, stills, film, report",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"kinds:\n{kinds}",
    )
    command.add_argument("review", type=Path)
    help_to = "the file; a second --to, a number, is the filter's end in seconds (or use --until)"
    command.add_argument("--to", action="append", required=True, metavar="FILE", help=help_to)
    names = [kind.name for kind in KINDS]
    command.add_argument("--kind", choices=names, metavar="KIND", help="where the ending is not enough")
    command.add_argument("--at", type=seconds, metavar="SECONDS", help="the moment of a still or of outlines")
    help_only = f"these markers only: {','.join(MarkerKind)}"
    command.add_argument("--only", type=marker_kinds, default=(), metavar="KIND,…", help=help_only)
    command.add_argument("--fps", type=seconds, metavar="RATE", help="the film's rate, where it is known better")
    help_start = "of the editing program's timeline; 01:00:00:00 for .edl, resolve and avid, else 00:00:00:00"
    command.add_argument("--start-timecode", metavar="HH:MM:SS:FF", help=help_start)
    command.add_argument("--texts", action="store_true", help="print viewers' free texts in a report")
    help_names = "viewers and sessions by their ids, in a report or table, instead of pseudonyms"
    command.add_argument("--names", action="store_true", help=help_names)
    help_undecided = "candidates not decided on as draft hotspots too, not only while nothing is decided"
    command.add_argument("--undecided", action="store_true", default=None, help=help_undecided)
    help_overlays = f"what lies over pictures: {','.join(OVERLAYS)}, or none; all where not said"
    command.add_argument("--overlays", type=overlays, default=OverlayOptions(), metavar="NAME,…", help=help_overlays)
    command.add_argument("--width", type=width, metavar="PIXELS", help="of a still or film")
    _add_filters(command, end_flag="--until")
    command.set_defaults(command=_export)


def _add_filters(command: argparse.ArgumentParser, end_flag: str = "--to") -> None:
    """What is looked at, and by which thresholds."""
    add_filters(command, end_flag)
    help_set = "a threshold, by the name that --json prints under settings; may be said again"
    command.add_argument("--set", dest="settings", action="append", default=[], metavar="NAME=VALUE", help=help_set)


def _study(options: argparse.Namespace) -> Study:
    """The review, read with the thresholds that were said."""
    return Study.open(options.review, settings_with(getattr(options, "settings", ())))


def _print_json(answer: dict[str, Any]) -> int:
    print(json.dumps(answer, ensure_ascii=False, allow_nan=False))
    return 0


def _metrics(options: argparse.Namespace) -> int:
    return _print_json(all_metrics_json(_study(options), selection_of(options, options.review)))


def _candidates(options: argparse.Namespace) -> int:
    study = _study(options)
    progress = _show_share if sys.stderr.isatty() else None
    selection, limit_s = selection_of(options, options.review), 0.0 if options.no_tracking else options.tracking_limit
    found = tracked_candidates(study, selection, progress, limit_s=limit_s)
    return _print_json(candidates_json(found, study.settings) | clicks_apart_json(study, selection, found))


def _paths(options: argparse.Namespace) -> int:
    return _print_json(paths_json(_study(options), selection_of(options, options.review)))


def _retention(options: argparse.Namespace) -> int:
    study, selection = _study(options), selection_of(options, options.review)
    if options.along_path:
        return _print_json(path_curves_json(study, study.curves_along(selection)))
    return _print_json(retention_json(study.retention(selection)))


def _findings(options: argparse.Namespace) -> int:
    return _print_json(findings_json(_study(options), selection_of(options, options.review)))


def _compare(options: argparse.Namespace) -> int:
    return _print_json(comparison_json(compare_selections(_study(options), *_sides(options))))


def _compare_curves(options: argparse.Namespace) -> int:
    study = _study(options)
    compare = study.compare_along if options.along_path else study.compare_curves
    return _print_json(curve_comparison_json(study, compare(*_sides(options))[1]))


def _sides(options: argparse.Namespace) -> list[Selection]:
    return [selection_of(side, options.review) for side in (options.a, options.b)]


def _trace(options: argparse.Namespace) -> int:
    return _print_json(trace(_study(options), options.session))


def _licences(_options: argparse.Namespace) -> int:
    from footpath.study.licences import licences_text  # noqa: PLC0415 - reads every package's description

    print(licences_text())
    return 0


def _import(options: argparse.Namespace) -> int:
    report = import_review(
        options.events,
        options.out,
        story=options.story,
        videos=options.video,
        mapping=options.mapping,
        media=options.media,
        table=options.table,
        pseudonyms=options.pseudonyms,
        progress=_show_progress if sys.stderr.isatty() else None,
    )
    if options.json:
        return _print_json(report.to_json())
    counts = f"{report.stored} stored, {report.duplicate} already there, {report.rejected} refused"
    print(f"Read {report.read} {'row' if report.read == 1 else 'rows'}: {counts}.")
    for reason in report.reasons:
        print(f"  {reason.count} × {reason.reason}, first in {reason.first_file}, line {reason.first_line}")
    for one in report.contradictions or ():
        print(f"  {one.sessions} sessions: {one.what} ({one.rows} rows, first in session {one.first_session})")
    for note in report.notes:
        print(f"  {note}")
    return 0


def _export(options: argparse.Namespace) -> int:
    to, end_s = _export_ends(options.to)
    options.end_s = options.end_s if end_s is None else end_s
    wish = Wish(
        to=to,
        kind=options.kind,
        selection=selection_of(options, options.review),
        at_s=options.at,
        only=options.only,
        fps=options.fps,
        start_timecode=options.start_timecode,
        texts=options.texts,
        names=options.names,
        undecided=options.undecided,
        overlays=options.overlays,
        width=options.width,
    )
    kind_of(to, options.kind)
    done = export(_study(options), wish, _show_share if sys.stderr.isatty() else None)
    print(f"{done.kind} written to {done.path}")
    if done.note:
        print(done.note)
    return 0


def _export_ends(given: list[str]) -> tuple[Path, float | None]:
    """The file, and the filter's end: `--to` means both, and the number among two is the end."""
    numbers = [text for text in given if _is_number(text)]
    if len(given) == 1:
        return Path(given[0]), None
    if len(given) == 2 and len(numbers) == 1:
        given.remove(numbers[0])
        return Path(given[0]), seconds(numbers[0])
    where = " ".join(given)
    raise UserError("--to names one file, and once more the end in seconds", where, "Use --until for the end.")


def _is_number(text: str) -> bool:
    try:
        seconds(text)
    except (ValueError, argparse.ArgumentTypeError):
        return False
    return True


def _show_share(done: int, expected: int) -> None:
    print(f"\r{done} of {expected}", end="\n" if done == expected else "", file=sys.stderr, flush=True)


def _show_progress(done: int, total: int) -> None:
    of = f" of about {total}" if total else ""
    print(f"\r{done}{of} rows read", end="", file=sys.stderr, flush=True)


def _rejects(options: argparse.Namespace) -> int:
    count = save_rejects(options.review, options.out)
    print(f"{count} refused rows written to {options.out}")
    return 0


def _open(options: argparse.Namespace) -> int:
    from footpath.app import run_window  # noqa: PLC0415 - Qt is loaded only where a window is wanted

    if not _has_screen():
        raise UserError("There is no screen to open a window on", "", "“footpath snapshot” draws it to a file.")
    return run_window(options.file)


def _demo(options: argparse.Namespace) -> int:
    if options.play is not None:
        return _play_demo(options.play)
    if _has_screen():
        from footpath.app import run_window  # noqa: PLC0415 - as above

        return run_window(None, demo=True)
    from footpath.app import snapshot  # noqa: PLC0415 - as above

    review, picture = demo_review(), Path("footpath-demo.png").resolve()
    snapshot(review, DEMO_MOMENT_S, picture, (1280, 800), Selection())
    print(f"There is no screen here, so the demo's window was drawn to {picture}")
    print("What stands out in it:")
    for finding in findings(Study.open(review), Selection()):
        print(f"  {clock(finding.start_s)}  {finding.sentence} (q = {finding.q_value:.2g})")
    return 0


def _play_demo(seconds: float) -> int:
    from footpath.app import play_for  # noqa: PLC0415 - as above

    shown, dropped = play_for(demo_review(), seconds)
    print(f"Played {seconds:g} s: {shown} frames shown, {dropped} dropped.")
    return 0


def _snapshot(options: argparse.Namespace) -> int:
    from footpath.app import snapshot  # noqa: PLC0415 - as above

    snapshot(options.review, options.at, options.out, options.size, selection_of(options, options.review))
    return 0


def _has_screen() -> bool:
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) and (
        os.environ.get("QT_QPA_PLATFORM") != "offscreen"
    )
