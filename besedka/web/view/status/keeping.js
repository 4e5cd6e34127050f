/**
 * What a tab keeps of its session, in its own storage: with that a reload, a restored tab, or one that crashed goes on as the
 * same person, and its log is there again. What is kept is always of one moment: what the log does not have yet is not
 * said to have been seen.
 *
 * A copy of the tab has a copy of all this, and begins a session of its own: whose session it is, is asked of the other tabs.
 */

import { want } from "../../loader.js";
import { Confirmation } from "../../connection/confirmation.js";
import { Failed } from "../../state/session/failed.js";
import { Missed } from "../../state/session/missed.js";
import { Unsent } from "../composer/unsent.js";
import { Sending } from "./sending.js";
import { remember, remembered } from "../page/storage.js";

/** @import { ChatEvent, ChatRequest, Entry, Note, Outgoing, Page, Pending, Stamp } from "../../types.js" */
/** @import { Resumption } from "../../connection/resumption.js" */

/** So many entries of the log are kept, with so many characters of text; and so many characters of what has no answer. */
const ENTRIES = 200;
const LETTERS = 100_000;
/** So long another tab may take to say that the session is its own, in milliseconds; and where the last page here said that it ends. */
const PATIENCE = 500;
const BRIEF = 50;
/** A page that crashed may have used some more numbers than it kept. */
const SPARE = 1000;

/**
 * @typedef {object} Kept
 * @property {string} tab
 * @property {boolean} held Whether a page goes on with it.
 * @property {Partial<Resumption>} resumption
 * @property {{ me: string, wanted: string, since: number, last: Stamp }} state
 * @property {Pending[]} pending
 * @property {Entry[]} entries
 * @property {Pick<Outgoing, "request" | "line" | "asked">[]} sending
 * @property {Pick<Outgoing, "request" | "line">[]} failed
 */

