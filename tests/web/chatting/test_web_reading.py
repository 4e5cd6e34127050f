"""What Enter will do with a line: it stands above the field before, and one key does the other thing."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from e2e_harness import Program, Server
from playwright.sync_api import Locator, Page, expect

from tests.web.web_gestures import choose, deceive, dialog, in_the_way
from tests.web.web_harness import Crowd, Person

KEY = "Alt+Enter"


@pytest.fixture
def listener(server: Server) -> Iterator[Program]:
    """Somebody who hears what is said to everybody."""
    with server.program() as program:
        yield program


def above(person: Person) -> Locator:
    """The line above the field."""
    return person.page.locator("#reading")


def words(person: Person) -> Locator:
    return person.page.locator("#reading-words")


def written(person: Person, line: str, *, shown: str | None) -> None:
    """Write this; nothing is done yet, and what is said of it stands there, or nothing is."""
    person.field.fill(line)
    if shown is None:
        expect(above(person)).to_be_hidden()
    else:
        expect(words(person)).to_have_text(shown)


@pytest.mark.parametrize("line", ["Hell yes", "Long time no see", "help! my tea is cold", "exit!"])
def test_what_no_command_begins_with_is_just_sent(ann: Person, listener: Program, line: str) -> None:
    written(ann, line, shown=None)
    ann.field.press("Enter")
    assert listener.next("message")["text"] == line
    expect(in_the_way(ann)).to_have_count(0)


@pytest.mark.parametrize(
    "line",
    [
        "Send me the slides please",
        "send me the slides please",
        "Rename both files, please",
        "Cancel the meeting",
        "exit now, it burns",
        "Report on friday's tea",
        "Help me",
        "users of all countries, unite",
        "tell me a story",
    ],
)
def test_a_sentence_goes_to_everybody_as_it_stands_and_that_is_said_before(
    ann: Person, listener: Program, line: str
) -> None:
    written(ann, line, shown=f"To everybody: {line}")
    ann.field.press("Enter")
    assert listener.next("message")["text"] == line
    expect(in_the_way(ann)).to_have_count(0)
    expect(above(ann)).to_be_hidden()


@pytest.mark.parametrize(
    "line", ["exit", "Cancel", "cancel all", "Rename both", "Report bob", "report bob, he shouts"]
)
def test_what_cannot_be_taken_back_is_asked_about(
    ann: Person, bob: Person, listener: Program, line: str
) -> None:
    written(ann, line, shown="A command, or a message to all? Enter asks.")
    ann.field.press("Enter")
    asked = dialog(ann, "doubt")
    expect(asked.locator("#doubt-line")).to_have_text(line)
    expect(asked.get_by_role("button", name=re.compile("^Run"))).to_be_visible()
    ann.page.keyboard.press("Enter")  # as who types too fast presses it once more
    expect(asked).to_be_hidden()
    expect(ann.field).to_have_value(line)
    ann.field.press("Enter")
    asked.get_by_role("button", name="Send to all as it is").click()
    assert listener.next("message")["text"] == line
    expect(ann.page.locator("#me")).to_have_text("ann")


def test_a_typed_word_of_the_contract_works_when_it_is_meant(ann: Person, listener: Program) -> None:
    ann.type("rename anna")
    dialog(ann, "doubt").get_by_role("button", name="Run rename anna").click()
    assert listener.next("renamed")["new"] == "anna"
    expect(ann.field).to_have_value("")
    ann.type("/rename ann")
    expect(ann.page.locator("#me")).to_have_text("ann")


@pytest.mark.parametrize(
    ("line", "shown", "said"),
    [
        ("send hello", "Command: to everybody: hello", "hello"),
        ("/send me the slides", "Command: to everybody: me the slides", "me the slides"),
        ("send -- -u is an option", "Command: to everybody: -u is an option", "-u is an option"),
    ],
)
def test_the_command_shows_what_will_be_said(
    ann: Person, listener: Program, line: str, shown: str, said: str
) -> None:
    written(ann, line, shown=shown)
    ann.field.press("Enter")
    assert listener.next("message")["text"] == said


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("send -u bob secret", "Command: to bob alone: secret"),
        ("Send -u bob secret", "Command: to bob alone: secret"),
        ("send secret -u bob", "Command: to bob alone: secret"),
        ("send -t 60 -u bob secret", "Command: to bob alone, in 1 minute: secret"),
        ("send tea --time=3600", "Command: to everybody, in 1 hour: tea"),
        ("send -t 0 tea", "Command: to everybody: tea"),
        ("send hi -u bob how are you", "Command: send hi -u bob how are you"),
        ("/help send", "Command: help send"),
        ("/exit", "Command: exit."),
    ],
)
def test_to_whom_and_when_is_said_before(ann: Person, line: str, shown: str) -> None:
    written(ann, line, shown=shown)


@pytest.mark.parametrize(
    ("line", "repaired"),
    [
        ("sned -u bob secret", "send -u bob secret"),
        ("Send –u bob secret", "send -u bob secret"),
        ("ыутв привет", "send привет"),
        ("see you at nine -u bob", "send see you at nine -u bob"),
        ("see you at nine -u bbo", "send see you at nine -u bbo"),
        ("Send secret -ubob", "send secret -u bob"),
        ("до завтра -t 100", "send до завтра -t 100"),
        ("msg bob secret", "send -u bob secret"),
    ],
)
def test_what_may_be_private_or_a_slip_is_asked_about_whatever_the_key(
    ann: Person, bob: Person, line: str, repaired: str
) -> None:
    expect(ann.people("bob")).to_have_count(1)
    for key in ("Enter", KEY):
        written(ann, line, shown="A command, or a message to all? Enter asks.")
        expect(ann.page.locator("#reading-other")).to_be_hidden()
        ann.field.press(key)
        if key == KEY:  # where nothing else can be done it is no key of ours
            expect(in_the_way(ann)).to_have_count(0)
            continue
        run = dialog(ann, "doubt").locator("#doubt-run")
        expect(run).to_have_text(f"Run {repaired}")
        ann.page.keyboard.press("Escape")
        expect(ann.field).to_have_value(line)


def test_one_key_takes_the_other_reading(ann: Person, listener: Program) -> None:
    written(ann, "Send hello", shown="To everybody: Send hello")
    expect(ann.page.get_by_role("button", name="Run as a command")).to_have_attribute(
        "aria-keyshortcuts", KEY
    )
    ann.field.press(KEY)
    assert listener.next("message")["text"] == "hello"
    written(ann, "send hello", shown="Command: to everybody: hello")
    ann.field.press(KEY)
    assert listener.next("message")["text"] == "send hello"
    written(ann, "history", shown="Command: history")
    ann.field.press(KEY)
    assert listener.next("message")["text"] == "history"
    expect(in_the_way(ann)).to_have_count(0)
    expect(ann.field).to_have_value("")


def test_one_key_runs_what_enter_would_ask_about(ann: Person, listener: Program) -> None:
    ann.field.fill("rename anna")
    ann.field.press(KEY)
    assert listener.next("renamed")["new"] == "anna"
    ann.field.fill("Rename ann")
    ann.page.get_by_role("button", name="Run as a command").click()
    assert listener.next("renamed")["new"] == "ann"
    expect(ann.field).to_be_focused()


def test_a_tap_takes_the_other_reading(person: Crowd, server: Server) -> None:
    phone = person("tessa", has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740})
    with server.program() as other:
        phone.field.fill("send hello")
        phone.page.get_by_role("button", name="Send as a message").tap()
        assert other.next("message")["text"] == "send hello"
        expect(phone.field).to_be_focused()
        expect(phone.page.locator("kbd")).to_be_hidden()


def test_suggestions_do_not_cover_what_enter_will_do(ann: Person, bob: Person) -> None:
    expect(ann.people("bob")).to_have_count(1)
    ann.field.fill("")
    ann.field.press_sequentially("/report bo")
    offered = ann.page.locator("#completions")
    expect(offered).to_be_visible()
    top, bottom = above(ann).bounding_box(), offered.bounding_box()
    assert top is not None
    assert bottom is not None
    assert bottom["y"] + bottom["height"] <= top["y"]


def test_who_listens_hears_it_when_the_typing_pauses_and_nothing_of_plain_words(ann: Person) -> None:
    # Others may say something meanwhile.
    said = ann.page.locator("#announcements p").filter(has_not_text="new message")
    ann.page.evaluate("document.getElementById('announcements').replaceChildren()")
    ann.field.press_sequentially("good evening")
    ann.field.fill("")
    ann.field.press_sequentially("send hello")
    expect(said).to_have_text(["Command: to everybody: Alt+Enter: Send as a message"])
    ann.field.press_sequentially(" to all of you")
    ann.field.fill("Send hello")
    expect(said).to_have_count(2)
    expect(said.last).to_have_text("To everybody: Alt+Enter: Run as a command")


def test_the_draft_of_a_sentence_goes_into_a_dialog_as_it_stands(ann: Person) -> None:
    ann.field.fill("Send me the slides please")
    choose(ann, "Send later")
    expect(dialog(ann, "later").get_by_label("Message")).to_have_value("Send me the slides please")
    ann.page.keyboard.press("Escape")


def refuse(page: Page, **refusal: Any) -> None:
    """Answer lines with this refusal."""
    page.evaluate(
        """(refusal) => {
          const send = kept.send.bind(kept);
          window.lines = [];
          kept.send = (data) => {
            const { type, line, ref } = JSON.parse(data);
            if (type !== "line") return send(data);
            lines.push(line);
            const answer = { type: "refused", seq: 1, at: new Date().toISOString(), ref, ...refusal };
            setTimeout(() => kept.onmessage({ data: JSON.stringify(answer) }));
          };
        }""",
        refusal,
    )


def test_both_readings_of_an_option_inside_a_text_are_offered(person: Crowd) -> None:
    ann, _ = deceive(person)
    private, public = "send -u bob hi how are you", "send -- hi -u bob how are you"
    told = "`-u bob` stands inside of the text."
    refuse(ann.page, code="misplaced-option", params={"private": private, "public": public}, text=told)
    ann.type("send hi -u bob how are you")
    notice = ann.page.locator("#notice")
    expect(notice).to_contain_text("-u bob stands inside of the text.")
    expect(notice.get_by_role("button")).to_have_text([f"Run {private}", f"Run {public}"])
    notice.get_by_role("button").first.click()
    assert ann.page.evaluate("lines") == ["send hi -u bob how are you", private]


def test_whatever_line_a_refusal_offers_can_be_run(person: Crowd) -> None:
    ann, _ = deceive(person)
    offered = "send -- hi -t abc"
    refuse(ann.page, code="from-tomorrow", params={"as_text": offered, "line": None}, text="No.")
    ann.type("send hi -t abc")
    ann.page.locator("#notice").get_by_role("button", name=f"Run {offered}").click()
    assert ann.page.evaluate("lines") == ["send hi -t abc", offered]


@pytest.mark.parametrize("params", [{}, {"private": 7, "public": None}])
def test_a_refusal_that_is_not_known_says_what_it_says(person: Crowd, params: dict[str, Any]) -> None:
    ann, _ = deceive(person)
    for code in ("misplaced-option", "from-tomorrow"):
        refuse(ann.page, code=code, params=params, text=f"No, says {code}.")
        ann.type("send hi")
        notice = ann.page.locator("#notice")
        expect(notice).to_have_text(f"No, says {code}.")
        expect(ann.field).to_have_value("send hi")
