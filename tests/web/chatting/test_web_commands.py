"""The field: what goes out as a text, what is a command, what is asked about, and the help it gives in typing."""

import re

from e2e_harness import Server
from playwright.sync_api import expect

from tests.web.web_gestures import dialog, in_the_way, named
from tests.web.web_harness import Person


def test_a_line_that_is_nearly_a_command_never_goes_out_by_itself(ann: Person, server: Server) -> None:
    with server.program("/?name=bert") as bert:
        for line in (
            "sned -u bert my secret",
            "-u bert my secret",
            "ыутв -г bert my secret",
            "msg bert my secret",
            "my secret -u bret",
            "my secret -ubert",
            "my secret --usernmae bert",
            "my secret -t 100",
        ):
            ann.type(line)
            asked = dialog(ann, "doubt")
            expect(asked.locator("#doubt-line")).to_have_text(line)
            expect(asked.get_by_role("button", name="Back to editing")).to_be_focused()
            ann.page.keyboard.press("Enter")  # as who types too fast presses it once more
            expect(asked).to_be_hidden()
            expect(ann.field).to_have_value(line)
            expect(ann.field).to_be_focused()
        ann.field.press("Enter")
        ann.page.keyboard.press("Escape")
        expect(in_the_way(ann)).to_have_count(0)
        ann.type("nothing was said before this")
        assert bert.next("message")["text"] == "nothing was said before this"


def test_what_is_nearly_a_command_can_be_run_as_one(ann: Person, server: Server) -> None:
    with server.program("/?name=dirk") as dirk:
        ann.type("sned -u dirk my secret")
        dialog(ann, "doubt").get_by_role("button", name="Run send -u dirk my secret").click()
        message = dirk.next("message")
        assert (message["text"], message["to"]) == ("my secret", "dirk")
        expect(in_the_way(ann)).to_have_count(0)
        expect(ann.field).to_have_value("")


def test_what_is_nearly_a_command_can_be_sent_as_it_is(ann: Person, server: Server) -> None:
    with server.program() as other:
        ann.type("sort -u is how I always do it")
        dialog(ann, "doubt").get_by_role("button", name="Send to all as it is").click()
        message = other.next("message")
        assert (message["text"], message.get("to")) == ("sort -u is how I always do it", None)
        expect(in_the_way(ann)).to_have_count(0)
        expect(ann.field).to_have_value("")


def test_a_command_that_was_refused_can_be_sent_all_the_same(ann: Person, server: Server) -> None:
    with server.program() as other:
        ann.type("/users of all countries, unite")
        expect(ann.page.locator("#notice")).to_contain_text("does not take")
        expect(ann.field).to_have_value("/users of all countries, unite")
        ann.page.get_by_role("button", name="Send as a message").click()
        assert other.next("message")["text"] == "/users of all countries, unite"
        expect(ann.field).to_have_value("")
        expect(ann.field).to_be_focused()
        expect(ann.page.locator("#notice")).to_be_hidden()


def test_commands_are_those_of_the_terminal(ann: Person, server: Server) -> None:
    with server.program("/?name=ines") as ines:
        for line, text in [
            ("/send with a slash", "with a slash"),
            ("/SEND in capitals", "in capitals"),
            ("send -- -u is an option", "-u is an option"),
            ("send   kept  as   typed ", "kept  as   typed "),
            ("send --time=0 --username=ines at once", "at once"),
        ]:
            ann.type(line)
            assert ines.next("message")["text"] == text
        expect(in_the_way(ann)).to_have_count(0)


def test_a_refusal_stands_at_the_field_in_the_servers_words_and_the_line_comes_back(ann: Person) -> None:
    notice = ann.page.locator("#notice")
    for line, words in [
        ("send -u nobody hello", "Nobody here is called nobody."),
        ("send", "needs TEXT"),
        ("/cancel", "You have no delayed messages."),
        ("/cancel 99", "You have no delayed message #99."),
        ("/report ann", "You cannot complain about yourself."),
        ("send -t 99999999 hello", "A delay must be 0 to 604800 seconds"),
        ("x" * 4001, "The message is too long (4001)"),
        ("/lang de", "There is no language"),
    ]:
        ann.type(line)
        expect(notice).to_contain_text(words)
        expect(notice).to_have_role("alert")
        expect(ann.field).to_have_value(line)
    ann.type("now it is right")
    ann.sees("now it is right")
    expect(notice).to_be_hidden()


