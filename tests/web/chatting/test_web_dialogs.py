"""Dialogs, with a slow server, a hasty user: nothing is lost, doubled, or told to the wrong ones."""

import re

import pytest
from e2e_harness import Server, Wire
from playwright.sync_api import Locator, expect

from tests.web.web_gestures import choose, dialog, meet, named
from tests.web.web_harness import Crowd, Person
from tests.web.web_tricks import Gate, enter


def write(person: Person, to: str, text: str) -> Locator:
    """A private message that is not sent yet."""
    choose(person, "Private message")
    asked = dialog(person, "private")
    asked.get_by_label("To", exact=True).fill(to)
    asked.get_by_label("Message").fill(text)
    return asked


def send(asked: Locator) -> None:
    asked.get_by_role("button", name="Send").click()


def test_what_was_said_in_private_is_not_among_the_lines_that_the_arrows_bring_back(
    ann: Person, bob: Person
) -> None:
    ann.type("for everybody")
    ann.sees("for everybody")
    send(write(ann, "bob", "a secret for bob"))
    bob.sees("a secret for bob")
    expect(ann.page.locator("dialog#private")).to_be_hidden()
    ann.field.focus()
    ann.page.keyboard.press("ArrowUp")
    expect(ann.field).to_have_value("for everybody")


@pytest.fixture
def slow(person: Crowd) -> tuple[Person, Gate]:
    """Somebody whose server may take its time."""
    context = person.context()
    gate = Gate(context)
    return enter(person, context, "sam"), gate


def leave_under_way(slow: tuple[Person, Gate], reader: Wire, to: str, text: str) -> Locator:
    """Send a private message, and close its dialog before the answer is there; the gate stays shut."""
    sam, gate = slow
    asked = write(sam, to, text)
    gate.shut()
    send(asked)
    reader.until(text)
    sam.page.keyboard.press("Escape")
    return asked


def test_a_second_click_sends_nothing_twice(slow: tuple[Person, Gate], server: Server) -> None:
    sam, gate = slow
    with named(server, "rosa") as rosa:
        asked = write(sam, "rosa", "only once")
        gate.shut()
        send(asked)
        send(asked)
        rosa.until("only once")
        gate.open()
        expect(asked).to_be_hidden()
        sam.type("send -u rosa and then")
        assert "only once" not in rosa.until("and then")
    expect(sam.entry("only once")).to_have_count(1)


def test_a_late_answer_leaves_the_next_letter_alone(slow: tuple[Person, Gate], server: Server) -> None:
    sam, gate = slow
    with named(server, "olga") as olga:
        asked = leave_under_way(slow, olga, "olga", "the first letter")
        write(sam, "olga", "the second letter")
        gate.open()
        sam.sees("the first letter")
        expect(asked).to_be_visible()
        expect(asked.get_by_label("Message")).to_have_value("the second letter")
        send(asked)
        olga.until("the second letter")


def test_a_refusal_that_comes_after_the_dialog_was_closed_is_told_at_the_field(
    slow: tuple[Person, Gate],
) -> None:
    sam, gate = slow
    asked = write(sam, "nobody", "into the void")
    gate.shut()
    send(asked)
    sam.page.keyboard.press("Escape")
    gate.open()
    notice = sam.page.locator("#notice")
    expect(notice).to_contain_text("Nobody here is called nobody.")
    expect(notice.locator("q")).to_have_text("into the void")


def test_a_slip_of_the_mouse_closes_nothing(ann: Person) -> None:
    asked = write(ann, "bob", "a long and careful letter")
    field = asked.get_by_label("Message").bounding_box()
    frame = asked.bounding_box()
    assert field is not None
    assert frame is not None
    mouse = ann.page.mouse
    mouse.click(frame["x"] + 6, frame["y"] + frame["height"] / 2)
    expect(asked).to_be_visible()
    mouse.move(field["x"] + 100, field["y"] + 15)
    mouse.down()
    mouse.move(frame["x"] - 50, field["y"] + 15)
    mouse.up()
    expect(asked).to_be_visible()
    expect(asked.get_by_label("Message")).to_have_value("a long and careful letter")


@pytest.mark.parametrize("way", ["Escape", "Back", "beside"])
def test_what_was_written_in_a_dialog_is_there_when_it_is_opened_again(ann: Person, way: str) -> None:
    asked = write(ann, "bob", f"kept after {way}")
    if way == "beside":
        ann.page.mouse.click(5, 5)
    elif way == "Back":
        asked.get_by_role("button", name="Back").click()
    else:
        ann.page.keyboard.press("Escape")
    expect(asked).to_be_hidden()
    choose(ann, "Private message")
    expect(asked.get_by_label("Message")).to_have_value(f"kept after {way}")
    expect(asked.get_by_label("To", exact=True)).to_have_value("bob")
    send(asked)
    expect(asked).to_be_hidden()
    choose(ann, "Private message")
    expect(asked.get_by_label("Message")).to_have_value("")


def test_a_draft_that_was_changed_in_the_dialog_does_not_stay_at_the_field(ann: Person, bob: Person) -> None:
    ann.field.fill("let us meet")
    choose(ann, "Private message")
    asked = dialog(ann, "private")
    expect(asked.get_by_label("Message")).to_have_value("let us meet")
    asked.get_by_label("To", exact=True).fill("bob")
    asked.get_by_label("Message").fill("let us meet at the pond")
    send(asked)
    bob.sees("let us meet at the pond")
    expect(ann.field).to_have_value("")


