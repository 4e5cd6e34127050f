/** What opens over the page: dialogs and menus. */

import { fold } from "../../state/chat/names.js";
import { byId, make } from "../page/elements.js";
import { isSomewhere, toField } from "../page/focus.js";

/** @import { Child } from "../../types.js" */
/**
 * `draft` is what the text in the dialog was made of; empty when it was not given one, or has kept an older text.
 *
 * @typedef {(fields: Record<string, string>, draft: string) => void} OnSubmit
 */

/**
 * A `<dialog>`, with a form or without.
 *
 * The browser itself closes it with Escape, keeps the focus in it, and gives the focus back.
 */
export class Dialog {
  /** @type {OnSubmit} */
  #onSubmit = () => {};

  #error = make("p", { class: "error", role: "alert" });
  /** How often something that was under way has been left to itself. */
  #left = 0;
  /** Whether an answer is awaited. */
  #busy = false;
  /** The draft that is in it, or was when it was opened. */
  #given = "";
  /** @type {Map<string, string>} What was written for others, and not sent, by their names. */
  #letters = new Map();
  /** Whether the press that has begun is beside the dialog. */
  #beside = false;

  /** @param {string} id */
  constructor(id) {
    this.element = byId(id, HTMLDialogElement);
    const title = this.element.querySelector("h2");
    if (title) title.id = `${id}-title`;
    this.element.setAttribute("aria-labelledby", `${id}-title`);
    const footer = this.element.querySelector("form footer");
    const sending = make("span", { "data-text": "Sending…" });
    footer?.before(this.#error, make("p", { class: "sending soft", role: "status" }, sending));
    if (!footer?.querySelector("[data-close]")) {
      // `translatePage` fills it in.
      footer?.prepend(make("button", { type: "button", "data-close": "", "data-text": "Back" }));
    }
    // Names are no words of any dictionary.
    for (const field of this.element.querySelectorAll("input")) {
      field.spellcheck = false;
      field.autocapitalize = field.autocomplete = "off";
    }
    // Where a press begins counts as well as where it ends: whoever selects a text may end anywhere.
    this.element.addEventListener("pointerdown", (event) => (this.#beside = !isInside(this.element, event)));
    this.element.addEventListener("click", (event) => {
      const { target } = event;
      const beside = this.#beside && !isInside(this.element, event);
      if (beside || /** @type {Element} */ (target).closest("[data-close]")) this.close();
    });
    this.element.addEventListener("close", () => {
      if (this.#busy) this.#leave();
      // The drawer that it was opened from may be gone, which the browser finds out in a moment.
      setTimeout(() => isSomewhere(document.activeElement) || toField());
    });
    this.element.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      // The second click of a double one, say: what is under way need not go twice.
      if (this.#busy) return;
      this.say([]);
      this.#onSubmit(this.fields, this.#given);
    });
  }

  /** What is in the form, by the names of its fields. */
  get fields() {
    const form = this.element.querySelector("form") ?? undefined;
    return /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));
  }

  /**
   * Show it with these values. A text that was written in it before is still there; one for somebody else waits until
   * it is opened for them.
   *
   * @param {Record<string, string>} values
   * @param {OnSubmit} [onSubmit]
   */
  open(values = {}, onSubmit = () => {}) {
    this.#onSubmit = onSubmit;
    this.say([]);
    const text = "text" in values ? this.#kept(values.to) : "";
    this.#given = text ? "" : (values.text ?? "");
    for (const [name, value] of Object.entries({ ...values, text: text || this.#given })) {
      const field = this.#field(name);
      if (!field) continue;
      field.value = value || (name === "to" ? field.value : "");
      field.dispatchEvent(new Event("input"));
    }
    if (!this.element.open) this.element.showModal();
    const focused = document.activeElement;
    if (focused instanceof HTMLInputElement) focused.select();
  }

  /**
   * Submit nothing more until an answer is here, which then calls what is returned. That says whether the dialog still
   * shows what the answer is about: when it is closed meanwhile, what is under way is in it no more.
   */
  hold() {
    const left = this.#left;
    this.#setBusy(true);
    return () => {
      if (left !== this.#left) return false;
      // Closed just now: its event is still on the way.
      if (!this.element.open) this.#leave();
      else this.#setBusy(false);
      return this.element.open;
    };
  }

  /** What was written before for this person, or for nobody yet. @param {string} name */
  #kept(name) {
    const { to, text } = this.fields;
    const [one, other] = [to, name].map((who) => fold(who.trim()));
    const written = text === this.#given ? "" : text;
    if (!one || !other || one === other) return written;
    this.#letters.set(one, written);
    return this.#letters.get(other) ?? "";
  }

  /** @param {boolean} busy */
  #setBusy(busy) {
    this.#busy = busy;
    // What is under way is shown in it: the strip by the field is not seen from here.
    this.element.classList.toggle("busy", busy);
  }

  #leave() {
    this.#setBusy(false);
    this.#left++;
    this.#empty();
  }

  #empty() {
    this.#letters.delete(fold((this.fields.to ?? "").trim()));
    this.element.querySelector("form")?.reset();
  }

