/** Earlier lines, for the arrow keys. */

/** What was typed before, in memory alone. */
export class Recall {
  /** @type {string[]} */
  #lines = [];
  #back = 0;

  /** @param {number} [limit] How many are kept. */
  constructor(limit = 100) {
    this.limit = limit;
  }

  /** Keep a finished line, and stand below it. @param {string} line */
  remember(line) {
    this.#back = 0;
    if (line.trim() && this.#lines.at(-1) !== line) this.#lines.push(line);
    if (this.#lines.length > this.limit) this.#lines.shift();
  }

  /** Whether `line` is what is shown of them: then the arrow keys go on. @param {string} line */
  shows(line) {
    return this.#back > 0 && this.#lines.at(-this.#back) === line;
  }

  /** The line before the one that is shown; null at the oldest. */
  older() {
    return this.#back === this.#lines.length ? null : (this.#lines.at(-++this.#back) ?? null);
  }

  /** The line after the one that is shown; empty below the newest. */
  newer() {
    this.#back = Math.max(0, this.#back - 1);
    return this.#back ? (this.#lines.at(-this.#back) ?? "") : "";
  }

  /** Stand below the newest line again. */
  leave() {
    this.#back = 0;
  }
}
