"""Column mappings: how another program's log says what the events table says. Documented in docs/import.md."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from footpath.model.errors import UserError
from footpath.storage.field_names import COLUMNS
from footpath.storage.placing import Placing

REMEDY = "docs/import.md tells what a mapping may hold."
PARTS = frozenset({"name", "columns", "kinds", "constants", "time", "media_time", "position", "encoding", "delimiter"})
TIME_UNITS = {"s": 1_000_000.0, "ms": 1000.0, "us": 1.0, "ns": 0.001}  # µs in one
MEDIA_UNITS = {"s": 1.0, "ms": 1000.0, "us": 1_000_000.0}  # in a second
FITS = ("fill", "contain", "cover")
UNITS = ("normalised", "percent", "pixels")
ROTATIONS = (0, 90, 180, 270)


@dataclass(frozen=True, slots=True)
class TimeRule:
    """How wall times are read.

    `unit` of plain numbers (None: by magnitude), `zone` of times without an offset, `format` as of strptime where they
    are not ISO 8601.
    """

    unit: str | None = None
    zone: str | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """`columns`: ours → theirs; `kinds`: their word → ours; `constants`: ours → a text where they have no column.

    `per_second`: media time units in a second; `clock`: media time as h:mm:ss.
    """

    columns: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    time: TimeRule = field(default_factory=TimeRule)
    per_second: float = 1.0
    clock: bool = False
    placing: Placing | None = None
    encoding: str | None = None
    delimiter: str | None = None
    name: str = ""


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file; UserError says what is wrong with it."""
    try:
        found = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise UserError(f"The mapping could not be read: {error}", str(path), "It is one JSON object.") from error
    return mapping_from_json(found, str(path))


def mapping_from_json(found: object, where: str) -> Mapping:
    """Check a mapping; `where` names its source in errors."""
    item = _object(found, "the mapping", where)
    _only(item, PARTS, "the mapping", where)
    columns, constants = _texts(item, "columns", where), _texts(item, "constants", where)
    for name, part in (("columns", columns), ("constants", constants)):
        _only(part, frozenset(COLUMNS), f"the mapping's {name}", where)
    media = _object(item.get("media_time", {}), "media_time", where)
    _only(media, frozenset({"unit", "fps"}), "media_time", where)
    return Mapping(
        columns=columns,
        kinds=_texts(item, "kinds", where),
        constants=constants,
        time=_time(_object(item.get("time", {}), "time", where), where),
        per_second=_per_second(media, where),
        clock=media.get("unit") == "clock",
        placing=_placing(_object(item["position"], "position", where), where) if "position" in item else None,
        encoding=_encoding(item.get("encoding"), where),
        delimiter=_delimiter(item.get("delimiter"), where),
        name=str(item.get("name", "")),
    )


def _time(item: AnyMapping[str, object], where: str) -> TimeRule:
    _only(item, frozenset({"unit", "zone", "format"}), "time", where)
    unit, zone, form = (None if item.get(name) is None else str(item[name]) for name in ("unit", "zone", "format"))
    if unit not in {None, "iso", *TIME_UNITS}:
        raise UserError(f"The mapping's time unit is {unit}", where, f"Known are iso, {', '.join(TIME_UNITS)}.")
    if zone is not None:
        try:
            ZoneInfo(zone)
        except (OSError, ValueError, KeyError) as error:
            raise UserError(f"The mapping's time zone {zone} is not known", where, "Such as Europe/Berlin.") from error
    return TimeRule(None if unit == "iso" else unit, zone, form)


def _per_second(item: AnyMapping[str, object], where: str) -> float:
    unit = str(item.get("unit", "s"))
    if unit == "frames":
        return _positive(item.get("fps"), "media_time.fps", where)
    if unit == "clock":
        return 1.0
    if unit not in MEDIA_UNITS:
        known = ", ".join((*MEDIA_UNITS, "frames", "clock"))
        raise UserError(f"The mapping's media time unit is {unit}", where, f"Known are {known}.")
    return MEDIA_UNITS[unit]


def _placing(item: AnyMapping[str, object], where: str) -> Placing:
    _only(item, frozenset({"unit", "width", "height", "fit", "picture", "rotation"}), "position", where)
    unit, fit, rotation = item.get("unit", "normalised"), item.get("fit", "fill"), item.get("rotation", 0)
    for value, known, name in ((unit, UNITS, "unit"), (fit, FITS, "fit"), (rotation, ROTATIONS, "rotation")):
        if value not in known:
            raise UserError(
                f"The mapping's position.{name} is {value}", where, f"Known are {', '.join(map(str, known))}."
            )
    sizes = [None if item.get(n) is None else _positive(item[n], f"position.{n}", where) for n in ("width", "height")]
    if (sizes[0] is None) != (sizes[1] is None):
        raise UserError("The mapping states one side of the player only", where, REMEDY)
    picture = item.get("picture")
    if picture is not None and (not isinstance(picture, list) or len(picture) != 2):
        raise UserError("The mapping's position.picture is no [width, height]", where, REMEDY)
    sides = [_positive(side, "position.picture", where) for side in picture] if isinstance(picture, list) else None
    return Placing(
        unit=str(unit), fit=str(fit), rotation=int(str(rotation)), width=sizes[0], height=sizes[1],
        picture=(sides[0], sides[1]) if sides else None,
    )  # fmt: skip


def _encoding(value: object, where: str) -> str | None:
    if value is None:
        return None
    try:
        "".encode(str(value))
    except LookupError as error:
        raise UserError(f"The mapping's encoding {value} is not known", where, "Such as latin-1 or cp1252.") from error
    return str(value)


def _delimiter(value: object, where: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) != 1 or not value.isascii() or value in '"\r\n':
        raise UserError("The mapping's delimiter is not one letter", where, REMEDY)
    return value


def _object(value: object, what: str, where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise UserError(f"In the mapping, {what} is no JSON object", where, REMEDY)
    return value


def _texts(item: AnyMapping[str, object], name: str, where: str) -> dict[str, str]:
    found = _object(item.get(name, {}), name, where)
    if not all(isinstance(value, str) for value in found.values()):
        raise UserError(f"In the mapping, {name} holds what is no text", where, REMEDY)
    return {key: str(value) for key, value in found.items()}


def _only(item: AnyMapping[str, object], known: frozenset[str], what: str, where: str) -> None:
    strange = sorted(set(item) - known)
    if strange:
        raise UserError(f"In the mapping, {what} names what is not known: {', '.join(strange)}", where, REMEDY)


def _positive(value: object, name: str, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value <= 0:
        raise UserError(f"The mapping's {name} is no number above 0", where, REMEDY)
    return float(value)
