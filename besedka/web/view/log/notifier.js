/** How one is told who does not look: by a number in the title, by notifications. */

import { isSpoken } from "../../state/log/log.js";
import { text } from "../../state/words/texts.js";
import { part } from "../page/elements.js";
import { remember, remembered } from "../page/storage.js";

/** @import { Entry, Page } from "../../types.js" */

/** Counts what comes while the page is hidden, and calls its reader when somebody means them. */
export class Notifier {
  #unread = 0;

  /** @param {HTMLElement} button Shows whether there are notifications. @param {(sentence: string) => void} complain */
  constructor(button, complain) {
    this.button = button;
    this.complain = complain;
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

  /** Turn the notifications on or off. */
  async toggle() {
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
    const kinds = [event.bot ? text("bot") : "", event.to === undefined ? "" : text("private")].filter(Boolean);
    const title = event.from + (kinds.length ? ` (${kinds.join(", ")})` : "");
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

/** @param {Page} page */
export function begin(page) {
  const notifier = new Notifier(part("notify"), (sentence) => page.notice.complain([sentence]));
  page.every.words.add(() => notifier.refresh());
  return notifier;
}
