"""Ignoring somebody: asked for by the menu, the field, the notice and the list."""

import re

from e2e_harness import Server
from playwright.sync_api import expect

from tests.web.ignoring.web_ignoring import action, ignore, leave, notice, say
from tests.web.web_gestures import choose, dialog, meet, named
from tests.web.web_harness import Crowd


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
