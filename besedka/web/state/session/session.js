/** The life of a chat in the page: arrivals, losses, returns, and what was missed meanwhile. */

import { apply, historyEntry, initialState, noteEntry } from "../chat/chat.js";
import { Outbox } from "./outbox.js";
import { isSame } from "../chat/names.js";

/** @import { Connection } from "../../connection/connection.js" */
/** @import { Ignoring } from "./ignoring.js" */
/** @import { Failed } from "./failed.js" */
/** @import { Missed } from "./missed.js" */
/** @import { ChatEvent, ChatRequest, Entry, Limits, Note, OnAnswer, Outgoing, Resumed, Row, Stamp, State, Welcome } from "../../types.js" */

/**
 * What was known before an event; `heard`: of the resumption.
 *
 * @typedef {{ last: Stamp, me: string, heard: number }} Before
 */

/**
 * Shows a session.
 *
 * @typedef {object} View
 * @property {(entries: Entry[]) => void} show New entries for the log, in order.
 * @property {(event: ChatEvent) => void} learned The state has changed.
 * @property {(name: string) => void} named One has another name.
 * @property {(late: Outgoing[], done: Outgoing | null) => void} late What has been on its way for a moment now; and what was, and is done.
 */

/** So many events wait for the history of a return; then they are shown without it. */
const HELD = 1000;
/** So many people are asked about for their mutes; the list of a larger room would be slow to come. */
const ASKED_ABOUT = 1000;

/** Keeps the state and the view up to date with a connection's events. */
export class Session {
  /**
   * Why a request is too long, as `length.js` finds it, which comes with what can make long ones.
   *
   * @type {(request: ChatRequest, limits: Limits) => string}
   */
  measure = () => "";
  /** Asks again for whom one ignores; it comes with what can ignore somebody. @type {Ignoring | null} */
  ignoring = null;
  /** @type {Entry[] | null} What came while the history is on its way. */
  held = null;
  /** What is made of the history. @type {(rows: Row[] | null) => Entry[]} */
  #made = () => [];
  /** Finds what a return brings; it comes with what can go on with a session. @type {Missed | null} */
  missed = null;
  /** Keeps what has failed; it comes with that. @type {Failed | null} */
  failed = null;
  /** Whether anything has been shown. */
  hasShown = false;
  /** The arrival that the history is asked for. */
  #arrival = 0;

  /**
   * @param {string} wanted The name to enter under.
   * @param {Pick<Connection, "ask" | "end" | "resumption">} connection
   * @param {View} view
   * @param {() => number} [now] Milliseconds since 1970, by a clock that nobody sets.
   * @param {ConstructorParameters<typeof Outbox>[1]} [later]
   */
  constructor(wanted, connection, view, now = () => performance.timeOrigin + performance.now(), later) {
    /** @type {State} */
    this.state = initialState(wanted);
    this.connection = connection;
    this.view = view;
    this.now = now;
    this.outbox = new Outbox((late, done) => view.late(late, done), later);
  }

  /** The server's time, as far as we know it. */
  get serverNow() {
    return this.now() + (Number.isFinite(this.state.skew) ? this.state.skew : 0);
  }

