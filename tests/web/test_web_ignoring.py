"""Ignoring somebody: asked for by the menu, the field and the notice; seen by marks, and by what is not there."""

import re
from typing import Any, Literal

import pytest
from e2e_harness import Server, Wire
from playwright.sync_api import Locator, expect

from tests.web.web_cable import Cable
from tests.web.web_gestures import choose, dialog, meet, named
from tests.web.web_harness import Crowd, Person
from tests.web.web_tricks import settle

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {},
    "desktop-russian": {"locale": "ru-RU"},
    "phone": PHONE,
    "phone-russian": {**PHONE, "locale": "ru-RU"},
}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
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


def notice(person: Person) -> Locator:
    return person.page.locator("#notice")


def action(person: Person, name: str) -> Locator:
    """A button behind what stands above the field."""
    return notice(person).get_by_role("button", name=name, exact=True)


def ignore(person: Person, name: str) -> None:
    person.type(f"/ignore {name}")
    expect(notice(person)).to_contain_text(f"You will not see messages from {name}")


def say(wire: Wire, text: str) -> None:
    """Said to everybody, and heard by who says it."""
    wire.send(f"send {text}\n")
    wire.until(text)


def leave(wire: Wire) -> None:
    wire.send("exit\n")
    wire.rest()


def test_who_is_ignored_by_the_menu_is_heard_neither_by_all_nor_in_private_until_that_is_undone(
    person: Crowd, server: Server
) -> None:
    ann, bob = person("ann"), person("bob")
    with named(server, "mallory") as mallory:
        say(mallory, "before it all")
        ann.sees("before it all")
        meet(ann, "mallory", "Ignore")
        expect(notice(ann)).to_contain_text("You will not see messages from mallory")
        expect(ann.people("mallory")).to_contain_text("(ignored)")
        say(mallory, "to everybody")
        mallory.send("send -u ann to ann alone\n")
        mallory.until("ann alone")
        bob.sees("to everybody")
        bob.type("and this is the end")
        ann.sees("and this is the end")
        for words in ("to everybody", "to ann alone"):
            expect(ann.entry(words)).to_have_count(0)
        # What has been read already stays where it is.
        expect(ann.entry("before it all")).to_have_count(1)
        expect(bob.people("mallory")).not_to_contain_text("ignored")
        action(ann, "Show messages again").click()
        expect(notice(ann)).to_have_text("You see messages from mallory again")
        expect(ann.people("mallory")).not_to_contain_text("ignored")
        say(mallory, "and again to all")
        ann.sees("and again to all")


def test_the_menu_of_somebody_ignored_shows_their_messages_again_also_in_the_log(
    person: Crowd, server: Server
) -> None:
    ann = person("ann")
    with named(server, "mallory") as mallory:
        say(mallory, "said before")
        meet(ann, "mallory", "Ignore")
        expect(ann.people("mallory")).to_contain_text("(ignored)")
        ann.sees("said before").locator(".head .name").click()
        menu = ann.page.locator("#person-menu")
        expect(menu.get_by_role("menuitem")).to_have_text(
            ["Private message", "Show messages again", "Complain"]
        )
        menu.get_by_role("menuitem", name="Show messages again").click()
        expect(notice(ann)).to_have_text("You see messages from mallory again")
        ann.sees("said before").locator(".head .name").click()
        expect(menu.get_by_role("menuitem")).to_have_text(["Private message", "Ignore", "Complain"])


def test_the_history_has_nothing_of_somebody_ignored(person: Crowd, server: Server) -> None:
    ann = person("ann")
    with named(server, "mallory") as mallory:
        say(mallory, "a thing of theirs")
        ignore(ann, "mallory")
        ann.type("a thing of mine")
        ann.sees("a thing of mine")
        choose(ann, "Last messages")
        listed = dialog(ann, "history")
        expect(listed).to_contain_text("a thing of mine")
        expect(listed).not_to_contain_text("a thing of theirs")


def test_a_complaint_offers_to_ignore_as_well_but_for_somebody_ignored(person: Crowd, server: Server) -> None:
    ann = person("ann")
    with named(server, "mallory"), named(server, "eve"):
        for name in ("mallory", "eve"):
            meet(ann, name, "Complain")
            dialog(ann, "report").get_by_role("button", name="Complain").click()
            expect(notice(ann)).to_contain_text(f"Your complaint about {name} is noted")
            if name == "mallory":
                action(ann, "Ignore").click()
                expect(notice(ann)).to_contain_text("You will not see messages from mallory")
                ignore(ann, "eve")
        expect(action(ann, "Ignore")).to_have_count(0)


def test_the_list_tells_who_is_not_here_and_ends_it_for_each(person: Crowd, server: Server) -> None:
    ann = person("ann")
    ann.type("ignored")
    expect(notice(ann)).to_have_text("You ignore nobody.")
    with named(server, "mallory") as mallory, named(server, "eve") as eve:
        ignore(ann, "mallory")
        ignore(ann, "eve")
        leave(mallory)
        expect(ann.people("mallory")).to_have_count(0)
        choose(ann, "People you ignore")
        rows = dialog(ann, "ignored").get_by_role("listitem")
        expect(rows.first).to_contain_text("mallory (not here)")
        expect(rows.last).to_have_text(re.compile(r"^eve\s+Show messages again$"))
        rows.first.get_by_role("button").click()
        expect(rows.first).to_have_text("You see messages from mallory again")
        rows.last.get_by_role("button").click()
        expect(rows.last).to_have_text("You see messages from eve again")
        ann.page.keyboard.press("Escape")
        say(eve, "is anybody there?")
        ann.sees("is anybody there?")
        ann.type("/ignored")
        expect(notice(ann)).to_have_text("You ignore nobody.")


