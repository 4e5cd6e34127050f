/** One's own delayed messages, and how long each has still to wait. */

import { countdown, until } from "../state/clock.js";
import { plural, text } from "../state/texts.js";
import { fill, make, part } from "./dom.js";
import { person } from "./narration.js";

/** @import { Pending, State } from "../types.js" */

/** A list with a countdown and a button for each, and a line above the field where the list is out of sight. */
export class PendingView {
  /** @type {{ due: number, element: HTMLElement }[]} */
  #waiting = [];

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
    const list = part("pending");
    const rows = [...this.state().pending.values()].sort((one, other) => one.due.localeCompare(other.due));
    const focused = list.contains(document.activeElement);
    this.#waiting = [];
    list.replaceChildren(...rows.map((row) => this.#row(row)));
    part("pending-section").hidden = part("pending-strip").hidden = !rows.length;
    part("cancel-all").hidden = rows.length < 2;
    if (rows.length) {
      const sentence = plural("{n} delayed, the next in {left}", "{n} delayed, the next in {left}", rows.length);
      part("pending-strip").replaceChildren(...fill(sentence, { left: this.#countdown(Date.parse(rows[0].due)) }));
    }
    if (focused) list.querySelector("button")?.focus();
    this.tick();
  }

  /** A second has passed. */
  tick() {
    const now = this.hooks.now();
    for (const { due, element } of this.#waiting) element.textContent = countdown(due - now);
  }

  /** @param {number} due */
  #countdown(due) {
    const element = make("span", { class: "countdown" });
    this.#waiting.push({ due, element });
    return element;
  }

  /** @param {Pending} row */
  #row({ number, text: said, due, to }) {
    const at = Date.parse(due);
    const when = make("time", { datetime: due }, until(at, this.hooks.now()));
    const head = make("p", { class: "head" }, this.#countdown(at), " · ", when, ...(to ? [" → ", person(to)] : []));
    const cancel = () => this.hooks.cancel(number);
    const button = make(
      "button",
      { type: "button", click: cancel },
      text("Cancel"),
      make("span", { class: "unseen" }, ` #${number}`),
    );
    return make("li", { "data-number": number }, head, make("p", { class: "text", dir: "auto" }, said), button);
  }
}
