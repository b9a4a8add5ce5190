import pytest

from footpath.model.moment import moment_words, read_moment


@pytest.mark.parametrize(
    ("text", "fps", "frame", "t_s"),
    [
        ("00:00:14:07", 24, None, 14 + 7 / 24),
        ("1:02:03:04", 25, None, 3723.16),
        ("3:04", 25, None, 3.16),
        ("00:01:00;02", 30000 / 1001, None, 1800 * 1001 / 30000),
        ("343", 24, 343, None),
        (" f 343", 24, 343, None),
        ("343f", 24, 343, None),
        ("#7", 24, 7, None),
        ("14.5", 24, None, 14.5),
        ("14,5 s", 24, None, 14.5),
        ("14s", 24, None, 14.0),
        ("1:14.5", 24, None, 74.5),
        ("1:00:00.25", 24, None, 3600.25),
        ("0:03:05", 18.76, None, 3 + 5 / 18.76),
    ],
)
def test_a_moment_is_read_as_people_write_it(text, fps, frame, t_s):
    assert read_moment(text, fps) == (frame, None if t_s is None else pytest.approx(t_s))


@pytest.mark.parametrize("text", ["", "now", "00:00:00:24", "00:61:00:00", "1:2:3:4:5", "-3", "00:01:00;01x", "1e9"])
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(ValueError, match="is no"):
        read_moment(text, 24)


def test_a_number_longer_than_any_film_is_refused_in_few_words():
    with pytest.raises(ValueError, match=r"^“9{24}…” is too long for a moment of a film$"):
        read_moment("9" * 5000, 24)


def test_drop_frame_labels_that_do_not_exist_are_refused():
    with pytest.raises(ValueError, match="no timecode"):
        read_moment("00:01:00;00", 30000 / 1001)


def test_a_moment_is_shown_as_wished():
    ntsc = 30000 / 1001
    assert moment_words(1800 / ntsc, 1800, ntsc, "timecode") == "00:01:00;02"
    assert moment_words(343 / 24, 343, 24, "timecode") == "00:00:14:07"
    assert moment_words(343 / 24, 343, 24, "frame") == "frame 343"
    assert moment_words(343 / 24, 343, 24, "seconds") == "14.292 s"


def test_every_label_shown_is_read_back_as_its_frame():
    for fps in (24, 25, 30000 / 1001, 60000 / 1001, 60):
        for frame in (*range(3), 1798, 1800, 3600, 17982, 17990, 107892):
            t_s = read_moment(moment_words(frame / fps, frame, fps, "timecode"), fps).t_s
            assert round(t_s * fps) == frame
