/** What was said while the connection was away, as far as the history still knows it. */

/** @import { Row, Stamp } from "./types.js" */

/**
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
export function missedSince(last, back, history, size) {
  const known = history.filter((row) => row.seq < back.seq);
  const rows = known.filter((row) => {
    const at = Date.parse(row.at);
    return at > last.at || (at === last.at && row.seq > last.seq);
  });
  const restarted = back.seq <= last.seq;
  return { rows, gap: restarted || (rows.length === known.length && history.length >= size) };
}
