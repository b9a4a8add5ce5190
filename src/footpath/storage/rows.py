"""One row's fields, checked: an event ready to be stored, or the reason why not."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from footpath.model.errors import UserError
from footpath.model.events import KIND_WORDS, Kind
from footpath.model.story import Story
from footpath.storage.columns import SpanTexts
from footpath.storage.field_names import COLUMNS
from footpath.storage.wall_time import WallTimes

NEEDS_TIME = frozenset(
    (
        Kind.PLAY,
        Kind.SEEK,
        Kind.HEARTBEAT,
        Kind.SCENE_ENTER,
        Kind.ELEMENT_SHOWN,
        Kind.CLICK,
        Kind.CHOICE,
        Kind.ANSWER,
    )
)
POSITION_LOW, POSITION_HIGH = -1.0, 2.0
NUMBER_PLACES = frozenset(COLUMNS.index(name) for name in ("media_time", "x", "y", "player_width", "player_height"))
FLAGS = {"true": 1, "1": 1, "yes": 1, "false": 0, "0": 0, "no": 0}
NAN = math.nan
_SCENE_ENTER = int(Kind.SCENE_ENTER)

EventRow = tuple[object, ...]


class RejectedRowError(Exception):
    """A row that can't be stored: a code of the closed list and a reason in words."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


def as_text(value: object) -> str:
    """A field as text, "" where there is none; lists and objects as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value if value and not value.isspace() else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value) if isinstance(value, int | float) else json.dumps(value, ensure_ascii=False)


def as_number(value: object) -> float | None:
    """A finite number; NaN where the field is empty; None where it is no finite number."""
    if value is None or value == "":
        return NAN
    try:
        if isinstance(value, str):
            if "_" in value:
                return None
            number = float(value) + 0.0
        elif isinstance(value, int | float) and not isinstance(value, bool):
            number = float(value) + 0.0
        else:
            return None
    except (ValueError, OverflowError):
        return NAN if isinstance(value, str) and value.isspace() else None
    return number if math.isfinite(number) else None


class Texts:
    """Texts and their numbers; `fresh` are those not yet in the review. 0 is no text."""

    def __init__(self, known: Mapping[str, int]) -> None:
        self.ids = {"": 0, **known}
        self.fresh: list[tuple[int, str]] = []
        self._next = max(self.ids.values()) + 1

    def number(self, value: object) -> int:
        if isinstance(value, str):
            found = self.ids.get(value)
            if found is not None:
                return found
        text = as_text(value)
        found = self.ids.get(text)
        return self._add(text) if found is None else found

    def _add(self, text: str) -> int:
        try:
            text.encode()
        except UnicodeEncodeError:
            raise RejectedRowError("bad_encoding", "the row is not valid UTF-8") from None
        number, self._next = self._next, self._next + 1
        self.ids[text] = number
        self.fresh.append((number, text))
        return number


@dataclass
class RowChecker:
    """Turns fields in the order of `COLUMNS` into a stored row.

    Args:
        texts: numbers for texts.
        story: None where none was given: then ids are taken as they come.
        media: keep only rows of this media, None for all.
        kinds: words of the source for our kinds.
    """

    texts: Texts
    story: Story | None = None
    media: str | None = None
    kinds: Mapping[str, str] = field(default_factory=dict)
    times: WallTimes = field(default_factory=WallTimes)
    decimal_comma: bool = False

    def __post_init__(self) -> None:
        words = {word: (int(kind), kind in NEEDS_TIME) for word, kind in KIND_WORDS.items()}
        strange = sorted(str(ours) for ours in self.kinds.values() if ours not in words)
        if strange:
            raise UserError(
                f"The mapping names unknown kinds: {', '.join(strange)}", "", f"Known are {', '.join(words)}."
            )
        self._kinds = {**words, **{theirs: words[ours] for theirs, ours in self.kinds.items()}}
        self.spans = SpanTexts(self._text_number)

    def _text_number(self, text: str) -> int | None:
        try:
            return self.texts.number(text)
        except RejectedRowError:
            return None

    @property
    def kind_numbers(self) -> dict[str, int]:
        """The words taken for kinds."""
        return {word: kind for word, (kind, _) in self._kinds.items()}

    def check(self, fields: list[object], extra: str | None) -> EventRow:
        """The event's columns, wall time in µs, and its unknown columns as JSON; RejectedRowError where it is none."""
        number = self.texts.number
        if self.decimal_comma:
            fields = [_with_point(field) if k in NUMBER_PLACES else field for k, field in enumerate(fields)]
        session = number(fields[0])
        if not session:
            raise RejectedRowError("no_session", "the row has no session_id")
        at_us = self.times.microseconds(fields[1])
        kind, needs_time = self._kind(fields[2])
        media_time = self._media_time(fields[4], fields[2], needs=needs_time)
        x, y = _position(fields[7], fields[8])
        if self.story is not None or self.media is not None:
            self._check_ids(kind, fields, media_time)
        viewer, media, scene = number(fields[3]), number(fields[5]), number(fields[6])
        element, value = number(fields[9]), number(fields[10])
        device, variant = number(fields[11]), number(fields[12])
        flag, width, height, odd = _player(fields)
        if odd:
            extra = json.dumps({**(json.loads(extra) if extra else {}), **odd}, ensure_ascii=False)
        return (
            session, viewer, at_us, kind, media_time, media, scene, x, y, element, value, device, variant,
            flag, width, height, extra,
        )  # fmt: skip

    def _kind(self, value: object) -> tuple[int, bool]:
        found = self._kinds.get(value) if isinstance(value, str) else None
        if found is None:
            found = self._kinds.get(as_text(value).strip())
        if found is None:
            raise RejectedRowError("unknown_kind", "the kind is none of the known words")
        return found

    def _media_time(self, value: object, kind: object, *, needs: bool) -> float:
        number = as_number(value)
        if number is None:
            raise RejectedRowError("bad_media_time", "media_time is not a finite number")
        if number < 0:
            raise RejectedRowError("bad_media_time", "media_time is negative")
        if needs and math.isnan(number):
            raise RejectedRowError("bad_media_time", f"media_time is missing where {kind} needs it")
        return number

    def _check_ids(self, kind: int, fields: list[object], media_time: float) -> None:
        media, scene = as_text(fields[5]), as_text(fields[6])
        story = self.story
        if story is not None:
            if media and media not in story.media_index:
                raise RejectedRowError("unknown_media", "the story has no media of this media_id")
            if scene and scene not in story.scene_index:
                raise RejectedRowError("unknown_scene", "the story has no scene of this scene_id")
            if scene and not media:
                media = story.scenes[story.scene_index[scene]].media_id
            if kind == _SCENE_ENTER and not scene:
                self._find_scene(story, media, media_time)
        if self.media is not None and media and media != self.media:
            raise RejectedRowError("unknown_media", "another media than the one asked for")

    def _find_scene(self, story: Story, media: str, media_time: float) -> None:
        if not media and len(story.media) == 1:
            media = story.media[0].id
        if not any(s.media_id == media and s.start_s <= media_time < s.end_s for s in story.scenes):
            raise RejectedRowError("unknown_scene", "scene_enter names no scene and none holds its position")


