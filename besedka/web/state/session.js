/** The life of a chat in the page: arrivals, losses, returns, and what was missed meanwhile. */

import { follow, nobody, noted, pledge, recorded } from "./chat.js";
import { isSame } from "./names.js";
import { Returning } from "./returning.js";
import { Underway } from "./waiting.js";

/** @import { Connection } from "../connection.js" */
/** @import { Ignoring } from "./ignoring.js" */
/** @import { Asking, Entry, Happening, Limits, Lost, Note, OnAnswer, Row, Sent, Stamp, State, Welcome } from "../types.js" */

/**
 * Shows a session.
 *
 * @typedef {object} View
 * @property {(entries: Entry[]) => void} show New entries for the log, in order.
 * @property {(event: Happening) => void} learned The state has changed.
 * @property {(name: string) => void} named One has another name.
 * @property {(sent: Sent[]) => void} late What has been under way for a moment now.
 * @property {(lost: Lost) => void} settled This is no longer kept to be sent again.
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
   * @type {(request: Asking, limits: Limits) => string}
   */
  measure = () => "";
  /** Asks again for whom one ignores; it comes with what can ignore somebody. @type {Ignoring | null} */
  ignoring = null;
  /** @type {Entry[] | null} What came while the history is on its way. */
  #held = null;
  /** @type {Stamp | null} What was seen before the loss that this history is to fill; null for a newcomer. */
  #since = null;
  #returning = new Returning(this);
  /** The arrival that the history is asked for. */
  #arrival = 0;

  /**
   * @param {string} wanted The name to enter under.
   * @param {Pick<Connection, "ask" | "end">} connection
   * @param {View} view
   * @param {() => number} [now] Milliseconds since 1970, by a clock that nobody sets.
   * @param {ConstructorParameters<typeof Underway>[1]} [later]
   */
  constructor(wanted, connection, view, now = () => performance.timeOrigin + performance.now(), later = undefined) {
    /** @type {State} */
    this.state = nobody(wanted);
    this.connection = connection;
    this.view = view;
    this.now = now;
    this.underway = new Underway((sent) => view.late(sent), later);
  }

  /** The server's time, as far as we know it. */
  get serverNow() {
    return this.now() + (Number.isFinite(this.state.skew) ? this.state.skew : 0);
  }

  /**
   * Ask the server, as `Connection.ask` does; but what is too long for it is refused here, and leaving needs nobody.
   *
   * @param {Asking} request
   * @param {OnAnswer} onAnswer
   * @param {Lost} [again] What was kept, and is asked again by this.
   */
  ask(request, onAnswer, again = this.underway.kept(request)) {
    if (request.type === "exit") return this.#exit(onAnswer);
    const sentence = this.tooLong(request);
    if (!sentence) {
      const asked = this.#send(request, (answer) => {
        // What is refused can still be sent again; what is lost again is kept anew.
        if (again) again.isAsked = false;
        if (again && answer?.type !== "refused") this.settle(again);
        onAnswer(answer);
      });
      if (again) again.isAsked = asked;
      return asked;
    }
    // As every answer it comes after the question is under way.
    queueMicrotask(() =>
      onAnswer({ type: "refused", code: "text-too-long", params: {}, text: sentence, seq: 0, at: "" }),
    );
    return true;
  }

  /** Why this cannot be asked; empty when it can. @param {Asking} request */
  tooLong(request) {
    return request.type === "exit" ? "" : this.measure(request, this.state.limits);
  }

  /** Take an event of the connection. @param {Happening} event */
  take(event) {
    const { state } = this;
    const before = { last: state.last, me: state.me, ignored: state.ignored };
    this.ignoring?.take(event);
    const entries = follow(state, event, this.now());
    if (event.type === "message" && this.ignoring?.hides(event.from)) entries.pop();
    if (event.type === "message") entries.push(...this.#returning.found(event));
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
   * @param {Asking} request
   * @param {string} [line] What was typed for it.
   */
  unanswered(request, line = "") {
    const lost = this.underway.keep(request, line, this.state.me);
    const said = line ? { text: line } : this.underway.told(request);
    this.tell(/** @type {Note} */ ({ ...said, type: "unanswered", lost }));
  }

  /** Something that the page itself has to tell. @param {Note} note */
  tell(note) {
    this.#show([noted(note, this.serverNow)]);
  }

  /** This need not be kept any longer. @param {Lost} lost */
  settle(lost) {
    this.underway.settle(lost);
    this.view.settled(lost);
  }

  /** Messages of the history, as the log has them. @param {Row[]} rows @returns {Entry[]} */
  entries(rows) {
    return rows.map((row) => recorded(this.state, row));
  }

  // -- inside -------------------------------------------------------------------------------------------------------

  /** Say goodbye; where there is no connection to say it by, or none any more, just try no more. @param {OnAnswer} onAnswer */
  #exit(onAnswer) {
    const leave = () => {
      this.state.left = pledge(this.state);
      this.connection.end();
      onAnswer({ type: "unknown" });
    };
    const asked = this.#send({ type: "exit" }, (answer) => (answer ? onAnswer(answer) : leave()));
    if (!asked) leave();
    return true;
  }

  /** @param {Asking} request @param {OnAnswer} onAnswer */
  #send(request, onAnswer) {
    const sent = this.underway.begin(request, this.state.me);
    const asked = this.connection.ask(request, (answer) => {
      this.underway.end(sent);
      onAnswer(answer);
    });
    if (!asked) this.underway.end(sent);
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
    const held = this.#held ?? [];
    const gap = !missed && this.#held && this.#since ? [noted({ type: "gap" }, this.#since.at)] : [];
    this.#held = null;
    this.#arrival++;
    const entries = [...gap, ...(missed ?? []), ...held];
    if (entries.length) this.view.show(entries);
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
      show(this.#returning.missed(welcome, answer.messages, last));
    });
    if (welcome.member_count <= ASKED_ABOUT) this.connection.ask({ type: "users" });
    if (last) this.#returning.reclaim(pending);
  }
}
