/** What was said before the oldest message of a log, as far as a server has kept it. */

/** @import { Log } from "./log.js" */
/** @import { Entry, Row } from "../../types.js" */
/** @import { Session } from "../session/session.js" */

/**
 * The oldest message to all: what a server is asked to show the earlier ones of.
 *
 * @param {Log} log
 */
export const oldest = (log) => log.slice(log.first, log.end).find(({ event }) => event.type === "message" && event.to === undefined);

/**
 * Whether there may be earlier messages before a log of which nothing was asked for yet. One comes in with the last
 * `shown` messages, or with all of them where there are fewer.
 *
 * @param {Log} log
 * @param {number} shown
 */
export function isCut(log, shown) {
  const arrival = log.slice(0, shown);
  return log.first !== 0 || (arrival.length === shown && arrival.every(({ old }) => old));
}

/**
 * Those rows of an answer that are not later than this moment, in milliseconds. A server that was restarted may number
 * anew, and then what it calls earlier is later.
 *
 * @param {Row[]} rows
 * @param {number} moment
 */
export const earlier = (rows, moment) => rows.filter(({ at }) => Date.parse(at) <= moment);

/**
 * Rows as entries of the log, without those of people whom one ignores, though the server does not know it yet.
 *
 * @param {Pick<Session, "entries" | "ignoring">} session
 * @param {Row[]} rows
 * @returns {Entry[]}
 */
export const recalled = (session, rows) =>
  session.entries(rows.filter(({ from }) => !session.ignoring?.hides(from))).map((entry) => ({ ...entry, old: true }));
