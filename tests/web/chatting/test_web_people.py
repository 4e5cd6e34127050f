"""People: who is here, under which name; coming, leaving, coming back, and what was said before one came."""

import contextlib
from collections.abc import Callable, Iterator

import pytest
from e2e_harness import Server
from playwright.sync_api import Browser, expect

from tests.web.web_gestures import choose, dialog, expect_kinds, in_the_way, named
from tests.web.web_harness import Crowd, Person
from tests.web.web_tricks import enter


@pytest.fixture
def alone(browser: Browser, start: Callable[..., Server]) -> Iterator[tuple[Person, Server]]:
    """Somebody in a chat where nobody else is, nor ever was."""
    empty = start("--flood", "0")
    crowd = Crowd(lambda: browser, empty)
    yield crowd("eva"), empty
    crowd.leave()


def test_the_list_of_people_follows_who_comes_and_goes(alone: tuple[Person, Server]) -> None:
    eva, server = alone
    rows, title = eva.page.locator("#people li"), eva.page.locator("#people-title")
    expect(rows).to_have_text(["eva (you)"])
    expect(title).to_have_text("1 person is here")
    with named(server, "zoe") as zoe, named(server, "bob"):
        expect(rows).to_have_text(["eva (you)", "bob", "zoe"])
        expect(title).to_have_text("3 people are here")
        zoe.send("rename ada\n")
        expect(rows).to_have_text(["eva (you)", "ada", "bob"])
        zoe.send("exit\n")
        expect(rows).to_have_text(["eva (you)", "bob"])
    expect(rows).to_have_count(1)


def test_a_name_is_changed_by_its_button_and_everybody_sees_it(ann: Person, person: Crowd) -> None:
    guest = person()
    me = guest.page.locator("#me")
    former = me.inner_text()
    assert former.startswith("guest-")
    guest.entry("Welcome to Besedka!").get_by_role("button", name="Change your name").click()
    asked = dialog(guest, "rename")
    guest.page.keyboard.press("Escape")
    me.click()
    expect(asked.get_by_label("Name")).to_have_value(former)
    expect(asked.get_by_label("Name")).to_be_focused()
    guest.page.keyboard.type("Дарья")  # over the former one, which is selected
    guest.page.keyboard.press("Enter")
    expect(asked).to_be_hidden()
    expect(me).to_have_text("Дарья")
    expect_kinds(guest.sees(f"{former} is now called Дарья"), "system")
    ann.sees("Дарья has come in")
    expect(ann.people("Дарья")).to_be_visible()
    expect(ann.people(former)).to_have_count(0)
    guest.page.reload()
    expect(me).to_have_text("Дарья")


def test_a_name_that_cannot_be_had_is_refused_where_it_was_wished_for(ann: Person, server: Server) -> None:
    with named(server, "fred"):
        choose(ann, "Change your name")
        asked = dialog(ann, "rename")
        for wish, words in [
            ("fred", "The name fred is taken"),
            ("a b", "A name cannot contain spaces."),
            ("admin", "is reserved"),
            ("x" * 33, "32 characters at most"),
        ]:
            asked.get_by_label("Name").fill(wish)
            asked.get_by_label("Name").press("Enter")
            expect(asked.get_by_role("alert")).to_contain_text(words)
            expect(asked.get_by_label("Name")).to_have_value(wish)
        asked.get_by_role("button", name="Back").click()
        expect(ann.page.locator("#me")).to_have_text("ann")


def test_a_second_tab_is_somebody_else_and_says_why(person: Crowd) -> None:
    hugo = person("hugo")
    second = enter(person, hugo.page.context)
    expect(second.page.locator("#notice")).to_contain_text("The name hugo is taken")
    expect(second.page.locator("#me")).to_contain_text("guest-")
    second.rename("ines")
    for one, name in ((hugo, "hugo"), (second, "ines")):
        one.page.reload()
        expect(one.page.locator("#me")).to_have_text(name)


