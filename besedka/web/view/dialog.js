/** Dialogs: what they ask for, and what the server answered, stays in them until it is right. */

import { byId, make, part } from "./dom.js";

/** @import { Child } from "../types.js" */

/**
 * A `<dialog>`, with a form or without.
 *
 * The browser itself closes it with Escape, keeps the focus in it, and gives the focus back.
 */
export class Dialog {
  /** @type {(fields: Record<string, string>) => void} */
  #onSubmit = () => {};

  #error = make("p", { class: "error", role: "alert" });

  /** @param {string} id */
  constructor(id) {
    this.element = byId(id, HTMLDialogElement);
    const title = this.element.querySelector("h2");
    if (title) title.id = `${id}-title`;
    this.element.setAttribute("aria-labelledby", `${id}-title`);
    const footer = this.element.querySelector("form footer");
    footer?.before(this.#error);
    if (!footer?.querySelector("[data-close]")) {
      footer?.prepend(make("button", { type: "button", "data-close": "", "data-text": "Back" }));
    }
    // Names are no words of any dictionary.
    for (const field of this.element.querySelectorAll("input")) {
      field.spellcheck = false;
      field.autocapitalize = field.autocomplete = "off";
    }
    this.element.addEventListener("click", (event) => {
      const target = /** @type {Element} */ (event.target);
      // The backdrop is the dialog itself, outside of all that is in it.
      if (target === this.element || target.closest("[data-close]")) this.close();
    });
    this.element.addEventListener("close", () => {
      // The drawer that it was opened from may be gone.
      if (document.activeElement === document.body) part("log").focus();
    });
    this.element.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.say([]);
      this.#onSubmit(this.fields);
    });
  }

  /** What is in the form, by the names of its fields. */
  get fields() {
    const form = this.element.querySelector("form") ?? undefined;
    return /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));
  }

  /**
   * Show it with these values; fields that are not named stay as they were left.
   *
   * @param {Record<string, string>} values
   * @param {(fields: Record<string, string>) => void} [onSubmit]
   */
  open(values = {}, onSubmit = () => {}) {
    this.#onSubmit = onSubmit;
    this.say([]);
    for (const [name, value] of Object.entries(values)) {
      const field = this.element.querySelector(`[name=${name}]`);
      if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = value;
    }
    if (!this.element.open) this.element.showModal();
    const focused = document.activeElement;
    if (focused instanceof HTMLInputElement) focused.select();
  }

  /** It is done. */
  close() {
    this.element.close();
  }

  /** Say what is wrong. @param {Child[]} sentence */
  say(sentence) {
    this.#error.replaceChildren(...sentence);
  }

  /** Put the cursor into a field. @param {string} name */
  focus(name) {
    const field = this.element.querySelector(`[name=${name}]`);
    if (field instanceof HTMLElement) field.focus();
  }
}
