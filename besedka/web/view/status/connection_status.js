/** Why one is not in the chat: the connection is lost, one has left, or the server lets nobody in. */

import { outstandingThen, stillGoes } from "../../state/chat/leaving.js";
import { text } from "../../state/words/texts.js";
import { coded, make, part } from "../page/elements.js";
import { toField } from "../page/focus.js";
import { isOut } from "./status.js";

/** @import { Page, Status } from "../../types.js" */

/** A loss is told once it has lasted so long, in milliseconds; the terminal's is (`connecting_notice.NOTICE_DELAY`). */
const MOMENT = 1000;

/** Has the banner say how the connection is. */
class ConnectionStatus {
  #wasOpen = false;
  /** Until it has rung, a loss is a short one. @type {number | undefined} */
  #moment;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.banner = new Banner(part("banner"), () => page.connection.start(), page.announcer.say);
    page.every.second.add(() => this.banner.tick());
    page.every.words.add(() => {
      // What it says is said anew.
      this.banner.show({ kind: "open" }, false);
      this.show(page.connection.status);
    });
  }

  /** @param {Status} status */
  show(status) {
    const { connection, state, now } = this.page;
    if (connection.status !== status || this.#isShort(status)) return;
    // Whoever was in could not keep up; whoever was not finds it full.
    const isFull = status.kind === "waiting" && status.early && status.code === 1013;
    this.banner.show(isFull ? { ...status, code: 503 } : status, !connection.openAt);
    const rest = stillGoes(outstandingThen(state()), now());
    if (status.kind === "ended") this.banner.stay(`${text("You have left the chat.")} ${rest}`.trim(), text("Come back"));
    if (status.kind === "refused") this.banner.stay(unwelcome(), text("Try now"));
    if (status.kind === "replaced") this.banner.stay(text("You have gone on in another tab or window."), text("Go on here"));
    if (status.kind === "waiting" && status.code === 1006) this.#ask(status);
  }

  /** Whether nothing is said yet, and may never be. @param {Status} status */
  #isShort(status) {
    const isOpen = status.kind === "open";
    if (isOpen || isOut(status)) {
      clearTimeout(this.#moment);
      this.#moment = undefined;
    } else if (this.#wasOpen) this.#moment = setTimeout(() => this.#lose(status), MOMENT);
    this.#wasOpen = isOpen;
    return this.#moment !== undefined;
  }

  /** It was no short one. @param {Status} status How it began: why it fails now may be less. */
  #lose(status) {
    this.#moment = undefined;
    this.banner.show(status, false);
    this.show(this.page.connection.status);
  }

  /**
   * A browser does not say why a WebSocket was refused; but whether the chat is full, or takes nobody from this
   * address, can be asked.
   *
   * @param {Extract<Status, { kind: "waiting" }>} status
   */
  async #ask(status) {
    const { connection } = this.page;
    const signal = AbortSignal.timeout(5000);
    const address = `/healthz?origin=${encodeURIComponent(location.origin)}`;
    const health = await fetch(address, { signal }).then((answer) => answer.json()).catch(() => null);
    if (connection.status !== status) return;
    if (health?.full) this.banner.show({ ...status, code: 503 }, false);
    else if (status.early && health?.origin_allowed === false) connection.giveUp();
  }
}

/** A page cannot learn it from the WebSocket, and no other try would end otherwise. */
const unwelcome = () =>
  text("The server is running, but does not accept this address. Whoever runs it can start it with `--origin {origin}`.", {
    origin: location.origin,
  });

/**
 * Says what is wrong once, however many tries fail; how long the next one will be is for the eyes alone, since it
 * changes every second.
 */
class Banner {
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

/** @param {Page} page */
export const begin = (page) => new ConnectionStatus(page);
