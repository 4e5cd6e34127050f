/** What it takes to go on with a session over another connection (docs/protocol.md, "Sessions that come back"). */

/** @import { ChatEvent, Unknown } from "../types.js" */

/** The token, the position, and the number of the last request. Its fields can be kept as JSON, and assigned again. */
export class Resumption {
  /** Empty where the session ends with its connection. */
  token = "";
  /** The position: the last entry of which all has come. */
  seq = 0;
  /** What has come of the entry after that one, by type and number. @type {string[]} */
  partial = [];
  /** The number of the last request. */
  number = 0;
  /** When bytes came last, in milliseconds since 1970. */
  heard = 0;
  /** Why the session before this one could not be resumed; empty where there was none. */
  refused = "";

  /** The first message of a connection. */
  get first() {
    return this.token ? { type: "resume", token: this.token, seq: this.seq } : { type: "join" };
  }

  /** The session is over. @param {string} [why] */
  end(why = "") {
    this.token = "";
    this.refused = why;
  }

  /**
   * Move the position on, by whatever came.
   *
   * @param {ChatEvent | Unknown} event
   * @returns {boolean} False for an event that has come before: it is to be dropped.
   */
  take(event) {
    const { type, seq = 0, more, ref, number, message } = /** @type {any} */ (event);
    // It is newer than what follows it.
    if (type === "resumed") return true;
    if (type === "welcome") [this.seq, this.partial] = [-1, []];
    if (type === "session") this.token = /** @type {any} */ (event).token;
    const key = `${type} ${number ?? message?.number}`;
    const isKnown = ref === undefined && this.partial.includes(key);
    const complete = more === true ? seq - 1 : seq;
    if (complete > this.seq) [this.seq, this.partial] = [complete, []];
    if (seq > this.seq && !isKnown && /\d$/.test(key)) this.partial.push(key);
    return !isKnown;
  }
}
