/** What stands above the field as long as one may not speak. */

import { countdown, duration } from "../state/clock.js";
import { text, until } from "../state/texts.js";
import { fill, make, part } from "./dom.js";

/** @import { Child, Page } from "../types.js" */

/**
 * The sentence about it.
 *
 * @param {number} at
 * @param {number} now
 * @param {Child} [left]
 */
export function mutedUntil(at, now, left = duration(at - now)) {
  return fill(
    text(
      "People have complained: you cannot speak until {until}, for another {left}. Everything but `send` and `rename` works.",
    ),
    { until: until(at, now), left },
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

  /** @param {number} at Until when, 0 for not at all. @param {number} now */
  show(at, now) {
    this.#until = at;
    this.strip.replaceChildren(...mutedUntil(at, now, this.#left));
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
export function begin({ state, now, talk, every }) {
  const strip = new MutedStrip(part("muted"), () => talk.over("muted"));
  every.change.add(() => strip.show(state().mutedUntil, now()));
  every.second.add(() => strip.tick(now()));
  strip.show(state().mutedUntil, now());
}
