/** The list above the field that says what a word may become. */

import { complete } from "../state/completion.js";
import { make } from "./dom.js";

/** @import { Completion } from "../types.js" */

/**
 * Opens by itself where a command or a name is typed. Tab takes a suggestion, the arrows choose one, Escape closes it
 * all; then, and wherever nothing is suggested, Tab goes to the next element, as in every page.
 */
export class Suggestions {
  /** @type {Completion | null} */
  #shown = null;
  #chosen = -1;

  /**
   * @param {HTMLTextAreaElement} field
   * @param {HTMLElement} list
   * @param {() => Iterable<string>} names
   */
  constructor(field, list, names) {
    this.field = field;
    this.list = list;
    this.names = names;
    field.addEventListener("input", () => this.#open());
    field.addEventListener("blur", () => this.close());
    // Before the click, which would take the focus away from the field.
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const option = /** @type {Element} */ (event.target).closest("li");
      if (option) this.#take([...list.children].indexOf(option));
    });
  }

  /** Whether this key was for the list. @param {KeyboardEvent} event */
  key(event) {
    const count = this.#shown?.choices.length ?? 0;
    if (!count) return false;
    const steps = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 });
    if (event.key === "Escape") this.close();
    else if (event.key === "Tab" && !event.shiftKey) this.#take(Math.max(0, this.#chosen));
    else if (event.key === "Enter" && this.#chosen >= 0) this.#take(this.#chosen);
    else if (event.key in steps)
      this.#choose((Math.max(this.#chosen, event.key === "ArrowUp" ? 0 : -1) + steps[event.key] + count) % count);
    else return false;
    event.preventDefault();
    return true;
  }

  /** Suggest nothing. */
  close() {
    this.#shown = null;
    this.#draw();
  }

  #open() {
    const { value, selectionStart } = this.field;
    this.#shown = complete(value.slice(0, selectionStart), this.names());
    this.#draw();
  }

  #draw() {
    const choices = this.#shown?.choices ?? [];
    this.#chosen = -1;
    this.field.removeAttribute("aria-activedescendant");
    this.list.hidden = !choices.length;
    const options = choices.map(({ value, hint = "" }, index) =>
      make(
        "li",
        { role: "option", id: `suggestion-${index}`, "aria-selected": "false" },
        value,
        make("small", {}, hint),
      ),
    );
    this.list.replaceChildren(...options);
  }

  /** @param {number} index */
  #choose(index) {
    this.#chosen = index;
    [...this.list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
    this.field.setAttribute("aria-activedescendant", `suggestion-${index}`);
  }

  /** @param {number} index */
  #take(index) {
    const { start, choices } = /** @type {Completion} */ (this.#shown);
    this.field.setRangeText(`${choices[index].value} `, start, this.field.selectionStart, "end");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
