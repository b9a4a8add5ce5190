import shutil

import cv2
import numpy as np
import pytest

from footpath.model.errors import UserError
from footpath.storage.footage_search import find_films
from footpath.storage.index_file import content_mark
from footpath.study.importing import import_review
from footpath.study.locating import find_in, missing
from footpath.study.study import Study

ROW = "session_id,at,kind,media_time\ns,2024-05-01T10:00:00Z,play,0\n"


@pytest.fixture
def review(tmp_path):
    film = tmp_path / "films" / "film.avi"
    film.parent.mkdir()
    writer = cv2.VideoWriter(str(film), cv2.VideoWriter.fourcc(*"MJPG"), 25, (64, 48))
    for n in range(30):
        writer.write(np.full((48, 64, 3), 8 * n, np.uint8))
    writer.release()
    (tmp_path / "rows.csv").write_text(ROW)
    out = tmp_path / "review" / "r.footpath"
    out.parent.mkdir()
    import_review([tmp_path / "rows.csv"], out, videos=[film])
    return out, film


def only(study):
    return study.footage_path(study.story.media[0].id)


def test_a_film_where_it_was_is_used(review):
    out, film = review
    study = Study.open(out)
    assert only(study).resolve() == film.resolve()
    assert missing(study) == ()


def test_a_film_moved_under_the_review_and_renamed_is_found_by_itself(review):
    out, film = review
    to = out.parent / "deep" / "er" / "other name.avi"
    to.parent.mkdir(parents=True)
    shutil.move(film, to)
    assert only(Study.open(out)) == to


def test_another_film_of_the_same_name_or_size_is_not_taken(review):
    out, film = review
    content = bytearray(film.read_bytes())
    film.unlink()
    content[-1] ^= 1
    (out.parent / "film.avi").write_bytes(content)
    study = Study.open(out)
    assert only(study) is None
    assert len(missing(study)) == 1


def test_a_film_elsewhere_is_found_in_the_folder_one_says_and_stays_found(review, tmp_path):
    out, film = review
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.move(film, elsewhere / "x.avi")
    study = Study.open(out)
    assert only(study) is None
    with pytest.raises(UserError, match="None of the missing") as told:
        find_in(study, out.parent)
    assert "film.avi" in told.value.remedy
    assert find_in(study, elsewhere) == 1
    assert only(Study.open(out)) == elsewhere / "x.avi"


def test_a_folder_that_is_not_there_holds_nothing(review, tmp_path):
    assert find_films({"m": content_mark(review[1])}, tmp_path / "nowhere") == {}


def test_links_in_a_circle_stop_no_search(review, tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert set(find_films({"m": content_mark(review[1])}, tmp_path)) == {"m"}
