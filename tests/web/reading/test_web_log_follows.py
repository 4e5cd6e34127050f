"""What is drawn of the log follows from the log: entries that are patched and removed, wherever the window stands."""

from typing import Any

from tests.web.web_harness import Crowd

LOG = """
async () => {
  const { EntryView, Log, LogView } = await import(document.querySelector("[rel=modulepreload]").href);
  const element = document.createElement("div");
  element.style = "position: fixed; inset: 0 0 auto; height: 200px; overflow: auto; background: #fff";
  element.append(document.createElement("div"));
  document.body.append(element);
  const log = new Log();
  const view = new LogView(log, element, new EntryView(), () => 0, document.createElement("button"), { drawn() {} });
  const say = (number, from = "bob") =>
    log.append([{ event: { type: "message", seq: number, number, from, text: `text ${number}` }, at: 0 }]);
  const drawn = () =>
    [...view.list.children].map((entry) => [
      Number(entry.dataset.key),
      entry.querySelector(".text").textContent,
      entry.querySelector(".day") ? "day" : entry.matches(".follows") ? "follows" : "",
    ]);
  return (ACT)({ log, view, say, drawn, element });
}
"""


def drawn(person: Crowd, act: str) -> Any:
    """What becomes of a log of its own; `view.toEnd()` draws at once what else the next frame would."""
    return person("ann").page.evaluate(LOG.replace("ACT", act))


def test_a_patched_message_says_something_else_in_the_same_place(person: Crowd) -> None:
    act = """({ log, view, say, drawn }) => {
      for (const number of [1, 2, 3]) say(number);
      view.toEnd();
      log.patch(2, { text: "another" });
      view.toEnd();
      return drawn();
    }"""
    assert drawn(person, act) == [[0, "text 1", "day"], [1, "another", "follows"], [2, "text 3", "follows"]]


def test_a_removed_message_is_gone_and_the_next_one_takes_its_place(person: Crowd) -> None:
    act = """({ log, view, say, drawn }) => {
      say(1); say(2, "eve"); say(3); say(4);
      view.toEnd();
      const shown = [];
      for (const number of [2, 1, 4]) {
        log.remove(number);
        view.toEnd();
        shown.push(drawn());
      }
      return shown;
    }"""
    assert drawn(person, act) == [
        [[0, "text 1", "day"], [2, "text 3", "follows"], [3, "text 4", "follows"]],
        [[2, "text 3", "day"], [3, "text 4", "follows"]],
        [[2, "text 3", "day"]],
    ]


def test_what_is_patched_or_removed_before_it_is_drawn_is_drawn_as_it_is(person: Crowd) -> None:
    act = """({ log, view, say, drawn }) => {
      for (const number of [1, 2, 3]) say(number);
      log.remove(1);
      log.patch(3, { text: "another" });
      view.toEnd();
      return drawn();
    }"""
    assert drawn(person, act) == [[1, "text 2", "day"], [2, "another", "follows"]]


def test_the_window_goes_over_gaps_and_draws_nothing_twice(person: Crowd) -> None:
    act = """async ({ log, view, say, drawn, element }) => {
      for (let number = 0; number < 1500; number++) say(number);
      for (let number = 700; number < 1300; number++) log.remove(number);
      view.toEnd();
      const keys = () => drawn().map(([key]) => key);
      const seen = [keys()];
      while (keys()[0] > 0) {
        element.scrollTop = 0;
        await new Promise((done) => element.addEventListener("scroll", done, { once: true }));
        element.scrollTop = 1;
        seen.push(keys());
      }
      return seen;
    }"""
    windows = drawn(person, act)
    left = [*range(700), *range(1300, 1500)]
    assert windows[0][-1] == 1499
    assert windows[-1][0] == 0
    for keys in windows:
        assert len(keys) <= 400
        start = left.index(keys[0])
        assert keys == left[start : start + len(keys)]
