/** A browser that the tests drive: sockets that say what they are told to, and a clock that stands still. */

import { Connection } from "../../../../besedka/web/connection/connection.js";

/** @typedef {import("../../../../besedka/web/types.js").ChatEvent} ChatEvent */

/** One WebSocket, from the server's side. */
export class FakeSocket {
  /** @type {(() => void) | null} */
  onopen = null;
  /** @type {((event: { data: unknown }) => void) | null} */
  onmessage = null;
  /** @type {((event: { code: number }) => void) | null} */
  onclose = null;
  /** @type {Record<string, unknown>[]} */
  sent = [];
  closed = 0;
  OPEN = 1;
  readyState = 1;

  /** @param {string} address @param {string} protocol */
  constructor(address, protocol) {
    this.address = address;
    this.protocol = protocol;
  }

  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text));
  }

  /** @param {number} code */
  close(code) {
    this.closed = code;
  }

  /** The server says something. @param {Record<string, unknown>} message */
  say(message) {
    this.onmessage?.({ data: JSON.stringify({ seq: 1, at: "2026-11-22T12:00:00.000Z", ...message }) });
  }

  /** The server lets one in. @param {Record<string, unknown>} [more] */
  welcome(more = {}) {
    this.say({
      type: "welcome",
      name: "alice",
      members: ["alice"],
      member_count: 1,
      limits: { history: 20 },
      language: "en",
      ...more,
    });
  }

  /** The session can come back. @param {string} [token] */
  grant(token = "life.secret") {
    this.say({ type: "session", token, grace: 300 });
  }

  /** The session goes on. @param {Record<string, unknown>} [more] */
  resume(more = {}) {
    this.welcome({ type: "resumed", ...more });
  }

  /** The last request of a type. @param {string} type */
  asked(type) {
    return this.sent.filter((request) => request.type === type).at(-1);
  }
}

/** The rest of the browser. */
export class World {
  time = 1_000_000;
  /** How long the machine has slept in all, while `time` stood still. */
  asleep = 0;
  /** @type {FakeSocket[]} */
  sockets = [];
  /** @type {Map<number, { at: number, task: () => void }>} */
  timers = new Map();
  #timer = 0;

  /** What a `Connection` is given. */
  surroundings = {
    open: (/** @type {string} */ address, /** @type {string} */ protocol) => {
      this.sockets.push(new FakeSocket(address, protocol));
      return /** @type {any} */ (this.socket);
    },
    now: () => this.time,
    wall: () => this.time + this.asleep,
    after: (/** @type {() => void} */ task, /** @type {number} */ wait) => {
      this.timers.set(++this.#timer, { at: this.time + wait, task });
      return this.#timer;
    },
    clear: (/** @type {number | undefined} */ timer) => void this.timers.delete(timer ?? 0),
    random: () => 0.5,
  };

  /** The newest socket. */
  get socket() {
    return /** @type {FakeSocket} */ (this.sockets.at(-1));
  }

  /** Go by, and let nothing happen until it is over: then what is due happens, late. @param {number} milliseconds */
  leap(milliseconds) {
    this.time += milliseconds;
    this.pass(0);
  }

  /** Let time go by; what is due happens in its order. @param {number} milliseconds */
  pass(milliseconds) {
    const end = this.time + milliseconds;
    for (;;) {
      const due = [...this.timers]
        .filter(([, timer]) => timer.at <= end)
        .sort(([, one], [, other]) => one.at - other.at)[0];
      if (!due) break;
      this.timers.delete(due[0]);
      this.time = Math.max(this.time, due[1].at);
      due[1].task();
    }
    this.time = end;
  }
}

/** A connection that has just been opened, in a world of its own. */
export function connected() {
  const world = new World();
  /** @type {string[]} */
  const states = [];
  /** @type {ChatEvent[]} */
  const events = [];
  const listener = {
    status: (/** @type {{ kind: string }} */ { kind }) => void states.push(kind),
    event: (/** @type {ChatEvent} */ event) => void events.push(event),
  };
  const connection = new Connection(() => `ws://here/ws?${world.sockets.length}`, listener, world.surroundings);
  connection.start();
  return { world, connection, states, events };
}
