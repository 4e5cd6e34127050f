/** The dialog for a message that goes later: in so long, or at a time down to the second. */

import { duration, until } from "../state/clock.js";
import { text } from "../state/texts.js";
import { Dialog } from "./dialog.js";
import { byId } from "./dom.js";

/** @typedef {{ type: "send", text: string, to?: string, delay: number }} Delayed */

/** Counts the delay at the moment at which the message is handed over. */
export class LaterDialog {
  dialog = new Dialog("later");
  #when = byId("later-when", HTMLInputElement);
  #shown = byId("later-delay", HTMLElement);
  #choices = [.../** @type {NodeListOf<HTMLButtonElement>} */ (this.dialog.element.querySelectorAll("[data-seconds]"))];
  /** The quick choice, in seconds; 0: the time in the field counts. */
  #quick = 0;
  #longest = 0;
  /** @type {number | undefined} */
  #timer;

  constructor() {
    this.#when.addEventListener("input", () => this.#choose(0));
    for (const button of this.#choices) button.addEventListener("click", () => this.#choose(seconds(button)));
    this.dialog.element.addEventListener("close", () => clearInterval(this.#timer));
  }

  /**
   * @param {{ to: string, text: string }} values
   * @param {number} longest In seconds.
   * @param {(request: Delayed) => void} onSubmit
   */
  open(values, longest, onSubmit) {
    this.#longest = longest;
    this.#choose(60);
    this.#timer = setInterval(() => this.#tick(), 1000);
    this.dialog.open(values, ({ to, text: said }) => {
      const delay = this.delay;
      if (delay === null) return this.#tick();
      onSubmit({ type: "send", text: said, delay, ...(to.trim() && { to: to.trim() }) });
    });
  }

  /** The seconds from now; null when that is no time for it. */
  get delay() {
    const at = this.#when.value ? new Date(this.#when.value).getTime() : NaN;
    const delay = this.#quick || Math.ceil((at - Date.now()) / 1000);
    return delay >= 0 && delay <= this.#longest ? delay : null;
  }

  /** @param {number} quick */
  #choose(quick) {
    this.#quick = quick;
    for (const button of this.#choices) {
      button.textContent = text("in {left}", { left: duration(seconds(button) * 1000) });
      button.setAttribute("aria-pressed", String(seconds(button) === quick));
    }
    this.#tick();
  }

  /** A second has passed: with a quick choice the time moves on, else the delay shrinks. */
  #tick() {
    if (this.#quick) this.#when.value = localTime(Date.now() + this.#quick * 1000);
    const { delay } = this;
    const at = Date.now() + (delay ?? 0) * 1000;
    this.#shown.textContent =
      delay === null
        ? text("Choose a time from now to {left} ahead.", { left: duration(this.#longest * 1000) })
        : text("It goes in {left}, at {time}.", { left: duration(delay * 1000), time: until(at, Date.now()) });
  }
}

/** @param {HTMLButtonElement} button */
const seconds = (button) => Number(button.dataset.seconds);

/** As a field for date and time has it. @param {number} at */
function localTime(at) {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}
