"""The parts of the page that come when they are first wanted."""

import contextlib
import re
from collections.abc import Callable

import pytest
from e2e_harness import Server
from playwright.sync_api import BrowserContext, Page, Route, WebSocketRoute, expect

from tests.web.web_gestures import choose, dialog
from tests.web.web_harness import Crowd, Person
from tests.web.web_tricks import LOST
from tools import page_parts

MISSING = {"en": "This part of the page has not come.", "ru": "Эта часть страницы не загрузилась."}
FAILED = ("ERR_FAILED", "Failed to fetch", "Failed to load", "failed:", "error: ", "warning: ")


class Held:
    """What of this a page asks for waits until it is let go."""

    def __init__(self, page: Page | BrowserContext, pattern: str) -> None:
        self._waiting: list[Route] | None = []
        page.route(pattern, self._meet)

    def _meet(self, route: Route) -> None:
        if self._waiting is None:
            route.continue_()
        else:
            self._waiting.append(route)

    def let_go(self) -> None:
        waiting, self._waiting = self._waiting or [], None
        for route in waiting:
            route.continue_()


@pytest.fixture
def opened(person: Crowd) -> Callable[..., Person]:
    """Opens the page for somebody without a service worker; no part of it comes by itself.

    What is done `before` it is opened, is done with its profile.
    """

    def begin(before: Callable[[BrowserContext], object] = lambda _: None, **options: object) -> Person:
        person.troubles.forgive("Service Worker registration blocked")
        context = person.context(service_workers="block", **options)
        # What is asked for after some seconds of quiet would come between.
        for part in ("page/preload", "status/connection_status"):
            context.route(f"**/view/{part}.js", lambda route: route.abort())
        person.troubles.forgive(*FAILED)
        before(context)
        page = person.page(context)
        page.goto(person.origin)
        return Person(page, person.troubles, ready=False)

    return begin


SIZES = {"phone": {"width": 390, "height": 780}, "desktop": {"width": 1280, "height": 800}}


def test_a_message_is_sent_and_seen_without_any_of_the_parts(opened: Callable[..., Person]) -> None:
    files = {file for files in page_parts.parts().values() for file in files} - {"words"}
    later = re.compile("|".join(map(re.escape, [*files, ".later.json"])))
    ann = opened(lambda context: context.route(later, lambda route: route.abort()), locale="ru-RU")
    ann.type("Всем привет!")
    ann.sees("Всем привет!")


@pytest.mark.parametrize("code", ["en", "ru"])
@pytest.mark.parametrize(
    "file", ["view/dialogs/actions.js", "view/dialogs/reading.js", "later.html", "later.css"]
)
def test_a_part_that_does_not_come_says_so_where_it_was_wanted_and_comes_at_the_next_wish(
    opened: Callable[..., Person], file: str, code: str
) -> None:
    # Some of them come by themselves with what is in sight.
    ann = opened(lambda context: context.route(f"**/{file}", lambda route: route.abort()), locale=code)
    ann.page.locator("#me").click()
    expect(ann.page.locator("#notice")).to_contain_text(MISSING[code])
    ann.page.context.unroute(f"**/{file}")
    ann.page.locator("#me").click()
    expect(ann.page.locator("#rename")).to_be_visible()
    expect(ann.page.locator("#notice")).to_be_hidden()
    ann.page.locator("#rename-name").fill("ann")
    ann.page.locator("#rename-name").press("Enter")
    expect(ann.page.locator("#me")).to_have_text("ann")
    expect(ann.page.locator("#rename")).to_have_count(1)