  /** @param {string} name @returns {HTMLInputElement | HTMLTextAreaElement | null} */
  #field(name) {
    return this.element.querySelector(`[name=${name}]`);
  }

  /** What it was open for is done: wherever it was opened from, what is typed next is a message. */
  done() {
    this.#empty();
    this.close();
    toField();
  }

  /** Show it no longer. */
  close() {
    this.element.close();
  }

  /** Say what is wrong. @param {Child[]} sentence */
  say(sentence) {
    this.#error.replaceChildren(...sentence);
    // What comes into sight with its words is read out; what is always there is not.
    this.#error.hidden = !sentence.length;
  }

  /** Put the cursor into a field. @param {string} name */
  focus(name) {
    this.#field(name)?.focus();
    if (name !== "text") this.#field(name)?.select();
  }
}

/** @param {Element} element @param {PointerEvent} event */
function isInside(element, { clientX, clientY }) {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
}

/** What each menu was opened from. @type {WeakMap<HTMLElement, HTMLElement>} */
const openers = new WeakMap();

/**
 * Make a popover behave as a menu. An entry that is chosen closes it, and the focus goes back to where it was.
 *
 * @param {HTMLElement} menu
 */
export function makeMenu(menu) {
  const items = /** @type {HTMLElement[]} */ ([...menu.children]);
  for (const item of items) item.setAttribute("role", "menuitem");
  menu.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "open") items[0].focus();
    // Out of a drawer the browser does not find the way back.
    else if (!isSomewhere(document.activeElement)) openers.get(menu)?.focus();
  });
  if (menu.matches(":popover-open")) items[0].focus();
  menu.addEventListener("click", () => menu.hidePopover());
  menu.addEventListener("keydown", (event) => {
    const place = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const places = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: -1 };
    if (event.key === "Tab") menu.hidePopover();
    if (!Object.hasOwn(places, event.key)) return;
    event.preventDefault();
    items.at(places[/** @type {keyof typeof places} */ (event.key)] % items.length)?.focus();
  });
}

/**
 * Open a menu beside an element, inside of what can be seen.
 *
 * @param {HTMLElement} menu
 * @param {HTMLElement} beside
 */
export function openMenu(menu, beside) {
  openers.set(menu, beside);
  const place = beside.getBoundingClientRect();
  // Told where it comes from, the drawer that holds `beside` stays open.
  menu.showPopover(/** @type {any} */ ({ source: beside }));
  const left = Math.min(place.left, innerWidth - menu.offsetWidth - 8);
  const below = place.bottom + menu.offsetHeight + 8 < innerHeight;
  menu.style.left = `${Math.max(8, left)}px`;
  menu.style.top = `${below ? place.bottom + 4 : Math.max(8, place.top - menu.offsetHeight - 4)}px`;
}
