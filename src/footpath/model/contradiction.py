"""What in the events contradicts itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`rows` events of `sessions` sessions; the first as an example, `t_s` in media time."""

    code: str
    what: str
    sessions: int
    rows: int
    first_session: str
    t_s: float

    def to_json(self) -> dict[str, object]:
        """Its entry in `footpath import --json`."""
        return {"code": self.code, "what": self.what, "sessions": self.sessions, "rows": self.rows,
                "first": {"session": self.first_session, "media_time": self.t_s}}  # fmt: skip
