"""How ignoring looks and reads: in both languages, on a phone, without colours, to who listens."""

from typing import Any

import pytest
from e2e_harness import Server
from playwright.sync_api import expect

from tests.web.ignoring.web_ignoring import action, ignore, leave, notice, say
from tests.web.web_gestures import dialog, named
from tests.web.web_harness import Crowd
from tests.web.web_looks import PHONE, SCHEMES
from tests.web.web_tricks import settle

LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {},
    "desktop-russian": {"locale": "ru-RU"},
    "phone": PHONE,
    "phone-russian": {**PHONE, "locale": "ru-RU"},
}
WORDS = {
    "en": {
        "ignore": "Ignore",
        "again": "Show messages again",
        "list": "People you ignore",
        "mark": "(ignored)",
        "hidden": "You will not see messages from mallory",
        "seen": "You see messages from mallory again",
        "joined": "mallory has come in (you ignore this person)",
        "nobody": "You ignore nobody.",
        "away": "mallory (not here)",
    },
    "ru": {
        "ignore": "Игнорировать",
        "again": "Снова показывать сообщения",
        "list": "Кого вы игнорируете",
        "mark": "(игнорируется)",
        "hidden": "Вы больше не увидите сообщений от «mallory»",
        "seen": "Вы снова видите сообщения от «mallory»",
        "joined": "mallory входит в чат (вы игнорируете этого участника)",
        "nobody": "Вы никого не игнорируете.",
        "away": "mallory (не в чате)",
    },
}


@pytest.mark.usefixtures("axe")
@pytest.mark.parametrize("look", LOOKS)
def test_all_of_it_is_said_in_the_language_of_the_page_and_is_without_obstacles(
    person: Crowd, server: Server, look: str
) -> None:
    words = WORDS["ru" if "russian" in look else "en"]
    bob = person("bob")
    ann = person("ann", **LOOKS[look])
    is_drawer = ann.page.locator("#people-button").is_visible()

    def show(name: str) -> None:
        for scheme in SCHEMES:
            ann.page.emulate_media(color_scheme=scheme)
            settle(ann.page)
            ann.picture(f"{name}-{look}-{scheme}")
            assert ann.obstacles() == [], f"{name}-{look}-{scheme}"

    def column() -> None:
        if is_drawer:
            ann.page.locator("#people-button").click()

    with named(server, "mallory") as mallory:
        say(mallory, "you are all wrong")
        column()
        ann.people("mallory").get_by_role("button").click()
        show("menu-ignore")
        ann.page.get_by_role("menuitem", name=words["ignore"], exact=True).click()
        expect(notice(ann)).to_contain_text(words["hidden"])
        # The drawer is gone: what is said of it would be behind it.
        expect(action(ann, words["again"])).to_be_visible()
        expect(ann.page.locator("#side")).to_be_visible(visible=not is_drawer)
        show("notice-ignored")
        column()
        expect(ann.people("mallory")).to_contain_text(words["mark"])
        show("column-ignored")
        ann.people("mallory").get_by_role("button").click()
        expect(ann.page.get_by_role("menuitem", name=words["again"])).to_be_visible()
        show("menu-ignored")
        ann.page.keyboard.press("Escape")
        ann.page.keyboard.press("Escape")
        leave(mallory)
    ann.type("/ignored")
    expect(dialog(ann, "ignored")).to_contain_text(words["away"])
    show("list-ignored")
    ann.page.keyboard.press("Escape")
    with server.program("/?name=mallory"):
        ann.sees(words["joined"])
        bob.type("hello, ann")
        ann.sees("hello, ann")
        show("join-ignored")
        ann.type("/unignore mallory")
        expect(notice(ann)).to_have_text(words["seen"])
    ann.type("/ignored")
    expect(notice(ann)).to_have_text(words["nobody"])


def test_the_mark_is_seen_without_colours_and_heard(person: Crowd, server: Server) -> None:
    ann = person("ann", forced_colors="active")
    with named(server, "mallory"):
        ignore(ann, "mallory")
        mark = ann.people("mallory").locator(".ignored")
        expect(mark).to_be_visible()
        expect(ann.people("mallory")).to_match_aria_snapshot(
            """
            - listitem:
              - button "mallory"
              - text: (ignored)
            """
        )
