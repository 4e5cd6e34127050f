/** Who came and went, in one line that can be opened. */

import { fullTime, plural, text, timeOfDay } from "../state/texts.js";
import { fill, make } from "./dom.js";
import { person } from "./entry.js";
import { enumerated } from "./listed.js";
import { narrate, whyGone } from "./narration.js";

/** @import { Child, Crowd, Entry, Fate } from "../types.js" */

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
  if (them.length === 1) return fill(ofOne(kind, them[0]), { name: person(them[0].name) });
  return fill(ofMany(kind), { names: listed(them.map(({ name }) => name)) });
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

/** `mia, ben and 10 others` @param {string[]} names */
function listed(names) {
  const shown = names.length > ALL ? names.slice(0, 2) : names;
  const others = names.length - shown.length;
  const rest = others ? [plural("{n} other", "{n} others", others)] : [];
  return enumerated([...shown.map(person), ...rest]);
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
