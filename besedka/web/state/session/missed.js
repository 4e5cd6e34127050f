/** What a return after a lost connection brings: what was said meanwhile, and what became of what had no answer. */

import { historyEntry, noteEntry } from "../chat/chat.js";

/** @import { Absence, Entry, Resumed, Row, Stamp, State, Welcome } from "../../types.js" */
/** @import { Before, Session } from "./session.js" */

/** Who was away for so long, in milliseconds, is told so. */
const LONG = 120_000;
/** So many messages are asked for when another session begins. */
export const RECALLED = 500;

/** Finds it out, for a session. */
export class Missed {
  /** @param {Session} session @param {(absence: Absence) => void} tell Told of an absence that is worth a word. */
  constructor(session, tell) {
    this.session = session;
    this.tell = tell;
  }

  /**
   * The session goes on: how long one was away, and how much was missed; nothing where that is not worth a word, as all
   * of it follows.
   *
   * @param {Resumed} resumed
   * @returns {Entry[]}
   */
  absence({ missed = 0, gap = 0, lost = 0, name }) {
    const away = awaySince(this.session.connection.resumption.heard);
    if (away < LONG && !gap && !lost) return [];
    return this.#absent({ type: "absence", away, missed, kept: missed - gap, lost, was: name, name });
  }

  /**
   * Another session begins: what was said since the end of the one before, and a word about both.
   *
   * @param {Welcome} welcome
   * @param {Row[] | null} history Null: it has not come.
   * @param {Before} before
   * @returns {Entry[]}
   */
  missed(welcome, history, { last, me, heard }) {
    const { state, connection } = this.session;
    const why = connection.resumption.refused;
    const restarted = why === "new-server" || welcome.seq <= last.seq;
    const { rows, gap } = missedSince(last, welcome.seq, history ?? [], !history || restarted);
    for (const row of rows) if (row.delayed && row.from === state.wanted) state.pending.delete(row.number);
    const seen = rows.filter((row) => !this.session.ignoring?.hides(row.from));
    const entries = seen.flatMap((row) => [{ ...historyEntry(state, row), old: false }, ...(this.session.failed?.found(row) ?? [])]);
    const told = { away: awaySince(heard), missed: gap ? null : rows.length, kept: rows.length, lost: 0, was: me, name: welcome.name };
    if (why) return [...this.#absent({ type: "absence", why, ...told }), ...entries];
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

  /** The log has it where the reader was; told it is at once, so that it is old there. @param {Absence} absence @returns {Entry[]} */
  #absent(absence) {
    this.tell(absence);
    return [{ ...noteEntry(absence, this.session.serverNow), old: true }];
  }
}

/** How long nothing has come, in milliseconds; by a clock that goes on while the machine sleeps. @param {number} heard */
const awaySince = (heard) => Math.max(0, Date.now() - heard);

/**
 * The messages that were said between `last`, the last event that was seen, and the entry `back`, one's return; and whether others
 * may be missing.
 *
 * By time, since a server that was restarted counts anew, and has forgotten what the old one heard. Else nothing is missing
 * when the history reaches back to `last`, or was not full.
 *
 * @param {Stamp} last
 * @param {number} back
 * @param {readonly Row[]} history
 * @param {boolean} restarted
 * @returns {{ rows: Row[], gap: boolean }}
 */
function missedSince(last, back, history, restarted) {
  const known = history.filter((row) => row.seq < back);
  const rows = known.filter((row) => {
    const at = Date.parse(row.at);
    return at > last.at || (at === last.at && row.seq > last.seq);
  });
  return { rows, gap: restarted || (rows.length === known.length && history.length >= RECALLED) };
}
