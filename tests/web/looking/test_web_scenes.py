"""The page in every state that it has: axe-core finds no obstacle in it, and a picture of it can be looked at."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from e2e_harness import Server
from playwright.sync_api import expect

from tests.web.web_harness import Crowd, Person
from tests.web.web_looks import PHONE, SCHEMES
from tests.web.web_tricks import LOST, set_hidden, settle

pytestmark = pytest.mark.usefixtures("axe")


DIALOGS = ["private", "later", "rename", "history", "report", "help", "leave"]

LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {},
    "desktop-russian": {"locale": "ru-RU"},
    "phone": PHONE,
    "phone-russian": {**PHONE, "locale": "ru-RU"},
}


def assert_accessible(person: Person, name: str) -> None:
    """By day and in the evening: nothing moves any more; take the picture, and ask axe-core."""
    for scheme in SCHEMES:
        person.page.emulate_media(color_scheme=scheme)
        settle(person.page)
        person.picture(f"{name}-{scheme}")
        assert person.obstacles() == [], f"{name}-{scheme}"


SHADES = """
() => {
  const { color, backgroundColor } = getComputedStyle(document.documentElement);
  const shade = (rgb) => rgb.match(/[\\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
  return [shade(color), shade(backgroundColor)];
}
"""


@dataclass(frozen=True)
class Evening:
    """What is said in the pavilion, and by whom."""

    me: str
    leo: str
    maria: str
    question: str
    link: str
    answer: str
    secret: str
    coming: str
    lines: str
    wish: str
    night: str
    promise: str
    moon: str


ENGLISH = Evening(
    "ann",
    "leo",
    "Мария",
    "Good evening! Is anybody in the garden?",
    "The programme is at https://example.org/garden?evening=1, if you have not seen it.",
    "Добрый вечер, я здесь. Самовар уже кипит.",
    "psst: there is cake",
    "I am on my way.",
    "Two lines,\nif I may.",
    "Keep a chair for me, please.",
    "Good night, everybody.",
    "A chair for ann, of course.",
    "While you were looking elsewhere, the moon came out.",
)
RUSSIAN = Evening(
    "анна",
    "лев",
    "Мария",
    "Добрый вечер! Есть кто-нибудь в саду?",
    "Программа здесь: https://example.org/sad?vecher=1, если кто не видел.",
    "Я здесь. Самовар уже кипит.",
    "по секрету: есть пирог",
    "Уже иду.",
    "Две строки,\nесли можно.",
    "Займи мне стул, пожалуйста.",
    "Всем спокойной ночи.",
    "Стул для анны, конечно.",
    "Пока вы смотрели в другую сторону, вышла луна.",
)


@contextlib.contextmanager
def conversation(server: Server, ann: Person, words: Evening) -> Iterator[None]:
    """An evening in the pavilion, with everything that a log can hold."""
    with (
        server.program(f"/?name={quote(words.leo)}") as leo,
        server.program(f"/?name={quote(words.maria)}") as maria,
    ):
        leo.ask("send", text=words.question)
        leo.ask("send", text=words.link)
        ann.sees(words.link)
        maria.ask("send", text=words.answer)
        maria.ask("send", text=words.secret, to=words.me)
        ann.sees(words.secret)
        ann.type(words.coming)
        ann.type(words.lines)
        ann.type(f"send -u {words.leo} {words.wish}")
        ann.type(f"send -t 3600 {words.night}")
        ann.sees(words.wish)
        leo.ask("send", text=words.promise, delay=0)
        ann.sees(words.promise)
        set_hidden(ann.page, True)
        leo.ask("rename", name=f"{words.leo}.2")
        leo.ask("send", text=words.moon)
        ann.sees(words.moon)
        set_hidden(ann.page, False)
        expect(ann.people(f"{words.leo}.2")).to_have_count(1)
        expect(ann.page.locator("#pending li")).to_have_count(1)
        yield


@pytest.mark.parametrize("look", LOOKS)
def test_a_conversation_is_without_obstacles(start: Callable[..., Server], person: Crowd, look: str) -> None:
    own = start("--flood", "0")
    person.origin = f"http://127.0.0.1:{own.port}"
    words = RUSSIAN if "russian" in look else ENGLISH
    ann = person(words.me, **LOOKS[look])
    with conversation(own, ann, words):
        assert_accessible(ann, f"conversation-{look}")


@pytest.mark.parametrize("look", ["desktop", "phone"])
def test_an_empty_chat_is_without_obstacles(person: Crowd, look: str) -> None:
    assert_accessible(person(**LOOKS[look]), f"empty-{look}")


@pytest.mark.parametrize("look", ["desktop", "phone-russian"])
def test_every_dialog_is_without_obstacles(person: Crowd, look: str) -> None:
    ann = person("ann", **LOOKS[look])
    for action in DIALOGS:
        ann.page.locator("#menu-button").click()
        ann.page.locator(f"#menu [data-action={action}]").click()
        expect(ann.page.locator(f"dialog#{action}")).to_be_visible()
        assert_accessible(ann, f"dialog-{action}-{look}")
        ann.page.keyboard.press("Escape")
    ann.type("sned -u bob secret")
    expect(ann.page.locator("dialog#doubt")).to_be_visible()
    assert_accessible(ann, f"dialog-doubt-{look}")


@pytest.mark.parametrize("look", LOOKS)
def test_what_enter_will_do_is_without_obstacles(person: Crowd, look: str) -> None:
    person("bob")
    ann = person("ann", **LOOKS[look])
    for name, line in {
        "text": "Send me the slides of the evening before last, please, as soon as you are at home again",
        "private": "send see you at the pond -u bob -t 3600",
        "command": "history",
        "doubt": "report bob",
        "unknown": "/etc/passwd is a file",
    }.items():
        ann.field.fill(line)
        expect(ann.page.locator("#reading")).to_be_visible()
        expect(ann.page.locator("#reading-other")).to_be_in_viewport(ratio=1)
        assert_accessible(ann, f"reading-{name}-{look}")
    ann.type("/msg bob secret")
    expect(ann.page.locator("#notice button")).to_be_visible()
    assert_accessible(ann, f"offered-{look}")


@pytest.mark.parametrize("look", ["desktop", "phone-russian"])
def test_leaving_with_something_delayed_is_without_obstacles(person: Crowd, look: str) -> None:
    ann = person("ann", **LOOKS[look])
    for text in ("one", "two"):
        ann.type(f"send -t 3600 {text}")
    expect(ann.page.locator("#pending li")).to_have_count(2)
    ann.page.locator("#menu-button").click()
    ann.page.locator("#menu [data-action=leave]").click()
    assert_accessible(ann, f"dialog-leave-delayed-{look}")
    ann.page.keyboard.press("Escape")
    ann.field.fill("/exit")
    expect(ann.page.locator("#reading")).to_be_visible()
    assert_accessible(ann, f"reading-exit-{look}")
    ann.field.press("Enter")
    expect(ann.page.locator("#banner")).to_be_visible()
    assert_accessible(ann, f"left-{look}")


@pytest.mark.parametrize("look", ["desktop", "phone"])
def test_menus_suggestions_and_refusals_are_without_obstacles(person: Crowd, look: str) -> None:
    person("bob")
    ann = person("ann", **LOOKS[look])
    ann.page.locator("#menu-button").click()
    assert_accessible(ann, f"menu-{look}")
    ann.page.keyboard.press("Escape")
    ann.field.fill("/se")
    expect(ann.page.locator("#completions")).to_be_visible()
    ann.field.press("ArrowDown")
    assert_accessible(ann, f"suggestions-{look}")
    ann.type("send -u nobody hello")
    expect(ann.page.locator("#notice")).to_be_visible()
    assert_accessible(ann, f"refusal-{look}")
    if ann.page.locator("#people-button").is_visible():
        ann.page.locator("#people-button").click()
        assert_accessible(ann, f"drawer-{look}")
    ann.people("bob").get_by_role("button").click()
    assert_accessible(ann, f"person-menu-{look}")


@pytest.mark.parametrize("look", ["desktop", "phone"])
def test_the_page_of_somebody_muted_is_without_obstacles(person: Crowd, server: Server, look: str) -> None:
    ann = person("ann", **LOOKS[look])
    with (
        server.program() as one,
        server.program() as two,
        server.program() as three,
        server.program() as four,
    ):
        for reporter in (one, two, three, four):
            reporter.ask("report", name="ann", ref=1)
            reporter.next("accepted", ref=1)
        expect(ann.page.locator("#muted")).to_be_visible()
        ann.type("but why?")
        expect(ann.page.locator("#notice")).to_be_visible()
        assert_accessible(ann, f"muted-{look}")


def test_a_large_company_is_without_obstacles(person: Crowd, server: Server) -> None:
    wires = [server.lines() for _ in range(40)]
    try:
        ann = person("ann")
        expect(ann.people("ann")).to_have_count(1)
        expect(ann.page.locator("#people-title")).to_have_text("41 people are here")
        assert_accessible(ann, "many-people")
    finally:
        for wire in wires:
            wire.reset()


@pytest.mark.parametrize("look", ["desktop", "phone-russian"])
def test_a_page_without_its_server_is_without_obstacles(
    start: Callable[..., Server], person: Crowd, look: str
) -> None:
    own = start()
    person.origin = f"http://127.0.0.1:{own.port}"
    person.troubles.forgive(*LOST)
    ann = person("ann", **LOOKS[look])
    ann.field.fill("half a sentence")
    own.stop()
    expect(ann.page.locator("#banner button")).to_be_visible()
    assert_accessible(ann, f"disconnected-{look}")


def test_the_system_decides_between_day_and_evening(person: Crowd) -> None:
    page = person().page
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        ink, paper = page.evaluate(SHADES)
        assert (paper > ink) == (scheme == "light")
