"""The tool, on a database of a dozen characters."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "tools" / "make_name_tables.py"
FILES = {
    "Scripts.txt": "# Scripts-15.0.0.txt\n0041..005A;Latin # L&\n0410..0411;Cyrillic\n0301;Inherited\n4E00..4E01;Han\n",
    "ScriptExtensions.txt": "# \n4E01 ; Bopo Hani # a comment\n0660..0669 ; Arab\n",
    "PropertyValueAliases.txt": "# \ngc ; Lu ; Upper\nsc ; Bopo ; Bopomofo\nsc ; Hani ; Han\nsc ; Arab ; Arabic\n",
    "DerivedAge.txt": "0000..FFFF ; 1.1\n005A ; 14.0\n",
    "UnicodeData.txt": (
        "0058;X;Lu;0;L;<compat> 0041 0301;;;;N;;;;;\n"
        "0059;Y;Lu;0;L;<compat> 0020 0041;;;;N;;;;;\n0042;B;Lu;0;L;;;;;N;;;;;\n"
    ),
    "DerivedCoreProperties.txt": "0057 ; Default_Ignorable_Code_Point\n0041 ; Alphabetic\n",
    "PropList.txt": "0020 ; White_Space\n0009..000D ; White_Space\n002D ; Dash\n",
    "confusables.txt": (
        "\ufeff# Version: 13.0.0\n0411 ; 0042 ; MA # x\n"
        "0042 ; 0041 0301 ; MA\n0058 ; 0041 ; MA\n0021 ; 0041 ; MA\n"
    ),
    "extracted/DerivedGeneralCategory.txt": (
        "0041..005A ; Lu\n0410..0411;Lu\n0020..002F ; Po\n005F ; Pc\n0301;Mn\n20DD ; Me\n0030..0039;Nd\n0660..0669;Nd\n"
        "4E00..4E01;Lo\nAC00..AC01;Lo\n"
    ),
}  # fmt: skip


def load_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_name_tables", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_name_tables"] = module
    spec.loader.exec_module(module)
    return module


tool = load_tool()


def tables(folder: Path, monkeypatch: pytest.MonkeyPatch, **changes: str) -> dict[str, object]:
    """Run the tool on the files, changed so; return what the written module defines."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(changes.get(Path(name).stem, text), encoding="utf-8")
    monkeypatch.setattr(tool, "TARGET", folder / "tables.py")
    assert tool.main([str(folder)]) == 0
    defined: dict[str, object] = {}
    exec((folder / "tables.py").read_text(encoding="ascii"), defined)  # noqa: S102  # our own output
    return defined


def test_characters_are_grouped_by_kind_and_scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tables(tmp_path, monkeypatch)
    assert made["LETTERS"] == {
        "Latin": "41-56 58", "Cyrillic": "410-411", "Han": "4e00", "Han Bopomofo": "4e01", "Unknown": "ac00-ac01",
    }  # fmt: skip
    assert made["MARKS"] == {"Common": "301"}
    assert made["DIGITS"] == {"Arabic": "660-669", "Unknown": "30-39"}
    assert made["ZEROS"] == "30 660"


def test_the_new_the_invisible_and_what_hides_a_space_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = str(tables(tmp_path, monkeypatch)["LETTERS"])
    assert all(code not in letters for code in ("57", "59", "5a"))


def test_lookalikes_are_of_what_normalising_leaves_and_lead_to_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tables(tmp_path, monkeypatch)["CONFUSABLES"] == "42>41+301 411>41+301"


def test_the_invisible_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tables(tmp_path, monkeypatch)
    assert (made["WHITE_SPACE"], made["IGNORABLE"]) == ("9-d 20", "57")


def test_the_module_says_what_it_was_made_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tables(tmp_path, monkeypatch)
    assert (made["UNICODE_VERSION"], made["CONFUSABLES_VERSION"]) == ("15.0.0", "13.0.0")
    assert "python tools/make_name_tables.py FOLDER" in str(made["__doc__"])


def test_long_tables_are_broken_into_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = [f"{code:04X}" for code in range(0x5000, 0x5100, 2)]
    categories = FILES["extracted/DerivedGeneralCategory.txt"] + "".join(f"{code};Lo\n" for code in codes)
    made = tables(tmp_path, monkeypatch, DerivedGeneralCategory=categories)
    assert isinstance(made["LETTERS"], dict)
    assert made["LETTERS"]["Unknown"].split()[:-1] == [code.lower() for code in codes]
    assert max(map(len, (tmp_path / "tables.py").read_text(encoding="ascii").splitlines())) <= 120


@pytest.mark.parametrize(
    ("changed", "text", "complaint"),
    [
        ("Scripts", "0041;Latin\n", "no version"),
        (
            "confusables",
            "# Version: 13.0.0\n0042 ; 1E4D0 ; MA\n",
            "U\\+0042 looks like U\\+1E4D0, which is too new",
        ),
        ("DerivedGeneralCategory", "0030..0038;Nd\n0660..0661;Nd\n", "tens"),
    ],
)
def test_data_that_break_a_promise_end_it_with_a_sentence(
    changed: str, text: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit, match=complaint):
        tables(tmp_path, monkeypatch, **{changed: text})


def test_a_wrong_call_is_told_how_it_goes(capsys: pytest.CaptureFixture[str]) -> None:
    assert tool.main([]) == 2
    assert "usage: python make_name_tables.py FOLDER" in capsys.readouterr().err
