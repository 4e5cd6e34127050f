/** The WebSocket: made again whenever it breaks, asked for a sign of life whenever it is silent, and what it says. */

import { Liveness, SHORT, SleepDetector } from "./liveness.js";
import { Backoff } from "./backoff.js";
import { AnswerParts, read } from "./protocol.js";

/** @import { ChatEvent, ChatRequest, OnAnswer, Status, Surroundings, Unknown } from "../types.js" */

/** @type {Surroundings} */
const BROWSER = {
  open: (address, protocol) => new WebSocket(address, protocol),
  // Not the wall clock, which may be set while we wait.
  now: () => performance.now(),
  wall: () => Date.now(),
  after: (task, milliseconds) => setTimeout(task, milliseconds),
  clear: (timer) => clearTimeout(timer),
  random: Math.random,
};

const SUBPROTOCOL = "besedka.v1.json";
/** How long, in milliseconds, a connection may take to open. */
const OPENING = 15_000;
/** A connection that lasted so long was a good one. */
const GOOD = 5_000;
/** What we close with when the connection does not do what it should: a code for private use. */
const BROKEN = 4000;

/** One line to the server, over any number of connections. */
export class Connection {
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Status} */
  #status = { kind: "connecting" };
  /** @type {Map<number, OnAnswer>} */
  #asked = new Map();
  #ref = 0;
  #parts = new AnswerParts();
  #openAt = 0;
  #sleep = new SleepDetector();
  #liveness = new Liveness(0);
  /** When a connection has to be open. */
  #openBy = 0;
  /** @type {number | undefined} */
  #timer;

  /**
   * @param {() => string} address Asked anew for every connection: the name to come back under is in it.
   * @param {{ status(status: Status): void, event(event: ChatEvent): void }} listener
   * @param {Partial<Surroundings>} [surroundings]
   */
  constructor(address, listener, surroundings = {}) {
    this.address = address;
    this.listener = listener;
    this.around = { ...BROWSER, ...surroundings };
    this.backoff = new Backoff(this.around.random);
  }

  /** What it is doing. */
  get status() {
    return this.#status;
  }

  /** Connect; also at once instead of at the end of a wait, and after an end. */
  start() {
    if (this.#socket) return;
    this.#become({ kind: "connecting" });
    const socket = this.around.open(this.address(), SUBPROTOCOL);
    this.#socket = socket;
    this.#openBy = this.around.now() + OPENING;
    this.#wait();
    socket.onmessage = ({ data }) => this.#hear(data);
    socket.onclose = ({ code }) => this.#lose(code);
  }

  /**
   * The network or the reader is back: try at once, or find out whether the connection still lives. A sleep of the
   * machine is noticed without being told.
   */
  wake() {
    if (this.#status.kind === "waiting") this.start();
    else if (this.#status.kind === "open") this.#do(this.#liveness.doubt(this.around.now()));
  }

  /**
   * Ask the server for something.
   *
   * @param {ChatRequest} request
   * @param {OnAnswer} [onAnswer] Called exactly once, if this returns true.
   * @returns {boolean} False when there is no connection; then nothing was sent, and nothing will be.
   */
  ask(request, onAnswer = () => {}) {
    if (!this.#socket || this.#status.kind !== "open") return false;
    this.#asked.set(++this.#ref, onAnswer);
    this.#socket.send(JSON.stringify({ ...request, ref: this.#ref }));
    return true;
  }

  /** It is over; nothing is tried again until `start`. */
  end() {
    this.#stop("ended");
  }

  /** Nobody is let in from this page; nothing is tried again until `start`. */
  giveUp() {
    this.#stop("refused");
  }

  // -- inside -------------------------------------------------------------------------------------------------------

  /** @param {"ended" | "refused"} kind */
  #stop(kind) {
    this.#drop(1000);
    this.#become({ kind });
    this.#forget();
  }

  /** @param {unknown} data */
  #hear(data) {
    this.#liveness.heard(this.around.now());
    /** @type {ChatEvent | Unknown | null} */
    let event;
    try {
      event = read(data);
    } catch {
      this.#lose(BROKEN);
      return;
    }
    event = this.#parts.join(event);
    if (!event) return;
    if (event.type === "welcome") this.#open();
    if (event.type !== "unknown") this.listener.event(event);
    if (typeof event.ref === "number") this.#answer(event.ref, event);
    if (event.type === "farewell" && event.reason === "exit") this.end();
  }

  #open() {
    this.#openAt = this.around.now();
    this.#liveness = new Liveness(this.#openAt);
    this.#become({ kind: "open" });
    this.#wait();
  }

  /** @param {number} ref @param {ChatEvent | Unknown} answer */
  #answer(ref, answer) {
    const onAnswer = this.#asked.get(ref);
    this.#asked.delete(ref);
    onAnswer?.(answer);
  }

  /**
   * Look after what is waited for. Not only when its time has come, since a sleep is to be noticed; and the timer is not
   * set anew for each of a thousand messages a second.
   */
  #wait() {
    const now = this.around.now();
    const pause = this.#sleep.set(now, this.around.wall(), this.#left(now));
    this.around.clear(this.#timer);
    this.#timer = this.around.after(() => this.#look(), pause);
  }

  /** Milliseconds until something is to be done. @param {number} now */
  #left(now) {
    if (this.#status.kind === "open") return this.#liveness.left(now);
    return (this.#status.kind === "waiting" ? this.#status.until : this.#openBy) - now;
  }

  #look() {
    const now = this.around.now();
    const slept = this.#sleep.slept(now, this.around.wall());
    if (this.#status.kind === "open") return this.#do(this.#liveness.look(now, slept));
    const isOver = this.#left(now) <= 0;
    if (this.#status.kind === "waiting" && (slept || isOver)) return this.start();
    if (isOver) return this.#lose(1006);
    // A handshake that was slept over may never end.
    if (slept) this.#openBy = Math.min(this.#openBy, now + SHORT);
    this.#wait();
  }

  /** @param {import("./liveness.js").Verdict} verdict */
  #do(verdict) {
    if (verdict === "gone") return this.#lose(1006);
    // A page does not see the server's pings, and cannot ping: it asks for something cheap.
    if (verdict === "ask") this.ask({ type: "scheduled" });
    this.#wait();
  }

  /** @param {number} code */
  #lose(code) {
    if (!this.#socket) return;
    const early = this.#status.kind !== "open";
    if (!early && this.around.now() - this.#openAt >= GOOD) this.backoff.reset();
    this.#drop(BROKEN);
    const wait = this.backoff.next();
    this.#become({ kind: "waiting", until: this.around.now() + wait, code, early });
    this.#wait();
    this.#forget();
  }

  /** Let go of the socket at once: its own close event may be minutes away. @param {number} code */
  #drop(code) {
    const socket = this.#socket;
    this.#socket = null;
    this.around.clear(this.#timer);
    if (!socket) return;
    socket.onmessage = socket.onclose = null;
    socket.close(code);
  }

  /** No answer will come any more. */
  #forget() {
    this.#parts = new AnswerParts();
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const onAnswer of asked) onAnswer(null);
  }

  /** @param {Status} status */
  #become(status) {
    this.#status = status;
    this.listener.status(status);
  }
}
