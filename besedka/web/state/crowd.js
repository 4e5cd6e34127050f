/** Who came and went: what follows each other is told as one. */

import { isMove } from "./entries.js";
import { isGuest } from "./names.js";

/** @import { Entry, Fate } from "../types.js" */

/** Moves that are told as one: somebody's program may come and go all day. */
const MOST = 500;

/** Joins and leaves in their order, and what became of each person by them. */
export class Crowd {
  /** @readonly */
  type = "crowd";
  /** @type {Entry[]} */
  moves = [];
  /** In the order in which they moved first. @type {Fate[]} */
  fates = [];
  /** @type {Map<string, Fate>} By the name that each has now. */
  #named = new Map();

  /** Put this behind the others; false when it does not belong to them. @param {Entry} entry */
  take(entry) {
    const { event } = entry;
    const belongs = isMove(event) || (event.type === "renamed" && isGuest(event.old) && this.#hasCome(event.old));
    if (!belongs || this.moves.length >= MOST) return false;
    this.moves.push(entry);
    if (event.type === "renamed") this.#rename(event.old, event.new);
    else if (event.type === "joined") this.#fate(event.name, false).here = true;
    else if (event.type === "left") Object.assign(this.#fate(event.name, true), { here: false, reason: event.reason });
    return true;
  }

  /** Who has just come, as a guest, may take a name. @param {string} name */
  #hasCome(name) {
    const fate = this.#named.get(name);
    return fate?.here === true && !fate.wasHere;
  }

  /** @param {string} name @param {boolean} wasHere Before all this, if it is the first that we hear of them. */
  #fate(name, wasHere) {
    const known = this.#named.get(name);
    if (known) return known;
    /** @type {Fate} */
    const fate = { name, wasHere, here: wasHere, reason: "" };
    this.fates.push(fate);
    this.#named.set(name, fate);
    return fate;
  }

  /**
   * Who takes the name of one who has left is that one, come back: so it is after a lost connection.
   *
   * @param {string} old
   * @param {string} name
   */
  #rename(old, name) {
    const fate = /** @type {Fate} */ (this.#named.get(old));
    const earlier = this.#named.get(name);
    if (earlier) this.fates.splice(this.fates.indexOf(earlier), 1);
    this.#named.delete(old);
    this.#named.set(name, Object.assign(fate, { name, wasHere: earlier?.wasHere ?? false }));
  }
}

/** The line that begins with this move. @param {Entry} entry */
export function gather(entry) {
  const crowd = new Crowd();
  crowd.take(entry);
  return crowd;
}
