/**
 * The outbox: what the reader has asked of the server, until it is known what became of it. Pure.
 *
 *     send() ──▶ sending ── end() ──▶ sent (answered, refused, or lost with the session)
 *
 *     Failed.take() ──▶ failed ── send(…, again) ──▶ sending
 *                         ▲                             │
 *                         └── end() ────────────────────┤
 *                         │                             │
 *                         └── Failed.settle() ──▶ sent ◀┘
 *
 * The first is a request on its way; what it asks again, and what gets no answer, is the second. What is sent has left it.
 * A request is known by its object, and by no name. What is sending may go out again by itself, under its number, over another
 * connection of the session; what has failed never does.
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
  sending = new Set();

  /**
   * @param {(late: Outgoing[], done: Outgoing | null) => void} changed Called with what has been on its way for a moment, the
   *   oldest first, when that is something else; `done` was among it, and has been carried out.
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
   * @param {string} [line] What was typed for it.
   * @returns {Outgoing}
   */
  send(request, author, again, line) {
    /** @type {Outgoing} */
    const outgoing = { request, author, again, line, state: "sending" };
    this.sending.add(outgoing);
    if (again) again.state = "sending";
    this.later(() => {
      outgoing.isLate = this.sending.has(outgoing);
      if (outgoing.isLate) this.#tell();
    }, MOMENT);
    return outgoing;
  }

  /** It is on its way no longer. What it has asked again has still failed, unless that is settled before or then. @param {Outgoing} outgoing @param {boolean} [isDone] */
  end(outgoing, isDone = false) {
    this.sending.delete(outgoing);
    outgoing.state = "sent";
    if (outgoing.again?.state === "sending") outgoing.again.state = "failed";
    if (outgoing.isLate) this.#tell(isDone ? outgoing : null);
  }

  /** @param {Outgoing | null} [done] */
  #tell(done = null) {
    this.changed([...this.sending].filter(({ isLate }) => isLate), done);
  }
}

/** @param {ChatRequest} one @param {ChatRequest} other */
export const asksTheSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);
