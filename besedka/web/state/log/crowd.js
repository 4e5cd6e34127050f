/** Who came and went: what follows each other is told as one. */

import { isGuest } from "../chat/names.js";

/** @import { ChatEvent, Entry, Fate, Joined, Note } from "../../types.js" */

/** Whether somebody came or went, and that is all. @param {ChatEvent | Note} event */
export const isMove = (event) => ["left", "away", "returned"].includes(event.type) || isPlainJoin(event);

/** Whether somebody came in, with nothing more to say of it: no mute, and nobody whom one ignores. @param {ChatEvent | Note} event @returns {event is Joined} */
export const isPlainJoin = (event) => event.type === "joined" && !event.muted_until && !event.ignored;

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
    const belongs = isMove(event) || (event.type === "renamed" && this.#isNaming(event.old, event.new));
    if (!belongs || this.moves.length >= MOST) return false;
    this.moves.push(entry);
    if (event.type === "renamed") this.#rename(event.old, event.new);
    else if (event.type === "joined") Object.assign(this.#fate(event.name, false), { here: true, bot: event.bot });
    else if (event.type === "away" || event.type === "returned") this.#fate(event.name, true).away = event.type === "away";
    else if (event.type === "left") Object.assign(this.#fate(event.name, true), { here: false, reason: event.reason });
    return true;
  }

  /** Whether a guest of these takes a name that none of them has had: it may be another's who had it. @param {string} old @param {string} name */
  #isNaming(old, name) {
    const fate = this.#named.get(old);
    return isGuest(old) && fate?.here === true && !fate.wasHere && !this.#named.has(name);
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

  /** @param {string} old @param {string} name */
  #rename(old, name) {
    const fate = /** @type {Fate} */ (this.#named.get(old));
    this.#named.delete(old);
    this.#named.set(name, fate);
    fate.name = name;
  }
}

/** The line that begins with this move. @param {Entry} entry */
export function gather(entry) {
  const crowd = new Crowd();
  crowd.take(entry);
  return crowd;
}
