"""The columns of the events table: the order in which fields are handed on."""

COLUMNS = (
    "session_id",
    "at",
    "kind",
    "viewer_id",
    "media_time",
    "media_id",
    "scene_id",
    "x",
    "y",
    "element_id",
    "value",
    "device",
    "variant",
    "autoplay",
    "player_width",
    "player_height",
)
NEEDED = ("session_id", "at", "kind")
