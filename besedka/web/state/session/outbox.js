/**
 * The outbox: what the reader has asked of the server, until it is known what became of it. Pure.
 *
 *     send() ──▶ sending ── end() ──▶ sent (answered, refused, or lost)
 *
 *     fail() ──▶ failed ── send(…, again) ──▶ sending
 *                  ▲                             │
 *                  └── end() ────────────────────┤
 *                  │                             │
 *                  └── settle() ──▶ sent ◀───────┘
 *
 * The first is a request on its way; what it asks again, and what gets no answer, is the second. What is sent has left it.
 * A request is known by its object, and by no name. What may never happen: it goes out again by itself.
 */

/** @import { ChatRequest, Outgoing, Sending } from "../../types.js" */

/** Milliseconds without an answer after which that is shown. */
const MOMENT = 1000;

/** Nothing but its methods changes the `state` of what is in it. */
export class Outbox {
  /**
   * What a request says; null when it says nothing. `judgement.js` knows more of it, and comes with what can make more of
   * it than texts.
   *
   * @type {(request: ChatRequest) => Sending | null}
   */
  messageOf = (request) => (request.type === "send" ? { to: "", delay: 0, ...request } : null);
  /** What has no answer yet, in order. @type {Set<Outgoing>} */
  #sending = new Set();
  /** What has got none, the oldest first; that some of it is asked again does not take it out. @type {Outgoing[]} */
  failed = [];
  #number = 0;

  /**
   * @param {(late: Outgoing[]) => void} changed Called with what has been on its way for a moment, the oldest first, when
   *   that is something else.
   * @param {(task: () => void, milliseconds: number) => void} [later]
   */
  constructor(changed, later = (task, milliseconds) => setTimeout(task, milliseconds)) {
    this.changed = changed;
    this.later = later;
  }

  /**
   * This goes out.
   *
   * @param {ChatRequest} request
   * @param {string} author Under which name.
   * @param {Outgoing} [again] What has failed, and is asked again by this.
   * @returns {Outgoing}
   */
  send(request, author, again) {
    /** @type {Outgoing} */
    const outgoing = { request, author, again, state: "sending" };
    this.#sending.add(outgoing);
    if (again) again.state = "sending";
    this.later(() => {
      outgoing.isLate = this.#sending.has(outgoing);
      if (outgoing.isLate) this.#tell();
    }, MOMENT);
    return outgoing;
  }

  /** It is on its way no longer. What it has asked again has still failed, unless that is settled before or then. @param {Outgoing} outgoing */
  end(outgoing) {
    this.#sending.delete(outgoing);
    outgoing.state = "sent";
    if (outgoing.again?.state === "sending") outgoing.again.state = "failed";
    if (outgoing.isLate) this.#tell();
  }

  /** No answer came to this, and it is to be sent again if the reader wants that. @param {ChatRequest} request @param {string} author @param {string} line What was typed for it; empty where that was nothing. */
  fail(request, author, line) {
    /** @type {Outgoing} */
    const outgoing = { request, author, line, number: ++this.#number, state: "failed" };
    this.failed.push(outgoing);
    return outgoing;
  }

  /** The oldest that has failed, asks for the same, and is not asked again already. @param {ChatRequest} request */
  find(request) {
    return this.failed.find((outgoing) => outgoing.state === "failed" && asksTheSame(outgoing.request, request));
  }

  /** What had failed is done, or found to be said. @param {Outgoing} outgoing */
  settle(outgoing) {
    outgoing.state = "sent";
    this.failed = this.failed.filter((other) => other !== outgoing);
  }

  #tell() {
    this.changed([...this.#sending].filter(({ isLate }) => isLate));
  }
}

/** @param {ChatRequest} one @param {ChatRequest} other */
export const asksTheSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);
