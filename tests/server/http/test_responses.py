import gzip

import pytest

from besedka.server.http.responses import HttpAnswer, answer, in_words
from besedka.server.http.site import Site, build_site
from besedka.wire.http import Headers, HttpRequest

SITE = build_site(
    {
        "index.html": b"<!doctype html><html lang=en><title>Besedka</title>" * 9,
        "main.js": b"export const one = 1;\n" * 9,
        "icon.png": b"PNG",
    }
)
[FOLDER] = {path.rpartition("/")[0] for path, resource in SITE.items() if resource.lasting}
SCRIPT = f"{FOLDER}/main.js"


def ask(path: str, *headers: tuple[str, str], method: str = "GET") -> HttpAnswer:
    request = HttpRequest(method, path, "HTTP/1.1", Headers(headers))
    return answer(request, lambda: SITE, lambda: b'{"status": "ok"}\n')


def field(said: HttpAnswer, name: str) -> str | None:
    assert len(Headers(said.headers).get_all(name)) <= 1
    return Headers(said.headers).get(name)


def test_the_page_is_asked_for_each_time_and_scripts_are_kept_for_good() -> None:
    page, script = ask("/"), ask(SCRIPT)
    assert (page.status, field(page, "Cache-Control")) == (200, "no-cache")
    assert (script.status, field(script, "Cache-Control")) == (200, "public, max-age=31536000, immutable")
    assert page.body == SITE["/"].plain.data
    assert script.body == SITE[SCRIPT].plain.data


def test_gzip_goes_to_who_accepts_it() -> None:
    said = ask("/", ("Accept-Encoding", "gzip, br"))
    assert field(said, "Content-Encoding") == "gzip"
    assert gzip.decompress(said.body) == SITE["/"].plain.data
    assert field(ask("/"), "Content-Encoding") is None
    assert field(ask("/", ("Accept-Encoding", "gzip;q=0")), "Content-Encoding") is None


def test_caches_are_told_that_there_are_two_of_it() -> None:
    for said in (ask(SCRIPT), ask(SCRIPT, ("Accept-Encoding", "gzip"))):
        assert field(said, "Vary") == "Accept-Encoding"
    picture = ask(f"{FOLDER}/icon.png", ("Accept-Encoding", "gzip"))
    assert (picture.body, field(picture, "Vary"), field(picture, "Content-Encoding")) == (b"PNG", None, None)


@pytest.mark.parametrize("accepted", ["gzip", "identity"])
@pytest.mark.parametrize("path", ["/", SCRIPT])
def test_who_has_it_already_gets_no_second_copy(path: str, accepted: str) -> None:
    wish = ("Accept-Encoding", accepted)
    first = ask(path, wish)
    again = ask(path, wish, ("If-None-Match", f'"x", W/{field(first, "ETag")}'))
    assert (again.status, again.body) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary"):
        assert field(again, name) == field(first, name)
    assert field(again, "Content-Type") is None


def test_a_tag_of_the_other_representation_or_of_an_old_one_is_not_enough() -> None:
    plain = field(ask("/"), "ETag") or ""
    assert ask("/", ("If-None-Match", plain), ("Accept-Encoding", "gzip")).status == 200
    assert ask("/", ("If-None-Match", '"old"')).status == 200
    assert ask("/", ("If-None-Match", "*")).status == 304


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/index.html",
        "/main.js",
        "/healthz/",
        "/web-0000000000000000/main.js",
        FOLDER,
        f"{FOLDER}/",
        f"{FOLDER}/index.html",
        f"{FOLDER}/nothing.js",
        f"{FOLDER}//main.js",
        f"{FOLDER}/./main.js",
        f"{FOLDER}/../main.js",
        f"{FOLDER}/%2e%2e/server/site.py",
        f"{FOLDER}/..%2fserver/site.py",
        f"{FOLDER}/main.js%00",
        "//",
        "/%2e%2e/",
        "/../../../../etc/passwd",
        "/..\\..\\etc\\passwd",
        "*",
        "",
    ],
)
def test_every_other_path_leads_nowhere(path: str) -> None:
    said = ask(path)
    assert (said.status, said.body) == (404, b"there is nothing here\n")


@pytest.mark.parametrize("path", ["/", "/ws", "/healthz", SCRIPT])
def test_only_reading_is_answered(path: str) -> None:
    said = ask(path, method="POST")
    assert (said.status, field(said, "Allow")) == (405, "GET, HEAD")


def test_an_unknown_path_is_not_found_by_any_method() -> None:
    assert ask("/nothing", method="DELETE").status == 404


def test_health_is_never_kept() -> None:
    said = ask("/healthz")
    assert (said.body, field(said, "Content-Type")) == (b'{"status": "ok"}\n', "application/json")
    assert field(said, "Cache-Control") == "no-store"


def test_asking_for_health_reads_no_files() -> None:
    def no_site() -> Site:
        raise AssertionError

    request = HttpRequest("GET", "/healthz", "HTTP/1.1", Headers())
    assert answer(request, no_site, lambda: b"").status == 200


def test_a_given_header_stands_for_ours() -> None:
    said = in_words(426, "no", ("content-type", "text/html"))
    assert field(said, "Content-Type") == "text/html"
    assert field(in_words(404, "no"), "Content-Type") == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    "said",
    [
        ask("/"),
        ask(SCRIPT),
        ask("/", ("If-None-Match", "*")),
        ask("/ws"),
        ask("/healthz"),
        ask("/x"),
        ask("/", method="PUT"),
        in_words(400, "no"),
    ],
)
def test_every_answer_tells_browsers_what_may_be_done_with_it(said: HttpAnswer) -> None:
    policy = (field(said, "Content-Security-Policy") or "").split("; ")
    assert policy[0] == "default-src 'self'"
    assert {"object-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"} < set(
        policy
    )
    assert "unsafe" not in " ".join(policy)
    assert field(said, "X-Content-Type-Options") == "nosniff"
    assert field(said, "Referrer-Policy") == "no-referrer"
    assert field(said, "Cross-Origin-Opener-Policy") == "same-origin"
    assert field(said, "Cross-Origin-Resource-Policy") == "same-origin"
    assert "camera=()" in (field(said, "Permissions-Policy") or "")


def test_the_page_comes_in_the_language_that_the_browser_prefers() -> None:
    for wish, code in (("ru-RU,en;q=0.5", "ru"), ("de", "en"), ("en", "en")):
        for encoding in ("gzip", "identity"):
            said = ask("/", ("Accept-Language", wish), ("Accept-Encoding", encoding))
            assert field(said, "Content-Language") == code
            assert field(said, "Vary") == "Accept-Language, Accept-Encoding"


def test_each_language_and_coding_of_the_page_has_a_tag_of_its_own_which_is_no_other_ones_304() -> None:
    wishes = [
        (("Accept-Language", code), ("Accept-Encoding", coding))
        for code in ("en", "ru")
        for coding in ("gzip", "")
    ]
    tags = [field(ask("/", *wish), "ETag") for wish in wishes]
    assert len(set(tags)) == 4
    for wish in wishes:
        statuses = [ask("/", *wish, ("If-None-Match", str(tag))).status for tag in tags]
        assert sorted(statuses) == [200, 200, 200, 304]
    again = ask("/", *wishes[2], ("If-None-Match", str(tags[2])), method="HEAD")
    assert (again.status, field(again, "Content-Language")) == (304, "ru")
    assert field(again, "Vary") == "Accept-Language, Accept-Encoding"
