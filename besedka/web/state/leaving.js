/** What leaving cannot stop: messages that were delayed still go, and nobody can cancel them any more. */

import { plural, text, until } from "./texts.js";

/** @import { Happening, Pledge } from "../types.js" */

/** The delayed messages that are no longer to come, by what has just happened. @param {Happening} event */
export function settled(event) {
  if (event.type === "message") return event.delayed ? [event.number] : [];
  if (event.type === "not-sent") return [event.message.number];
  return event.type === "cancelled" ? event.messages.map(({ number }) => number) : [];
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
