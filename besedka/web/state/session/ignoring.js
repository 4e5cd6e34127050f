/** Whom one ignores, over a lost connection: a server forgets it with the session, so the page asks for it again. */

/** @import { ChatEvent } from "../../types.js" */
/** @import { Session } from "./session.js" */

/** Asks quietly: what comes of it is seen by the marks, and a refusal is not told. */
export class Ignoring {
  /** Whom the server is to hide, and does not yet. Who is not here is asked for when they come. @type {Set<string>} */
  #wished = new Set();

  /** @param {Session} session */
  constructor(session) {
    this.session = session;
  }

  /** One is back: these are to be ignored again. @param {Iterable<string>} names */
  renew(names) {
    for (const name of new Set([...this.#wished, ...names])) this.#ask(name);
  }

  /** Whether what this person says is not to be seen, though the server does not hide it. @param {string} name */
  hides(name) {
    return this.#wished.has(name);
  }

  /** Something happens; the state does not know it yet. @param {ChatEvent} event */
  take(event) {
    const { connection, state } = this.session;
    if (event.type === "joined" && this.hides(event.name)) this.#ask(event.name);
    if (event.type === "renamed" && this.hides(event.new)) this.#ask(event.new);
    // Who had left may be known again by the name, of which nobody is told.
    else if (event.type === "renamed" && state.ignored.has(event.new)) connection.ask({ type: "ignored" });
    if (event.type === "refused" && event.code === "not-ignored") this.#wished.delete(String(event.params.name));
  }

  /** @param {string} name */
  #ask(name) {
    this.#wished.add(name);
    this.session.connection.ask({ type: "ignore", name }, (answer) => {
      const isAway = answer?.type === "refused" && answer.code === "no-such-user";
      if (answer && !isAway) this.#wished.delete(name);
    });
  }
}
