/** What the server says, read: tolerant of what a newer server has (docs/protocol.md). */

/** @import { ChatEvent, Unknown } from "../types.js" */

/** The fields that an event has at least: `s`tring, `n`umber, `l`ist, `o`bject. @type {Record<string, string>} */
const SHAPES = {
  welcome: "name:s members:l member_count:n limits:o language:s",
  resumed: "name:s members:l member_count:n limits:o language:s",
  session: "token:s",
  replaced: "",
  undelivered: "number:n text:s to:s",
  away: "name:s",
  returned: "name:s",
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
  search: "messages:l text:s",
  help: "commands:l",
  language: "language:s",
  refused: "code:s params:o text:s",
};

const PENDING = "number:n text:s due:s";
const MESSAGE = "seq:n at:s number:n from:s text:s";
/** The list that a type has, and the fields of its rows. @type {Record<string, [list: string, row: string]>} */
const ROWS = {
  cancelled: ["messages", PENDING],
  scheduled: ["messages", PENDING],
  users: ["users", "name:s"],
  ignored: ["users", "name:s"],
  history: ["messages", MESSAGE],
  search: ["messages", MESSAGE],
  help: ["commands", "syntax:s summary:s"],
};

/**
 * The event that a message of the server holds; `unknown` for one that a newer server has and we do not know, or whose
 * fields are not those that we know. Rows that are not what we know are left out. Throws `SyntaxError` for what is no
 * JSON object: then the connection is not what it seems.
 *
 * @param {unknown} data
 * @returns {ChatEvent | Unknown}
 */
export function read(data) {
  const value = JSON.parse(String(data));
  if (kind(value) !== "o") throw new SyntaxError("not an object");
  const { type, ref, seq, more } = value;
  const known = Object.hasOwn(SHAPES, type) && fits(value, `seq:n at:s ${SHAPES[type]}`);
  if (!known || (type === "not-sent" && !fits(value.message, PENDING))) return { type: "unknown", ref, seq: Number(seq) || 0, more };
  if (Object.hasOwn(ROWS, type)) {
    const [list, shape] = ROWS[type];
    value[list] = value[list].filter((/** @type {unknown} */ row) => fits(row, shape));
  }
  return value;
}

/** So many rows of one answer are joined; what a server has beyond that is left. */
const MOST_ROWS = 100_000;

/** Joins the events that a long answer comes in: all but the last say that there is `more`. */
export class AnswerParts {
  /** The rows so far, by what they answer. @type {Map<string, unknown[]>} */
  #begun = new Map();

  /**
   * The event itself, or the whole answer with its last part; null as long as there is more to come.
   *
   * @param {any} event
   * @returns {any}
   */
  join(event) {
    const { type, ref, more } = event;
    if (!Object.hasOwn(ROWS, type)) return event;
    const [list] = ROWS[type];
    const key = `${type} ${ref}`;
    const rows = this.#begun.get(key) ?? [];
    rows.push(...event[list].slice(0, MOST_ROWS - rows.length));
    this.#begun.delete(key);
    if (more !== true) return { ...event, [list]: rows };
    this.#begun.set(key, rows);
    return null;
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
