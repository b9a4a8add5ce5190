"""The one place where an error becomes something to show: the world's fault as it is, ours logged and wrapped."""

from __future__ import annotations

import logging
import traceback

from footpath.model.errors import UserError

log = logging.getLogger("footpath")


def told(error: Exception) -> UserError:
    """What to show of an error; ours carries its trace as a note, for copying."""
    if isinstance(error, UserError):
        return error
    log.error("inside Footpath", exc_info=error)
    wrapped = UserError("Something went wrong inside Footpath", "", "Your data is unchanged. Please report it.")
    wrapped.__cause__ = error
    wrapped.add_note("".join(traceback.format_exception(error)))
    return wrapped
