/** Tells the server what has come, so that it need keep it no longer (docs/protocol.md, "Seen"). */

/** @import { Connection } from "./connection.js" */
/** @import { ChatEvent, ChatRequest, Unknown } from "../types.js" */

/** What has come is confirmed after so many milliseconds; at once, nearly, what has come to this session alone. */
const CONFIRMED = 20_000;
const PROMPTLY = 250;
/** Events to one session alone that are no answers: a server keeps them until they are confirmed. Its token comes so, too. */
const ALONE = ["session", "not-sent", "silenced", "undelivered"];

/** Confirms what has come over a connection, and never what is not kept here. */
export class Confirmation {
  /** The position that the server was told last. */
  #told = 0;
  #at = Infinity;
  /** @type {number | undefined} */
  #timer;

  /** @param {Pick<Connection, "around" | "resumption" | "say" | "status">} connection @param {() => void} keep Remember what has come. */
  constructor(connection, keep) {
    this.connection = connection;
    this.keep = keep;
  }

  /** @param {ChatEvent | Unknown} event */
  came(event) {
    const isAlone = ALONE.includes(event.type) || (event.type === "message" && event.to !== undefined);
    this.#within(isAlone ? PROMPTLY : CONFIRMED);
  }

  /** This is about to be asked; that is to be remembered as well. @param {ChatRequest} request */
  asks(request) {
    if (request.type === "exit") this.confirm();
    else this.#within(PROMPTLY);
  }

  /** Do it now. */
  confirm() {
    this.connection.around.clear(this.#timer);
    this.#at = Infinity;
    this.keep();
    const { token, seq } = this.connection.resumption;
    if (!token || this.connection.status.kind !== "open" || seq === this.#told) return;
    this.#told = seq;
    this.connection.say({ type: "seen", seq });
  }

  /** @param {number} pause Milliseconds, at the latest. */
  #within(pause) {
    const { around } = this.connection;
    const at = around.now() + pause;
    if (at >= this.#at) return;
    around.clear(this.#timer);
    this.#at = at;
    this.#timer = around.after(() => this.confirm(), pause);
  }
}