def test_what_was_typed_at_the_field_and_not_sent_is_brought_back_by_the_arrows(
    ann: Person, bob: Person
) -> None:
    ann.field.fill("a long line for everybody")
    choose(ann, "Private message")
    asked = dialog(ann, "private")
    asked.get_by_label("To", exact=True).fill("bob")
    asked.get_by_label("Message").fill("psst")
    send(asked)
    bob.sees("psst")
    expect(ann.field).to_have_value("")
    ann.field.focus()
    ann.page.keyboard.press("ArrowUp")
    expect(ann.field).to_have_value("a long line for everybody")


def test_what_is_under_way_is_in_the_dialog_no_more_when_it_is_opened_again(
    slow: tuple[Person, Gate], server: Server
) -> None:
    sam, gate = slow
    with named(server, "nina") as nina:
        asked = leave_under_way(slow, nina, "nina", "for nina alone")
        choose(sam, "Private message")
        expect(asked.get_by_label("Message")).to_have_value("")
        expect(asked.get_by_label("To", exact=True)).to_have_value("")
        gate.open()
        sam.sees("for nina alone")
        expect(asked).to_be_visible()


def test_a_letter_to_one_is_not_offered_to_another(ann: Person, bob: Person, server: Server) -> None:
    with named(server, "kim"):
        asked = write(ann, "bob", "for bob only")
        ann.page.keyboard.press("Escape")
        meet(ann, "kim", "Private message")
        expect(asked.get_by_label("To", exact=True)).to_have_value("kim")
        expect(asked.get_by_label("Message")).to_have_value("")
        ann.page.keyboard.press("Escape")
        meet(ann, "bob", "Private message")
        expect(asked.get_by_label("Message")).to_have_value("for bob only")
        asked.get_by_label("Message").fill("")
        ann.page.keyboard.press("Escape")


def test_a_letter_to_nobody_yet_goes_to_who_is_chosen_for_it(ann: Person, bob: Person) -> None:
    asked = write(ann, "", "for whom?")
    ann.page.keyboard.press("Escape")
    meet(ann, "bob", "Private message")
    expect(asked.get_by_label("Message")).to_have_value("for whom?")
    send(asked)
    bob.sees("for whom?")


def test_a_draft_that_was_not_put_into_a_dialog_stays_at_the_field(ann: Person, bob: Person) -> None:
    asked = write(ann, "bob", "an older letter")
    ann.page.keyboard.press("Escape")
    ann.field.fill("help me, please, with the tea")
    choose(ann, "Private message")
    expect(asked.get_by_label("Message")).to_have_value("an older letter")
    send(asked)
    bob.sees("an older letter")
    expect(ann.field).to_have_value("help me, please, with the tea")
    ann.page.get_by_role("button", name="Send later").click()  # whoever presses that means a message
    expect(dialog(ann, "later").get_by_label("Message")).to_have_value("help me, please, with the tea")
    ann.page.keyboard.press("Escape")


def test_far_too_long_a_text_is_refused_and_costs_nobody_the_connection(ann: Person) -> None:
    ann.field.fill("x" * 70_000)
    ann.field.press("Enter")
    expect(ann.page.locator("#notice")).to_contain_text(
        "The message is too long (70000): it may have 4000 characters at most."
    )
    expect(ann.field).to_have_value("x" * 70_000)
    expect(ann.page.locator("#banner")).to_be_hidden()
    asked = write(ann, "bob", "x" * 70_000)
    send(asked)
    expect(asked.get_by_role("alert")).to_contain_text(
        "The message is too long (70000): it may have 4000 characters at most."
    )
    asked.get_by_label("Message").fill("")
    ann.page.keyboard.press("Escape")


def test_a_draft_that_was_changed_in_a_dialog_stays_changed(ann: Person) -> None:
    ann.field.fill("hello")
    for _ in range(2):
        choose(ann, "Private message")
        asked = dialog(ann, "private")
        expect(asked.get_by_label("Message")).to_have_value(re.compile("^hello"))
        asked.get_by_label("Message").fill("hello, a long and careful edit")
        ann.page.keyboard.press("Escape")
    choose(ann, "Private message")
    expect(asked.get_by_label("Message")).to_have_value("hello, a long and careful edit")
    asked.get_by_label("Message").fill("")
    ann.page.keyboard.press("Escape")


def test_a_tap_beside_a_dialog_closes_it_and_touches_nothing_below(person: Crowd) -> None:
    tina = person("tina", has_touch=True, viewport={"width": 1100, "height": 800})
    tina.field.fill("not to be sent")
    choose(tina, "Private message")
    asked = dialog(tina, "private")
    place = tina.page.locator("#send").bounding_box()
    assert place is not None
    tina.page.touchscreen.tap(place["x"] + 10, place["y"] + 10)
    expect(asked).to_be_hidden()
    expect(tina.field).to_have_value("not to be sent")
    tina.type("this one")
    tina.sees("this one")
    expect(tina.entry("not to be sent")).to_have_count(0)