def test_commands_and_names_are_completed_by_keyboard(ann: Person, server: Server) -> None:
    keyboard, offered = ann.page.keyboard, ann.page.locator("#completions [role=option]")
    with named(server, "lena"), named(server, "leonie"):
        expect(ann.people("leonie")).to_be_visible()
        ann.field.focus()
        keyboard.type("/h")
        expect(offered).to_contain_text(["help", "history"])
        keyboard.press("ArrowDown")
        keyboard.press("ArrowDown")
        chosen = offered.nth(1)
        expect(chosen).to_have_attribute("aria-selected", "true")
        expect(ann.field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "?")
        keyboard.press("Enter")
        expect(ann.field).to_have_value("/history ")
        expect(in_the_way(ann)).to_have_count(0)
        ann.field.fill("")
        keyboard.type("send --u")
        keyboard.press("Tab")
        expect(ann.field).to_have_value("send --username ")
        keyboard.type("LE")
        expect(offered).to_have_text(["lena", "leonie"])
        keyboard.press("ArrowUp")
        keyboard.press("Enter")
        expect(ann.field).to_have_value("send --username leonie ")
        keyboard.type("well, @len")
        keyboard.press("Tab")
        expect(ann.field).to_have_value("send --username leonie well, @lena ")


def test_a_suggestion_is_taken_by_a_tap_and_keeps_the_field_in_focus(ann: Person) -> None:
    ann.field.focus()
    ann.page.keyboard.type("/ren")
    ann.page.locator("#completions [role=option]").filter(has_text="rename").click()
    expect(ann.field).to_have_value("/rename ")
    expect(ann.field).to_be_focused()


def test_escape_declines_a_suggestion_and_tab_goes_on_through_the_page(ann: Person) -> None:
    offered = ann.page.locator("#completions")
    ann.field.focus()
    ann.page.keyboard.type("/us")
    expect(offered).to_be_visible()
    ann.page.keyboard.press("Escape")
    expect(offered).to_be_hidden()
    ann.page.keyboard.press("Tab")
    expect(ann.field).not_to_be_focused()
    expect(ann.field).to_have_value("/us")


def test_earlier_lines_come_back_by_the_arrow_keys(ann: Person) -> None:
    for line in ("an earlier line", "a later line\nof two"):
        ann.type(line)
        ann.sees(line.split("\n")[0])
    steps = [
        ("ArrowUp", "a later line\nof two"),
        ("ArrowUp", "an earlier line"),
        ("ArrowDown", "a later line\nof two"),
        ("ArrowDown", ""),
    ]
    for key, line in steps:
        ann.field.press(key)
        expect(ann.field).to_have_value(line)
    ann.field.fill("what is being written")
    ann.field.press("ArrowUp")
    expect(ann.field).to_have_value("what is being written")


def test_help_says_what_there_is_and_how_one_command_works(ann: Person) -> None:
    ann.type("help")
    asked = dialog(ann, "help")
    for name in (
        "help",
        "rename",
        "exit",
        "users",
        "send",
        "cancel",
        "scheduled",
        "history",
        "report",
        "lang",
    ):
        expect(asked.locator("dt").filter(has_text=re.compile(rf"^{name}\b"))).to_have_count(1)
    expect(asked).to_contain_text("sends a message: to all or to one, now or later")
    asked.get_by_role("button", name="Close").click()
    expect(ann.field).to_be_focused()
    ann.type("help send")
    expect(asked.locator("dt")).to_have_text(["send [-u NAME] [-t SECONDS] [--] TEXT"])
    expect(asked).to_contain_text("that many seconds from now")


def test_the_users_are_told_at_the_field(ann: Person, server: Server) -> None:
    with named(server, "saul"):
        ann.type("users")
        expect(ann.page.locator("#notice")).to_contain_text("people are here")
        expect(ann.page.locator("#notice")).to_contain_text("saul")
        expect(ann.page.locator("#notice")).not_to_have_class(re.compile("error"))