def test_a_second_press_in_the_list_is_no_second_question(person: Crowd, server: Server) -> None:
    ann = person("ann")
    with named(server, "mallory"):
        ignore(ann, "mallory")
        ann.type("ignored")
        shown = dialog(ann, "ignored")
        shown.get_by_role("button", name="Show messages again").dblclick()
        expect(shown.get_by_role("listitem")).to_have_text("You see messages from mallory again")
        expect(shown.get_by_role("alert")).to_have_count(0)


def test_whoever_comes_back_under_the_name_is_told_by_themselves_with_a_mark(
    person: Crowd, server: Server
) -> None:
    ann = person("ann")
    with named(server, "mallory") as mallory:
        ignore(ann, "mallory")
        leave(mallory)
    expect(ann.people("mallory")).to_have_count(0)
    with server.program("/?name=zoe"), server.program("/?name=mallory") as mallory:
        come = ann.sees("mallory has come in (you ignore this person)")
        expect(come).not_to_contain_text("zoe")
        expect(ann.people("mallory")).to_contain_text("(ignored)")
        mallory.ask("send", text="here I am again", ref=1)
        mallory.next("accepted", ref=1)
        ann.type("users")
        expect(notice(ann)).to_contain_text("mallory (ignored)")
        expect(ann.entry("here I am again")).to_have_count(0)


def test_whoever_comes_back_as_a_guest_is_marked_when_they_take_the_name(
    person: Crowd, server: Server
) -> None:
    ann = person("ann")
    with named(server, "mallory") as mallory:
        ignore(ann, "mallory")
        leave(mallory)
    expect(ann.people("mallory")).to_have_count(0)
    with named(server, "mallory"):
        expect(ann.people("mallory")).to_contain_text("(ignored)")


def test_a_new_name_hides_nobody(person: Crowd, server: Server) -> None:
    ann = person("ann")
    with named(server, "mallory") as mallory:
        ignore(ann, "mallory")
        mallory.send("rename innocent\n")
        mallory.until("now called innocent")
        expect(ann.people("innocent")).to_contain_text("(ignored)")
        say(mallory, "nobody knows me")
        ann.type("but I do")
        ann.sees("but I do")
        expect(ann.entry("nobody knows me")).to_have_count(0)


def test_a_lost_connection_does_not_bring_an_ignored_person_back(
    person: Crowd, server: Server, cable: Cable
) -> None:
    ann = person("ann")
    with named(server, "mallory") as mallory, named(server, "bob") as bob:
        ignore(ann, "mallory")
        cable.cut()
        expect(ann.page.locator("#banner")).to_be_visible()
        say(mallory, "while you were away")
        say(bob, "you were missed")
        cable.mend()
        ann.page.locator("#banner button").click()
        ann.sees("you were missed")
        expect(ann.people("mallory")).to_contain_text("(ignored)")
        say(mallory, "now that you are back")
        say(bob, "welcome back")
        ann.sees("welcome back")
        for words in ("while you were away", "now that you are back"):
            expect(ann.entry(words)).to_have_count(0)
        # Nobody has asked anything here: so nothing is told.
        expect(notice(ann).get_by_role("button")).to_have_count(0)


def test_lines_about_somebody_are_asked_about_and_completed(person: Crowd, server: Server) -> None:
    ann, bob = person("ann"), person("bob")
    with named(server, "mallory"):
        ann.field.press_sequentially("ignore m")
        ann.field.press("Tab")
        expect(ann.field).to_have_value(re.compile("^ignore mallory ?$"))
        ann.field.press("Enter")
        dialog(ann, "doubt").get_by_role("button", name="Run ignore mallory").click()
        expect(notice(ann)).to_contain_text("You will not see messages from mallory")
        ann.type("/ignore mallory")
        expect(notice(ann)).to_contain_text("You already ignore mallory")
        ann.field.fill("")
        ann.field.press_sequentially("unignore ")
        expect(ann.page.locator("#completions li")).to_have_text(["mallory"])
        ann.field.press("Tab")
        ann.field.press("Enter")
        expect(notice(ann)).to_have_text("You see messages from mallory again")
        ann.type("/unignore mallory")
        expect(notice(ann)).to_contain_text("You do not ignore mallory")
        bob.type("nothing was told to me")
        bob.sees("nothing was told to me")
        expect(bob.entry("ignore")).to_have_count(0)


def test_by_keyboard_alone_somebody_is_ignored_and_that_is_undone(person: Crowd, server: Server) -> None:
    ann = person("ann")
    keys = ann.page.keyboard
    with named(server, "mallory"):
        ann.people("mallory").get_by_role("button").focus()
        keys.press("Enter")
        items = ann.page.locator("#person-menu [role=menuitem]")
        expect(items.first).to_be_focused()
        keys.press("ArrowDown")
        expect(items.nth(1)).to_have_text("Ignore")
        keys.press("Enter")
        expect(notice(ann)).to_contain_text("You will not see messages from mallory")
        expect(ann.people("mallory")).to_contain_text("(ignored)")
        action(ann, "Show messages again").focus()
        keys.press("Enter")
        expect(notice(ann)).to_have_text("You see messages from mallory again")
        expect(ann.field).to_be_focused()
        ignore(ann, "mallory")
        ann.type("ignored")
        row = dialog(ann, "ignored").get_by_role("listitem")
        row.get_by_role("button").focus()
        keys.press("Enter")
        done = row.get_by_text("You see messages from mallory again")
        expect(done).to_be_focused()
        keys.press("Escape")
        expect(ann.page.locator("dialog#ignored")).to_be_hidden()


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