  /**
   * Ask the server, as `Connection.ask` does; but what is too long for it is refused here, and leaving needs nobody.
   *
   * @param {ChatRequest} request
   * @param {OnAnswer} onAnswer
   * @param {Outgoing} [again] What has failed, and is asked again by this.
   * @param {string} [line] What was typed for it.
   * @param {number} [number] As of `Connection.ask`.
   */
  ask(request, onAnswer, again = this.failed?.find(request), line = "", number = 0) {
    if (request.type === "exit") return this.#exit(onAnswer);
    const sentence = this.tooLong(request);
    if (!sentence) {
      return this.#send(request, (answer) => {
        // What is refused can still be sent again; what is lost again is kept anew.
        if (again && answer?.type !== "refused") this.failed?.settle(again);
        onAnswer(answer);
      }, again, line, number);
    }
    // As every answer it comes after the question is under way.
    queueMicrotask(() =>
      onAnswer({ type: "refused", code: "text-too-long", params: {}, text: sentence, seq: 0, at: "" }),
    );
    return 1;
  }

  /** Why this cannot be asked; empty when it can. @param {ChatRequest} request */
  tooLong(request) {
    return request.type === "exit" ? "" : this.measure(request, this.state.limits);
  }

  /** Take an event of the connection. @param {ChatEvent} event */
  take(event) {
    const { state } = this;
    const before = { last: state.last, me: state.me, ignored: state.ignored, heard: this.connection.resumption.heard };
    this.ignoring?.take(event);
    const entries = apply(state, event, this.now());
    if (event.type === "message" && this.ignoring?.hides(event.from)) entries.pop();
    if (event.type === "message") entries.push(...(this.failed?.found(event) ?? []));
    this.view.learned(event);
    // Before the history is asked for, which is to have nothing of theirs.
    if (event.type === "welcome") this.ignoring?.renew(before.ignored);
    if (event.type === "welcome") this.#arrive(event, entries, before.me ? before : null);
    else if (event.type === "resumed") this.#goOn(event);
    else this.#show(entries);
    if (state.me !== before.me) this.view.named(state.me);
    if (event.type === "accepted" && event.due) this.connection.ask({ type: "scheduled" });
    // The name that one came back without is free again.
    const freed = event.type === "left" && isSame(event.name, state.wanted) && state.me !== state.wanted;
    if (freed) this.connection.ask({ type: "rename", name: state.wanted });
  }

  /** An earlier page has shown these. @param {Entry[]} entries */
  recall(entries) {
    for (const { event, own } of entries) if (event.type === "message" && own) this.state.own.add(event.number);
    this.#show(entries.map((entry) => ({ ...entry, old: true })));
  }

  /** Something that the page itself has to tell. @param {Note} note */
  tell(note) {
    this.#show([noteEntry(note, this.serverNow)]);
  }

  /** Messages of the history, as the log has them. @param {Row[]} rows @returns {Entry[]} */
  entries(rows) {
    return rows.map((row) => historyEntry(this.state, row));
  }

  // -- inside -------------------------------------------------------------------------------------------------------

  /** Say goodbye; where there is no connection to say it by, or none any more, just try no more. @param {OnAnswer} onAnswer */
  #exit(onAnswer) {
    const leave = () => {
      this.state.left = {};
      this.connection.end();
      onAnswer({ type: "unknown" });
    };
    const asked = this.#send({ type: "exit" }, (answer) => (answer ? onAnswer(answer) : leave()));
    if (!asked) leave();
    return 1;
  }

  /** @param {ChatRequest} request @param {OnAnswer} onAnswer @param {Outgoing} [again] @param {string} [line] @param {number} [number] */
  #send(request, onAnswer, again, line, number) {
    const outgoing = this.outbox.send(request, this.state.me, again, line);
    outgoing.asked = this.connection.ask(request, (answer) => {
      this.outbox.end(outgoing, answer?.type === "accepted");
      onAnswer(answer);
    }, number);
    if (!outgoing.asked) this.outbox.end(outgoing);
    return outgoing.asked;
  }

  /** @param {Entry[]} entries */
  #show(entries) {
    if (this.held) {
      this.held.push(...entries);
      if (this.held.length > HELD) this.#release();
    } else if (entries.length) {
      this.hasShown = true;
      this.view.show(entries);
    }
  }

  /** Wait for the history no longer. @param {Row[] | null} [rows] What it had; null: it has not come. */
  #release(rows = null) {
    const held = this.held;
    this.held = null;
    this.#arrival++;
    if (held) this.#show([...this.#made(rows), ...held]);
  }

  /**
   * Ask for what was said before; until it is here, what happens waits behind it.
   *
   * @param {Welcome} welcome
   * @param {Entry[]} entries
   * @param {Before | null} before What was known before the session that was lost; null for a newcomer.
   */
  #arrive(welcome, entries, before) {
    const { pending } = this.state;
    if (before) this.#hold([], (rows) => this.missed?.missed(welcome, rows, before) ?? [noteEntry({ type: "gap" }, before.last.at)], 500);
    else this.#hold(entries, (rows) => this.#earlier(rows ?? [], welcome.seq));
    this.#askAbout(welcome);
    if (before) this.missed?.reclaim(pending);
  }

  /** The session goes on, and what was missed follows. @param {Resumed} resumed */
  #goOn(resumed) {
    const told = this.missed?.absence(resumed) ?? [];
    const { seq } = this.connection.resumption;
    // A history that is on its way still comes, and what of it is earlier stays so.
    if (this.hasShown || this.held) this.#show(told);
    // A page that has kept nothing but who it was.
    else this.#hold(told, (rows) => this.#earlier(rows ?? [], seq + 1));
    this.#askAbout(resumed);
    this.connection.ask({ type: "scheduled" });
  }

  /** Mutes and other marks. @param {Welcome | Resumed} event */
  #askAbout(event) {
    if (event.member_count <= ASKED_ABOUT) this.connection.ask({ type: "users" });
  }

  /** What was said before this entry. @param {Row[]} rows @param {number} seq */
  #earlier(rows, seq) {
    return this.entries(rows.filter((row) => row.seq < seq)).map((entry) => ({ ...entry, old: true }));
  }

  /**
   * Show nothing until the history is here.
   *
   * @param {Entry[]} entries What comes behind it.
   * @param {(rows: Row[] | null) => Entry[]} made What is made of it; of null where it has not come.
   * @param {number} [count]
   */
  #hold(entries, made, count) {
    this.#release();
    this.held = [...entries];
    this.#made = made;
    const arrival = this.#arrival;
    this.connection.ask({ type: "history", ...(count && { count }) }, (answer) => {
      if (arrival === this.#arrival) this.#release(answer?.type === "history" ? answer.messages : null);
    });
  }
}
