/** How one is told who does not look: by a screen reader, by a number in the title, by notifications. */

import { remember, remembered } from "../stored.js";
import { Entries, isSpoken } from "../state/entries.js";
import { language, plural, text } from "../state/texts.js";
import { crowdSentence } from "./crowd.js";
import { make } from "./dom.js";
import { entryElement } from "./entry.js";
import { narrate } from "./narration.js";

/** @import { Entry, Placed } from "../types.js" */

/** So many entries within this time, in milliseconds, can be listened to. */
const CALM = 4;
const WINDOW = 2000;
/** Who comes and goes is told at most once in this time, in milliseconds. */
const GATHERING = 15_000;
/** A page that has just been opened is read out itself: what is said meanwhile would be lost. */
const OPENING = 1500;
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
  /** @type {string[] | null} What is to be said when the page has been read out. */
  #early = [];

  /** @param {HTMLElement} region A polite one. */
  constructor(region) {
    this.region = region;
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
    else this.say(entries.map((entry) => heard(entryElement(entry, now))).join(". "));
    this.#timer ??= setTimeout(() => this.#review(), WINDOW);
  }

  #gather() {
    const all = new Entries();
    all.add(this.#moves);
    this.#moves = [];
    const told = all.slice(0, all.end).map(({ event }) => sentenceOf(event)).slice(-CALM);
    this.#gathering = told.length ? setTimeout(() => this.#gather(), GATHERING) : undefined;
    if (told.length) this.say(told.join(". "));
  }

  /** Say this. @param {string} sentence */
  say(sentence) {
    const lang = language();
    if (!this.#early) return this.#tell(sentence, lang);
    if (this.#early.push(sentence) === 1) setTimeout(() => this.#open(lang), OPENING);
  }

  /** @param {string} lang */
  #open(lang) {
    const early = this.#early ?? [];
    this.#early = null;
    this.#tell(early.join(". "), lang);
  }

  /** It stays when another language is spoken, and so says which is its own. @param {string} sentence @param {string} lang */
  #tell(sentence, lang) {
    this.region.append(make("p", { lang }, sentence));
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

/** Counts what comes while the page is hidden, and calls its reader when somebody means them. */
export class Notifier {
  #unread = 0;

  /**
   * @param {HTMLElement} button Turns the notifications on and off.
   * @param {(sentence: string) => void} complain
   */
  constructor(button, complain) {
    this.button = button;
    this.complain = complain;
    button.hidden = !("Notification" in globalThis && isSecureContext);
    button.addEventListener("click", () => this.#toggle());
    document.addEventListener("visibilitychange", () => this.#seen());
    this.refresh();
  }

  /** New entries. @param {readonly Entry[]} entries */
  take(entries) {
    if (!document.hidden) return;
    const spoken = entries.filter(isSpoken);
    this.#unread += spoken.length;
    this.refresh();
    const called = spoken.filter((entry) => entry.called).at(-1);
    if (called && this.#on) this.#notify(called);
  }

  /** Show the number and the button in the language that is spoken. */
  refresh() {
    document.title = (this.#unread ? `(${this.#unread}) ` : "") + text("Besedka");
    this.button.setAttribute("aria-pressed", String(this.#on));
  }

  get #on() {
    return remembered("notify") === "on" && globalThis.Notification?.permission === "granted";
  }

  async #toggle() {
    const wish = !this.#on;
    // Asked for here and nowhere else: nobody likes a page that asks before it was asked.
    const may = !wish || (await Notification.requestPermission()) === "granted";
    if (may) remember("notify", wish ? "on" : "off");
    else this.complain(text("The browser forbids notifications here."));
    this.refresh();
  }

  #seen() {
    if (document.hidden) return;
    this.#unread = 0;
    this.refresh();
  }

  /** @param {Entry} entry */
  async #notify({ event }) {
    if (event.type !== "message") return;
    const title = event.to === undefined ? event.from : `${event.from} (${text("private")})`;
    // One a person, the newest; `renotify`, or it would come without a sound.
    const options = { body: event.text.slice(0, 200), tag: `besedka ${event.from}`, renotify: true };
    try {
      const notification = new Notification(title, options);
      notification.onclick = () => {
        window.focus();
        notification.close();
      };
    } catch {
      // Android has notifications of service workers only; the click comes to the worker.
      const worker = await navigator.serviceWorker?.getRegistration();
      await worker?.showNotification(title, options).catch(() => {});
    }
  }
}
