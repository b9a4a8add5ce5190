from collections import Counter

from PySide6.QtGui import QKeySequence

from footpath.ui.actions import TABLE


def test_no_key_means_two_things():
    """Qt does neither where two actions want one key."""
    uses = Counter(QKeySequence(key).toString() for entry in TABLE for key in entry.keys)
    assert [key for key, count in uses.items() if count > 1] == []
    assert "" not in uses
