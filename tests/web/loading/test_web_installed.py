"""The page as an app and as a guest in the browser: what it keeps, what it weighs, what it may do."""

import json
from collections.abc import Callable
from http.client import HTTPConnection, HTTPMessage

from e2e_harness import PATIENCE, Server
from playwright.sync_api import Page, expect

from tests.web.web_gestures import kept
from tests.web.web_harness import Crowd, Person
from tests.web.web_tricks import LOST

IS_READY = "navigator.serviceWorker.ready.then((registration) => registration.active.state)"

CACHED = """
async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  }
  return found;
}
"""


def install(person: Crowd, name: str | None = None) -> Person:
    """Somebody whose service worker is ready, and has the page."""
    return kept(person(name))


def test_the_shell_opens_without_the_server_and_says_so(person: Crowd, server: Server) -> None:
    ann = install(person, "ann")
    person.troubles.forgive(*LOST)
    server.stop()
    ann.page.reload()
    banner = ann.page.locator("#banner")
    expect(banner).to_contain_text("The chat cannot be reached.")
    expect(banner.get_by_role("button", name="Try now")).to_be_visible()
    expect(ann.field).to_be_visible()
    expect(ann.page.locator("#send")).to_be_disabled()
    ann.picture("shell-without-server")


def test_what_opened_without_the_server_enters_when_it_is_there(
    person: Crowd, server: Server, start: Callable[..., Server]
) -> None:
    ann = install(person, "ann")
    person.troubles.forgive(*LOST)
    server.stop()
    ann.page.reload()
    expect(ann.page.locator("#banner")).to_contain_text("The chat cannot be reached.")
    start("--port", str(server.port))
    expect(ann.page.locator("#banner")).to_be_hidden()
    expect(ann.page.locator("#me")).to_have_text("ann")


def test_the_russian_shell_has_its_words_without_the_server(person: Crowd, server: Server) -> None:
    page = person.page(person.context(locale="ru-RU"))
    page.goto(person.origin)
    page.evaluate(IS_READY)
    person.troubles.forgive(*LOST)
    server.stop()
    page.reload()
    expect(page.locator("#banner")).to_contain_text("Чат недоступен.")


def test_only_the_shell_is_kept(person: Crowd) -> None:
    ann = install(person, "ann")
    ann.page.evaluate("fetch('/healthz').then((answer) => answer.json())")
    ann.type("nothing of this")
    ann.sees("nothing of this")
    ann.page.reload()
    ann.page.evaluate("fetch('/healthz').then((answer) => answer.json())")
    kept: list[str] = ann.page.evaluate(CACHED)
    assert "/" in kept
    assert all(path == "/" or path.startswith("/web-") for path in kept), kept
    assert any(path.endswith("/main.js") for path in kept)


def test_the_page_can_be_installed(person: Crowd) -> None:
    ann = install(person)
    inspector = ann.page.context.new_cdp_session(ann.page)
    assert inspector.send("Page.getAppManifest")["errors"] == []
    errors = [
        error["errorId"] for error in inspector.send("Page.getInstallabilityErrors")["installabilityErrors"]
    ]
    assert [error for error in errors if error != "in-incognito"] == []  # as every test's profile is


def fetch(server: Server, path: str, encoding: str = "identity") -> tuple[HTTPMessage, bytes]:
    """The headers and the body of a file, as it comes when this encoding is wished for."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.request("GET", path, headers={"Accept-Encoding": encoding})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 200
    return answer.headers, body


def test_the_manifest_names_what_is_there(server: Server) -> None:
    headers, body = fetch(server, "/manifest.webmanifest")
    assert headers.get_content_type() == "application/manifest+json"
    manifest = json.loads(body)
    assert manifest["start_url"] == "/"
    assert manifest["display"] == "standalone"
    assert manifest["name"]
    for icon in manifest["icons"]:
        assert fetch(server, icon["src"])[0].get_content_type() == icon["type"]


def test_the_page_comes_with_strict_headers_and_they_hold(person: Crowd) -> None:
    page = person.page(person.context())
    answer = page.goto(person.origin)
    assert answer is not None
    headers = answer.headers
    policy = {part.split()[0]: part.split()[1:] for part in headers["content-security-policy"].split(";")}
    assert policy["default-src"] == ["'self'"]
    for closed in ("object-src", "base-uri", "form-action", "frame-ancestors"):
        assert policy[closed] == ["'none'"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    expect(page.locator("#people li")).to_have_count(1)

    person.troubles.forgive("the policy forbids", "Content Security Policy", "Executing inline script")
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.broken = true";
          document.body.append(script);
          const picture = document.createElement("img");
          picture.setAttribute("onerror", "window.broken = true");
          picture.src = "/nothing.png";
          document.body.append(picture);
          return new Promise((done) => picture.addEventListener("error", () => setTimeout(done)));
        }"""
    )
    person.troubles.forgive("404")
    assert page.evaluate("window.broken") is None


def test_a_first_visit_weighs_less_than_seventy_kibibytes_and_asks_nobody_else(
    person: Crowd, server: Server
) -> None:
    asked = {"/worker.js", "/manifest.webmanifest"}  # which a browser asks for in its own time
    page = person.page(person.context(locale="ru-RU"))  # the heavier one
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.on("response", lambda answer: asked.add(answer.url.removeprefix(person.origin)))
    page.goto(person.origin)
    expect(page.locator("#people li")).to_have_count(1)
    page.evaluate(IS_READY)
    assert all(path.startswith("/") for path in asked)
    weights = {path: len(fetch(server, path, "gzip")[1]) for path in asked}
    assert len(weights) > 25
    assert any(path.endswith("/texts.ru.json") for path in weights)
    assert sum(weights.values()) < 70 * 1024, weights
    assert all(url.startswith(person.origin.replace("http", "ws")) for url in sockets)


def load(page: Page, origin: str) -> list[str]:
    """What is asked of the server when the page is opened."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(origin)))
    page.goto(origin)
    # Whoever had closed another page is still waited for.
    expect(page.locator("#people li").filter(has_text="(you)")).to_have_count(1)
    return asked


def test_a_second_visit_brings_nothing_anew_but_the_page(person: Crowd) -> None:
    person.troubles.forgive("Service Worker registration blocked")
    context = person.context(service_workers="block")
    first = person.page(context)
    load(first, person.origin)
    # What reads out comes a little later than the rest.
    expect(first.locator("#announcements p")).not_to_have_count(0)
    first.close()
    page = person.page(context)
    load(page, person.origin)
    transferred = page.evaluate(
        "performance.getEntriesByType('resource').filter((entry) => entry.transferSize > 0).map((entry) => entry.name)"
    )
    assert [url for url in transferred if "/web-" in url] == []
