/** What stands across the page while there is no connection. */

import { text } from "../state/texts.js";
import { coded, make, toField } from "./dom.js";

/** @import { Status } from "../types.js" */

/**
 * Says what is wrong once, however many tries fail; how long the next one will be is for the eyes alone, since it
 * changes every second.
 */
export class Banner {
  #seconds = make("span", { "aria-hidden": "true" });
  /** @type {Status} */
  #status = { kind: "open" };
  /** What is wrong, as it stands there; empty when nothing is. */
  #said = "";

  /**
   * @param {HTMLElement} banner
   * @param {() => void} again Connect now.
   * @param {(sentence: string) => void} say To who listens.
   */
  constructor(banner, again, say) {
    this.banner = banner;
    this.again = again;
    this.say = say;
  }

  /**
   * @param {Status} status
   * @param {boolean} first Whether there has been no connection yet.
   */
  show(status, first) {
    const { kind } = (this.#status = status);
    if (status.kind === "waiting") this.#lose(why(status.code, first), status.code === 1006);
    else if (kind === "open" || (kind === "connecting" && !this.#said)) this.#become(kind, first);
    this.tick();
  }

  /** Whether something stands there. */
  get shown() {
    return !this.banner.hidden;
  }

  /** A second has passed. */
  tick() {
    if (!this.#said) return;
    const waiting = this.#status.kind === "waiting" ? this.#status.until : 0;
    const seconds = Math.max(0, Math.ceil((waiting - performance.now()) / 1000));
    this.#seconds.textContent = waiting ? text("Next try in {seconds} s.", { seconds }) : text("Connecting…");
  }

  /** @param {Status["kind"]} kind @param {boolean} first */
  #become(kind, first) {
    const { banner } = this;
    this.#said = "";
    this.#keepFocus();
    banner.hidden = kind === "open" || (kind === "connecting" && first);
    banner.className = kind;
    if (kind === "connecting") banner.replaceChildren(text("Connecting…"));
  }

  /** It stays so until somebody wants it otherwise. @param {string} sentence @param {string} wish */
  stay(sentence, wish) {
    this.#become("ended", false);
    this.banner.replaceChildren(...coded(sentence), " ", this.#button(wish));
    this.say(sentence.replaceAll("`", ""));
  }

  /** @param {string} sentence @param {boolean} vague Whether it says less than what stands there. */
  #lose(sentence, vague) {
    const { banner } = this;
    if (this.#said === sentence || (vague && this.#said)) return;
    this.#said = sentence;
    this.#keepFocus();
    banner.hidden = false;
    banner.className = "waiting";
    this.say(sentence);
    banner.replaceChildren(sentence, " ", this.#seconds, " ", this.#button(text("Try now")));
  }

  /** Whoever has pressed the button goes on at the field: the button goes. */
  #keepFocus() {
    if (this.banner.contains(document.activeElement)) toField();
  }

  /** @param {string} label */
  #button(label) {
    return make("button", { type: "button", click: this.again }, label);
  }
}

/** @param {number} code @param {boolean} first */
function why(code, first) {
  if (code === 503) return text("The chat is full; you come in as soon as somebody leaves.");
  if (first) return text("The chat cannot be reached.");
  if (code === 1001) return text("The server has closed the connection.");
  if (code === 1013) return text("The connection is lost: you could not keep up with the chat.");
  return text("The connection to the server is lost.");
}