def test_who_leaves_is_asked_goes_and_may_come_back_under_the_same_name(ann: Person, person: Crowd) -> None:
    jane = person("jane")
    choose(jane, "Leave")
    asked = dialog(jane, "leave")
    expect(asked.get_by_role("button", name="Stay")).to_be_focused()
    asked.get_by_role("button", name="Stay").click()
    jane.type("I stay a little")
    ann.sees("I stay a little")
    choose(jane, "Leave")
    asked.get_by_role("button", name="Leave").click()
    banner = jane.page.locator("#banner").filter(has_text="You have left the chat.")
    expect(banner).to_be_visible()
    expect(in_the_way(jane)).to_have_count(0)
    expect(jane.page.locator("#send")).to_be_disabled()
    expect(jane.page.locator("#people")).to_be_hidden()  # who has left sees nobody
    ann.sees("jane has left")
    expect(ann.people("jane")).to_have_count(0)
    ann.type("jane does not hear this yet")
    banner.get_by_role("button", name="Come back").click()
    ann.sees("jane has come in")
    expect(jane.page.locator("#me")).to_have_text("jane")
    expect(jane.page.locator("#people")).to_be_visible()
    expect(jane.field).to_be_focused()  # the button that was pressed is gone
    jane.sees("jane does not hear this yet")
    jane.type("here I am again")
    ann.sees("here I am again")
    expect(jane.page.locator("#banner")).to_be_hidden()
    jane.type("/exit")  # which asks nothing
    expect(banner).to_be_visible()
    jane.type("too late for this")
    expect(jane.field).to_have_value("too late for this")
    notice = jane.page.get_by_role("alert").filter(has_text="Not connected at the moment")
    expect(notice).to_be_visible()
    jane.field.press("Escape")
    expect(notice).to_be_hidden()
    choose(jane, "Help")  # which the server tells
    expect(notice).to_have_text("Not connected at the moment; nothing was sent.")
    banner.get_by_role("button", name="Come back").click()
    expect(notice).to_be_hidden()


def test_the_list_stands_still_under_who_uses_it(ann: Person, server: Server) -> None:
    with named(server, "mmm") as mmm:
        button = ann.people("mmm").get_by_role("button")
        button.focus()
        ann.page.evaluate("""() => {
          window.blurs = 0;
          document.activeElement.addEventListener("blur", () => window.blurs++);
        }""")
        with named(server, "aaa"), named(server, "zzz"):
            expect(ann.people("zzz")).to_have_count(1)
        expect(ann.people("zzz")).to_have_count(0)
        assert ann.page.evaluate("window.blurs") == 0
        expect(button).to_be_focused()
        # Nor does it move away under who is just pressing it.
        box = button.bounding_box()
        assert box is not None
        ann.page.mouse.move(box["x"] + 5, box["y"] + 5)
        ann.page.mouse.down()
        with named(server, "abc"):
            ann.sees("abc")
            ann.page.mouse.up()
            expect(ann.page.locator("#person-menu")).to_contain_text("Private message")
            ann.page.keyboard.press("Escape")
            expect(ann.people("abc")).to_have_count(1)
        mmm.send("rename mmn\n")
        expect(ann.people("mmn").get_by_role("button")).to_be_focused()
        mmm.send("exit\n")
        expect(ann.people("mmn")).to_have_count(0)
        assert ann.page.evaluate("document.activeElement !== document.body")


def test_in_a_crowd_somebody_can_be_found(ann: Person, server: Server) -> None:
    rows, wanted = ann.page.locator("#people li"), ann.page.get_by_role("searchbox", name="Find somebody")
    with contextlib.ExitStack() as crowd:
        for number in range(25):
            crowd.enter_context(named(server, f"reader-{number}"))
        expect(ann.people("reader-24")).to_have_count(1)
        wanted.fill("ER-2")
        expect(rows).to_have_text(["reader-2", *(f"reader-{number}" for number in range(20, 25))])
        offered = ann.page.locator("#names option[value=reader-9]")
        expect(offered).to_have_count(1)  # the dialogs offer everybody
        wanted.fill("")
        expect(ann.people("reader-9")).to_have_count(1)
    expect(wanted).to_be_hidden()


def test_history_is_shown_apart_and_never_doubles_the_log(person: Crowd, server: Server) -> None:
    with named(server, "mona") as mona:
        mona.send("send said before you came\n")
        mona.until("said before you came")
        nils = person("nils")
        nils.sees("said before you came")
        nils.type("and said by you")
        nils.sees("and said by you")
        known = nils.page.locator("#log .entry[data-number]").count()
        ways: list[Callable[[], None]] = [
            lambda: nils.type("history"),
            lambda: choose(nils, "Messages and search"),
        ]
        for ask in ways:
            ask()
            asked = dialog(nils, "history")
            for words in ("said before you came", "and said by you"):
                expect(asked.locator(".entry").filter(has_text=words)).to_have_count(1)
            nils.page.keyboard.press("Escape")
            expect(asked).to_be_hidden()
        assert nils.page.locator("#log .entry[data-number]").count() == known
        expect(nils.entry("said before you came")).to_have_count(1)
        expect(nils.entry("and said by you")).to_have_count(1)


def test_history_begins_before_one_came_and_has_nothing_private(alone: tuple[Person, Server]) -> None:
    eva, server = alone
    choose(eva, "Messages and search")
    asked = dialog(eva, "history")
    expect(asked).to_contain_text("Nothing has been said yet.")
    asked.get_by_role("button", name="Close").click()
    with named(server, "paul") as paul:
        paul.send("send -u eva for eva alone\n")
        eva.sees("for eva alone")
        paul.send("".join(f"send line {number}.\n" for number in range(25)))
        eva.sees("line 24.")
        eva.type("history")
        expect(asked.locator(".entry .text")).to_have_text([f"line {number}." for number in range(5, 25)])
