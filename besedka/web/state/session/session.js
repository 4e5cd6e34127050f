/** The life of a chat in the page: arrivals, losses, returns, and what was missed meanwhile. */

import { apply, historyEntry, initialState, noteEntry } from "../chat/chat.js";
import { Outbox } from "./outbox.js";
import { Missed } from "./missed.js";
import { isSame } from "../chat/names.js";

/** @import { Connection } from "../../connection/connection.js" */
/** @import { Ignoring } from "./ignoring.js" */
/** @import { ChatEvent, ChatRequest, Entry, Limits, Note, OnAnswer, Outgoing, Row, Stamp, State, Welcome } from "../../types.js" */

/**
 * Shows a session.
 *
 * @typedef {object} View
 * @property {(entries: Entry[]) => void} show New entries for the log, in order.
 * @property {(event: ChatEvent) => void} learned The state has changed.
 * @property {(name: string) => void} named One has another name.
 * @property {(late: Outgoing[]) => void} late What has been on its way for a moment now.
 * @property {(outgoing: Outgoing) => void} settled What had failed need not be sent again.
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
  #held = null;
  /** @type {Stamp | null} What was seen before the loss that this history is to fill; null for a newcomer. */
  #since = null;
  #missed = new Missed(this);
  /** The arrival that the history is asked for. */
  #arrival = 0;

  /**
   * @param {string} wanted The name to enter under.
   * @param {Pick<Connection, "ask" | "end">} connection
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
    this.outbox = new Outbox((late) => view.late(late), later);
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
   */
  ask(request, onAnswer, again = this.outbox.find(request)) {
    if (request.type === "exit") return this.#exit(onAnswer);
    const sentence = this.tooLong(request);
    if (!sentence) {
      return this.#send(request, (answer) => {
        // What is refused can still be sent again; what is lost again is kept anew.
        if (again && answer?.type !== "refused") this.settle(again);
        onAnswer(answer);
      }, again);
    }
    // As every answer it comes after the question is under way.
    queueMicrotask(() =>
      onAnswer({ type: "refused", code: "text-too-long", params: {}, text: sentence, seq: 0, at: "" }),
    );
    return true;
  }

  /** Why this cannot be asked; empty when it can. @param {ChatRequest} request */
  tooLong(request) {
    return request.type === "exit" ? "" : this.measure(request, this.state.limits);
  }

  /** Take an event of the connection. @param {ChatEvent} event */
  take(event) {
    const { state } = this;
    const before = { last: state.last, me: state.me, ignored: state.ignored };
    this.ignoring?.take(event);
    const entries = apply(state, event, this.now());
    if (event.type === "message" && this.ignoring?.hides(event.from)) entries.pop();
    if (event.type === "message") entries.push(...this.#missed.found(event));
    this.view.learned(event);
    // Before the history is asked for, which is to have nothing of theirs.
    if (event.type === "welcome") this.ignoring?.renew(before.ignored);
    if (event.type === "welcome") this.#arrive(event, entries, before.me ? before.last : null);
    else this.#show(entries);
    if (state.me !== before.me) this.view.named(state.me);
    if (event.type === "accepted" && event.due) this.connection.ask({ type: "scheduled" });
    // The name that one came back without is free again.
    const freed = event.type === "left" && isSame(event.name, state.wanted) && state.me !== state.wanted;
    if (freed) this.connection.ask({ type: "rename", name: state.wanted });
  }

  /** The connection is lost: nothing more comes behind what is held. */
  lost() {
    this.#release();
  }

  /**
   * No answer came to this: it is kept, and told.
   *
   * @param {ChatRequest} request
   * @param {string} [line] What was typed for it.
   */
  unanswered(request, line = "") {
    const outgoing = this.outbox.fail(request, this.state.me, line);
    const said = line ? { text: line } : this.outbox.messageOf(request);
    this.tell(/** @type {Note} */ ({ ...said, type: "unanswered", outgoing }));
  }

  /** Something that the page itself has to tell. @param {Note} note */
  tell(note) {
    this.#show([noteEntry(note, this.serverNow)]);
  }

  /** What had failed is done, or found to be said. @param {Outgoing} outgoing */
  settle(outgoing) {
    this.outbox.settle(outgoing);
    this.view.settled(outgoing);
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
    return true;
  }

  /** @param {ChatRequest} request @param {OnAnswer} onAnswer @param {Outgoing} [again] */
  #send(request, onAnswer, again) {
    const outgoing = this.outbox.send(request, this.state.me, again);
    const asked = this.connection.ask(request, (answer) => {
      this.outbox.end(outgoing);
      onAnswer(answer);
    });
    if (!asked) this.outbox.end(outgoing);
    return asked;
  }

  /** @param {Entry[]} entries */
  #show(entries) {
    if (!this.#held) {
      if (entries.length) this.view.show(entries);
      return;
    }
    this.#held.push(...entries);
    if (this.#held.length > HELD) this.#release();
  }

  /** Wait for the history no longer. @param {Entry[] | null} [missed] What it had; null when it has not come. */
  #release(missed = null) {
    const held = this.#held;
    missed ??= held && this.#since ? [noteEntry({ type: "gap" }, this.#since.at)] : [];
    this.#held = null;
    this.#arrival++;
    this.#show([...missed, ...(held ?? [])]);
  }

  /**
   * Ask for what was said before; until it is here, what happens waits behind it.
   *
   * @param {Welcome} welcome
   * @param {Entry[]} entries
   * @param {Stamp | null} last What was seen before the connection was lost; null for a newcomer.
   */
  #arrive(welcome, entries, last) {
    this.#release();
    this.#since = last;
    this.#held = last ? [] : [...entries];
    const arrival = this.#arrival;
    const show = (/** @type {Entry[] | null} */ missed) => arrival === this.#arrival && this.#release(missed);
    const { pending } = this.state;
    this.connection.ask({ type: "history" }, (answer) => {
      if (answer?.type !== "history") return show(null);
      const before = answer.messages.filter((row) => row.seq < welcome.seq);
      if (!last) return show(this.entries(before).map((entry) => ({ ...entry, old: true })));
      show(this.#missed.missed(welcome, answer.messages, last));
    });
    if (welcome.member_count <= ASKED_ABOUT) this.connection.ask({ type: "users" });
    if (last) this.#missed.reclaim(pending);
  }
}
