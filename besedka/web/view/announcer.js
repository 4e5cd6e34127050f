/** What a screen reader hears of the log, and how often. */

import { plural } from "../state/texts.js";

/** So many entries within this time, in milliseconds, can be listened to. */
const CALM = 4;
const WINDOW = 2000;

/**
 * The log is a polite live region: in a calm chat a screen reader reads each entry out as it comes. In a flood it
 * could never catch up, so then the log falls silent, and `region` says at most once in two seconds how much there
 * is. The log is silent, too, while old entries are brought back into it.
 */
export class Announcer {
  #recent = 0;
  #untold = 0;
  /** @type {number | undefined} */
  #timer;

  /**
   * @param {HTMLElement} log
   * @param {HTMLElement} region
   */
  constructor(log, region) {
    this.log = log;
    this.region = region;
  }

  /** So many new entries are in the log. @param {number} entries */
  drawn(entries) {
    this.#recent += entries;
    if (this.#recent > CALM) {
      this.#untold += entries;
      this.#silence();
    }
    this.#timer ??= setTimeout(() => this.#review(), WINDOW);
  }

  /** Old entries come back. */
  moving() {
    this.#silence();
    this.#timer ??= setTimeout(() => this.#review(), WINDOW);
  }

  /** Say this at once. @param {string} sentence */
  say(sentence) {
    this.region.textContent = sentence;
  }

  #silence() {
    this.log.setAttribute("aria-live", "off");
  }

  #review() {
    this.#timer = undefined;
    if (this.#untold) this.say(plural("{n} new message", "{n} new messages", this.#untold));
    const calm = this.#recent <= CALM;
    this.#recent = this.#untold = 0;
    if (calm) this.log.setAttribute("aria-live", "polite");
    else this.#timer = setTimeout(() => this.#review(), WINDOW);
  }
}