def test_a_part_that_could_not_be_read_is_asked_for_anew_and_begun_once(
    opened: Callable[..., Person],
) -> None:
    ann = opened()
    ann.page.route(
        "**/view/dialogs/actions.js",
        lambda route: route.fulfill(content_type="text/javascript", body="let = = ;"),
    )
    ann.page.locator("#menu-button").click()
    expect(ann.page.locator("#notice")).to_contain_text(MISSING["en"])
    ann.page.unroute("**/view/dialogs/actions.js")
    choose(ann, "Change your name")
    expect(dialog(ann, "rename")).to_be_visible()
    ann.page.keyboard.press("Escape")
    choose(ann, "Private message")
    expect(dialog(ann, "private")).to_be_visible()
    expect(ann.page.locator("dialog .count")).to_have_count(3)  # one for each field that has a limit


def test_the_people_say_in_their_place_that_they_have_not_come(opened: Callable[..., Person]) -> None:
    ann = opened(viewport=SIZES["phone"])
    ann.page.route("**/view/side/people.js", lambda route: route.abort())
    ann.page.locator("#people-button").click()
    expect(ann.page.locator("#people-title")).to_contain_text(MISSING["en"])
    ann.page.unroute("**/view/side/people.js")
    ann.page.locator("#side-close").click()
    ann.page.locator("#people-button").click()
    expect(ann.page.locator("#people li")).to_have_count(1)


def test_the_people_come_with_the_drawer_that_an_answer_opens(opened: Callable[..., Person]) -> None:
    ann = opened(viewport=SIZES["phone"])
    ann.type("/users")
    expect(ann.page.locator("#people-title")).to_have_text("1 person is here")
    expect(ann.page.locator("#people li")).to_be_visible()


def test_a_click_on_the_menu_while_it_is_on_its_way_opens_it_then(opened: Callable[..., Person]) -> None:
    ann = opened()
    held = Held(ann.page, "**/view/dialogs/actions.js")
    ann.page.locator("#menu-button").click()
    expect(ann.page.locator("#notice")).to_have_text("One moment…")
    held.let_go()
    expect(ann.page.locator("#menu")).to_be_visible()
    expect(ann.page.locator("#menu [role=menuitem]").first).to_be_focused()
    expect(ann.page.locator("#notice")).to_be_hidden()
    ann.page.keyboard.press("Escape")
    expect(ann.page.locator("#menu")).to_be_hidden()
    ann.page.locator("#menu-button").click()
    expect(ann.page.locator("#menu")).to_be_visible()


def test_lines_that_have_to_be_looked_at_wait_for_that_in_their_order_and_the_field_is_free(
    opened: Callable[..., Person],
) -> None:
    ann = opened()
    held = Held(ann.page, "**/view/composer/line_help.js")
    ann.type("Hello, this is plain")
    ann.sees("Hello, this is plain")
    ann.type("/rename ann")
    expect(ann.field).to_have_value("")
    ann.type("well-known and behind it")
    ann.field.fill("what is typed mean")
    ann.field.press_sequentially("while")
    held.let_go()
    ann.sees("well-known and behind it")
    expect(ann.page.locator("#log")).to_contain_text(
        re.compile("is now called ann.*well-known and behind it", re.DOTALL)
    )
    expect(ann.field).to_have_value("what is typed meanwhile")
    expect(ann.entry("rename ann")).to_have_count(0)


def test_lines_that_could_not_be_looked_at_come_back(opened: Callable[..., Person]) -> None:
    ann = opened()
    ann.page.route("**/view/composer/line_help.js", lambda route: route.abort())
    ann.type("send -u bob my secret")
    expect(ann.page.locator("#notice")).to_contain_text(MISSING["en"])
    expect(ann.field).to_have_value("send -u bob my secret")
    expect(ann.entry("my secret")).to_have_count(0)
    ann.page.unroute("**/view/composer/line_help.js")
    ann.field.press("Enter")
    expect(ann.page.locator("#notice")).to_contain_text("bob")


def test_a_refusal_whose_words_do_not_come_is_told_in_those_of_the_server(
    opened: Callable[..., Person],
) -> None:
    ann = opened()
    ann.page.route("**/view/dialogs/answers.js", lambda route: route.abort())
    ann.type("send -u nobody my secret")
    expect(ann.page.locator("#notice")).to_contain_text("nobody")
    expect(ann.field).to_have_value("send -u nobody my secret")


