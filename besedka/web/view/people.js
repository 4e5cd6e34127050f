/** Who is here. */

import { until } from "../state/clock.js";
import { plural, text } from "../state/texts.js";
import { byId, icon, make, onceAFrame, part } from "./dom.js";
import { person } from "./narration.js";

/** @import { State } from "../types.js" */

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
    );
    this.#filter.addEventListener("input", () => this.#draw());
  }

  #draw() {
    const { people, count, me } = this.state();
    const wanted = this.#filter.value.trim().toLowerCase();
    const found = [...people.keys()].filter((name) => name.toLowerCase().includes(wanted));
    found.sort((one, other) => Number(other === me) - Number(one === me) || COLLATOR.compare(one, other));
    const shown = found.slice(0, ROWS);
    const rest = (wanted ? found.length : count) - shown.length;
    const title = plural("{n} person is here", "{n} people are here", count);
    part("people-title").textContent = title;
    part("people-button").setAttribute("aria-label", title);
    part("people-number").textContent = String(count);
    part("people-more").hidden = rest <= 0;
    part("people-more").textContent = plural("and {n} more", "and {n} more", rest);
    part("names").replaceChildren(...shown.filter((name) => name !== me).map((value) => make("option", { value })));
    this.#filter.hidden = count <= FEW && !wanted;
    this.#replace(shown.map((name) => this.#row(name, me, people.get(name) ?? 0)));
  }

  /** @param {string} name @param {string} me @param {number} muted */
  #row(name, me, muted) {
    const element = name === me ? make("span", {}, person(name), text(" (you)")) : make("button", ROW, person(name));
    const row = make("li", { "data-name": name }, element);
    const now = this.now();
    if (muted > now) row.append(mark(until(muted, now)));
    return row;
  }

  /** Whoever goes through the list by keyboard stays where they are. @param {HTMLElement[]} rows */
  #replace(rows) {
    const list = this.#list;
    const focused = list.contains(document.activeElement) && document.activeElement?.closest("li")?.dataset.name;
    const top = list.scrollTop;
    // Rows that say the same stay the same: a dialog gives the focus back to the one that it was opened from.
    const before = new Map([...list.children].map((row) => [row.textContent, row]));
    const kept = rows.map((row) => before.get(row.textContent) ?? row);
    list.replaceChildren(...kept);
    list.scrollTop = top;
    if (focused)
      kept
        .find((row) => row.getAttribute("data-name") === focused)
        ?.querySelector("button")
        ?.focus();
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
