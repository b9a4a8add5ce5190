"""The filter words of the command line, the same for every command, and the Selection they make."""

from __future__ import annotations

import argparse
import math
import shlex
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from footpath.model.clicks import CLASS_WORDS
from footpath.model.errors import UserError
from footpath.model.place import Place, parse_place
from footpath.model.selection import EVERYTHING, Selection
from footpath.study.saved_selections import saved_selection

FIELDS = ("media", "start_s", "end_s", "scene", "device", "variant", "through", "element", "region", "click_class",
          "viewer", "session", "passed", "excluded")  # fmt: skip


def add_filters(command: argparse.ArgumentParser, end_flag: str = "--to") -> None:
    """`end_flag` is another word where `--to` means a file."""
    group = command.add_argument_group("filters")
    group.add_argument("--media", metavar="ID")
    group.add_argument("--from", dest="start_s", type=seconds, metavar="S")
    group.add_argument(end_flag, dest="end_s", type=seconds, metavar="S")
    group.add_argument("--scene", metavar="ID")
    group.add_argument("--device", metavar="NAME")
    group.add_argument("--variant", metavar="NAME")
    group.add_argument("--through", type=_names, default=(), metavar="SCENE,SCENE…")
    passed = "[ORIGIN+][STEP/]SCENE>SCENE>!END, any of them: 2/intro, intro>quiz, quiz>!exit (left in quiz)"
    group.add_argument("--passed", type=_places, default=(), metavar="PLACE,PLACE…", help=passed)
    group.add_argument("--not-passed", dest="excluded", type=_places, default=(), metavar="PLACE,PLACE…")
    group.add_argument("--element", metavar="ID")
    group.add_argument("--region", type=_region, metavar="X0,Y0,X1,Y1")
    group.add_argument("--class", dest="click_class", choices=sorted(CLASS_WORDS), metavar="NAME")
    group.add_argument("--viewer", metavar="ID")
    group.add_argument("--session", metavar="ID")
    group.add_argument("--saved", metavar="NAME", help="a selection saved in the review; the other words replace its")


def selection_of(options: argparse.Namespace, review: Path) -> Selection:
    """Raises UserError for a window that ends before it begins, and a name that nothing was saved under."""
    start = EVERYTHING if options.saved is None else saved_selection(review, options.saved)
    given: dict[str, Any] = {name: value for name in FIELDS if (value := getattr(options, name)) not in {None, ()}}
    selection = replace(start, **given)
    if selection.start_s is not None and selection.end_s is not None and selection.end_s < selection.start_s:
        raise UserError(f"The window ends at {selection.end_s:g} s, before it begins", "--to", "Exchange the two.")
    return selection


class _FilterParser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise argparse.ArgumentTypeError(message)


def filter_options(text: str) -> argparse.Namespace:
    """The same filter words as everywhere, in one text: for `selection_of`."""
    parser = _FilterParser(add_help=False, allow_abbrev=False)
    add_filters(parser)
    try:
        return parser.parse_args(shlex.split(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text}: {error}") from error


def filter_text(selection: Selection) -> str:
    """The words that make this selection again: `filter_options` reads them."""
    words: list[str] = []
    for name, value in selection.parts.items():
        flag = {"start_s": "from", "end_s": "to", "click_class": "class", "excluded": "not-passed"}.get(name, name)
        text = ",".join(map(_plain, value)) if isinstance(value, tuple) else _plain(value)
        words.append(shlex.quote(f"--{flag}={text}"))
    return " ".join(words)


def seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is no time in seconds")
    return value


def _plain(value: Any) -> str:
    return repr(value) if isinstance(value, float) else str(value)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split(",") if name)


def _places(text: str) -> tuple[Place, ...]:
    return tuple(_told(parse_place, name) for name in _names(text))


def _told(parse: Callable[[str], Place], text: str) -> Place:
    """A ValueError's words would be lost in argparse's own."""
    try:
        return parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _region(text: str) -> tuple[float, float, float, float]:
    with suppress(ValueError):
        x0, y0, x1, y1 = edges = [float(part) for part in text.split(",")]
        if not any(map(math.isnan, edges)):
            return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
    raise argparse.ArgumentTypeError(f"a region is four numbers, X0,Y0,X1,Y1; “{text}” isn't")