def test_once_it_was_quiet_the_parts_are_there_without_the_server(person: Crowd, server: Server) -> None:
    ann = person("ann")
    ann.page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    person.troubles.forgive(*LOST)
    server.stop()
    expect(ann.page.locator("#banner")).to_contain_text("The server has closed the connection.")
    choose(ann, "Send later")
    expect(dialog(ann, "later")).to_be_visible()
    expect(dialog(ann, "later").get_by_role("button", name="in 10 minutes")).to_be_visible()


def test_a_connection_that_is_lost_before_the_rest_has_come_is_told_all_the_same(
    opened: Callable[..., Person], person: Crowd, server: Server
) -> None:
    ann = opened()
    person.troubles.forgive(*LOST)
    server.stop()
    expect(ann.page.locator("#banner")).to_contain_text("The connection to the server is lost.")
    expect(ann.page.locator("#send")).to_be_disabled()


def test_what_is_typed_before_the_scripts_have_come_stays_in_the_field(person: Crowd) -> None:
    person.troubles.forgive("Service Worker registration blocked")
    page = person.page(person.context(service_workers="block"))
    held = Held(page, "**/main.js")
    page.goto(person.origin, wait_until="commit")
    page.locator("#field").fill("I could not wait")
    held.let_go()
    ann = Person(page, person.troubles)
    expect(ann.field).to_have_value("I could not wait")
    ann.field.press("Enter")
    ann.sees("I could not wait")


def test_a_letter_that_is_typed_beside_the_field_goes_into_it_from_the_beginning(
    opened: Callable[..., Person],
) -> None:
    ann = opened()
    ann.page.locator("#me").focus()
    ann.page.keyboard.type("hello all")
    expect(ann.field).to_have_value("hello all")


def test_what_is_told_of_a_loss_before_the_rest_has_come_is_in_the_language_that_is_chosen(
    opened: Callable[..., Person],
) -> None:
    sockets: list[WebSocketRoute] = []

    def let_in(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        if len(sockets) == 1:
            socket.connect_to_server()
        else:
            socket.close()

    ann = opened(lambda context: context.route_web_socket(re.compile("/ws"), let_in))
    sockets[0].close()
    expect(ann.page.locator("#banner")).to_have_text("The connection to the server is lost.")
    ann.page.locator("#language").select_option("ru")
    expect(ann.page.locator("html")).to_have_attribute("lang", "ru")
    expect(ann.page.locator("#banner")).to_have_text("Связь с сервером потеряна.")


def test_who_comes_before_there_is_what_sums_it_up_is_in_one_entry_and_that_is_summed_up_then(
    opened: Callable[..., Person], server: Server
) -> None:
    held: list[Held] = []
    ann = opened(lambda context: held.append(Held(context, "**/view/log/announcer.js")))
    with contextlib.ExitStack() as stack:
        for name in ("ben", "kim", "mia", "zoe"):
            stack.enter_context(server.program(f"/?name={name}"))
        entry = ann.sees("kim has come in; mia has come in; zoe has come in")
        expect(ann.entries).to_have_count(2)  # one is the welcome
        held[0].let_go()
        expect(entry).to_have_count(0)
        ann.sees("ben, kim and 2 others came in")
        expect(ann.entries).to_have_count(2)


def test_an_address_is_a_link_as_soon_as_what_makes_it_one_has_come(opened: Callable[..., Person]) -> None:
    ann = opened()
    held = Held(ann.page, "**/state/log/pieces.js")
    ann.type("see https://example.com/a, all of you")
    entry = ann.sees("see https://example.com/a, all of you")
    expect(entry.locator("a")).to_have_count(0)
    held.let_go()
    expect(entry.locator("a")).to_have_attribute("href", "https://example.com/a")
    expect(entry.locator(".text")).to_have_text("see https://example.com/a, all of you")
