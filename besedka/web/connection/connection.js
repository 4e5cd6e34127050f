/** The WebSocket: made again whenever it breaks, asked for a sign of life whenever it is silent, and what it says. */

import { Liveness, SHORT, SleepDetector } from "./liveness.js";
import { Backoff } from "./backoff.js";
import { AnswerParts, read } from "./protocol.js";
import { Resumption } from "./resumption.js";

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
/** A connection that lasted so long was a good one: the next is tried at once. Of shorter ones there would be no end. */
const GOOD = 1_000;
/** What the server closes a connection with whose session goes on over a newer one. */
const REPLACED = 4001;
/** What we close with when the connection does not do what it should: a code for private use. */
const BROKEN = 4000;

/** One line to the server, over any number of connections. */
export class Connection {
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Status} */
  #status = { kind: "connecting" };
  /** What has no answer yet, by its number. @type {Map<number, { request: ChatRequest, onAnswer: OnAnswer }>} */
  #asked = new Map();
  /**
   * Told of what comes and goes. `keep`: the server is about to be told the position.
   *
   * @type {{ keep(): unknown, came(event: ChatEvent | Unknown): unknown, asks(request: ChatRequest): void }}
   */
  keeper = { keep() {}, came() {}, asks() {} };
  resumption = new Resumption();
  #parts = new AnswerParts();
  /** When the last connection was open, by `now`; 0 where there was none. */
  openAt = 0;
  #sleep = new SleepDetector();
  #liveness = new Liveness(0);
  /** How often the session was asked for without an answer: that may still be done. */
  #unanswered = 0;
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
    this.resumption.refused = "";
    socket.onopen = () => this.#enter();
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
   * Ask the server for something. Over a lost connection the request keeps its number: it is sent again when the session
   * goes on, and never otherwise.
   *
   * @param {ChatRequest} request
   * @param {OnAnswer | null} [onAnswer] Called exactly once, if this returns a number; null: who asks does not wait.
   * @param {number} [number] That of a request which an earlier page has sent: it goes out when the session goes on.
   * @returns {number} The request's; 0 when there is no connection: then nothing was sent, and nothing will be.
   */
  ask(request, onAnswer = null, number = 0) {
    const isOpen = this.#status.kind === "open";
    if (!isOpen && !number) return 0;
    number ||= ++this.resumption.number;
    if (onAnswer) this.#asked.set(number, { request, onAnswer });
    if (onAnswer) this.keeper.asks(request);
    if (isOpen) this.#send(number, request);
    return number;
  }

  /** Send this, if there is anything to send it by; a socket that is about to close would only complain. @param {object} message */
  say(message) {
    const socket = this.#socket;
    if (socket && socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  }

  /** The page goes, and may come back. */
  pause() {
    this.#lose(1001);
  }

  /**
   * The reader has left; nothing is tried again until `start`. A session that could not be told goes on then, if it is still
   * there: to its server nobody has left it.
   */
  end() {
    this.#stop("ended");
    this.keeper.keep();
  }

  /** Nobody is let in from this page; nothing is tried again until `start`. */
  giveUp() {
    this.#stop("refused");
  }

  // -- inside -------------------------------------------------------------------------------------------------------

  /** @param {"ended" | "refused" | "replaced"} kind */
  #stop(kind) {
    this.#unanswered = 0;
    this.#drop(1000);
    this.#become({ kind });
    if (kind !== "replaced") this.#forget();
  }

  /** Say who one is. */
  #enter() {
    // The server takes the position as confirmed.
    this.keeper.keep();
    if (this.resumption.token) this.#unanswered++;
    this.say({ ...this.resumption.first, ref: 0 });
  }

  /** @param {number} number @param {ChatRequest} request */
  #send(number, request) {
    this.say({ ...request, ref: number, request: number });
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
    if (!this.resumption.take(event)) return;
    this.keeper.came(event);
    event = this.#parts.join(event);
    if (event) this.#take(event);
  }

  /** @param {ChatEvent | Unknown} event */
  #take(event) {
    if (event.type === "refused" && event.ref === 0) return this.#refuse(event.code);
    if (event.type === "replaced") return this.#lose(REPLACED);
    if (event.type === "welcome" || event.type === "resumed") this.#open(event.type);
    if (event.type !== "unknown") this.listener.event(event);
    this.resumption.heard = this.around.wall();
    if (typeof event.ref === "number") this.#answer(event.ref, event);
    if (event.type === "farewell" && event.reason === "exit") {
      this.resumption.end();
      this.end();
    }
  }

  /** The session does not go on: begin another one, or try once more. @param {string} code */
  #refuse(code) {
    this.#unanswered = 0;
    if (code !== "unknown-session" && code !== "new-server") return this.#lose(BROKEN);
    this.resumption.end(code);
    this.#enter();
  }

  /** @param {"welcome" | "resumed"} how */
  #open(how) {
    this.openAt = this.around.now();
    this.#liveness = new Liveness(this.openAt);
    this.#become({ kind: "open" });
    this.#wait();
    if (how === "resumed") this.#unanswered--;
    // What another session was asked will have no answer.
    else this.#forget();
    for (const [number, { request }] of this.#asked) this.#send(number, request);
  }

  /** @param {number} ref @param {ChatEvent | Unknown} answer */
  #answer(ref, answer) {
    const asked = this.#asked.get(ref);
    this.#asked.delete(ref);
    // It was carried out, or refused, so long ago that nobody knows which.
    asked?.onAnswer(answer.type === "refused" && answer.code === "already-done" ? { type: "unknown" } : answer);
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
    // It may be our own, which came late.
    if (code === REPLACED && --this.#unanswered < 0) return this.#stop("replaced");
    const early = this.#status.kind !== "open";
    if (!early && this.around.now() - this.openAt >= GOOD) this.backoff.reset();
    this.#drop(BROKEN);
    const wait = this.backoff.next();
    this.#become({ kind: "waiting", until: this.around.now() + wait, code, early });
    this.#wait();
    this.#forget(this.resumption.token && "exit");
  }

  /** Let go of the socket at once: its own close event may be minutes away. @param {number} code */
  #drop(code) {
    const socket = this.#socket;
    this.#socket = null;
    this.around.clear(this.#timer);
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(code);
  }

  /** No answer will come any more to requests of this type. @param {string} [type] Empty: of any. */
  #forget(type) {
    this.#parts = new AnswerParts();
    for (const [number, { request, onAnswer }] of [...this.#asked]) {
      if (type && request.type !== type) continue;
      this.#asked.delete(number);
      onAnswer(null);
    }
  }

  /** @param {Status} status */
  #become(status) {
    this.#status = status;
    this.listener.status(status);
  }
}
