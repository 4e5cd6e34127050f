import gzip

import pytest

from besedka.server.http.site import Site, build_site, our_site

FILES = {
    "index.html": b'<script type="module" src="{{assets}}/main.js"></script>' * 5,
    "main.js": b'import "./state/chat.js?{{assets}}";\n' * 5,
    "state/chat.js": b"let a;\n",
    "style.css": b"a{}\n",
    "worker.js": b'const CACHE="{{assets}}";',
    "manifest.webmanifest": b'{"icons":[{"src":"{{assets}}/icon.svg"}]}',
    "icon.svg": b"<svg/>",
    "texts.ru.json": b"{}",
    "icon-192.png": b"\x89PNG",
    "apple-touch-icon.png": b"\x89PNG{{assets}}",
    "notes.txt": b"nobody's",
    ".hidden": b"nobody's",
    "main.js~": b"nobody's",
}


def folder(site: Site) -> str:
    """The folder of the lasting files."""
    [name] = {path.split("/")[1] for path, resource in site.items() if resource.lasting}
    return f"/{name}"


def test_every_known_file_has_one_address() -> None:
    site = build_site(FILES)
    place = folder(site)
    assert set(site) == {
        "/",
        "/worker.js",
        "/manifest.webmanifest",
        "/apple-touch-icon.png",
        *(
            f"{place}/{name}"
            for name in ("main.js", "state/chat.js", "style.css", "icon.svg", "texts.ru.json", "icon-192.png")
        ),
    }
    assert {path for path, resource in site.items() if not resource.lasting} == {
        "/",
        "/worker.js",
        "/manifest.webmanifest",
        "/apple-touch-icon.png",
    }


@pytest.mark.parametrize("name", ["index.html", "style.css", "worker.js", "texts.ru.json"])
def test_any_change_of_any_file_renames_the_folder(name: str) -> None:
    changed = build_site({**FILES, name: FILES[name] + b"x"})
    assert folder(changed) != folder(build_site(FILES))


def test_another_way_to_make_files_lean_renames_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Caches keep a lasting address for good, so other bytes need another one."""
    before = folder(build_site(FILES))
    monkeypatch.setattr("besedka.server.http.site.minify_style", lambda source: source)
    assert folder(build_site({**FILES, "style.css": b"a {}\n"})) != before


def test_what_is_not_served_renames_nothing() -> None:
    commented = build_site({**FILES, "style.css": b"/* Why. */" + FILES["style.css"]})
    assert folder(commented) == folder(build_site(FILES))


def test_a_rename_is_a_change_too() -> None:
    files = dict(FILES)
    files["styles.css"] = files.pop("style.css")
    assert folder(build_site(files)) != folder(build_site(FILES))


def test_what_is_not_served_and_the_order_of_files_change_nothing() -> None:
    files = {name: FILES[name] for name in reversed(FILES) if name != "notes.txt"}
    assert dict(build_site(files)) == dict(build_site(FILES))


def test_the_fixed_files_know_the_folder_and_the_others_are_left_as_they_are() -> None:
    site = build_site(FILES)
    place = folder(site).encode()
    assert site["/"].plain.data.startswith(b"<script type=module src=" + place + b"/main.js>")
    assert site["/worker.js"].plain.data == b'const CACHE="' + place + b'";'
    assert place in site["/manifest.webmanifest"].plain.data
    assert site["/apple-touch-icon.png"].plain.data == FILES["apple-touch-icon.png"]
    assert b"{{assets}}" in site[f"{folder(site)}/main.js"].plain.data


def test_scripts_and_style_sheets_are_served_without_their_comments() -> None:
    site = build_site(
        {"a.js": b"/** Why. */\nlet a = 1;\n", "b.css": b"/* Why. */\n  p {}\n", "c.svg": b"<!--x-->"}
    )
    bodies = [resource.plain.data for resource in site.values()]
    assert bodies == [b"let a=1;", b"p{}", b"<!--x-->"]


def test_types_are_said_with_their_encoding() -> None:
    types = {path.rpartition("/")[2]: resource.media_type for path, resource in build_site(FILES).items()}
    assert types == {
        "": "text/html; charset=utf-8",
        "main.js": "text/javascript; charset=utf-8",
        "chat.js": "text/javascript; charset=utf-8",
        "worker.js": "text/javascript; charset=utf-8",
        "style.css": "text/css; charset=utf-8",
        "icon.svg": "image/svg+xml; charset=utf-8",
        "manifest.webmanifest": "application/manifest+json; charset=utf-8",
        "texts.ru.json": "application/json",
        "icon-192.png": "image/png",
        "apple-touch-icon.png": "image/png",
    }


def test_what_gets_shorter_is_gzipped_too_and_has_a_tag_of_its_own() -> None:
    site = build_site(FILES)
    page = site["/"]
    assert page.gzipped is not None
    assert gzip.decompress(page.gzipped.data) == page.plain.data
    assert page.gzipped.tag != page.plain.tag
    assert site[f"{folder(site)}/icon-192.png"].gzipped is None


def test_tags_are_strong_and_the_same_for_the_same_contents() -> None:
    one, other = build_site(FILES), build_site(FILES)
    for path, resource in one.items():
        assert resource == other[path]
        assert resource.plain.tag.startswith('"')
        assert resource.plain.tag.endswith('"')


def test_our_own_page_is_there_and_read_once() -> None:
    site = our_site()
    assert site is our_site()
    assert site["/"].media_type.startswith("text/html")
    assert b"{{" not in site["/"].plain.data
