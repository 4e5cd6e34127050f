/** What leaving cannot stop: messages that were delayed still go, and nobody can cancel them any more. */

import { until } from "../words/until.js";
import { plural, text } from "../words/texts.js";

/** @import { ChatEvent, Outstanding, State } from "../../types.js" */

/** The delayed messages that are no longer to come, by what has just happened. @param {ChatEvent} event */
export function settled(event) {
  if (event.type === "message") return event.delayed ? [event.number] : [];
  if (event.type === "not-sent") return [event.message.number];
  return event.type === "cancelled" ? event.messages.map(({ number }) => number) : [];
}

/** What goes out if one leaves now, as far as we know. @param {State} state @returns {Outstanding} */
export function outstanding({ pending }) {
  const times = [...pending.values()].map(({ due }) => Date.parse(due));
  return { count: times.length, at: Math.max(...times) };
}

/** What went out when one left: what the server said of it; of one that said nothing, what we know. Null: one has not left. @param {State} state @returns {Outstanding | null} */
export function outstandingThen(state) {
  if (!state.left) return null;
  const { pending, last } = state.left;
  const at = Date.parse(String(last));
  return Number.isInteger(pending) && Number.isFinite(at) ? { count: Number(pending), at } : outstanding(state);
}

/** The sentence about it; empty when nothing goes. @param {Outstanding | null} outstanding @param {number} now */
export function stillGoes(outstanding, now) {
  if (!outstanding || outstanding.count < 1) return "";
  const time = until(outstanding.at, now);
  if (outstanding.count === 1) return text("1 delayed message will still be sent, at {time}.", { time });
  return plural(
    "{n} delayed message will still be sent, the last at {time}.",
    "{n} delayed messages will still be sent, the last at {time}.",
    outstanding.count,
    { time },
  );
}
