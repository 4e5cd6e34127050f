/** Whether a connection still lives: by the server's bytes, and two clocks that tell of a sleep. */

/** Milliseconds of silence before the server is asked for a sign of life, and from then on until it is given up. */
const SILENCE = 30_000;
const PATIENCE = 20_000;
/** For an answer after a sleep: a connection that outlived it answers in one round trip. */
export const SHORT = 5_000;
/** By so much the clocks may disagree, or a look may be late, before that is a sleep. */
const LEAP = 3_000;
/** The longest time between two looks. */
const TICK = 2_000;

/**
 * Notices a sleep of the machine. `now` is of a monotonic clock, which may stand still in a sleep, `wall` of the one
 * that does not: a sleep is what lets the second run ahead of the first, or a look come much later than it was due.
 *
 * So do looks that a browser puts off in the background; whoever is told of a sleep may only ask, and not conclude.
 */
export class SleepDetector {
  #now = 0;
  #wall = 0;
  #due = 0;

  /**
   * Begin, or go on.
   *
   * @param {number} now
   * @param {number} wall
   * @param {number} wait The milliseconds until something is to be done.
   * @returns {number} The milliseconds until the next look.
   */
  set(now, wall, wait) {
    const pause = Math.min(TICK, Math.max(0, wait));
    [this.#now, this.#wall, this.#due] = [now, wall, now + pause];
    return pause;
  }

  /** Whether there was a sleep since `set`. @param {number} now @param {number} wall */
  slept(now, wall) {
    return wall - this.#wall - (now - this.#now) > LEAP || now - this.#due > LEAP;
  }
}

/**
 * Looks at a connection every now and then. A server that was silent for half a minute is to be asked, and is gone when
 * 20 seconds later nothing has come: that is 50 after its last byte.
 *
 * @typedef {"wait" | "ask" | "gone"} Verdict
 */
export class Liveness {
  #heard;
  /** When an answer has to be here; null when nothing was asked. @type {number | null} */
  #deadline = null;

  /** The connection is there. @param {number} now */
  constructor(now) {
    this.#heard = now;
  }

  /** Bytes came. @param {number} now */
  heard(now) {
    [this.#heard, this.#deadline] = [now, null];
  }

  /**
   * What is to be done now. Who was asked and has let the time go by is gone, however late this look is: in the
   * background looks may always be late, and else nothing would ever be noticed there.
   *
   * @param {number} now
   * @param {boolean} slept
   * @returns {Verdict}
   */
  look(now, slept) {
    if (this.#deadline !== null && now >= this.#deadline) return "gone";
    if (slept) return this.#ask(now + SHORT);
    if (this.#deadline !== null || now - this.#heard < SILENCE) return "wait";
    return this.#ask(this.#heard + SILENCE + PATIENCE);
  }

  /** The network or the reader is back. @param {number} now @returns {Verdict} */
  doubt(now) {
    if (this.#deadline === null || now >= this.#deadline) return this.#ask(now + SHORT);
    this.#deadline = Math.min(this.#deadline, now + SHORT);
    return "wait";
  }

  /** Milliseconds until something is to be done. @param {number} now */
  left(now) {
    return (this.#deadline ?? this.#heard + SILENCE) - now;
  }

  /** @param {number} deadline @returns {Verdict} */
  #ask(deadline) {
    this.#deadline = deadline;
    return "ask";
  }
}
