"""One row's fields, checked: an event ready to be stored, or the reason why not."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from footpath.model.errors import UserError
from footpath.model.events import KIND_WORDS, Kind, Longs
from footpath.model.story import Story
from footpath.storage.columns import NO_NUMBER, SpanTexts
from footpath.storage.field_names import COLUMNS
from footpath.storage.mapping import Mapping
from footpath.storage.placing import Placing
from footpath.storage.pseudonyms import WITHHELD, Pseudonyms
from footpath.storage.texts import Texts
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
_SCENE_ENTER, _SEEK = int(Kind.SCENE_ENTER), int(Kind.SEEK)
CLOCK_PARTS = (2, 3)
TEXT_PLACES = tuple(COLUMNS.index(n) for n in ("media_id", "scene_id", "element_id", "value", "device", "variant"))
FEW_ROWS = 20

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


def clock_seconds(value: object) -> float | None:
    """Seconds of m:ss or h:mm:ss, with or without a fraction; None for anything else."""
    parts = value.strip().split(":") if isinstance(value, str) else []
    if len(parts) not in CLOCK_PARTS or not all(part.isdigit() for part in parts[:-1]):
        return None
    last = as_number(parts[-1])
    if last is None or not 0 <= last < 60 or (len(parts) == 3 and int(parts[1]) >= 60):
        return None
    total = 0
    for part in parts[:-1]:
        total = total * 60 + int(part)
    return total * 60 + last


@dataclass
class RowChecker:
    """Turns fields in the order of `COLUMNS` into a stored row.

    Args:
        texts: numbers for texts.
        story: None where none was given: then ids are taken as they come.
        media: keep only rows of this media, None for all.
        mapping: how the source says what the events table says.
        pseudonyms: what viewers are called instead.
    """

    texts: Texts
    story: Story | None = None
    media: str | None = None
    mapping: Mapping = field(default_factory=Mapping)
    pseudonyms: Pseudonyms | None = None
    decimal_comma: bool = False

    def __post_init__(self) -> None:
        self.times = WallTimes(self.mapping.time)
        self.placing, self.kinds = self.mapping.placing, self.mapping.kinds
        self.seconds_differ = self.mapping.clock or self.mapping.per_second != 1.0
        self.alias = self._alias()
        words = {word: (int(kind), kind in NEEDS_TIME) for word, kind in KIND_WORDS.items()}
        strange = sorted(str(ours) for ours in self.kinds.values() if ours not in words)
        if strange:
            raise UserError(
                f"The mapping names unknown kinds: {', '.join(strange)}", "", f"Known are {', '.join(words)}."
            )
        self._kinds = {**words, **{theirs: words[ours] for theirs, ours in self.kinds.items()}}
        self.spans = self.viewer_spans = self.session_spans = self.texts.spans
        if self.pseudonyms is not None:
            self.viewer_spans = SpanTexts(self._viewer_numbers, self.texts.folder)
            self.session_spans = SpanTexts(self._session_numbers, self.texts.folder)

    def _alias(self) -> str | None:
        """The story's only media, where the one asked for is what the log calls it."""
        if self.story is None or self.media is None or self.media in self.story.media_index:
            return None
        return self.story.media[0].id if len(self.story.media) == 1 else None

    def _viewer_numbers(self, viewers: list[str], _: list[str]) -> Longs:
        return self.texts.of_each([self.viewer(viewer) for viewer in viewers])

    def _session_numbers(self, sessions: list[str], viewers: list[str]) -> Longs:
        return self.texts.of_each([self.session(*both) for both in zip(sessions, viewers, strict=True)])

    def number(self, value: object) -> int:
        """A field's number as a text; RejectedRowError for what is none."""
        number = self.texts.number(value if isinstance(value, str) else as_text(value))
        if number == NO_NUMBER:
            raise RejectedRowError("bad_encoding", "the row is not valid UTF-8")
        return number

    def prepare(self, rows: Sequence[list[object]]) -> None:
        """Number the texts of rows that are about to be checked, all at once: one by one it takes long."""
        if len(rows) > FEW_ROWS:
            texts = dict.fromkeys(as_text(fields[place]) for fields in rows for place in TEXT_PLACES)
            texts |= dict.fromkeys(self.viewer(fields[3]) for fields in rows)
            texts |= dict.fromkeys(self.session(fields[0], fields[3]) for fields in rows)
            self.texts.of_each(list(texts))

    def viewer(self, value: object) -> str:
        """What a viewer is called in the review."""
        text = as_text(value)
        return self.pseudonyms.of(text) if self.pseudonyms else text

    def session(self, value: object, viewer: object) -> str:
        """A session's id, in which a viewer's may stand."""
        text = as_text(value)
        return self.pseudonyms.within(text, as_text(viewer)) if self.pseudonyms else text

    def kept_raw(self, raw: str, viewer: object = "") -> str:
        """A refused row's text as it may be kept: without the viewer's id where pseudonyms are asked for."""
        if self.pseudonyms is None:
            return raw
        name = as_text(viewer)
        hidden = name in raw and not raw.lstrip().startswith(("{", "["))
        return self.pseudonyms.within(raw, name) if name and hidden else WITHHELD

    def seconds(self, value: object) -> float | None:
        """A media time in seconds, as `as_number`."""
        number = clock_seconds(value) if self.mapping.clock else None
        number = as_number(value) if number is None else number
        return None if number is None else number / self.mapping.per_second

    @property
    def kind_numbers(self) -> dict[str, int]:
        """The words taken for kinds."""
        return {word: kind for word, (kind, _) in self._kinds.items()}

    def check(self, fields: list[object], extra: str | None) -> EventRow:
        """The event's columns, wall time in µs, and its unknown columns as JSON; RejectedRowError where it is none."""
        number = self.number
        if self.decimal_comma:
            fields = with_points(fields)
        if self.pseudonyms is not None:
            renamed = self.session(fields[0], fields[3]), self.viewer(fields[3])
            fields = [renamed[0], *fields[1:3], renamed[1], *fields[4:]]
        if self.alias is not None and as_text(fields[5]) == self.media:
            fields = [*fields[:5], self.alias, *fields[6:]]
        session = number(fields[0])
        if not session:
            raise RejectedRowError("no_session", "the row has no session_id")
        at_us = self.times.microseconds(fields[1])
        kind, needs_time = self._kind(fields[2])
        media_time = self._media_time(fields[4], fields[2], needs=needs_time)
        x, y = self._position(fields)
        if self.story is not None or self.media is not None:
            self._check_ids(kind, fields, media_time)
        viewer, media, scene = number(fields[3]), number(fields[5]), number(fields[6])
        element, value = number(fields[9]), number(self._value(kind, fields[10]))
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
        number = self.seconds(value)
        if number is None:
            raise RejectedRowError("bad_media_time", "media_time is not a finite number")
        if number < 0:
            raise RejectedRowError("bad_media_time", "media_time is negative")
        if needs and math.isnan(number):
            raise RejectedRowError("bad_media_time", f"media_time is missing where {kind} needs it")
        return number

    def _value(self, kind: int, value: object) -> object:
        """A seek's value is a media time too."""
        if kind != _SEEK or not self.seconds_differ or not as_text(value):
            return value
        number = self.seconds(value)
        return value if number is None or math.isnan(number) else number

    def _position(self, fields: list[object]) -> tuple[float, float]:
        raw_x, raw_y = fields[7], fields[8]
        if (raw_x is None or raw_x == "") and (raw_y is None or raw_y == ""):
            return NAN, NAN
        x, y = as_number(raw_x), as_number(raw_y)
        if x is None or y is None:
            raise RejectedRowError("bad_position", "x or y is not a finite number")
        if math.isnan(x) != math.isnan(y):
            raise RejectedRowError("bad_position", "one of x and y is missing")
        if self.placing is not None and not math.isnan(x):
            x, y = self._placed(self.placing, x, y, fields)
        if not math.isnan(x) and not (
            POSITION_LOW <= x <= POSITION_HIGH and POSITION_LOW <= y <= POSITION_HIGH
        ):
            raise RejectedRowError("bad_position", "x or y is beyond −1..2")
        return x, y

    @staticmethod
    def _placed(placing: Placing, x: float, y: float, fields: list[object]) -> tuple[float, float]:
        sides = [as_number(side) for side in fields[14:16]]
        size = [NAN if side is None or side <= 0 else side for side in sides]
        place = placing.place(*(np.array([v], dtype=np.float64) for v in (x, y, *size)))
        found = float(place[0][0]), float(place[1][0])
        if math.isnan(found[0]) or math.isnan(found[1]):
            raise RejectedRowError("bad_position", "the player's size is needed and is not known")
        return found

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
        if self.media is not None and media and media != (self.alias or self.media):
            raise RejectedRowError("unknown_media", "another media than the one asked for")

    def _find_scene(self, story: Story, media: str, media_time: float) -> None:
        if not media and len(story.media) == 1:
            media = story.media[0].id
        if not any(s.media_id == media and s.start_s <= media_time < s.end_s for s in story.scenes):
            raise RejectedRowError("unknown_scene", "scene_enter names no scene and none holds its position")


def with_points(fields: list[object]) -> list[object]:
    """The fields with decimal points where numbers may have commas."""
    return [_with_point(field) if k in NUMBER_PLACES else field for k, field in enumerate(fields)]


def _with_point(value: object) -> object:
    """A decimal comma as a point, where the file is one that may write it so."""
    return value.replace(",", ".") if isinstance(value, str) and value.count(",") == 1 and "." not in value else value


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
