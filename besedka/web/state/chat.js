/** What the page knows of the chat: pure, fed by events alone. */

import { pledged } from "./leaving.js";
import { mentions } from "./names.js";

/** @import { Entry, Happening, Note, Row, State } from "../types.js" */

/** Before the first welcome. @param {string} wanted @returns {State} */
export function nobody(wanted) {
  const limits = { max_text: 4000, max_name: 32, max_delay: 604800, max_pending: 100, history: 20 };
  const last = { seq: 0, at: 0 };
  const empty = { people: new Map(), count: 0, mutedUntil: 0, pending: new Map(), left: null, skew: -Infinity };
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
 * @param {Happening} event
 * @param {number} now By our own clock.
 * @returns {Entry[]}
 */
export function follow(state, event, now) {
  const at = time(event.at);
  if (event.type === "welcome") state.skew = -Infinity;
  if (Number.isFinite(at)) {
    // What was longest under way says least about the other clock.
    state.skew = Math.max(state.skew, at - now);
    state.last = { seq: event.seq, at };
  }
  learnPeople(state, event);
  learnOwn(state, event);
  if (!SHOWN.has(event.type)) return [];
  return [{ event, at, ...(event.type === "message" ? meant(state, event) : {}) }];
}

/** The types that have a place in the log; the others are answers, and appear where the question was. */
const SHOWN = new Set("welcome joined left renamed message muted unmuted stopping not-sent cancelled".split(" "));

/** @param {State} state @param {Happening} event */
function learnPeople(state, event) {
  const { people } = state;
  switch (event.type) {
    case "welcome":
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

/** @param {State} state @param {Happening} event */
function learnOwn(state, event) {
  switch (event.type) {
    case "welcome":
      // Whoever comes back still wants the old name; a newcomer makes do with what there is.
      if (!state.me) state.wanted = event.name;
      state.me = event.name;
      state.limits = { ...state.limits, ...event.limits };
      state.mutedUntil = time(event.muted_until);
      state.left = null;
      break;
    case "renamed":
      if (event.old === state.me) state.me = state.wanted = event.new;
      break;
    case "silenced":
      state.mutedUntil = time(event.until);
      break;
    case "unmuted":
      if (event.name === state.me) state.mutedUntil = 0;
      break;
    case "farewell":
      state.left = pledged(event, state);
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
      if (event.delayed && event.from === state.me) state.pending.delete(event.number);
      break;
  }
}

/**
 * @param {State} state
 * @param {{ from: string, text: string, to?: string }} message
 */
function meant(state, message) {
  const own = message.from === state.me;
  return { own, called: !own && (message.to !== undefined || mentions(message.text, state.me)) };
}

/**
 * The entry of a message of the history.
 *
 * @param {State} state
 * @param {Row} row
 * @returns {Entry}
 */
export function recorded(state, row) {
  return { event: { ...row, type: "message" }, at: time(row.at), ...meant(state, row) };
}

/** Something that the page itself has to tell. @param {Note} note @param {number} at @returns {Entry} */
export const noted = (note, at) => ({ event: note, at });
