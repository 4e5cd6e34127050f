/** What got no answer before its session ended: it is kept, told, and never asked again by itself. Pure. */

import { noteEntry } from "../chat/chat.js";
import { asksTheSame } from "./outbox.js";

/** @import { ChatRequest, Entry, Message, Note, Outgoing, Row } from "../../types.js" */
/** @import { Session } from "./session.js" */

/** The requests of a session that have failed, the oldest first; that some of it is asked again does not take it out. */
export class Failed {
  /** @type {Outgoing[]} */
  all = [];
  #number = 0;

  /** @param {Session} session @param {(outgoing: Outgoing) => void} settled Told of what need not be sent again. */
  constructor(session, settled) {
    this.session = session;
    this.settled = settled;
  }

  /** No answer came to this, and it is to be sent again if the reader wants that. @param {ChatRequest} request @param {string} [line] What was typed for it. */
  take(request, line = "") {
    const { state, outbox } = this.session;
    /** @type {Outgoing} */
    const outgoing = { request, author: state.me, line, number: ++this.#number, state: "failed" };
    this.all.push(outgoing);
    const said = line ? { text: line } : outbox.messageOf(request);
    this.session.tell(/** @type {Note} */ ({ ...said, type: "unanswered", outgoing }));
    return outgoing;
  }

  /** The oldest that asks for the same, and is not asked again already. @param {ChatRequest} request */
  find(request) {
    return this.all.find((outgoing) => outgoing.state === "failed" && asksTheSame(outgoing.request, request));
  }

  /** It is done, or found to be said. @param {Outgoing} outgoing */
  settle(outgoing) {
    outgoing.state = "sent";
    this.all = this.all.filter((other) => other !== outgoing);
    this.settled(outgoing);
  }

  /**
   * A message was said. What it may be the answer to need not be sent again, and that is told behind it.
   *
   * @param {Message | Row} message
   * @returns {Entry[]}
   */
  found(message) {
    const outgoing = this.all.find((one) => this.#isOf(one, message));
    if (!outgoing) return [];
    this.settle(outgoing);
    return [noteEntry({ type: "said" }, this.session.serverNow)];
  }

  /** Whether a message is what a request of this author meant to say. @param {Outgoing} asked @param {Message | Row} message */
  #isOf({ request, author }, message) {
    const { messageOf } = this.session.outbox;
    const meant = messageOf(request);
    if (!meant || message.from !== author || Boolean(meant.to) !== "to" in message) return false;
    const said = messageOf({ type: "send", text: message.text });
    return Boolean(meant.delay) === Boolean(message.delayed) && meant.text.trim() === said?.text.trim();
  }
}
