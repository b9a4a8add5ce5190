"""What other people's logs say, in our columns: xAPI statements, Caliper events and edX tracking logs.

Sources: the xAPI Video Profile 1.0, Caliper 1.2's Media Profile, and edX's documentation of its video events.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Item = Mapping[str, Any]

XAPI, CALIPER, EDX = "xAPI statements", "Caliper events", "an edX tracking log"
VIDEO = "https://w3id.org/xapi/video/"
ENDING_POINT = "http://id.tincanapi.com/extension/ending-point"
XAPI_KINDS = {
    f"{VIDEO}verbs/played": "play",
    f"{VIDEO}verbs/paused": "pause",
    f"{VIDEO}verbs/seeked": "seek",
    "http://adlnet.gov/expapi/verbs/initialized": "impression",
    "http://adlnet.gov/expapi/verbs/completed": "ended",
    "http://adlnet.gov/expapi/verbs/terminated": "exit",
    "http://adlnet.gov/expapi/verbs/interacted": "click",
    "http://adlnet.gov/expapi/verbs/answered": "answer",
}
CALIPER_KINDS = {
    "Started": "play", "Resumed": "play", "Restarted": "play", "Paused": "pause", "Ended": "ended",
    "JumpedTo": "seek", "ForwardedTo": "seek", "Exited": "exit",
}  # fmt: skip
EDX_KINDS = {
    "load_video": "impression", "play_video": "play", "pause_video": "pause", "seek_video": "seek",
    "edx.video.position.changed": "seek", "stop_video": "ended", "complete_video": "ended",
    "edx.video.loaded": "impression", "edx.video.played": "play", "edx.video.paused": "pause",
    "edx.video.stopped": "ended", "edx.video.completed": "ended",
}  # fmt: skip
DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")


@dataclass(frozen=True, slots=True)
class Other:
    """An entry of a log that is no event of a video: `reason` in words."""

    reason: str


Told = dict[str, object] | Other


def standard_of(item: object) -> str | None:
    """Which standard an object belongs to; None for one of ours, or none at all."""
    if not isinstance(item, dict) or "session_id" in item:
        return None
    if isinstance(item.get("verb"), dict) and "actor" in item and "object" in item:
        return XAPI
    if "sensor" in item and isinstance(item.get("data"), list):
        return CALIPER
    if "eventTime" in item or "caliper" in str(item.get("@context", "")):
        return CALIPER
    if ("event_type" in item and "time" in item) or ("name" in item and "timestamp" in item and "context" in item):
        return EDX
    return None


def entries_of(item: Item) -> Iterator[object]:
    """A Caliper envelope's entries; anything else is its own."""
    if "sensor" in item and isinstance(item.get("data"), list):
        yield from item["data"]
    else:
        yield item


def told_by(item: Item) -> Told | None:
    """The event in our columns; None for an object of no standard."""
    reader = READERS.get(standard_of(item) or "")
    return reader(item) if reader is not None else None


def _xapi(item: Item) -> Told:
    verb = str(_of(item, "verb", "id") or "")
    kind = XAPI_KINDS.get(verb)
    result, context = _object(item.get("result")), _object(item.get("context"))
    extensions = {**_object(context.get("extensions")), **_object(result.get("extensions"))}
    if kind is None:
        return Other(f"the verb {_tail(verb)} is no event of a video")
    moment = extensions.get(f"{VIDEO}extensions/time", seconds_of(extensions.get(ENDING_POINT)))
    told: dict[str, object] = {
        "session_id": _first(extensions, "session-id") or context.get("registration") or _apart(item),
        "viewer_id": _agent(_object(item.get("actor"))),
        "at": item.get("timestamp"),
        "kind": kind,
        "media_id": _of(item, "object", "id"),
        "media_time": moment,
    }
    if kind == "seek":
        told["media_time"] = extensions.get(f"{VIDEO}extensions/time-to")
        told["value"] = extensions.get(f"{VIDEO}extensions/time-from")
    elif kind in {"click", "answer"}:
        return _h5p(told, extensions, result)
    elif "video" not in str(_of(item, "object", "definition", "type")).casefold():
        return Other(f"{_tail(verb)}, but of no video")
    return told


