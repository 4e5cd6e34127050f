/** How one is told who does not look: by a screen reader, by a number in the title, by notifications. */

import { remember, remembered } from "../stored.js";
import { isSpoken } from "../state/entries.js";
import { plural, text } from "../state/texts.js";

/** @import { Entry } from "../types.js" */

/** So many entries within this time, in milliseconds, can be listened to. */
const CALM = 4;
const WINDOW = 2000;

/**
 * The log is a polite live region: in a calm chat a screen reader reads each entry out as it comes. In a flood it
 * could never catch up, so then the log falls silent, and `region` says at most once in two seconds how much there
 * is. The log is silent, too, while old entries are brought back into it.
 */
export class Announcer {
  #recent = 0;
  #untold = 0;
  /** @type {number | undefined} */
  #timer;

  /**
   * @param {HTMLElement} log
   * @param {HTMLElement} region
   */
  constructor(log, region) {
    this.log = log;
    this.region = region;
  }

  /** So many new entries are in the log, some of them messages of others. @param {number} entries @param {number} spoken */
  drawn(entries, spoken) {
    this.#recent += entries;
    if (this.#recent > CALM) {
      this.#untold += spoken;
      this.#silence();
    }
    this.#timer ??= setTimeout(() => this.#review(), WINDOW);
  }

  /** Old entries come back. */
  moving() {
    this.#silence();
    this.#timer ??= setTimeout(() => this.#review(), WINDOW);
  }

  /** Say this at once. @param {string} sentence */
  say(sentence) {
    this.region.textContent = sentence;
  }

  #silence() {
    this.log.setAttribute("aria-live", "off");
  }

  #review() {
    this.#timer = undefined;
    if (this.#untold) this.say(plural("{n} new message", "{n} new messages", this.#untold));
    const calm = this.#recent <= CALM;
    this.#recent = this.#untold = 0;
    if (calm) this.log.setAttribute("aria-live", "polite");
    else this.#timer = setTimeout(() => this.#review(), WINDOW);
  }
}

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
