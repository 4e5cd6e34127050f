/** How long to wait before a lost connection is tried again. */

/**
 * The waits, in milliseconds: none after a good connection, then from `first` to `cap`, each twice the one before, of
 * which a random half is left out.
 *
 * The random half spreads the pages of a restarted server: they were all cut off in the same moment.
 */
export class Backoff {
  #longest;

  /** @param {() => number} [random] From 0 to 1. @param {number} [first] @param {number} [cap] */
  constructor(random = Math.random, first = 500, cap = 30_000) {
    this.#longest = first;
    this.random = random;
    this.first = first;
    this.cap = cap;
  }

  /** The milliseconds to wait now; the next wait is twice as long. */
  next() {
    const wait = this.#longest * (0.5 + this.random() * 0.5);
    this.#longest = Math.min(this.#longest * 2 || this.first, this.cap);
    return wait;
  }

  /** The connection was a good one: the next try comes at once. */
  reset() {
    this.#longest = 0;
  }
}
