"""tools/catalogues.py, and the catalogues that are committed."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools import catalogues

ROOT = Path(__file__).resolve().parents[3]
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
    for kind in ("", ".later"):
        path = catalogues.texts_path("ru", kind)
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    monkeypatch.setattr(catalogues, "TEXTS", tmp_path)
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
        written.append(
            [
                path.read_bytes()
                for path in (*paths, catalogues.texts_path("ru"), catalogues.texts_path("ru", ".later"))
            ]
        )
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


@pytest.mark.usefixtures("elsewhere")
def test_a_stale_file_for_the_browser_is_a_fault() -> None:
    catalogues.texts_path("ru").write_text("{}\n", "utf-8")
    assert catalogues.faults("ru") == ["ru: texts.ru.json is not what `compile` makes"]


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(catalogues, "WEB", tmp_path)
    (tmp_path / "index.html").write_text(
        """<button data-text="Send" data-text-label="Say it &amp; be heard" title="no sentence" data-text>
        <input data-text-placeholder='Say "hello"'><p>English that nobody marked</p>""",
        "utf-8",
    )
    return tmp_path


def test_the_sentences_of_scripts_and_page_are_found(web: Path) -> None:
    (web / "a.js").write_text(
        """
        const quoted = /["'`]/g;
        /** @param {string} text */
        export const say = (text) => `${text("In a template")} «${plural("{n} day", "{n} days", days)}»`;
        label.textContent = muted ? text('Muted until {until}', { until: clock(at) }) : text("Send");
        node.textContent = text(message);
        """,
        "utf-8",
    )
    found = catalogues.extract_web()
    assert found == {
        "In a template": "In a template",
        "{n} day": ("{n} day", "{n} days"),
        "Muted until {until}": "Muted until {until}",
        "Send": "Send",
        "Say it & be heard": "Say it & be heard",
        'Say "hello"': 'Say "hello"',
    }


def test_the_sentences_of_programs_are_found_and_nothing_that_only_looks_like_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    (tmp_path / "besedka").mkdir()
    (tmp_path / "besedka" / "a.py").write_text(
        """
        if text[at] == "(":
            print("no sentence", text[1:], ("nor this"))
        def text(of="nor here"): "Nor is a docstring."
        say(language.text("Joined " "from two, {name}", name=f"{name}"))
        words.plural("{n} bench", "{n} benches", n)
        TABLE = {"a": N_("In a table"), "b": NN_("{n} row", "{n} rows")}
        text(message), text(message, "no sentence")
        """.replace("\n        ", "\n"),
        "utf-8",
    )
    found, of_the_page = catalogues.extract(), catalogues.extract_web()
    ours = {sentence: found[sentence] for sentence in found if sentence not in of_the_page}
    assert ours == {
        "Joined from two, {name}": "Joined from two, {name}",
        "{n} bench": ("{n} bench", "{n} benches"),
        "In a table": "In a table",
        "{n} row": ("{n} row", "{n} rows"),
    }


def test_what_a_header_says_is_ours_to_decide() -> None:
    for language in catalogues.LANGUAGES:
        header = catalogues.po_bytes(catalogues.load(language)).decode().split("\n\n")[0]
        assert catalogues.PLURALS[language].split()[0] in header


def test_a_sentence_that_the_programs_have_in_one_number_gets_its_plural(web: Path) -> None:
    (web / "a.js").write_text('plural("Goodbye!", "Goodbyes!", 2)', "utf-8")
    assert catalogues.extract()["Goodbye!"] == ("Goodbye!", "Goodbyes!")


def test_the_browsers_file_has_exactly_its_own_sentences(web: Path) -> None:
    (web / "index.html").write_text('<p data-text="Goodbye!"></p>', "utf-8")
    (web / "a.js").write_text('plural("{n} day", "{n} days", 2)', "utf-8")
    made = json.loads(catalogues.texts_bytes(catalogues.load("ru"), catalogues.extract_web()))
    assert made == {"{n} day": ["{n} день", "{n} дня", "{n} дней"], "Goodbye!": "До свидания!"}


def test_no_sentence_of_the_browser_client_escapes_the_extraction() -> None:
    """The extraction reads JavaScript with a lexer; this looks for calls as a person would."""
    found = set(catalogues.extract_web())
    for path in sorted(catalogues.WEB.rglob("*.js")):
        script = path.read_text("utf-8")
        named = re.findall(r"""\b(?:text|plural)\(\s*(?:"((?:[^"\\]|\\.)*)"|'([^'\\]*)')""", script)
        assert {double or single for double, single in named} <= found, path.name
        assert not re.search(r"\b(?:text|plural)\(\s*`", script), path.name


def test_a_missing_catalogue_is_a_fault_and_update_begins_one(elsewhere: Path) -> None:
    for path in elsewhere.rglob("besedka.*"):
        path.unlink()
    catalogues.texts_path("ru").unlink()
    assert len(catalogues.faults("en")) == 2
    assert catalogues.main(["update"]) == catalogues.main(["compile"]) == 0
    assert catalogues.faults("en") == []
    assert any("untranslated" in fault for fault in catalogues.faults("ru"))


def test_a_wrong_call_shows_how_to_call_it() -> None:
    outcome = subprocess.run([sys.executable, str(TOOL)], capture_output=True, text=True, check=False)
    assert outcome.returncode == 2
    assert "update" in outcome.stderr