/** Keeps the session, and goes on with it. */
class Keeper {
  /** Names the session among the tabs of this browser. */
  #tab = newName();
  /** @type {BroadcastChannel | null} */
  #channel = null;
  #unsent;
  #failed;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** What is on its way. */
    this.sending = new Sending(page);
    this.#unsent = new Unsent(page.composer);
    this.#failed = new Failed(page.session, (outgoing) => this.#unsent.withdraw(outgoing));
    page.session.failed = this.#failed;
    page.session.missed = new Missed(page.session, (absence) => this.#tell(absence));
    const confirmation = new Confirmation(page.connection, () => this.save());
    page.connection.keeper = { keep: () => this.save(), came: (event) => confirmation.came(event), asks: (request) => confirmation.asks(request) };
    addEventListener("pagehide", () => this.#leave());
    addEventListener("pageshow", ({ persisted }) => persisted && this.#come());
    document.addEventListener("freeze", () => this.save());
    document.addEventListener("resume", () => page.connection.wake());
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
  }

  /** From now on keep the session. */
  keep() {
    this.#listen();
    this.save();
  }

  /** Go on with what this tab has kept, if no other one does. */
  async restore() {
    /** @type {Partial<Kept>} */
    const kept = JSON.parse(remembered("session") || "{}");
    this.#listen();
    if (kept.tab && (await this.#isTaken(kept.tab, kept.held ? PATIENCE : BRIEF))) return this.#forget();
    if (kept.tab) this.#tab = kept.tab;
    // All that the core keeps by itself is who one is.
    this.#restore({ resumption: /** @type {any} */ (kept), ...kept });
  }

  /** Remember the session as it is now; nothing where it is over. @param {boolean} [held] */
  save(held = true) {
    const { connection, session } = this.page;
    const { me, wanted, since, last } = session.state;
    const { status, resumption } = connection;
    if (status.kind === "replaced") return;
    /** @type {Kept} */
    const kept = {
      tab: this.#tab,
      held,
      resumption,
      state: { me, wanted, since, last },
      pending: [...session.state.pending.values()],
      entries: this.#entries(),
      sending: within([...session.outbox.sending].filter(({ request }) => request.type === "line" || request.type === "send")).map(({ request, line, asked }) => ({ request, line, asked })),
      failed: within(this.#failed.all).map(({ request, line }) => ({ request, line })),
    };
    remember("session", resumption.token ? JSON.stringify(kept) : "", true);
  }

  /** No answer came to this, and none will. @param {ChatRequest} request @param {string} line */
  unanswered(request, line) {
    this.#unsent.offer(this.#failed, request, line);
  }

  /** Ask again what has failed under this number. @param {number} number */
  again(number) {
    this.#unsent.again(this.#failed, number);
  }

  // -- inside -------------------------------------------------------------------------------------------------------

  /** It is worth more than that one is connected again. @param {ChatEvent | Note} absence */
  #tell(absence) {
    const { entries, notice, now } = this.page;
    want("narrator").then(() => notice.say(entries.narrator?.narrate(absence, now())?.sentence ?? [])).catch(() => {});
  }

  /** The newest of the log, as they came. */
  #entries() {
    const { log } = this.page.log;
    const placed = log.slice(log.step(log.end, -ENTRIES), log.end);
    const moves = placed.flatMap(({ event, at, own, called }) => (event.type === "crowd" ? event.moves : [{ event, at, own, called }]));
    // What waits for the history has come, too.
    return within([...moves, ...(this.page.session.held ?? [])].filter(({ event }) => event.type !== "unanswered")).slice(-ENTRIES);
  }

  /** @param {Partial<Kept>} kept */
  #restore({ resumption, state, pending = [], entries = [], sending = [], failed = [] }) {
    const { connection, session, composer } = this.page;
    Object.assign(connection.resumption, resumption);
    connection.resumption.number += SPARE;
    Object.assign(session.state, state);
    session.state.pending = new Map(pending.map((message) => [message.number, message]));
    session.recall(entries);
    for (const { request, line } of failed) this.#failed.take(request, line);
    for (const { request, line, asked } of sending) composer.ask(request, line, undefined, asked);
  }

  /** This is a copy of a tab that goes on itself. */
  #forget() {
    this.page.composer.text = "";
    remember("session", "", true);
  }

  /** The page goes; for good, or to come back as it is, which it may only without a connection. */
  #leave() {
    this.save(false);
    this.page.connection.pause();
    this.#channel?.close();
    this.#channel = null;
  }

  #come() {
    this.keep();
    this.page.connection.wake();
  }

  /** Say of this session that it is this tab's, whoever asks. */
  #listen() {
    if (this.#channel || !globalThis.BroadcastChannel) return;
    const channel = new BroadcastChannel("besedka");
    this.#channel = channel;
    channel.addEventListener("message", ({ data }) => {
      if (data.wanted === this.#tab && this.page.connection.status.kind !== "replaced") channel.postMessage({ taken: this.#tab });
    });
  }

  /** Whether another tab goes on with this session. @param {string} tab @param {number} patience @returns {Promise<boolean>} */
  #isTaken(tab, patience) {
    return new Promise((answer) => {
      this.#channel?.addEventListener("message", ({ data }) => data.taken === tab && answer(true));
      this.#channel?.postMessage({ wanted: tab });
      setTimeout(() => answer(false), this.#channel ? patience : 0);
    });
  }
}

/** Not `randomUUID`, which is only there where the connection is a secure one. */
const newName = () => crypto.getRandomValues(new Uint32Array(2)).join("-");

/** The newest of these that have not too many characters in all. @template {object} Item @param {Item[]} items @returns {Item[]} */
function within(items) {
  let left = LETTERS;
  const from = items.findLastIndex((item) => (left -= JSON.stringify(item).length) < 0);
  return items.slice(from + 1);
}

/** @param {Page} page */
export function begin(page) {
  // What has failed is told where nothing can be fetched.
  want("narrator").catch(() => {});
  return new Keeper(page);
}
