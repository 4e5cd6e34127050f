/** What is on its way, and should be there by now; and that it has arrived at last. */

import { plural, text } from "../../state/words/texts.js";
import { make, part } from "../page/elements.js";

/** @import { Outgoing, Page } from "../../types.js" */

/** That something late was sent at last, is read by then, in milliseconds. */
const SEEN = 4000;

/** The strip above the field; a dialog that waits shows that, too. */
export class Sending {
  #strip = part("sending");
  /** @type {number | undefined} */
  #timer;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
  }

  /** @param {Outgoing[]} late The oldest first. @param {Outgoing | null} done What was shown so, and is carried out. */
  show(late, done) {
    const [shown = done] = late;
    const state = late.length ? text("Sending…") : text("Sent:");
    const isNews = this.#strip.hidden || !late.length;
    clearTimeout(this.#timer);
    this.#strip.hidden = !shown;
    if (!shown) return;
    if (isNews) this.page.announcer.say(state);
    if (!late.length) this.#timer = setTimeout(() => (this.#strip.hidden = true), SEEN);
    const words = this.#words(shown);
    const more = late.length - 1;
    this.#strip.replaceChildren(state, ...(words && [" ", make("q", { dir: "auto" }, words)]), ...(more > 0 ? [" ", plural("and {n} more", "and {n} more", more)] : []));
  }

  /** @param {Outgoing} outgoing */
  #words({ request }) {
    return this.page.session.outbox.messageOf(request)?.text ?? (request.type === "line" ? request.line : "");
  }
}
