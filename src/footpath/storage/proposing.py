"""A mapping proposed from names and values: a first guess, to be looked at by a person."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from footpath.model.events import KIND_WORDS
from footpath.storage.field_names import COLUMNS
from footpath.storage.peek import Sample
from footpath.storage.rows import as_number, clock_seconds
from footpath.storage.wall_time import BadTimeError, WallTimes

MOST_NORMALISED, MOST_PERCENT = 2.0, 100.0
LONGEST_FILM_S = 14_400.0
MOST_WORDS = 40
TELLING = 4  # letters of a word that tells something within a longer name
NAMES = {
    "session_id": ("session", "sessionid", "sid", "visit", "visitid", "viewid", "playid", "playbackid"),
    "viewer_id": ("viewer", "viewerid", "user", "userid", "visitor", "visitorid", "person", "client", "clientid", "uid",
                  "deviceid", "anonymousid", "who"),
    "at": ("at", "time", "timestamp", "ts", "date", "datetime", "when", "createdat", "eventtime", "walltime",
           "servertime", "clienttime", "occurredat"),
    "kind": ("kind", "event", "eventtype", "type", "action", "eventname", "name", "verb"),
    "media_time": ("mediatime", "position", "videotime", "currenttime", "playhead", "pos", "offset", "videoposition",
                   "playbacktime", "t", "seconds", "timecode", "time"),
    "media_id": ("mediaid", "video", "videoid", "media", "film", "asset", "assetid", "content", "contentid"),
    "scene_id": ("sceneid", "scene", "node", "nodeid", "segment", "segmentid", "chapter", "clip"),
    "x": ("x", "clickx", "posx", "px", "clientx", "offsetx", "xpos", "mousex", "left"),
    "y": ("y", "clicky", "posy", "py", "clienty", "offsety", "ypos", "mousey", "top"),
    "element_id": ("elementid", "element", "hotspot", "hotspotid", "target", "targetid", "button", "object", "overlay"),
    "value": ("value", "choice", "answer", "payload", "data", "label", "result", "seekfrom", "from"),
    "device": ("device", "devicetype", "platform", "formfactor"),
    "variant": ("variant", "ab", "abtest", "experiment", "bucket", "arm", "group"),
    "autoplay": ("autoplay", "autostart"),
    "player_width": ("playerwidth", "playerw", "width", "w", "viewportwidth", "videowidth", "vw"),
    "player_height": ("playerheight", "playerh", "height", "h", "viewportheight", "videoheight", "vh"),
}  # fmt: skip
WORDS = {
    "click": ("click", "tap", "press", "touch", "clicked", "tapped", "mousedown", "pointerdown", "touchstart", "hit"),
    "play": ("play", "playing", "played", "resume", "resumed", "start", "started", "restart"),
    "pause": ("pause", "paused"),
    "seek": ("seek", "seeked", "seeking", "skip", "skipped", "scrub", "jump"),
    "heartbeat": ("heartbeat", "timeupdate", "progress", "ping", "beat", "tick", "watching"),
    "impression": ("impression", "load", "loaded", "view", "viewed", "ready", "init", "initialized", "playerload"),
    "scene_enter": ("sceneenter", "scene", "enter", "node", "nodeenter", "segmentstart", "chapter", "branch"),
    "element_shown": ("elementshown", "show", "shown", "overlayshown", "hotspotshown", "display"),
    "choice": ("choice", "choose", "chosen", "select", "selected", "decision"),
    "answer": ("answer", "answered", "quiz", "submit", "response", "vote"),
    "feedback": ("feedback", "rating", "rate", "comment", "review"),
    "conversion": ("conversion", "purchase", "buy", "signup", "lead", "order", "converted"),
    "engagement": ("engagement", "scroll", "pageview", "form"),
    "ended": ("ended", "end", "complete", "completed", "finish", "finished", "stop", "stopped"),
    "exit": ("exit", "leave", "left", "close", "closed", "unload", "terminate", "terminated", "quit", "abandon"),
}  # fmt: skip

_OURS = {word: ours for ours, words in WORDS.items() for word in words}


def proposal(sample: Sample) -> dict[str, Any]:
    """A mapping file's object; what is right already is left out. A log of a standard needs none."""
    if sample.standard is not None or not sample.names:
        return {}
    columns = _columns(sample)
    found: dict[str, Any] = {"columns": {ours: theirs for ours, theirs in columns.items() if ours != theirs}}
    kinds = _kinds(sample, columns)
    if kinds:
        found["kinds"] = kinds
    media = _media_time(sample, columns)
    if media:
        found["media_time"] = media
    position = _position(sample, columns)
    if position:
        found["position"] = position
    return found


