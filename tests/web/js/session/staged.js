/** A session whose server the tests play, and whose clock stands still. */

import { Resumption } from "../../../../besedka/web/connection/resumption.js";
import { Failed } from "../../../../besedka/web/state/session/failed.js";
import { Ignoring } from "../../../../besedka/web/state/session/ignoring.js";
import { Missed } from "../../../../besedka/web/state/session/missed.js";
import { Session } from "../../../../besedka/web/state/session/session.js";
import { messageOf } from "../../../../besedka/web/state/typed/judgement.js";

/** @typedef {import("../../../../besedka/web/types.js").ChatEvent} ChatEvent */
/** @typedef {import("../../../../besedka/web/types.js").Entry} Entry */
/** @typedef {(answer: ChatEvent | null) => void} OnAnswer */

export const NOON = Date.parse("2026-11-22T12:00:00Z");
export const clock = { now: NOON };
/** @param {number} seconds */
export const at = (seconds) => new Date(NOON + seconds * 1000).toISOString();

/** A session whose server the tests play. */
export class Chat {
  ended = 0;
  /** Whether there is a connection. */
  online = true;
  /** @type {Entry[]} */
  shown = [];
  /** @type {string[]} */
  names = [];
  /** @type {{ request: any, onAnswer: OnAnswer }[]} */
  asked = [];
  /** @type {object[]} What is shown as under way. */
  late = [];
  /** @type {object[]} What was shown so, and has been carried out. */
  done = [];
  resumption = new Resumption();
  /** @type {number[]} */
  settled = [];
  /** @type {(() => void)[]} What is to be done in a moment. */
  moments = [];

  constructor() {
    clock.now = NOON;
    const connection = {
      ask: (/** @type {any} */ request, /** @type {OnAnswer} */ onAnswer = () => {}) =>
        this.online ? this.asked.push({ request, onAnswer }) : 0,
      end: () => void this.ended++,
      resumption: this.resumption,
    };
    this.session = new Session(
      "",
      connection,
      {
        show: (entries) => void this.shown.push(...entries),
        learned: () => {},
        named: (name) => void this.names.push(name),
        late: (sent, done) => {
          this.late = sent.map(({ request }) => request);
          if (done) this.done.push(done.request);
        },
      },
      () => clock.now,
      (task) => void this.moments.push(task),
    );
    this.session.outbox.messageOf = messageOf;
    this.failed = new Failed(this.session, (outgoing) => void this.settled.push(outgoing.number ?? 0));
    this.session.failed = this.failed;
    this.session.missed = new Missed(this.session, () => {});
    this.session.ignoring = new Ignoring(this.session);
  }

  get state() {
    return this.session.state;
  }

  /** A moment passes. */
  wait() {
    for (const task of this.moments.splice(0)) task();
  }

  /** @param {Record<string, unknown>} event */
  say(event) {
    this.session.take(/** @type {any} */ ({ seq: 1, at: at(0), ...event }));
  }

  /** @param {Record<string, unknown>} [more] */
  welcome(more = {}) {
    const limits = { max_text: 4000, max_name: 32, max_delay: 604800, max_pending: 100, history: 3 };
    this.say({
      type: "welcome",
      name: "alice",
      members: ["alice", "bob"],
      member_count: 2,
      limits,
      language: "en",
      ...more,
    });
  }

  /** Answer the last request of this type. @param {string} type @param {Record<string, unknown> | null} answer */
  answer(type, answer) {
    const index = this.asked.findLastIndex(({ request }) => request.type === type);
    const [{ onAnswer }] = this.asked.splice(index, 1);
    if (answer) this.say({ type, ...answer });
    onAnswer(answer && /** @type {any} */ ({ type, seq: 1, at: at(0), ...answer }));
  }

  get types() {
    return this.asked.map(({ request }) => request.type);
  }

  get told() {
    return this.shown.map(({ event }) => ("text" in event ? event.text : event.type));
  }
}

/** Somebody who has come in. */
export function arrived() {
  const chat = new Chat();
  chat.welcome({ seq: 10, at: at(10) });
  chat.answer("history", { messages: [] });
  return chat;
}
