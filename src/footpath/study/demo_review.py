"""The demo review: made on first use, kept, opened at once afterwards."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Event

from platformdirs import user_cache_path

from footpath.model.errors import UserError
from footpath.study.demo import RECIPE_VERSION, write_data
from footpath.study.demo.film import write_film
from footpath.study.importing import import_review

REVIEW_NAME = "demo.footpath"


def demo_review(progress: Callable[[int, int], None] | None = None) -> Path:
    """The demo's review file; made if this version's is not there yet.

    Raises:
        UserError: if it can't be written.
    """
    home = user_cache_path("footpath") / f"demo-{RECIPE_VERSION}"
    review = home / REVIEW_NAME
    if review.is_file():
        return review
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        _make(home, progress)
    except OSError as error:
        raise UserError(
            "The demo could not be written", f"{home}: {error.strerror}", "Free some room, or allow writing there."
        ) from error
    return review


def _make(home: Path, progress: Callable[[int, int], None] | None) -> None:
    """Make everything in a folder beside, then rename: a demo is whole or not there.

    The events are imported, in a process of their own, while the film is drawn; then the film joins them.
    """
    with tempfile.TemporaryDirectory(dir=home.parent, prefix="demo-") as name:
        folder = Path(name) / "demo"
        files = write_data(folder)
        review, ended = folder / REVIEW_NAME, Event()
        with ThreadPoolExecutor(1) as beside:
            importing = beside.submit(import_review, [files.events], review, story=files.story, cancelled=ended.is_set)
            try:
                write_film(files.video, partial(_tell, progress))
            except BaseException:
                ended.set()
                raise
            importing.result()
        import_review([], review, videos=[files.video])
        files.events.unlink()
        if home.exists():
            shutil.rmtree(home)
        folder.rename(home)


def _tell(progress: Callable[[int, int], None] | None, share: float) -> None:
    if progress is not None:
        progress(round(share * 100), 100)
