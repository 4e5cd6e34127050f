/** What somebody notices who looks elsewhere: a number in the title, and, if they wish, notifications. */

import { remember, remembered } from "../stored.js";
import { text } from "../state/texts.js";

/** @import { Entry } from "../types.js" */

/** Counts what comes while the page is hidden, and calls its reader when somebody means them. */
export class Notifier {
  #unread = 0;

  /** @param {HTMLElement} button Turns the notifications on and off. */
  constructor(button) {
    this.button = button;
    button.hidden = !("Notification" in globalThis);
    button.addEventListener("click", () => this.#toggle());
    document.addEventListener("visibilitychange", () => this.#seen());
    this.refresh();
  }

  /** New entries. @param {readonly Entry[]} entries */
  take(entries) {
    if (!document.hidden) return;
    const spoken = entries.filter(({ event, own, old }) => event.type === "message" && !own && !old);
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
    const wish = this.#on ? "off" : "on";
    // Asked for here and nowhere else: nobody likes a page that asks before it was asked.
    if (wish === "on") await Notification.requestPermission();
    remember("notify", wish);
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
    const options = { body: event.text.slice(0, 200), tag: "besedka" };
    try {
      const notification = new Notification(title, options);
      notification.onclick = () => {
        window.focus();
        notification.close();
      };
    } catch {
      // Android has notifications of service workers only.
      (await navigator.serviceWorker?.getRegistration())?.showNotification(title, options);
    }
  }
}