def _h5p(told: dict[str, object], extensions: Item, result: Item) -> Told:
    """H5P's interacted and answered name the part of the film; the player's own settings are no click."""
    if ENDING_POINT not in extensions:
        return Other("the player's settings were changed, or a question stands outside a video")
    whole, _, part = str(told["media_id"]).partition("?subContentId=")
    told["media_id"], told["element_id"] = whole, part or whole
    if told["kind"] == "answer":
        told["value"] = result.get("response")
    return told


def _caliper(item: Item) -> Told:
    if item.get("type") != "MediaEvent":
        return Other(f"{item.get('type', 'an entry without a type')} is no event of a video")
    kind = CALIPER_KINDS.get(str(item.get("action")))
    if kind is None:
        return Other(f"the action {item.get('action')} is no event of a video")
    target = _object(item.get("target"))
    here, lands = seconds_of(target.get("currentTime")), seconds_of(_of(target, "extensions", "newTime"))
    told: dict[str, object] = {
        "session_id": _id(item.get("session")) or f"{_id(item.get('actor'))} {_id(item.get('object'))}",
        "viewer_id": _id(item.get("actor")),
        "at": item.get("eventTime"),
        "kind": kind,
        "media_id": _id(item.get("object")),
        "media_time": here,
    }
    if kind == "seek" and lands is not None:
        told["media_time"], told["value"] = lands, here
    return told


def _edx(item: Item) -> Told:
    name = str(item.get("event_type") or item.get("name"))
    kind = EDX_KINDS.get(name)
    if kind is None:
        return Other("an entry of another kind than a video's")
    context = _object(item.get("context"))
    data = item.get("event", item.get("data"))
    try:
        data = _object(json.loads(data) if isinstance(data, str) else data)
    except (ValueError, RecursionError):
        return Other("the event's own JSON can't be read")
    login = item.get("session") or context.get("session")  # of a browser: several courses, even several people
    viewer = item.get("username") or context.get("username") or context.get("user_id")
    told: dict[str, object] = {
        "session_id": " ".join(str(part) for part in (login, context.get("course_id"), viewer) if part),
        "viewer_id": viewer,
        "at": item.get("time") or item.get("timestamp"),
        "kind": kind,
        "media_id": data.get("id"),
        "media_time": data.get("currentTime", data.get("current_time")),
    }
    if kind == "seek":
        told["media_time"] = data.get("new_time")
        told["value"] = data.get("old_time", data.get("currentTime"))
    return told


READERS: dict[str, Callable[[Item], Told]] = {XAPI: _xapi, CALIPER: _caliper, EDX: _edx}


def seconds_of(duration: object) -> float | None:
    """An ISO 8601 duration up to days, or a number, as seconds; None for anything else."""
    if isinstance(duration, int | float) and not isinstance(duration, bool):
        return float(duration)
    found = DURATION.fullmatch(duration) if isinstance(duration, str) and len(duration) > 1 else None
    if found is None:
        return None
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def _object(value: object) -> Item:
    return value if isinstance(value, dict) else {}


def _of(item: Item, *names: str) -> object:
    found: object = item
    for name in names:
        found = _object(found).get(name)
    return found


def _id(value: object) -> str | None:
    """What an entity is called: itself, or its id."""
    named = value if isinstance(value, str) else _object(value).get("id")
    return str(named) if named else None


def _first(extensions: Item, ending: str) -> object:
    return next((value for key, value in extensions.items() if key.rstrip("/").endswith(f"/{ending}")), None)


def _agent(actor: Item) -> object:
    account = _object(actor.get("account"))
    names = (account.get("name"), *(actor.get(key) for key in ("mbox", "mbox_sha1sum", "openid", "name")))
    return next((name for name in names if name), None)


def _apart(item: Item) -> str:
    """A session for statements that name none: the viewer and the film."""
    return f"{_agent(_object(item.get('actor')))} {_of(item, 'object', 'id')}"


def _tail(iri: str) -> str:
    return iri.rstrip("/").rsplit("/", 1)[-1] or "without a name"
