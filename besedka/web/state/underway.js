/** What was asked and has no answer yet, and what becomes of that which never gets one: the terminal's `underway.py`. */

/** @import { Asking, Lost, Sending, Sent } from "../types.js" */

/** Milliseconds without an answer after which that is shown. */
const MOMENT = 1000;

/** `changed` is called with what has been under way for a moment, the oldest first, when that is something else. */
export class Underway {
  /**
   * What a request says; null when it says nothing. `reading.js` knows more of it, and comes with what can make more of
   * it than texts.
   *
   * @type {(request: Asking) => Sending | null}
   */
  told = (request) => (request.type === "send" ? { to: "", delay: 0, ...request } : null);
  /** @type {Set<Sent>} */
  sent = new Set();
  /** What is kept, to be sent again. @type {Lost[]} */
  lost = [];
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
    const sent = { request, author, isLate: false, isSaid: false };
    this.sent.add(sent);
    this.later(() => {
      sent.isLate = this.sent.has(sent);
      if (sent.isLate) this.#tell();
    }, MOMENT);
    return sent;
  }

  /** It is no longer under way, whatever became of it. @param {Sent} sent */
  end(sent) {
    this.sent.delete(sent);
    if (sent.isLate) this.#tell();
  }

  /** No answer came to this: keep it, to be sent again. @param {Asking} request @param {string} line @param {string} author */
  keep(request, line, author) {
    /** @type {Lost} */
    const lost = { request, line, author, number: ++this.#number, settled: false };
    this.lost.push(lost);
    return lost;
  }

  /** The oldest of what is kept that asks for the same. @param {Asking} request */
  kept(request) {
    return this.lost.find((lost) => isSame(lost.request, request));
  }

  /** It need not be kept any longer. @param {Lost} lost */
  settle(lost) {
    lost.settled = true;
    this.lost = this.lost.filter((other) => other !== lost);
  }

  #tell() {
    this.changed([...this.sent].filter(({ isLate }) => isLate));
  }
}

/** @param {Asking} one @param {Asking} other */
export const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);
