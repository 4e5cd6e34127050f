/** What one has delayed, in the side column and above the field. */

import { countdown } from "../../state/words/durations.js";
import { until } from "../../state/words/until.js";
import { language, plural, text } from "../../state/words/texts.js";
import { privateTag } from "../log/text.js";
import { fill, make, part } from "../page/elements.js";
import { isSomewhere, toField } from "../page/focus.js";
import { arrange } from "./people.js";

/** @import { Page, Pending, State } from "../../types.js" */

/** A list with a countdown and a button for each, and a line above the field where the list is out of sight. */
export class ScheduledView {
  /**
   * @param {() => State} state
   * @param {{ now(): number, cancel(number: number | null): void }} hooks `cancel` of null: of all.
   */
  constructor(state, hooks) {
    this.state = state;
    this.hooks = hooks;
    part("cancel-all").addEventListener("click", () => hooks.cancel(null));
  }

  /** Show what is pending now. */
  refresh() {
    const section = part("pending-section");
    const focused = section.contains(document.activeElement);
    const rows = [...this.state().pending.values()].sort((one, other) => one.due.localeCompare(other.due));
    arrange(
      part("pending"),
      rows.map((row) => ({ key: `${row.number} ${language()}`, make: () => this.#row(row) })),
    );
    section.hidden = part("pending-strip").hidden = !rows.length;
    part("cancel-all").hidden = rows.length < 2;
    // What was pressed is gone, with all that it was about.
    if (focused && !isSomewhere(document.activeElement)) toField();
    if (rows.length) {
      const sentence = plural("{n} delayed, the next in {left}", "{n} delayed, the next in {left}", rows.length);
      part("pending-strip").replaceChildren(...fill(sentence, { left: countdownTo(rows[0].due) }));
    }
    this.tick();
  }

  /** A second has passed. */
  tick() {
    const now = this.hooks.now();
    for (const element of document.querySelectorAll("[data-due]"))
      element.textContent = countdown(Date.parse(element.getAttribute("data-due") ?? "") - now);
  }

  /** @param {Pending} row */
  #row({ number, text: said, due, to }) {
    const when = make("time", { datetime: due }, until(Date.parse(due), this.hooks.now()));
    const head = make("p", { class: "head" }, countdownTo(due), " · ", when, ...(to ? [" ", privateTag(to)] : []));
    // The second click of a double one would be for the row that has moved up.
    const cancel = (/** @type {any} */ { detail }) => detail < 2 && this.hooks.cancel(number);
    const button = make(
      "button",
      { type: "button", click: cancel },
      text("Cancel"),
      make("span", { class: "unseen" }, ` #${number}: ${said.slice(0, 50)}`),
    );
    return make("li", { "data-number": number, class: to ? "private" : "" }, head, make("p", { class: "text", dir: "auto" }, said), button);
  }
}

/** What `tick` keeps up to date. @param {string} due */
const countdownTo = (due) => make("span", { class: "countdown", "data-due": due });

/** @param {Page} page */
export function begin({ state, now, composer, connection, every }) {
  const cancel = (/** @type {number | null} */ number) =>
    void composer.ask(number === null ? { type: "cancel", all: true } : { type: "cancel", number });
  const pending = new ScheduledView(state, { now, cancel });
  addEventListener("beforeunload", (event) => {
    // What is delayed can only be cancelled from here.
    if (state().pending.size && connection.status.kind !== "ended") event.preventDefault();
  });
  every.change.add(() => pending.refresh());
  every.second.add(() => pending.tick());
  pending.refresh();
}
