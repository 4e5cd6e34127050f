/** The side column: who is here, and the settings. */

import { want } from "../../loader.js";
import { fold } from "../../state/chat/names.js";
import { until } from "../../state/words/until.js";
import { language, plural, text } from "../../state/words/texts.js";
import { person } from "../log/text.js";
import { byId, icon, make, part } from "../page/elements.js";
import { onceAFrame } from "../page/frames.js";
import { remembered } from "../page/storage.js";

/** @import { Page, State } from "../../types.js" */

const side = () => part("side");

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
    const { people, ignored, bots, away, count, me } = this.state();
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
      shown.map((name) => this.#row(name, name === me, people.get(name) ?? 0, ignored.has(name), bots.has(name), away.has(name))),
    );
  }

  /** @param {string} name @param {boolean} own @param {number} muted @param {boolean} isIgnored @param {boolean} bot @param {boolean} isAway */
  #row(name, own, muted, isIgnored, bot, isAway) {
    const you = own ? text(" (you)") : "";
    const hidden = isIgnored ? text(" (ignored)") : "";
    const gone = isAway ? text(" (away)") : "";
    const time = muted > this.now() ? until(muted, this.now()) : "";
    return {
      key: `${name} ${bot} ${you} ${hidden} ${gone} ${time} ${language()}`,
      make: () =>
        make(
          "li",
          { "data-name": name },
          own ? make("span", {}, person(name), you) : make("button", ROW, person(name, bot)),
          gone && make("span", { class: "away" }, gone),
          hidden && make("span", { class: "ignored" }, hidden),
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

/**
 * Show rows in a list. Those whose key was there before stay the elements that they are, and are moved only when they
 * have to be: a click that has just begun finds its row, and so does who goes through the list by keyboard. When the
 * focused row goes, the one in its place has the focus, and where there is none, the field.
 *
 * @param {HTMLElement} list
 * @param {readonly { key: string, make(): HTMLElement }[]} rows `key` says all that the row shows.
 */
export function arrange(list, rows) {
  const focused = list.contains(document.activeElement) ? document.activeElement?.closest("li") : null;
  const place = focused ? [...list.children].indexOf(focused) : 0;
  const before = new Map([...list.children].map((child) => [child.getAttribute("data-key"), child]));
  const wanted = rows.map((row) => {
    const element = before.get(row.key) ?? row.make();
    element.setAttribute("data-key", row.key);
    return element;
  });
  const kept = new Set(wanted);
  for (const child of before.values()) if (!kept.has(child)) child.remove();
  let next = list.firstElementChild;
  for (const element of wanted) {
    if (element === next) next = next.nextElementSibling;
    else list.insertBefore(element, next);
  }
  if (!focused || focused.isConnected) return;
  const row = wanted.at(Math.min(place, wanted.length - 1));
  (row?.querySelector("button") ?? part("field")).focus();
}

/** @param {Page} page */
function mindSettings({ use }) {
  const notify = part("notify");
  notify.hidden = !("Notification" in globalThis && isSecureContext);
  notify.addEventListener("click", () => use("notifier", (notifier) => notifier.toggle()));
  if (remembered("notify") === "on") want("notifier").catch(() => {});
}

/** @param {Page} page */
export function begin(page) {
  mindSettings(page);
  const people = new PeopleView(page.state, page.now);
  page.every.event.add(({ type }) => type !== "message" && people.refresh());
  page.every.words.add(() => people.refresh());
  // A drawer that has become a column is no popover any more.
  matchMedia("(min-width: 56rem)").addEventListener("change", () => side().hidePopover());
  people.refresh();
}