def _columns(sample: Sample) -> dict[str, str]:
    """Ours → theirs: the same name first, then its kin, then names that hold one of those; their values must fit."""
    found = {name: name for name in COLUMNS if name in sample.names}
    for is_kin, some in ((str.__eq__, COLUMNS), (_holds, [ours for ours in COLUMNS if ours != "kind"])):
        for ours in some:  # much is called somebody's name, or a type of something: kinds are told by their values
            if ours not in found:
                _find(ours, is_kin, sample, found)
    _by_values(sample, found)
    return {ours: found[ours] for ours in COLUMNS if ours in found}


def _holds(name: str, word: str) -> bool:
    return len(word) >= TELLING and word in name


def _find(ours: str, is_kin: Callable[[str, str], bool], sample: Sample, found: dict[str, str]) -> None:
    free = [name for name in sample.names if name not in found.values()]
    kin = [name for word in NAMES[ours] for name in free if is_kin(_bare(name), word)]
    fitting = [name for name in kin if _fits(ours, sample.column(name))]
    if fitting:
        found[ours] = fitting[0]


def _by_values(sample: Sample, found: dict[str, str]) -> None:
    """What names don't tell: moments, words of which most are known, two numbers called alike but for x and y."""
    free = {name: sample.column(name) for name in sample.names if name not in found.values()}
    for ours, told in (("at", _moments), ("kind", _known_words)):
        fitting = [name for name, values in free.items() if told(values)]
        if ours not in found and fitting:
            found[ours] = fitting[0]
            del free[fitting[0]]
    numbers = {_bare(name): name for name, values in free.items() if values and _fits("x", values)}
    pairs = [(name, numbers[bare[:-1] + "y"]) for bare, name in numbers.items() if bare[-1:] == "x"
             and bare[:-1] + "y" in numbers]  # fmt: skip
    if pairs and not found.keys() & {"x", "y"}:
        found["x"], found["y"] = pairs[0]


def _moments(values: list[str]) -> bool:
    return bool(values) and _fits("at", values) and not _numbers(values)


def _known_words(values: list[str]) -> bool:
    words = {_bare(value) for value in values}
    return 0 < len(words) <= MOST_WORDS and _most(values, lambda value: _kind_of(value) != "")


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def _fits(ours: str, values: list[str]) -> bool:
    """Whether most values are what the column holds; a column without values fits by its name."""
    if ours == "at":
        return _most(values, _is_time)
    if ours in {"x", "y", "player_width", "player_height"}:
        return _most(values, lambda value: _number(value) is not None)
    if ours == "media_time":
        return _most(values, lambda value: (_number(value) or 0.0) >= 0 and _is_media_time(value))
    return ours != "kind" or len(set(values)) <= MOST_WORDS


def _most(values: list[str], good: Any) -> bool:
    return 2 * sum(bool(good(value)) for value in values) > len(values) or not values


def _is_time(value: str) -> bool:
    try:
        WallTimes().microseconds(value)
    except BadTimeError:
        return False
    return (_number(value) or 1e9) >= 3e8


def _is_media_time(value: str) -> bool:
    return clock_seconds(value) is not None or (_number(value) is not None and not _is_time(value))


def _number(value: str) -> float | None:
    number = as_number(value)
    return as_number(value.replace(",", ".")) if number is None else number


def _numbers(values: list[str]) -> list[float]:
    return [number for value in values if (number := _number(value)) is not None]


def _kinds(sample: Sample, columns: dict[str, str]) -> dict[str, str]:
    """Their word → ours, for those that can be told."""
    words = dict.fromkeys(sample.column(columns["kind"])) if "kind" in columns else {}
    known = {word: _kind_of(word) for word in words}
    return {theirs: ours for theirs, ours in known.items() if ours and theirs not in KIND_WORDS}


def _kind_of(word: str) -> str:
    """Our word for it, "" where none can be told."""
    return _OURS.get(re.sub(r"^(video|player|media)", "", _bare(word)), "")


def _media_time(sample: Sample, columns: dict[str, str]) -> dict[str, Any]:
    values = sample.column(columns["media_time"]) if "media_time" in columns else []
    if values and _most(values, lambda value: clock_seconds(value) is not None):
        return {"unit": "clock"}
    name = _bare(columns.get("media_time", ""))
    if max(_numbers(values), default=0.0) > LONGEST_FILM_S or name.endswith(("ms", "millis", "milliseconds")):
        return {"unit": "ms"}
    return {}


def _position(sample: Sample, columns: dict[str, str]) -> dict[str, Any]:
    if "x" not in columns or "y" not in columns:
        return {}
    most = max((max(_numbers(sample.column(columns[name])), default=0.0) for name in ("x", "y")), default=0.0)
    if most <= MOST_NORMALISED:
        return {}
    if most <= MOST_PERCENT:
        return {"unit": "percent"}
    sizes = {} if "player_width" in columns and "player_height" in columns else {"width": 1280, "height": 720}
    return {"unit": "pixels", **sizes}
