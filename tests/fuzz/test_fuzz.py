"""A short run over spoilt files of every format; the long one is benchmarks/fuzz_import.py."""

import random

import pytest
from tests.fuzz.mutate import examine, seeds, spoilt

SEEDS = seeds()
FILES = {"parquet": 12, "db": 60}


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_spoilt_files_are_read_or_refused_and_no_row_is_lost(tmp_path, name):
    dice = random.Random(f"short {name}")
    assert examine_one(tmp_path, name, SEEDS[name], 0) == "read"
    for number in range(1, FILES.get(name, 80)):
        examine_one(tmp_path, name, spoilt(SEEDS[name], dice), number)


def examine_one(folder, name, data, number):
    path = folder / f"e.{name}"
    path.write_bytes(data)
    return examine(path, number)
