/** What happened, in words: the sentences of the terminal client, with elements for names and times. Who came and went is one line. */

import { fullTime, timeOfDay } from "../../state/words/moments.js";
import { plural, text } from "../../state/words/texts.js";
import { until } from "../../state/words/until.js";
import { fill, make } from "../page/elements.js";
import { enumerated } from "../page/enumeration.js";
import { givenElements, person } from "./text.js";

/** @import { ChatEvent, Child, Crowd, Entry, Fate, Joined, Narration, NotSent, Note, PendingListed } from "../../types.js" */

/**
 * What a reason means; undefined where a newer server has one of its own.
 *
 * @param {Record<string, string>} words
 * @param {string} reason
 */
const meaning = (words, reason) => (Object.hasOwn(words, reason) ? words[reason] : undefined);

/** The sentence about who is gone. @param {string} reason */
const whyGone = (reason) =>
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
    "too-late": text("{number} was not sent: the server was down when it was due. It said:"),
    stopping: text("{number} will not be sent: the server is stopping. It said:"),
  }, reason);

/**
 * What the log says about an event; null when that is nothing.
 *
 * @param {ChatEvent | Note} event
 * @param {number} now For dates: today's are left out.
 * @returns {Narration | null}
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

/** @param {Joined} event @param {number} now @returns {Narration} */
function joined(event, now) {
  const { muted_until: until, ignored } = event;
  const told = until
    ? about(event, text("{name} has come in, muted until {until}"), moment(until, now))
    : about(event, text("{name} has come in"));
  return ignored ? { sentence: [...told.sentence, text(" (you ignore this person)")] } : told;
}

/** @param {{ name: string, bot?: boolean }} event @param {string} sentence @param {string} [until] @returns {Narration} */
function about({ name, bot }, sentence, until = "") {
  return { sentence: fill(sentence, { name: person(name, bot), until }) };
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

/** @param {NotSent | PendingListed} event @returns {Narration} */
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

/** @param {ChatEvent | Note} event @returns {Narration | null} */
function warning(event) {
  const sentence = words(event);
  if (!sentence) return null;
  return {
    sentence: [sentence],
    given: (event.type === "orphaned" ? event.messages : []).flatMap(givenElements),
    warning: true,
  };
}

/** @param {ChatEvent | Note} event */
function words(event) {
  if (event.type === "stopping") return text("The server is stopping");
  if (event.type === "gap") return text("You may have missed messages meanwhile.");
  if (event.type !== "orphaned") return null;
  return text("Your delayed messages can no longer be cancelled; they will be sent if the server kept them: {numbers}", {
    numbers: event.numbers,
  });
}

// -- who came and went -----------------------------------------------------------------------------------------------

/** So many are all named; of more, two, and how many others. */
const ALL = 3;

/** The sentence. @param {Crowd} crowd @param {number} now @returns {Child[]} */
export function crowdSentence({ moves, fates }, now) {
  if (moves.length === 1) return narrate(moves[0].event, now)?.sentence ?? [];
  const parts = Object.entries(grouped(fates)).map(([kind, them]) => told(kind, them));
  return parts.flatMap((part, place) => (place ? ["; ", ...part] : part));
}

/** By what became of them, those who are here now first. @param {readonly Fate[]} fates */
function grouped(fates) {
  /** @type {Record<string, Fate[]>} */
  const groups = { came: [], back: [], passed: [], left: [], lost: [] };
  for (const fate of fates) {
    if (fate.here) groups[fate.wasHere ? "back" : "came"].push(fate);
    else if (!fate.wasHere) groups.passed.push(fate);
    else groups[fate.reason === "exit" ? "left" : "lost"].push(fate);
  }
  return Object.fromEntries(Object.entries(groups).filter(([, them]) => them.length));
}

/** @param {string} kind @param {Fate[]} them */
function told(kind, them) {
  if (them.length === 1) return fill(ofOne(kind, them[0]), { name: person(them[0].name, them[0].bot) });
  return fill(ofMany(kind), { names: listed(them) });
}

/** @param {string} kind @param {Fate} fate */
function ofOne(kind, { reason }) {
  if (kind === "came") return text("{name} has come in");
  if (kind === "back") return text("{name} left and came back");
  return kind === "passed" ? text("{name} came in and left") : whyGone(reason);
}

/** @param {string} kind */
function ofMany(kind) {
  if (kind === "came") return text("{names} came in");
  if (kind === "back") return text("{names} left and came back");
  if (kind === "passed") return text("{names} came in and left");
  return kind === "left" ? text("{names} left") : text("{names} lost the connection");
}

/** `mia, ben and 10 others` @param {Fate[]} them */
function listed(them) {
  const shown = them.length > ALL ? them.slice(0, 2) : them;
  const others = them.length - shown.length;
  const rest = others ? [plural("{n} other", "{n} others", others)] : [];
  return enumerated([...shown.map(({ name, bot }) => person(name, bot)), ...rest]);
}

/** The line: when, and the sentence; opened, it tells each move with its own time. @param {Crowd} crowd @param {number} now */
export function crowdElement(crowd, now) {
  const said = [span(crowd.moves), " ", ...crowdSentence(crowd, now)];
  if (crowd.moves.length === 1) return make("p", { class: "said" }, ...said);
  const all = make("div");
  const line = make("details", {}, make("summary", { class: "said" }, ...said), all);
  line.addEventListener("toggle", () => {
    // Nobody opens most of them.
    if (!all.childElementCount) all.append(...crowd.moves.map((move) => moveElement(move, now)));
    line.dispatchEvent(new Event("unfold", { bubbles: true }));
  });
  return line;
}

/** @param {Entry} move @param {number} now */
const moveElement = (move, now) => make("p", {}, span([move]), " ", ...(narrate(move.event, now)?.sentence ?? []));

/** From when to when. @param {Entry[]} moves */
function span(moves) {
  const [first, last] = [moves[0].at, moves[moves.length - 1].at];
  const datetime = Number.isFinite(first) ? new Date(first).toISOString() : "";
  const shown = [...new Set([timeOfDay(first), timeOfDay(last)])].join("–");
  return make("time", { datetime, title: [...new Set([fullTime(first), fullTime(last)])].join(" – ") }, shown);
}
