"""A log with other names is looked into, its mapping proposed, mended, saved by name and used."""

import json

import pytest

from footpath.storage.importing import import_events
from footpath.ui.import_form import ImportForm
from footpath.ui.mapping_dialog import MappingDialog

PATIENCE_MS = 60_000


@pytest.fixture
def log(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    rows = [f"a{k};2024-05-01 10:00:{k:02d};{('tap', 'wink')[k % 2]};{k};{k};{k}" for k in range(20)]
    path = tmp_path / "log.csv"
    path.write_text("\n".join(["visit;timestamp;action;position;x;y", *rows]))
    return path


def test_a_mapping_is_proposed_mended_and_saved(qtbot, log, tmp_path):
    dialog = MappingDialog(log, ())
    qtbot.addWidget(dialog)
    qtbot.waitUntil(dialog._save.isEnabled, timeout=PATIENCE_MS)
    assert dialog._table.topLevelItem(0).text(0) == "a0"
    assert "10 would be refused (line 3" in dialog._says.text()
    dialog._controls._kinds["wink"].setCurrentText("click")
    qtbot.waitUntil(lambda: "refused" not in dialog._says.text(), timeout=PATIENCE_MS)
    assert len(dialog._picture._dots) == 20
    dialog._name.setText("Winks")
    dialog._save.click()
    assert json.loads(dialog.path.read_text())["kinds"]["wink"] == "click"
    assert import_events([log], tmp_path / "r.footpath", mapping=dialog.path).stored == 20


def test_the_form_asks_which_film_and_tells_what_is_missing(qtbot, log, tmp_path):
    two = tmp_path / "two.csv"
    two.write_text(
        "session_id,at,kind,media_id\ns,2024-05-01T10:00:00Z,impression,a\ns,2024-05-01T10:00:01Z,impression,b\n"
    )
    form = ImportForm(tmp_path, [two])
    qtbot.addWidget(form)
    options = form._options
    qtbot.waitUntil(lambda: options._look is not None, timeout=PATIENCE_MS)
    assert options._film.isEnabled()
    options._film.setCurrentIndex(2)
    options._pseudonyms.setChecked(True)
    assert (form.wish().options.media, form.wish().options.pseudonyms) == ("b", True)
    form._put("events", [log])
    qtbot.waitUntil(lambda: options.needs_mapping, timeout=PATIENCE_MS)
    assert "session_id" in options._says.text()
    form.reject()
