/** What leaving cannot stop: messages that were delayed still go, and nobody can cancel them any more. */

import { until } from "./clock.js";
import { plural, text } from "./texts.js";

/** @import { Farewell, Happening, Pledge, State } from "../types.js" */

/** What goes out if one leaves now, as far as we know. @param {State} state @returns {Pledge} */
export function pledge({ pending }) {
  const times = [...pending.values()].map(({ due }) => Date.parse(due));
  return { count: times.length, at: Math.max(...times) };
}

/** The delayed messages that are no longer to come, by what has just happened. @param {Happening} event */
export function settled(event) {
  if (event.type === "message") return event.delayed ? [event.number] : [];
  if (event.type === "not-sent") return [event.message.number];
  return event.type === "cancelled" ? event.messages.map(({ number }) => number) : [];
}

/** What the server says of it; of one that says nothing, what we know. @param {Farewell} farewell @param {State} state */
export function pledged({ pending, last }, state) {
  const at = Date.parse(String(last));
  return Number.isInteger(pending) && Number.isFinite(at) ? { count: Number(pending), at } : pledge(state);
}

/** The sentence about it; empty when nothing goes. @param {Pledge | null} pledge @param {number} now */
export function stillGoes(pledge, now) {
  if (!pledge || pledge.count < 1) return "";
  const time = until(pledge.at, now);
  if (pledge.count === 1) return text("1 delayed message will still be sent, at {time}.", { time });
  return plural(
    "{n} delayed message will still be sent, the last at {time}.",
    "{n} delayed messages will still be sent, the last at {time}.",
    pledge.count,
    { time },
  );
}
