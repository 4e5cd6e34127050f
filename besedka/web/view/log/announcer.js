/** How one is told who listens; with it comes what tells of what happens seldom, since it is read out, too. */

import { Log, isSpoken } from "../../state/log/log.js";
import { language, plural } from "../../state/words/texts.js";
import { make, part } from "../page/elements.js";
import { crowdElement, crowdSentence, narrate } from "./narration.js";

/** @import { EntryView } from "./entry.js" */
/** @import { Entry, Page, Placed } from "../../types.js" */

/** So many entries within this time, in milliseconds, can be listened to. */
const CALM = 4;
const WINDOW = 2000;
/** Who comes and goes is told at most once in this time, in milliseconds. */
const GATHERING = 15_000;
/** More of them are not kept for that. */
const MOVES = 500;
/** Sentences that stay; a screen reader reads what is new among them. */
const KEPT = 9;

/**
 * Reads the log out, in a region of its own: the log is not live itself, since screen readers keep how live a region
 * was at first, and read of what is put in together the last alone. In a calm chat each entry is said as it comes; in a
 * flood nobody could keep up, so then it is said at most once in two seconds how much there is.
 */
export class Announcer {
  #recent = 0;
  #untold = 0;
  /** @type {number | undefined} */
  #timer;
  /** @type {Entry[]} Who came and went since that was told. */
  #moves = [];
  /** @type {number | undefined} */
  #gathering;
  /** @type {string[]} */
  #turn = [];

  /** @param {HTMLElement} region A polite one. @param {EntryView} entries */
  constructor(region, entries) {
    this.region = region;
    this.entries = entries;
  }

  /**
   * These have come. Of who comes, goes, or takes another name the first is told at once, and the others together.
   *
   * @param {readonly Entry[]} entries
   * @param {readonly Placed[]} fresh Those of them that are entries of the log, as it has them.
   * @param {number} now
   */
  drawn(entries, fresh, now) {
    const isGathered = (/** @type {Entry | Placed} */ { event }) => ["crowd", "joined", "left", "renamed"].includes(event.type);
    this.#moves.push(...entries.filter(isGathered).slice(-MOVES));
    if (this.#moves.length && this.#gathering === undefined) this.#gather();
    const others = fresh.filter((entry) => !entry.old && !isGathered(entry));
    if (others.length) this.#hear(others, now);
  }

  /** @param {Placed[]} entries @param {number} now */
  #hear(entries, now) {
    this.#recent += entries.length;
    if (this.#recent > CALM) this.#untold += entries.filter(isSpoken).length;
    else this.say(entries.map((entry) => heard(this.entries.element(entry, now))).join(". "));
    this.#timer ??= setTimeout(() => this.#review(), WINDOW);
  }

  #gather() {
    const all = new Log();
    all.append(this.#moves);
    this.#moves = [];
    const told = all.slice(0, all.end).map(({ event }) => sentenceOf(event)).slice(-CALM);
    this.#gathering = told.length ? setTimeout(() => this.#gather(), GATHERING) : undefined;
    if (told.length) this.say(told.join(". "));
  }

  /** Say this; what is said at once is one. @param {string} sentence */
  say(sentence) {
    const lang = language();
    if (this.#turn.push(sentence) === 1) setTimeout(() => this.#tell(lang));
  }

  /** It stays when another language is spoken, and so says which is its own. @param {string} lang */
  #tell(lang) {
    this.region.append(make("p", { lang }, this.#turn.splice(0).join(". ")));
    if (this.region.childElementCount > KEPT) this.region.firstElementChild?.remove();
  }

  #review() {
    this.#timer = undefined;
    if (this.#untold) this.say(plural("{n} new message", "{n} new messages", this.#untold));
    const calm = this.#recent <= CALM;
    // A flood is over when a whole window was calm: else each one would begin with some that are read.
    this.#recent = calm ? 0 : CALM;
    this.#untold = 0;
    if (!calm) this.#timer = setTimeout(() => this.#review(), WINDOW);
  }
}

/** @param {Placed["event"]} event */
function sentenceOf(event) {
  const words = event.type === "crowd" ? crowdSentence(event, Date.now()) : narrate(event, Date.now())?.sentence;
  return make("p", {}, ...(words ?? [])).textContent ?? "";
}

/** What is read of an entry: all but the time. @param {Element} entry */
const heard = (entry) => (entry.textContent ?? "").replace(entry.querySelector("time")?.textContent ?? "", "");

/** @param {Page} page */
export function begin({ entries, log }) {
  entries.narrator = { narrate, crowdElement };
  log.redraw();
  return new Announcer(part("announcements"), entries);
}
