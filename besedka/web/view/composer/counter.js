/** How much of a text's limit is used, once most of it is. */

import { plural, text } from "../../state/words/texts.js";

/** From here on it is told: a part of the limit. */
const NEAR_LIMIT = 0.9;

/** Seen with every letter, and said when the limit comes near and when it is passed. */
export class Counter {
  #said = "";

  /** @param {HTMLElement} place @param {(sentence: string) => void} say To who listens. */
  constructor(place, say) {
    this.place = place;
    this.say = say;
    place.hidden = true;
  }

  /** @param {number} count @param {number} limit */
  show(count, limit) {
    const near = count >= limit * NEAR_LIMIT;
    const over = count > limit;
    this.place.hidden = !near;
    this.place.classList.toggle("error", over);
    if (near) this.place.textContent = text("{count} of {limit} characters", { count, limit });
    this.#tell(over ? "over" : near ? "near" : "", limit - count);
  }

  /** @param {string} state @param {number} left */
  #tell(state, left) {
    if (state === this.#said) return;
    this.#said = state;
    if (state === "near") this.say(plural("{n} character left", "{n} characters left", left));
    if (state === "over") this.say(plural("{n} character too many", "{n} characters too many", -left));
  }
}
