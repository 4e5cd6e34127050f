/** What happened, in words: the sentences of the terminal client, with elements for names and times. Who came and went is one line. */

import { fullTime, timeOfDay } from "../../state/words/moments.js";
import { duration } from "../../state/words/durations.js";
import { plural, text } from "../../state/words/texts.js";
import { until } from "../../state/words/until.js";
import { fill, make } from "../page/elements.js";
import { enumerated } from "../page/enumeration.js";
import { givenElements, person } from "./text.js";

/** @import { Absence, ChatEvent, Child, Crowd, Entry, Fate, Joined, Narration, NotSent, Note, PendingListed, Undelivered } from "../../types.js" */

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
    "recipient-full": text("{number} was not sent: too much is waiting for {to}, who is away. It said:"),
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
    case "away":
      return about(event, text("{name} is away: the connection is gone, but may come back"));
    case "returned":
      return about(event, text("{name} is back"));
    case "absence":
      return absence(event);
    case "unanswered":
      return unanswered(event);
    case "undelivered":
      return undelivered(event);
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

/** @param {Extract<Note, { type: "unanswered" }>} event @returns {Narration} */
function unanswered(event) {
  const { outgoing } = event;
  const again = make("button", { type: "button", class: "link", "data-lost": String(outgoing.number) }, text("Send again"));
  const given = [...givenElements(event), ...(outgoing.state === "sent" ? [] : [again])];
  return { sentence: [text("No answer came to this, it may be lost:")], given, warning: true };
}

/** @param {Undelivered} event @returns {Narration} */
function undelivered(event) {
  const sentence = fill(text("{number} may not have reached {to}. It said:"), { number: `#${event.number}`, to: person(event.to) });
  return { sentence, given: givenElements(event), warning: true };
}

/** @param {Absence} event @returns {Narration} */
function absence(event) {
  const { why, was, name, lost } = event;
  /** @type {Child[][]} */
  const sentences = [[howLong(event)]];
  if (why) {
    const anew = name === was ? text("This is a new session; you are still called {name}.") : text("This is a new session; you were called {was}, and are now called {name}.");
    sentences.push(fill(anew, { name: person(name), was: person(was) }));
  }
  if (event.missed !== 0) sentences.push([howMuch(event)]);
  if (lost) sentences.push([plural("{n} message to you alone is lost: too many were waiting.", "{n} messages to you alone are lost: too many were waiting.", lost)]);
  return { sentence: sentences.flatMap((sentence, place) => (place ? [" ", ...sentence] : sentence)), warning: event.missed === null || event.kept < event.missed || lost > 0 };
}

/** @param {Absence} event */
function howLong({ away, why, missed }) {
  const time = duration(away);
  if (why === "new-server") return text("The server was restarted and no longer knows your session.");
  if (why) return text("You were away for {time}, and your session has ended.", { time });
  return missed ? text("You were away for {time}.", { time }) : text("You were away for {time}. Nobody wrote to everybody meanwhile.", { time });
}

/** @param {Absence} event */
function howMuch({ missed, kept }) {
  if (missed === null) return kept ? plural("At least {n} message was sent meanwhile; there may have been more.", "At least {n} messages were sent meanwhile; there may have been more.", kept) : text("You may have missed messages meanwhile.");
  if (missed === kept) return plural("{n} message was sent meanwhile.", "{n} messages were sent meanwhile.", missed);
  return plural("{n} message was sent meanwhile; the last {kept} are here.", "{n} messages were sent meanwhile; the last {kept} are here.", missed, { kept });
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
  const groups = { came: [], back: [], away: [], returned: [], passed: [], left: [], lost: [] };
  for (const fate of fates) {
    if (fate.here && fate.away) groups.away.push(fate);
    else if (fate.here && fate.wasHere && fate.away === false && !fate.reason) groups.returned.push(fate);
    else if (fate.here) groups[fate.wasHere ? "back" : "came"].push(fate);
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
  if (kind === "away") return text("{name} is away: the connection is gone, but may come back");
  if (kind === "returned") return text("{name} is back");
  return kind === "passed" ? text("{name} came in and left") : whyGone(reason);
}

/** @param {string} kind */
function ofMany(kind) {
  if (kind === "came") return text("{names} came in");
  if (kind === "back") return text("{names} left and came back");
  if (kind === "away") return text("{names} are away: their connections are gone, but may come back");
  if (kind === "returned") return text("{names} are back");
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
