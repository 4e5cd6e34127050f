/** What stands above the field as long as one may not speak. */

import { countdown, duration } from "../../state/words/durations.js";
import { until } from "../../state/words/until.js";
import { text } from "../../state/words/texts.js";
import { fill, make, part } from "../page/elements.js";
import { barredCommands } from "../page/enumeration.js";

/** @import { Child, Page, State } from "../../types.js" */

/**
 * The sentence about it.
 *
 * @param {number} at
 * @param {number} now
 * @param {string[]} barred The commands that do not work till then.
 * @param {Child} [left]
 */
export function mutedUntil(at, now, barred, left = duration(at - now)) {
  return fill(
    text(
      "People have complained: you cannot speak until {until}, for another {left}. Everything but {barred} works.",
    ),
    { until: until(at, now), left, barred: barredCommands(barred) },
  );
}

/** Shown as long as one is muted. */
export class MutedStrip {
  // Every second it is another one, and nobody wants to hear them all.
  #left = make("span", { class: "countdown", "aria-hidden": "true" });
  #until = 0;

  /** @param {HTMLElement} strip @param {() => void} over Called when it goes. */
  constructor(strip, over) {
    this.strip = strip;
    this.over = over;
  }

  /** Whether one is muted. */
  get shown() {
    return !this.strip.hidden;
  }

  /** @param {State} state @param {number} now */
  show({ mutedUntil: at, barred }, now) {
    this.#until = at;
    this.strip.replaceChildren(...mutedUntil(at, now, barred, this.#left));
    this.tick(now);
  }

  /** A second has passed. @param {number} now */
  tick(now) {
    const before = this.shown;
    this.strip.hidden = this.#until <= now;
    if (before && !this.shown) this.over();
    this.#left.textContent = countdown(this.#until - now);
  }
}

/** @param {Page} page */
export function begin({ state, now, notice, every }) {
  const strip = new MutedStrip(part("muted"), () => notice.over("muted"));
  every.change.add(() => strip.show(state(), now()));
  every.second.add(() => strip.tick(now()));
  strip.show(state(), now());
}
