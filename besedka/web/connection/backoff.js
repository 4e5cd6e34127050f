/** How long to wait before a lost connection is tried again. */

/**
 * How long to wait before trying again: exponential backoff with full jitter.
 *
 * Waits, in milliseconds, that grow from `first` to `cap`, each drawn evenly from zero to its ceiling.
 *
 * Full jitter spreads the pages of a restarted server best: they were all cut off in the same moment.
 */
export class Backoff {
  #ceiling;

  /** @param {() => number} [random] From 0 to 1. @param {number} [first] @param {number} [cap] */
  constructor(random = Math.random, first = 1000, cap = 30_000) {
    this.#ceiling = first;
    this.random = random;
    this.first = first;
    this.cap = cap;
  }

  /** The milliseconds to wait now; the next ceiling is twice as high. */
  next() {
    const wait = this.random() * this.#ceiling;
    this.#ceiling = Math.min(this.#ceiling * 2, this.cap);
    return wait;
  }

  /** It worked: the next time begins with a short wait again. */
  reset() {
    this.#ceiling = this.first;
  }
}
