/** What a return after a lost connection brings: what was said meanwhile, and what became of what had no answer. */

import { historyEntry, noteEntry } from "../chat/chat.js";

/** @import { Entry, Message, Outgoing, Row, Stamp, State, Welcome } from "../../types.js" */
/** @import { Session } from "./session.js" */

/** Finds it out, for a session. */
export class Missed {
  /** @param {Session} session */
  constructor(session) {
    this.session = session;
  }

  /**
   * A message was said. What it may be the answer to need not be sent again, and that is told behind it.
   *
   * @param {Message | Row} message
   * @returns {Entry[]}
   */
  found(message) {
    const { session } = this;
    const outgoing = session.outbox.failed.find((one) => this.#isOf(one, message));
    if (!outgoing) return [];
    session.settle(outgoing);
    return [noteEntry({ type: "said" }, session.serverNow)];
  }

  /**
   * What was said since `last`, and a gap where there may have been more.
   *
   * @param {Welcome} welcome
   * @param {Row[]} history
   * @param {Stamp} last What was seen before the connection was lost.
   */
  missed(welcome, history, last) {
    const { state } = this.session;
    const back = { seq: welcome.seq, at: Date.parse(welcome.at) };
    const { rows, gap } = missedSince(last, back, history, state.limits.history);
    for (const row of rows) if (row.delayed && row.from === state.wanted) state.pending.delete(row.number);
    const seen = rows.filter((row) => !this.session.ignoring?.hides(row.from));
    const entries = seen.flatMap((row) => [{ ...historyEntry(state, row), old: false }, ...this.found(row)]);
    return gap ? [noteEntry({ type: "gap" }, last.at), ...entries] : entries;
  }

  /**
   * What one had delayed belongs to the session that is lost: when the server no longer counts it as ours, it is out
   * of our hands, and the reader is told so. (The history has been asked for before, and takes out what was sent.)
   *
   * @param {State["pending"]} before
   */
  reclaim(before) {
    const { session } = this;
    session.connection.ask({ type: "scheduled" }, (answer) => {
      if (answer?.type !== "scheduled") return;
      const lost = [...before.values()].filter(({ number }) => !session.state.pending.has(number));
      const numbers = lost.map(({ number }) => `#${number}`).join(", ");
      if (lost.length) session.tell({ type: "orphaned", numbers, messages: lost });
    });
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

/**
 * What was said while the connection was away, as far as the history still knows it.
 *
 * The messages said between `last` (the last event that was seen) and `back` (one's return), and whether others may
 * be missing.
 *
 * By time, since a restarted server counts anew, and has forgotten what the old one heard: its numbers begin below
 * `last`'s. Else nothing is missing when the history reaches back to `last`, or was not full (`size` messages).
 *
 * @param {Stamp} last
 * @param {Stamp} back
 * @param {readonly Row[]} history
 * @param {number} size
 * @returns {{ rows: Row[], gap: boolean }}
 */
function missedSince(last, back, history, size) {
  const known = history.filter((row) => row.seq < back.seq);
  const rows = known.filter((row) => {
    const at = Date.parse(row.at);
    return at > last.at || (at === last.at && row.seq > last.seq);
  });
  const restarted = back.seq <= last.seq;
  return { rows, gap: restarted || (rows.length === known.length && history.length >= size) };
}
