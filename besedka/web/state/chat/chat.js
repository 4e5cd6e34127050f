/** What the server says, and what the page knows by it: pure, fed by events alone. */

import { mentions } from "./names.js";

/** @import { ChatEvent, Entry, Message, Note, Person, Row, State } from "../../types.js" */

/** What a muted person may not, as a server sees it that does not say so. */
const BARRED = ["send", "rename"];

/** Before the first welcome. @param {string} wanted @returns {State} */
export function initialState(wanted) {
  const limits = { max_text: 4000, max_name: 32, max_delay: 604800, max_pending: 100, history: 20 };
  const last = { seq: 0, at: 0 };
  const empty = { own: new Set(), since: 0, people: new Map(), ignored: new Set(), bots: new Set(), away: new Set(), count: 0, mutedUntil: 0, barred: BARRED, pending: new Map(), left: null, skew: -Infinity };
  return { me: "", wanted, limits, last, ...empty };
}

/** @param {string | undefined} moment */
const time = (moment) => (moment ? Date.parse(moment) : 0);

/**
 * Learn what an event says, and return what of it belongs into the log.
 *
 * The state is changed in place: a room of thousands is not copied for each who enters.
 *
 * @param {State} state
 * @param {ChatEvent} event
 * @param {number} now By our own clock.
 * @returns {Entry[]}
 */
export function apply(state, event, now) {
  const at = time(event.at);
  if (event.type === "welcome") state.skew = -Infinity;
  if (Number.isFinite(at)) {
    // What was longest under way says least about the other clock.
    state.skew = Math.max(state.skew, at - now);
    // An answer that took long is of an earlier moment; a restarted server may begin anew.
    if (event.type === "welcome" || (event.type !== "resumed" && event.seq >= state.last.seq)) state.last = { seq: event.seq, at };
  }
  learnPeople(state, event);
  learnMarks(state, event);
  learnOwn(state, event);
  if (!SHOWN.has(event.type)) return [];
  return [{ event, at, ...(event.type === "message" ? meant(state, event) : {}) }];
}

/** The types that have a place in the log; the others are answers, and appear where the question was. */
const SHOWN = new Set("welcome joined left away returned renamed message muted unmuted stopping not-sent undelivered cancelled".split(" "));

/** @param {State} state @param {ChatEvent} event */
function learnPeople(state, event) {
  const { people } = state;
  switch (event.type) {
    case "welcome":
    case "resumed":
      state.people = new Map([...event.members, event.name].map((name) => [String(name), 0]));
      state.count = event.member_count;
      break;
    case "users":
      state.people = new Map(event.users.map((user) => [String(user.name), time(user.muted_until)]));
      state.count = event.users.length;
      break;
    case "joined":
      people.set(event.name, time(event.muted_until));
      state.count++;
      break;
    case "left":
      people.delete(event.name);
      state.count = Math.max(people.size, state.count - 1);
      break;
    case "renamed":
      people.set(event.new, people.get(event.old) ?? 0);
      people.delete(event.old);
      break;
    case "muted":
      people.set(event.name, time(event.until));
      break;
    case "unmuted":
      people.set(event.name, 0);
      break;
  }
}

/** Who is ignored, who is a bot, and who is away. @param {State} state @param {ChatEvent} event */
function learnMarks(state, event) {
  const { people, ignored, bots, away } = state;
  const put = (/** @type {Set<string>} */ names, /** @type {string} */ name, /** @type {unknown} */ is) => (is ? names.add(name) : names.delete(name));
  const mark = (/** @type {Person} */ person) => {
    put(ignored, String(person.name), person.ignored);
    put(bots, String(person.name), person.bot);
    put(away, String(person.name), person.away);
  };
  switch (event.type) {
    case "welcome":
    case "resumed":
      if (event.type === "welcome") state.ignored = new Set();
      // A newer server's may be no list.
      state.bots = new Set([event.bots ?? []].flat());
      state.away = new Set([event.away ?? []].flat());
      break;
    case "away":
    case "returned":
      put(away, event.name, event.type === "away");
      break;
    case "users":
      event.users.forEach(mark);
      break;
    case "joined":
      mark(event);
      break;
    case "message":
      // A delayed one may bear the name of somebody who is not here any more.
      if (!event.delayed) put(bots, event.from, event.bot);
      break;
    case "left":
      bots.delete(event.name);
      away.delete(event.name);
      break;
    case "renamed":
      mark({ name: event.new, ignored: ignored.delete(event.old), bot: bots.delete(event.old) });
      break;
    case "accepted":
      if (event.name && /ignore$/.test(event.command)) put(ignored, event.name, event.command === "ignore");
      break;
    case "ignored":
      // Somebody who is here may be called as an ignored one was who has left.
      state.ignored = new Set(event.users.filter(({ name, here }) => here || !people.has(name)).map(({ name }) => name));
      break;
  }
}

/** @param {State} state @param {ChatEvent} event */
function learnOwn(state, event) {
  switch (event.type) {
    case "welcome":
    case "resumed":
      // A server that was restarted numbers anew.
      if (event.type === "welcome") state.own.clear();
      if (event.type === "welcome" || !state.me) state.since = event.seq;
      // Whoever comes back still wants the old name; a newcomer makes do with what there is.
      if (!state.me || (event.type === "resumed" && event.name !== state.me)) state.wanted = event.name;
      state.me = event.name;
      state.limits = { ...state.limits, ...event.limits };
      state.mutedUntil = time(event.muted_until);
      state.barred = event.barred ?? BARRED;
      state.left = null;
      break;
    case "renamed":
      if (event.old === state.me) state.me = state.wanted = event.new;
      break;
    case "silenced":
      state.mutedUntil = time(event.until);
      state.barred = event.barred ?? BARRED;
      break;
    case "unmuted":
      if (event.name === state.me) state.mutedUntil = 0;
      break;
    case "farewell":
      state.left = event;
      break;
    case "scheduled":
      state.pending = new Map(event.messages.map((message) => [message.number, message]));
      break;
    case "cancelled":
      event.messages.forEach((message) => state.pending.delete(message.number));
      break;
    case "not-sent":
      state.pending.delete(event.message.number);
      break;
    case "message":
      // A name has one owner while something is said.
      if (event.from !== state.me) break;
      state.own.add(event.number);
      if (event.delayed) state.pending.delete(event.number);
      break;
  }
}

/**
 * Whose it is, and whether it means oneself. One's own is what one has been seen to say, by its number; of what was said
 * before one came, what has one's name.
 *
 * @param {State} state
 * @param {Row | Message} message
 */
function meant(state, message) {
  const { number, seq, from } = message;
  const own = state.own.has(number) || (seq < state.since && from === state.me);
  return { own, called: !own && ("to" in message || mentions(message.text, state.me)) };
}

/**
 * The entry of a message of the history.
 *
 * @param {State} state
 * @param {Row} row
 * @returns {Entry}
 */
export function historyEntry(state, row) {
  return { event: { ...row, type: "message" }, at: time(row.at), ...meant(state, row) };
}

/** Something that the page itself has to tell. @param {Note} note @param {number} at @returns {Entry} */
export const noteEntry = (note, at) => ({ event: note, at });
