/** What was asked and has no answer yet, and what becomes of that which never gets one: the terminal's `underway.py`. */

import { cleaned, sending } from "./sending.js";

/** @import { Asking, Lost, Message, Row, Sent } from "../types.js" */

/** Milliseconds without an answer after which that is shown. */
const MOMENT = 1000;

/** `changed` is called with what has been under way for a moment, the oldest first, when that is something else. */
export class Underway {
  /** @type {Set<Sent>} */
  #sent = new Set();
  /** @type {Lost[]} */
  #lost = [];
  #number = 0;

  /**
   * @param {(late: Sent[]) => void} changed
   * @param {(task: () => void, milliseconds: number) => void} [later]
   */
  constructor(changed, later = (task, milliseconds) => setTimeout(task, milliseconds)) {
    this.changed = changed;
    this.later = later;
  }

  /** This goes out. @param {Asking} request @param {string} author */
  begin(request, author) {
    /** @type {Sent} */
    const sent = { request, author, isLate: false };
    this.#sent.add(sent);
    this.later(() => {
      sent.isLate = this.#sent.has(sent);
      if (sent.isLate) this.#tell();
    }, MOMENT);
    return sent;
  }

  /** It is no longer under way, whatever became of it. @param {Sent} sent */
  end(sent) {
    this.#sent.delete(sent);
    if (sent.isLate) this.#tell();
  }

  /** No answer came to this: keep it, to be sent again. @param {Asking} request @param {string} line @param {string} author */
  keep(request, line, author) {
    /** @type {Lost} */
    const lost = { request, line, author, number: ++this.#number, isAsked: false, settled: false };
    this.#lost.push(lost);
    return lost;
  }

  /** The oldest of what is kept that asks for the same, and is not asked again already. @param {Asking} request */
  kept(request) {
    return this.#lost.find((lost) => !lost.isAsked && isSame(lost.request, request));
  }

  /** It need not be kept any longer. @param {Lost} lost */
  settle(lost) {
    lost.settled = true;
    this.#lost = this.#lost.filter((other) => other !== lost);
  }

  /**
   * A message was said. What it may be the answer to need not be sent again.
   *
   * @param {Message | Row} message
   * @returns {Lost | undefined} What was kept of it.
   */
  said(message) {
    return this.#lost.find((lost) => wasSaid(lost, message));
  }

  #tell() {
    this.changed([...this.#sent].filter(({ isLate }) => isLate));
  }
}

/** @param {Asking} one @param {Asking} other */
export const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** Whether a message is what a request of this author meant to say. @param {Lost} asked @param {Message | Row} message */
function wasSaid({ request, author }, message) {
  const meant = told(request);
  const to = "to" in message ? message.to : undefined;
  if (!meant || message.from !== author || Boolean(meant.to) !== (to !== undefined)) return false;
  return Boolean(meant.delay) === Boolean(message.delayed) && shown(meant.text) === shown(message.text);
}

/** @param {string} text */
const shown = (text) => cleaned(text).trim();

/** What a request says; null when it says nothing. @param {Asking} request */
export function told(request) {
  if (request.type === "send") return { to: "", delay: 0, ...request };
  const said = request.type === "line" && /^\s*\/?send(?!\S)/i.test(request.line) ? sending(request.line) : null;
  return said === "doubtful" ? null : said;
}
