/** The entries that the log holds, and how each stands to the one before it. */

import { gather, isMove } from "./crowd.js";

/** @import { Entry, Placed } from "../types.js" */

/** Whether somebody else says this now. @param {Entry | Placed} entry */
export const isSpoken = ({ event, own, old }) => event.type === "message" && !own && !old;

/** Messages of one person within this time, in milliseconds, belong together. */
const TOGETHER = 5 * 60_000;

/** The newest entries, `limit` to `limit * 1.2` of them. */
export class Entries {
  /** @type {Placed[]} */
  #placed = [];
  #base = 0;
  /** The day of the newest entry: from when to before when. */
  #day = [0, 0];

  /** @param {number} [limit] */
  constructor(limit = 5000) {
    this.limit = limit;
  }

  /** The key of the oldest entry that is still there. */
  get first() {
    return this.#base;
  }

  /** The key that the next entry will have. */
  get end() {
    return this.#base + this.#placed.length;
  }

  /**
   * Put entries behind the others; who comes and goes is one entry with who did so just before.
   *
   * @param {readonly Entry[]} entries
   * @returns {number} The key of the first that is new, or is no longer what it was.
   */
  add(entries) {
    let changed = this.end;
    for (const entry of entries) {
      const before = this.#placed.at(-1);
      const day = this.#begins(entry.at) || !before;
      if (!day && before?.event.type === "crowd" && before.event.take(entry)) {
        changed = Math.min(changed, before.key);
        continue;
      }
      const follows = !day && before !== undefined && goesOn(before, entry);
      const event = isMove(entry.event) ? gather(entry) : entry.event;
      this.#placed.push({ ...entry, event, key: this.end, follows, day });
    }
    // Now and then, since taking from the front of a list costs as much as the list is long.
    if (this.#placed.length > this.limit * 1.2) {
      this.#base += this.#placed.splice(0, this.#placed.length - this.limit).length;
    }
    return changed;
  }

  /** Whether another day begins with this moment. @param {number} at */
  #begins(at) {
    if (!Number.isFinite(at) || (at >= this.#day[0] && at < this.#day[1])) return false;
    const start = new Date(at).setHours(0, 0, 0, 0);
    // Where clocks are put forward at midnight a day begins at one: so not a day later than `start`.
    this.#day = [start, new Date(start).setHours(24, 0, 0, 0)];
    return true;
  }

  /** Those with keys from `start` to before `end`. @param {number} start @param {number} end */
  slice(start, end) {
    return this.#placed.slice(Math.max(0, start - this.#base), Math.max(0, end - this.#base));
  }
}

/** @param {Placed} before @param {Entry} entry */
function goesOn(before, entry) {
  const [one, two] = [before.event, entry.event];
  if (one.type !== "message" || two.type !== "message" || entry.at - before.at > TOGETHER) return false;
  return one.from === two.from && one.to === two.to && !one.delayed && !two.delayed && !before.old === !entry.old;
}
