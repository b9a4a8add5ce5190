"""What viewers and sessions are called in what leaves the application."""

from __future__ import annotations

from dataclasses import dataclass

from footpath.study.study import Study


@dataclass(frozen=True, slots=True)
class Names:
    """Pseudonyms, unless `real` ids were asked for.

    They are numbered as the review holds the sessions: the same in every export of a review, and told back into ids
    only by whoever has the review.
    """

    study: Study
    real: bool = False

    def viewer(self, index: int) -> str:
        """The viewer at an index of `Sessions.viewer_ids`."""
        ids = self.study.sessions.viewer_ids
        return ids[index] if self.real else _numbered("Viewer", index, len(ids))

    def session(self, index: int) -> str:
        ids = self.study.sessions.ids
        return ids[index] if self.real else _numbered("Session", index, len(ids))

    def viewer_called(self, viewer_id: str) -> str:
        """The viewer of an id; "one viewer" where the review knows none of that id."""
        ids = self.study.sessions.viewer_ids
        return self.viewer(ids.index(viewer_id)) if viewer_id in ids else "one viewer"

    def session_called(self, session_id: str) -> str:
        """The session of an id; "one session" where the review knows none of that id."""
        ids = self.study.sessions.ids
        return self.session(ids.index(session_id)) if session_id in ids else "one session"

    def viewer_of_session(self, session_id: str) -> str:
        sessions = self.study.sessions
        return self.viewer(int(sessions.viewer[sessions.ids.index(session_id)]))


def _numbered(word: str, index: int, count: int) -> str:
    return f"{word} {index + 1:0{len(str(count))}d}"
