/** What stands across the page while something is not as it should be: no connection, no voice. */

import { countdown, duration, until } from "../state/clock.js";
import { text } from "../state/texts.js";
import { told } from "../state/underway.js";
import { coded, fill, make } from "./dom.js";
import { toField } from "./focus.js";

/** @import { Child, Sent, Status } from "../types.js" */

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
   * @param {string} [rest] What is to be said of leaving besides.
   */
  show(status, first, rest = "") {
    const { kind } = (this.#status = status);
    if (status.kind === "waiting") this.#lose(why(status.code, first), status.code === 1006);
    else if (kind === "ended") this.#stay(`${text("You have left the chat.")} ${rest}`.trim(), text("Come back"));
    else if (kind === "refused") this.#stay(unwelcome(), text("Try now"));
    else if (kind !== "connecting" || !this.#said) this.#become(kind, first);
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
  #stay(sentence, wish) {
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

/** A page cannot learn it from the WebSocket, and no other try would end otherwise. */
const unwelcome = () =>
  text("The server is running, but does not accept this address. Whoever runs it can start it with `--origin {origin}`.", {
    origin: location.origin,
  });

/** @param {number} code @param {boolean} first */
function why(code, first) {
  if (code === 503) return text("The chat is full; you come in as soon as somebody leaves.");
  if (first) return text("The chat cannot be reached.");
  if (code === 1001) return text("The server has closed the connection.");
  if (code === 1013) return text("The connection is lost: you could not keep up with the chat.");
  return text("The connection to the server is lost.");
}

/**
 * The sentence about it.
 *
 * @param {number} at
 * @param {number} now
 * @param {Child} [left]
 */
export function mutedUntil(at, now, left = duration(at - now)) {
  return fill(
    text(
      "People have complained: you cannot speak until {until}, for another {left}. Everything but `send` and `rename` works.",
    ),
    { until: until(at, now), left },
  );
}

/** Shown as long as one is muted. */
export class MutedStrip {
  // Every second it is another one, and nobody wants to hear them all.
  #left = make("span", { class: "countdown", "aria-hidden": "true" });
  #until = 0;

  /** @param {HTMLElement} strip @param {() => void} over Called when it goes. */
  constructor(strip, over) {
    this.strip = strip;
    this.over = over;
  }

  /** Whether one is muted. */
  get shown() {
    return !this.strip.hidden;
  }

  /** @param {number} at Until when, 0 for not at all. @param {number} now */
  show(at, now) {
    this.#until = at;
    this.strip.replaceChildren(...mutedUntil(at, now, this.#left));
    this.tick(now);
  }

  /** A second has passed. @param {number} now */
  tick(now) {
    const before = this.shown;
    this.strip.hidden = this.#until <= now;
    if (before && !this.shown) this.over();
    this.#left.textContent = countdown(this.#until - now);
  }
}

/** Shown as long as something is under way that should be there by now; in a dialog that waits for it, as well. */
export class SendingStrip {
  #words = make("q", { dir: "auto" });

  /**
   * @param {HTMLElement} strip
   * @param {(sentence: string) => void} say To who listens.
   */
  constructor(strip, say) {
    this.strip = strip;
    this.say = say;
    strip.append(" ", this.#words);
  }

  /** @param {Sent[]} sent The oldest first. */
  show(sent) {
    if (sent.length && this.strip.hidden) this.say(text("Sending…"));
    this.strip.hidden = !sent.length;
    document.body.classList.toggle("late", sent.length > 0);
    const words = sent.length ? wordsOf(sent[0].request) : "";
    this.#words.textContent = words;
    this.#words.hidden = !words;
  }
}

/** What was typed for it; empty where that was nothing. @param {Sent["request"]} request */
const wordsOf = (request) => told(request)?.text ?? (request.type === "line" ? request.line : "");
