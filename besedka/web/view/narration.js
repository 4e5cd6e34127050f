/** What happened, in words: the sentences of the terminal client, with elements for names and times. */

import { plural, text, until } from "../state/texts.js";
import { fill } from "./dom.js";
import { givenElements, person } from "./entry.js";

/** @import { Happening, Joined, NotSent, Note, PendingListed, Told } from "../types.js" */

/**
 * What a reason means; undefined where a newer server has one of its own.
 *
 * @param {Record<string, string>} words
 * @param {string} reason
 */
const meaning = (words, reason) => (Object.hasOwn(words, reason) ? words[reason] : undefined);

/** The sentence about who is gone. @param {string} reason */
export const whyGone = (reason) =>
  meaning({
    exit: text("{name} has left"),
    lost: text("{name} is gone: the connection broke"),
    timeout: text("{name} is gone: no response"),
    slow: text("{name} is gone: the connection is too slow"),
    error: text("{name} is gone: protocol error"),
  }, reason) ?? text("{name} has left");

/** @param {string} reason */
const whyNotSent = (reason) =>
  meaning({
    muted: text("{number} was not sent: you are muted. It said:"),
    "recipient-left": text("{number} was not sent: {to} has left. It said:"),
    stopping: text("{number} will not be sent: the server is stopping. It said:"),
  }, reason);

/**
 * What the log says about an event; null when that is nothing.
 *
 * @param {Happening | Note} event
 * @param {number} now For dates: today's are left out.
 * @returns {Told | null}
 */
export function narrate(event, now) {
  switch (event.type) {
    case "welcome":
      return about(event, text("Welcome to Besedka! You are called {name}"));
    case "left":
      return about(event, whyGone(event.reason));
    case "renamed":
      return { sentence: fill(text("{old} is now called {new}"), { old: person(event.old), new: person(event.new) }) };
    case "unmuted":
      return about(event, text("{name} may speak again"));
    case "joined":
      return joined(event, now);
    case "muted":
      return about(event, complaints(event.complaints), moment(event.until, now));
    case "said":
      return { sentence: [text("It was sent after all: the message above.")] };
    case "cancelled":
    case "not-sent":
      return givenBack(event);
    default:
      return warning(event);
  }
}

/** @param {Joined} event @param {number} now @returns {Told} */
function joined(event, now) {
  const { muted_until: until, ignored } = event;
  const told = until
    ? about(event, text("{name} has come in, muted until {until}"), moment(until, now))
    : about(event, text("{name} has come in"));
  return ignored ? { sentence: [...told.sentence, text(" (you ignore this person)")] } : told;
}

/** @param {{ name: string }} event @param {string} sentence @param {string} [until] @returns {Told} */
function about({ name }, sentence, until = "") {
  return { sentence: fill(sentence, { name: person(name), until }) };
}

/** @param {string} at @param {number} now */
const moment = (at, now) => until(Date.parse(at), now);

/** @param {number} n */
function complaints(n) {
  return plural(
    "{name} cannot speak until {until}: {n} complaint",
    "{name} cannot speak until {until}: {n} complaints",
    n,
  );
}

/** @param {NotSent | PendingListed} event @returns {Told} */
function givenBack(event) {
  if (event.type !== "not-sent") {
    const count = event.messages.length;
    const sentence = plural("{n} message will not be sent:", "{n} messages will not be sent:", count);
    return { sentence: [sentence], given: event.messages.flatMap(givenElements) };
  }
  const { number, to = "?" } = event.message;
  const sentence = fill(whyNotSent(event.reason) ?? text("{number} was not sent. It said:"), { number: `#${number}`, to: person(to) });
  return { sentence, given: givenElements(event.message), warning: true };
}

/** @param {Happening | Note} event @returns {Told | null} */
function warning(event) {
  const sentence = words(event);
  if (!sentence) return null;
  return {
    sentence: [sentence],
    given: (event.type === "orphaned" ? event.messages : []).flatMap(givenElements),
    warning: true,
  };
}

/** @param {Happening | Note} event */
function words(event) {
  if (event.type === "stopping") return text("The server is stopping");
  if (event.type === "gap") return text("You may have missed messages meanwhile.");
  if (event.type !== "orphaned") return null;
  return text("Your delayed messages can no longer be cancelled; they will be sent unless the server was restarted: {numbers}", {
    numbers: event.numbers,
  });
}
