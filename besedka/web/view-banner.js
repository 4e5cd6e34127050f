/** How the connection is, where it is not well. */

import { make } from "./elements.js";
import { text } from "./texts.js";

/** @import { Status } from "./types.js" */

/** Says what is wrong once; how long it will be is for the eyes alone, since it changes every second. */
export class Banner {
  #seconds = make("span", { "aria-hidden": "true" });
  /** @type {Status} */
  #status = { kind: "open" };

  /** @param {HTMLElement} banner @param {() => void} again Connect now. */
  constructor(banner, again) {
    this.banner = banner;
    this.again = again;
  }

  /** @param {Status} status @param {boolean} first Whether there has been no connection yet. */
  show(status, first) {
    const { banner } = this;
    this.#status = status;
    banner.hidden = status.kind === "open" || (status.kind === "connecting" && first);
    banner.className = status.kind;
    if (status.kind === "connecting") banner.replaceChildren(text("Connecting…"));
    if (status.kind === "ended")
      banner.replaceChildren(text("You have left the chat."), " ", this.#button(text("Come back")));
    if (status.kind === "waiting") {
      const button = this.#button(text("Try now"));
      banner.replaceChildren(why(status.code, first), " ", this.#seconds, " ", button);
    }
    this.tick();
  }

  /** A second has passed. */
  tick() {
    if (this.#status.kind !== "waiting") return;
    const seconds = Math.max(0, Math.ceil((this.#status.until - Date.now()) / 1000));
    this.#seconds.textContent = text("Next try in {seconds} s.", { seconds });
  }

  /** @param {string} label */
  #button(label) {
    return make("button", { type: "button", click: this.again }, label);
  }
}

/** @param {number} code @param {boolean} first */
function why(code, first) {
  if (first) return text("The chat cannot be reached.");
  if (code === 1001) return text("The server has closed the connection.");
  if (code === 1013) return text("The connection is lost: the chat was not read as fast as it went on.");
  return text("The connection to the server is lost.");
}
