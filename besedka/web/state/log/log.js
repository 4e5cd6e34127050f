/**
 * The log: what was said and what happened, in order. Pure; what is drawn follows from it (`view/log/log_view.js`).
 *
 * Each entry has a key of the log's own, which rises with its place and is never given twice: by it a view knows what it has drawn. Some
 * are also known from outside, and can be patched and removed by that: a message by its number, a note about a request
 * that has failed by that request, as the outbox has it. Every change keeps right how an entry stands to the one before.
 *
 * What may never happen: keys out of order, an entry that follows one which is gone. What has changed is told (`changed`),
 * a crowd that grows in place as well.
 */

import { sameDay } from "../words/moments.js";
import { gather, isMove } from "./crowd.js";

/** @import { Entry, Identity, Placed } from "../../types.js" */

/** Whether somebody else says this now. @param {Entry | Placed} entry */
export const isSpoken = ({ event, own, old }) => event.type === "message" && !own && !old;

/** Messages of one person within this time, in milliseconds, belong together. */
const TOGETHER = 5 * 60_000;

/** The newest entries, `limit` to `limit * 1.2` of them. */
export class Log {
  /** By rising keys. @type {Placed[]} */
  #entries = [];
  /** The key that the next entry will have. */
  end = 0;
  /** The lowest key that has been given. */
  #start = 0;
  /**
   * Called after every change; set by whoever draws the log.
   *
   * @type {(keys: number[], entries?: readonly Entry[]) => void} `keys` of those that are not what they were, or are gone;
   *   `entries` that have come.
   */
  changed = () => {};

  /** @param {number} [limit] It may be changed. */
  constructor(limit = 5000) {
    this.limit = limit;
  }

  /** The key of the oldest entry that is still there; `end` where there is none. */
  get first() {
    return this.#entries[0]?.key ?? this.end;
  }

  /** Put entries behind the others; who comes and goes is one entry with who did so just before. @param {readonly Entry[]} entries */
  append(entries) {
    const keys = [];
    for (const entry of entries) {
      const before = this.#entries.at(-1);
      const day = this.#begins(entry);
      if (!day && before?.event.type === "crowd" && before.event.take(entry)) keys.push(before.key);
      else this.#entries.push(placed({ ...entry, event: isMove(entry.event) ? gather(entry) : entry.event, key: this.end++ }, before, day));
    }
    // Now and then, since taking from the front of a list costs as much as the list is long.
    if (this.#entries.length > this.limit * 1.2) this.#entries.splice(0, this.#entries.length - this.limit);
    this.changed(keys, entries);
  }

  /** Put messages, at least one, before the others, of which there is at least one, too. @param {readonly Entry[]} entries */
  prepend(entries) {
    const [first] = this.#entries;
    const earlier = new Log();
    earlier.end = this.#start -= entries.length;
    earlier.append(entries);
    const last = earlier.#entries[entries.length - 1];
    this.#entries.splice(0, 1, ...earlier.#entries, placed(first, last, !sameDay(last.at, first.at)));
    this.changed([first.key]);
  }

  /**
   * Change what an entry says; when, whose and for whom it is stays. Nothing happens where it is not there (any more).
   *
   * A server that was restarted counts anew: so of several messages with one number the newest is meant.
   *
   * @param {Identity} id
   * @param {object} change Fields of its event.
   */
  patch(id, change) {
    const place = this.#find(id);
    const entry = this.#entries[place];
    if (!entry) return;
    this.#entries[place] = { ...entry, event: Object.assign({}, entry.event, change) };
    this.changed([entry.key]);
  }

  /**
   * Take an entry out; the one behind it takes its place. Who came and went before and behind it stay two entries.
   *
   * @param {Identity} id As of `patch`.
   */
  remove(id) {
    const place = this.#find(id);
    if (place < 0) return;
    const [{ key, day }] = this.#entries.splice(place, 1);
    const next = this.#entries[place];
    if (next) this.#entries[place] = placed(next, this.#entries[place - 1], day || next.day);
    this.changed([key, next?.key ?? key]);
  }

  /** Those with keys from `start` to before `end`. @param {number} start @param {number} end */
  slice(start, end) {
    return this.#entries.slice(this.#place(start), this.#place(end));
  }

  /** The key so many entries further on, or back; that of the first, or `end`, where there are not so many. @param {number} key @param {number} count */
  step(key, count) {
    return this.#entries[Math.max(0, this.#place(key) + count)]?.key ?? this.end;
  }

  /** How many entries have lower keys: looked for from the end, near which nearly all is that is asked for. @param {number} key */
  #place(key) {
    return this.#entries.findLastIndex((entry) => entry.key < key) + 1;
  }

  /** @param {Identity} id */
  #find(id) {
    return this.#entries.findLastIndex(({ event }) => id === (event.type === "unanswered" ? event.outgoing : event.type === "message" && event.number));
  }

  /** Whether another day begins with this one; a moment that is none begins none. @param {Entry} entry */
  #begins({ at }) {
    const before = this.#entries.findLast((entry) => Number.isFinite(entry.at));
    return !this.#entries.length || (Number.isFinite(at) && !(before && sameDay(before.at, at)));
  }
}

/** An entry as it stands behind another one. @param {Omit<Placed, "day" | "follows">} entry @param {Placed | undefined} before @param {boolean} day Whether a day begins with it. @returns {Placed} */
const placed = (entry, before, day) => ({ ...entry, day, follows: !day && goesOn(before, entry) });

/** @param {Placed | undefined} before @param {Pick<Placed, "at" | "event" | "old">} entry */
function goesOn(before, entry) {
  const [one, two] = [before?.event, entry.event];
  if (!before || one?.type !== "message" || two.type !== "message" || entry.at - before.at > TOGETHER) return false;
  return one.from === two.from && !one.bot === !two.bot && one.to === two.to && !one.delayed && !two.delayed && !before.old === !entry.old;
}