def _with_point(value: object) -> object:
    """A decimal comma as a point, where the file is one that may write it so."""
    return value.replace(",", ".") if isinstance(value, str) and value.count(",") == 1 and "." not in value else value


def _position(raw_x: object, raw_y: object) -> tuple[float, float]:
    if (raw_x is None or raw_x == "") and (raw_y is None or raw_y == ""):
        return NAN, NAN
    x, y = as_number(raw_x), as_number(raw_y)
    if x is None or y is None:
        raise RejectedRowError("bad_position", "x or y is not a finite number")
    if math.isnan(x) != math.isnan(y):
        raise RejectedRowError("bad_position", "one of x and y is missing")
    if not math.isnan(x) and not (
        POSITION_LOW <= x <= POSITION_HIGH and POSITION_LOW <= y <= POSITION_HIGH
    ):
        raise RejectedRowError("bad_position", "x or y is beyond −1..2")
    return x, y


def _player(fields: list[object]) -> tuple[int, float, float, dict[str, str]]:
    """Autoplay (−1 unknown), width, height, and by name what could not be read of them."""
    raw_flag, raw_width, raw_height = fields[13], fields[14], fields[15]
    if raw_flag is None and raw_width is None and raw_height is None:
        return -1, NAN, NAN, {}
    odd: dict[str, str] = {}
    word = as_text(raw_flag).strip()
    flag = FLAGS.get(word.lower(), -1)
    if word and flag < 0:
        odd["autoplay"] = word
    sizes = []
    for name, raw in (("player_width", raw_width), ("player_height", raw_height)):
        size = as_number(raw)
        if size is None or size <= 0:
            odd[name] = as_text(raw)
            size = NAN
        sizes.append(size)
    return flag, sizes[0], sizes[1], odd
