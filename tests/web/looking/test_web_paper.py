"""What leaves the page: copies of several messages, and the log on paper; and how it looks in the system's colours."""

from collections.abc import Iterator

import pytest
from e2e_harness import Server, Wire
from playwright.sync_api import expect

from tests.web.web_gestures import named
from tests.web.web_harness import Crowd, Person
from tests.web.web_tricks import is_at_end, scroll_to, settle, shout

COPY = """
async ([from, to]) => {
  const entries = [...document.querySelectorAll("#log .entry")];
  const entry = (words) => entries.findLast((one) => one.textContent.includes(words));
  getSelection().setBaseAndExtent(entry(from).querySelector(".text"), 0, entry(to).querySelector(".text"), 1);
  const clipboardData = new DataTransfer();
  const options = { clipboardData, bubbles: true, cancelable: true };
  const copy = () => document.dispatchEvent(new ClipboardEvent("copy", options));
  // What copies messages comes with the first selection; of one message nothing is taken over.
  if (from !== to) while (copy()) await new Promise((done) => setTimeout(done, 20));
  return clipboardData.getData("text/plain").replace(/^[0-9]{2}:[0-9]{2} /gm, "");
}
"""


@pytest.fixture(scope="module")
def crier(server: Server) -> Iterator[Wire]:
    with named(server, "crier") as wire:
        yield wire


@pytest.fixture(scope="module")
def ann(regulars: Crowd, crier: Wire) -> Person:
    return regulars("ann")


def test_several_messages_are_copied_as_messages(ann: Person, crier: Wire) -> None:
    shout(crier, 2, "first")
    ann.sees("first 2.")
    crier.send("send -u ann a secret\n")
    ann.sees("a secret")
    ann.type("send -u crier my answer\nin two lines")
    ann.sees("my answer")
    ann.type("a tower" + "\nof bricks" * 40)
    ann.sees("a tower")
    copied = ann.page.evaluate(COPY, ["first 1.", "a tower"]).split("\n")
    assert copied[:6] == [
        "crier: first 1.",
        "crier: first 2.",
        "crier (private): a secret",
        "ann (private → crier): my answer",
        "    in two lines",
        "ann: a tower",
    ]
    # All of it, and no word of a button.
    assert copied[6:] == ["    of bricks"] * 40


def test_what_the_chat_says_is_copied_with_what_was_said(ann: Person, crier: Wire, server: Server) -> None:
    shout(crier, 1, "before")
    with named(server, "dora"):
        ann.sees("dora has come in")
        shout(crier, 1, "behind")
        ann.sees("behind 1.")
        copied = ann.page.evaluate(COPY, ["before 1.", "behind 1."])
        assert copied == "crier: before 1.\ndora has come in\ncrier: behind 1."


def test_a_bot_is_copied_with_its_mark_in_brackets_as_no_name_has_them(
    ann: Person, crier: Wire, server: Server
) -> None:
    shout(crier, 1, "dry")
    with server.program("/?name=rain&bot=1") as rain:
        ann.sees("rain bot has come in")
        rain.ask("send", text="drip")
        rain.ask("send", text="drop", to="ann")
        ann.sees("drop")
        copied = ann.page.evaluate(COPY, ["dry 1.", "drop"])
        assert copied == "crier: dry 1.\nrain (bot) has come in\nrain (bot): drip\nrain (bot, private): drop"


def test_within_one_message_the_selection_is_what_is_copied(ann: Person, crier: Wire) -> None:
    shout(crier, 1, "alone")
    ann.sees("alone 1.")
    assert ann.page.evaluate(COPY, ["alone 1.", "alone 1."]) == ""


PAPER = """
() => {
  const log = document.getElementById("log");
  const seen = [...document.querySelectorAll("button, input, textarea, #foot, #side, #banner")];
  const white = [document.documentElement, log, ...document.querySelectorAll(".note")];
  const black = [...log.querySelectorAll(".text, .name, .said, time, a, .tag")];
  const all = (elements, property) => [...new Set(elements.map((one) => getComputedStyle(one)[property]))];
  return {
    controls: seen.filter((one) => one.checkVisibility()).map((one) => one.id || one.className),
    hidden: log.scrollHeight - log.clientHeight,
    white: all(white, "backgroundColor"),
    black: all(black, "color"),
  };
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_the_whole_log_is_black_on_white_and_nothing_else(
    ann: Person, crier: Wire, scheme: str
) -> None:
    crier.send("send see https://example.org/garden and come\nsend -u ann psst\n")
    ann.sees("psst")
    ann.page.emulate_media(media="print", color_scheme=scheme)  # type: ignore[arg-type]
    paper = ann.page.evaluate(PAPER)
    ann.page.emulate_media(media="screen", color_scheme="light")
    assert paper["controls"] == []
    assert paper["hidden"] <= 0
    assert set(paper["white"]) <= {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    assert paper["black"] == ["rgb(0, 0, 0)"]


def test_paper_has_what_the_window_left_out_and_afterwards_all_is_as_it_was(ann: Person, crier: Wire) -> None:
    shout(crier, 500, "many")
    ann.sees("many 500.")
    expect(ann.entry("many 1.")).to_have_count(0)
    for place in (1_000_000, 300):
        scroll_to(ann.page, place)
        before = ann.page.locator("#log").evaluate("(log) => [log.scrollTop, log.childElementCount]")
        ann.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert ann.entry("many 1.").count() == ann.entry("many 500.").count() == 1
        ann.page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert ann.page.locator("#log").evaluate("(log) => [log.scrollTop, log.childElementCount]") == before
    scroll_to(ann.page, 1_000_000)
    assert is_at_end(ann.page)


FRAME = """
(element) => {
  const style = getComputedStyle(element);
  return ["borderTopStyle", "borderLeftWidth", "borderLeftStyle"].map((name) => style[name]).join(" ");
}
"""


def test_with_the_colours_of_the_system_each_kind_has_a_frame_of_its_own(ann: Person, crier: Wire) -> None:
    crier.send("send plain words\nsend hello, ann!\nsend -u ann between us\nsend -t 1 belated\n")
    ann.sees("belated")
    ann.page.emulate_media(forced_colors="active")
    kinds = ("plain words", "hello, ann!", "between us", "belated")
    frames = [ann.sees(words).locator(".note").evaluate(FRAME) for words in kinds]
    ann.type("send -u nobody hello")
    notice = ann.page.locator("#notice")
    expect(notice).to_be_visible()
    wrong = notice.evaluate(FRAME)
    ann.type("users")
    expect(notice).to_contain_text("here")
    told = notice.evaluate(FRAME)
    ann.page.locator("#menu-button").press("Enter")
    items = ann.page.locator("#menu [role=menuitem]")
    expect(items.first).to_be_focused()
    settle(ann.page)
    grounds = items.evaluate_all("(all) => all.map((one) => getComputedStyle(one).backgroundColor)")
    ann.page.keyboard.press("Escape")
    ann.page.emulate_media(forced_colors="none")
    assert len(set(frames)) == 4
    assert "none" not in told
    assert wrong != told
    # Where the focus is can be seen.
    assert grounds[0] not in grounds[1:]
