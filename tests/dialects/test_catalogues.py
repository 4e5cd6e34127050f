"""tools/catalogues.py, and the catalogues that are committed."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools import catalogues

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "catalogues.py"


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_the_catalogues_are_complete_and_fresh(language: str) -> None:
    assert catalogues.faults(language) == []


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for language in catalogues.LANGUAGES:
        source = catalogues.po_path(language)
        target = tmp_path / language / "LC_MESSAGES"
        target.mkdir(parents=True)
        for suffix in (".po", ".mo"):
            (target / f"besedka{suffix}").write_bytes(source.with_suffix(suffix).read_bytes())
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    return tmp_path


def change(old: str, new: str) -> None:
    path = catalogues.po_path("ru")
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.usefixtures("elsewhere")
def test_updating_and_compiling_what_is_fresh_changes_nothing() -> None:
    written = []
    for _ in range(2):
        assert catalogues.main(["update"]) == catalogues.main(["compile"]) == 0
        paths = [catalogues.po_path(code).with_suffix(end) for code in ("en", "ru") for end in (".po", ".mo")]
        written.append([path.read_bytes() for path in paths])
    assert written[0] == written[1]


@pytest.mark.usefixtures("elsewhere")
def test_an_untranslated_sentence_is_a_fault(capsys: pytest.CaptureFixture[str]) -> None:
    change('msgstr "До свидания!"', 'msgstr ""')
    assert catalogues.main(["check"]) == 1
    assert "ru: untranslated: 'Goodbye!'" in capsys.readouterr().out


@pytest.mark.usefixtures("elsewhere")
def test_another_placeholder_is_a_fault() -> None:
    change("{name} снова может писать", "{nom} снова может писать")
    assert "ru: other placeholders: '{name} may speak again'" in catalogues.faults("ru")


@pytest.mark.usefixtures("elsewhere")
def test_a_fuzzy_sentence_is_a_fault() -> None:
    change('msgid "Goodbye!"', '#, fuzzy\nmsgid "Goodbye!"')
    assert "ru: fuzzy: 'Goodbye!'" in catalogues.faults("ru")


@pytest.mark.usefixtures("elsewhere")
def test_a_stale_compiled_catalogue_is_a_fault() -> None:
    change("До свидания!", "Пока!")
    assert "ru: besedka.mo is not what `compile` makes" in catalogues.faults("ru")


def test_a_missing_catalogue_is_a_fault_and_update_begins_one(elsewhere: Path) -> None:
    for path in elsewhere.rglob("besedka.*"):
        path.unlink()
    assert len(catalogues.faults("en")) == 2
    assert catalogues.main(["update"]) == catalogues.main(["compile"]) == 0
    assert catalogues.faults("en") == []
    assert any("untranslated" in fault for fault in catalogues.faults("ru"))


def test_a_wrong_call_shows_how_to_call_it() -> None:
    outcome = subprocess.run([sys.executable, str(TOOL)], capture_output=True, text=True, check=False)
    assert outcome.returncode == 2
    assert "update" in outcome.stderr
