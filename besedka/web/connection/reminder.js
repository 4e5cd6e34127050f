/** A timer that can be asked for an earlier time, and keeps the earliest. */

/** @import { Surroundings } from "../types.js" */

/** Does something once, at the earliest time that it was asked for. */
export class Reminder {
  #at = Infinity;
  /** @type {number | undefined} */
  #timer;

  /** @param {Surroundings} around @param {() => void} act */
  constructor(around, act) {
    this.around = around;
    this.act = act;
  }

  /** @param {number} pause Milliseconds from now, at the latest. */
  within(pause) {
    const at = this.around.now() + pause;
    if (at >= this.#at) return;
    this.clear();
    this.#at = at;
    this.#timer = this.around.after(this.act, pause);
  }

  /** It is not wanted any more, or done. */
  clear() {
    this.around.clear(this.#timer);
    this.#at = Infinity;
  }
}
