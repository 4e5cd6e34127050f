/** The line above the field: what was done, and what is wrong. */

import { toField } from "../page/focus.js";
import { make } from "../page/elements.js";

/** @import { Action, Child } from "../../types.js" */

/** What is only told, and asks for nothing, is read by then, in milliseconds. */
const READ = 20_000;

/** Says one thing at a time. What is wrong stays until it is right; what is told goes by itself after a while. */
export class Notice {
  #about = "";
  /** @type {number | undefined} */
  #reading;

  /** @param {HTMLElement} element @param {() => void} resized Called when there may be more of it, or less. */
  constructor(element, resized) {
    this.element = element;
    this.resized = resized;
  }

  /**
   * @param {Child[]} sentence
   * @param {{ actions?: Action[], error?: boolean, about?: string }} [more] `actions`: what can be done about it;
   *   `about`: what has to be over for the sentence to go by itself.
   */
  say(sentence, { actions = [], error = false, about = "" } = {}) {
    const { element } = this;
    this.#about = about;
    clearTimeout(this.#reading);
    if (!error && sentence.length) this.#reading = setTimeout(() => this.#fade(), READ);
    element.classList.toggle("error", error);
    element.replaceChildren(make("span", {}, ...sentence));
    for (const [label, act] of actions) {
      const click = () => {
        this.clear();
        toField();
        act();
      };
      element.append(" ", make("button", { type: "button", click }, ...label));
    }
    element.hidden = !sentence.length;
    this.resized();
  }

  /** @param {Child[]} sentence @param {string} [said] With what. @param {Parameters<Notice["say"]>[1]} [more] */
  complain(sentence, said = "", more = {}) {
    this.say([...sentence, ...(said ? [" ", make("q", {}, said)] : [])], { ...more, error: true });
  }

  /** What was said about this holds no longer. @param {string} about */
  over(about) {
    if (this.#about === about) this.clear();
  }

  /** Say nothing. */
  clear() {
    this.say([]);
  }

  /** Its buttons would do what was made of a line that does not stand in the field any more. */
  disarm() {
    for (const button of this.element.querySelectorAll("button")) button.remove();
  }

  #fade() {
    // Who does not look has not read it.
    if (document.hidden) this.#reading = setTimeout(() => this.#fade(), READ);
    else this.clear();
  }
}
