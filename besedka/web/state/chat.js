/** What the server says, and what the page knows by it: pure, fed by events alone. */

import { mentions } from "./names.js";

/** @import { Entry, Farewell, Happening, Note, Pledge, Row, State, Unknown } from "../types.js" */

/** What a muted person may not, as a server sees it that does not say so. */
const BARRED = ["send", "rename"];

/** Before the first welcome. @param {string} wanted @returns {State} */
export function nobody(wanted) {
  const limits = { max_text: 4000, max_name: 32, max_delay: 604800, max_pending: 100, history: 20 };
  const last = { seq: 0, at: 0 };
  const empty = { people: new Map(), ignored: new Set(), count: 0, mutedUntil: 0, barred: BARRED, pending: new Map(), left: null, skew: -Infinity };
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
  const { people, ignored } = state;
  const mark = (/** @type {string} */ name, /** @type {unknown} */ isIgnored) => (isIgnored ? ignored.add(name) : ignored.delete(name));
  switch (event.type) {
    case "welcome":
      state.people = new Map([...event.members, event.name].map((name) => [String(name), 0]));
      state.count = event.member_count;
      state.ignored = new Set();
      break;
    case "users":
      state.people = new Map(event.users.map((user) => [String(user.name), time(user.muted_until)]));
      state.count = event.users.length;
      for (const user of event.users) mark(String(user.name), user.ignored);
      break;
    case "joined":
      people.set(event.name, time(event.muted_until));
      mark(event.name, event.ignored);
      state.count++;
      break;
    case "left":
      people.delete(event.name);
      state.count = Math.max(people.size, state.count - 1);
      break;
    case "renamed":
      people.set(event.new, people.get(event.old) ?? 0);
      people.delete(event.old);
      mark(event.new, ignored.delete(event.old));
      break;
    case "muted":
      people.set(event.name, time(event.until));
      break;
    case "unmuted":
      people.set(event.name, 0);
      break;
    case "accepted":
      if (event.name && /ignore$/.test(event.command)) mark(event.name, event.command === "ignore");
      break;
    case "ignored":
      // Somebody who is here may be called as an ignored one was who has left.
      state.ignored = new Set(event.users.filter(({ name, here }) => here || !people.has(name)).map(({ name }) => name));
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

/** What goes out if one leaves now, as far as we know. @param {State} state @returns {Pledge} */
export function pledge({ pending }) {
  const times = [...pending.values()].map(({ due }) => Date.parse(due));
  return { count: times.length, at: Math.max(...times) };
}

/** What the server says of it; of one that says nothing, what we know. @param {Farewell} farewell @param {State} state */
function pledged({ pending, last }, state) {
  const at = Date.parse(String(last));
  return Number.isInteger(pending) && Number.isFinite(at) ? { count: Number(pending), at } : pledge(state);
}

// -- what the server says: messages read as events, tolerant of what a newer server has ------------------------------

/** The fields that an event has at least: `s`tring, `n`umber, `l`ist, `o`bject. @type {Record<string, string>} */
const SHAPES = {
  welcome: "name:s members:l member_count:n limits:o language:s",
  joined: "name:s",
  left: "name:s reason:s",
  renamed: "old:s new:s",
  message: "number:n from:s text:s",
  muted: "name:s until:s complaints:n",
  unmuted: "name:s",
  stopping: "",
  silenced: "until:s",
  "not-sent": "message:o reason:s",
  farewell: "reason:s",
  accepted: "command:s",
  cancelled: "messages:l",
  scheduled: "messages:l",
  users: "you:s users:l",
  ignored: "users:l",
  history: "messages:l",
  help: "commands:l",
  language: "language:s",
  refused: "code:s params:o text:s",
};

const PENDING = "number:n text:s due:s";
/** The list that a type has, and the fields of its rows. @type {Record<string, [list: string, row: string]>} */
const ROWS = {
  cancelled: ["messages", PENDING],
  scheduled: ["messages", PENDING],
  users: ["users", "name:s"],
  ignored: ["users", "name:s"],
  history: ["messages", "seq:n at:s number:n from:s text:s"],
  help: ["commands", "syntax:s summary:s"],
};

/**
 * The event that a message of the server holds; `unknown` for one that a newer server has and we do not know, or whose
 * fields are not those that we know. Rows that are not what we know are left out. Throws `SyntaxError` for what is no
 * JSON object: then the connection is not what it seems.
 *
 * @param {unknown} data
 * @returns {Happening | Unknown}
 */
export function read(data) {
  const value = JSON.parse(String(data));
  if (kind(value) !== "o") throw new SyntaxError("not an object");
  const { type, ref } = value;
  const known = Object.hasOwn(SHAPES, type) && fits(value, `seq:n at:s ${SHAPES[type]}`);
  if (!known || (type === "not-sent" && !fits(value.message, PENDING))) return { type: "unknown", ref };
  if (Object.hasOwn(ROWS, type)) {
    const [list, shape] = ROWS[type];
    value[list] = value[list].filter((/** @type {unknown} */ row) => fits(row, shape));
  }
  return value;
}

/** So many rows of one answer are joined; what a server has beyond that is left. */
const MOST_ROWS = 100_000;

/** Joins the events that a long answer comes in: all but the last say that there is `more`. */
export class Parts {
  /** The rows so far, by what they answer. @type {Map<string, unknown[]>} */
  #begun = new Map();

  /**
   * The event itself, or the whole answer with its last part; null as long as there is more to come.
   *
   * @param {any} event
   * @returns {any}
   */
  join(event) {
    const { type, ref, more, ...rest } = event;
    if (!Object.hasOwn(ROWS, type)) return event;
    const [list] = ROWS[type];
    const key = `${type} ${ref}`;
    const rows = this.#begun.get(key) ?? [];
    rows.push(...event[list].slice(0, MOST_ROWS - rows.length));
    if (more === true) this.#begun.set(key, rows);
    else this.#begun.delete(key);
    return more === true ? null : { ...rest, type, ...("ref" in event && { ref }), [list]: rows };
  }
}

/** @param {any} value @param {string} shape */
function fits(value, shape) {
  return (
    kind(value) === "o" && shape.split(" ").every((field) => !field || kind(value[field.slice(0, -2)]) === field.at(-1))
  );
}

/** @param {unknown} value */
function kind(value) {
  if (value === null) return "";
  return Array.isArray(value) ? "l" : (typeof value)[0];
}
