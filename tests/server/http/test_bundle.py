import re
from pathlib import Path

import pytest

from besedka.server.http.bundle import bundle
from besedka.server.http.site import our_site

WEB = Path(__file__).resolve().parents[3] / "besedka" / "web"
IMPORT = re.compile(r"^import \{[^;]*;\n", re.MULTILINE)

FILES = {
    "main.js": b'import { read, want } from "./first.js";\nimport { draw } from "./view/draw.js";\n'
    b'import { one } from "./state/one.js";\ndraw(one);\n',
    "first.js": b'import("./main.js");\n',
    "view/draw.js": b'import { want } from "../first.js";\nimport { one } from "../state/one.js";\n'
    b"export const draw = () => want(one);\n",
    "state/one.js": b"export const one = 1;\n",
    "view/later.js": b'import { read } from "../first.js";\nimport { two } from "./two.js";\n'
    b'import { one } from "../state/one.js";\n',
    "view/two.js": b"export const two = 2;\n",
    "again.js": b'import { draw } from "./view/draw.js";\n',
    "style.css": b"",
}

TWO = (
    b'import { one } from "../state/one.js";\nimport { three } from "./three.js";\n'
    b"export const two = one + three;\n"
)


def joined(**changes: bytes) -> dict[str, bytes]:
    return bundle({**FILES, **changes}, "main.js", "first.js")


def test_modules_stand_in_one_file_each_behind_what_it_imports_and_once() -> None:
    assert joined()["main.js"] == (
        b'import { read, want } from "./first.js";\n'
        b"export const one = 1;\nexport const draw = () => want(one);\ndraw(one);\n"
    )


def test_other_scripts_import_from_that_file_what_stands_in_it() -> None:
    files = joined()
    assert sorted(files) == ["again.js", "first.js", "main.js", "style.css", "view/later.js", "view/two.js"]
    assert files["view/later.js"] == (
        b'import { read } from "../first.js";\nimport { two } from "./two.js";\nimport { one } from "../main.js";\n'
    )
    assert files["again.js"] == b'import { draw } from "./main.js";\n'
    assert files["first.js"] == FILES["first.js"]


def test_what_comes_later_is_joined_as_well_and_imports_from_the_first_file_what_stands_there() -> None:
    files = joined(**{"view/two.js": TWO, "view/three.js": b"export const three = 3;\n"})
    assert bundle(files, "view/two.js", "main.js")["view/two.js"] == (
        b'import { one } from "../main.js";\nexport const three = 3;\nexport const two = one + three;\n'
    )
    assert "view/three.js" not in bundle(files, "view/two.js", "main.js")


def test_what_is_joined_may_import_from_several_files_that_stay_apart() -> None:
    files = joined(
        **{
            "view/two.js": TWO,
            "view/three.js": b'import { four } from "./four.js";\nexport const three = four;\n',
            "view/four.js": b"export const four = 4;\n",
        }
    )
    served = bundle(files, "view/two.js", "main.js", "view/four.js")
    assert served["view/two.js"] == (
        b'import { one } from "../main.js";\nimport { four } from "./four.js";\n'
        b"export const three = four;\nexport const two = one + three;\n"
    )
    assert served["view/four.js"] == files["view/four.js"]


def test_what_one_module_imports_another_may_not_have_as_a_name_of_its_own() -> None:
    files = joined(**{"view/two.js": TWO, "view/three.js": b"const one = 3;\nexport const three = one;\n"})
    assert bundle(files, "view/two.js", "main.js") == files


def test_what_a_script_imports_from_that_file_is_one_import() -> None:
    later = (
        b'import { draw } from "./draw.js";\nimport { two } from "./two.js";\n'
        b'import { one } from "../state/one.js";\n'
    )
    assert joined(**{"view/later.js": later})["view/later.js"] == (
        b'import { draw, one } from "../main.js";\nimport { two } from "./two.js";\n'
    )


@pytest.mark.parametrize(
    "unclear",
    [
        b"export const draw = 1;\n",  # a name that another one has
        b"let draw = 1;\n",
        b"async function draw() {}\n",
        b"class draw {}\n",
        b"const { draw } = 1;\n",
        b"const [a] = [1];\n",
        b"var a = 1, b = 2;\n",
        b"const a = 1;\nexport default a;\n",
        b"const a = 1;\nexport { a };\n",
        b'export * from "./two.js";\n',
        b'import * as two from "../view/two.js";\n',
        b'import { two as three } from "../view/two.js";\n',
        b'import two from "../view/two.js";\n',
        b'import "../view/two.js";\n',
        b"import {\n  two,\n} from '../view/two.js';\n",
        b'import { two } from "../view/two.js"; two();\n',
        b"const here = import.meta.url;\n",
        b'import { four } from "./four.js";\n',  # which is not there
    ],
)
def test_where_it_is_not_plain_that_they_mean_the_same_all_files_stay_as_they_are(unclear: bytes) -> None:
    one = unclear + FILES["state/one.js"]
    files = {**FILES, "state/one.js": one}
    assert bundle(files, "main.js", "first.js") == files


def test_what_is_named_in_comments_and_within_functions_is_nobody_elses() -> None:
    inside = b"/**\nimport it\nconst draw = 1;\n */\nfunction two() {\n  const draw = 2;\n  return draw;\n}\n"
    main = joined(**{"state/one.js": FILES["state/one.js"] + inside})["main.js"]
    assert inside in main


def test_modules_that_import_each_other_stand_as_a_browser_runs_them() -> None:
    one = b'import { draw } from "../view/draw.js";\n' + FILES["state/one.js"]
    assert joined(**{"state/one.js": one})["main.js"] == joined()["main.js"]


def test_ours_are_joined_and_nothing_of_a_module_is_changed_but_its_imports() -> None:
    files = {path.relative_to(WEB).as_posix(): path.read_bytes() for path in WEB.rglob("*.js")}
    served = bundle(files, "main.js", "first.js")
    gone = files.keys() - served.keys()
    assert len(gone) > 10
    main = served["main.js"].decode()
    bodies = [IMPORT.sub("", files[name].decode()) for name in (*gone, "main.js")]
    assert [body for body in bodies if body not in main] == []
    assert len(IMPORT.sub("", main)) == sum(map(len, bodies))
    assert IMPORT.findall(main) == []
    for name in served.keys() - {"main.js"}:
        assert IMPORT.sub("", served[name].decode()) == IMPORT.sub("", files[name].decode())


def test_what_is_joined_has_no_address_of_its_own() -> None:
    served = {path.partition("/web-")[2].partition("/")[2] for path in our_site()}
    assert {"main.js", "first.js", "view/side/people.js"} <= served
    assert not {"connection/connection.js", "state/chat/chat.js", "view/log/log_view.js"} & served
    assert {"view/composer/line_help.js", "state/words/durations.js", "view/dialogs/answers.js"} <= served
    assert (
        not {"state/typed/judgement.js", "state/typed/commands.js", "view/dialogs/ignored_list.js"} & served
    )
