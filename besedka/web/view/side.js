/** The side column: who is here, and what one has delayed. */

import { countdown, until } from "../state/clock.js";
import { fold } from "../state/names.js";
import { language, plural, text } from "../state/texts.js";
import { arrange, byId, fill, icon, isSomewhere, make, onceAFrame, part } from "./dom.js";
import { toField } from "./focus.js";
import { person, privateTag } from "./narration.js";

/** @import { Pending, State } from "../types.js" */

const side = () => part("side");

/** Show the column; where it is a drawer, open it. */
export function showSide() {
  if (getComputedStyle(side()).display === "none") side().showPopover();
}

/** It is no drawer any more, or need not be seen. */
export const closeDrawer = () => side().hidePopover();

/** More rows are not made; so many people are found at a glance. */
const ROWS = 200;
const FEW = 20;
/** In a storm of arrivals nobody reads along. */
const PAUSE = 300;

/** The list; of a very large room, its beginning. */
export class PeopleView {
  #list = part("people");
  #filter = byId("people-filter", HTMLInputElement);

  /** @param {() => State} state @param {() => number} now */
  constructor(state, now) {
    this.state = state;
    this.now = now;
    /** Show who is here now, soon. */
    this.refresh = onceAFrame(
      () => this.#draw(),
      () => PAUSE,
      side,
    );
    this.#filter.addEventListener("input", () => this.#draw());
  }

  #draw() {
    const { people, count, me } = this.state();
    const wanted = fold(this.#filter.value.trim());
    const found = [...people.keys()].filter((name) => fold(name).includes(wanted));
    found.sort((one, other) => Number(other === me) - Number(one === me) || COLLATOR.compare(one, other));
    const shown = found.slice(0, ROWS);
    const rest = (wanted ? found.length : count) - shown.length;
    const title = plural("{n} person is here", "{n} people are here", count);
    part("people-title").textContent = title;
    part("people-button").setAttribute("aria-label", title);
    part("people-number").textContent = String(count);
    part("people-more").hidden = rest <= 0;
    part("people-more").textContent = plural("and {n} more", "and {n} more", rest);
    const others = [...people.keys()].filter((name) => name !== me);
    part("names").replaceChildren(...others.slice(0, ROWS).map((value) => make("option", { value })));
    this.#filter.hidden = count <= FEW && !wanted;
    arrange(
      this.#list,
      shown.map((name) => this.#row(name, name === me, people.get(name) ?? 0)),
    );
  }

  /** @param {string} name @param {boolean} own @param {number} muted */
  #row(name, own, muted) {
    const you = own ? text(" (you)") : "";
    const time = muted > this.now() ? until(muted, this.now()) : "";
    return {
      key: `${name} ${you} ${time} ${language()}`,
      make: () =>
        make(
          "li",
          { "data-name": name },
          own ? make("span", {}, person(name), you) : make("button", ROW, person(name)),
          time && mark(time),
        ),
    };
  }
}

/** @param {string} time */
function mark(time) {
  const words = text(" (muted until {until})", { until: time });
  const shown = make("span", { "aria-hidden": "true" }, icon("muted"), " ", time);
  return make("span", { class: "mute", title: words }, shown, make("span", { class: "unseen" }, words));
}

const ROW = { class: "person", "aria-haspopup": "menu", "aria-controls": "person-menu" };
const COLLATOR = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** A list with a countdown and a button for each, and a line above the field where the list is out of sight. */
export class PendingView {
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
