/**
 * What people write, in pieces: addresses, and one's own name. Pure; how a piece looks is the view's business.
 *
 * It is no markup: what stands between backticks is code in our own and the server's sentences alone (`codePieces`).
 */

import { folded, wholeWord } from "../chat/names.js";

/** @import { Piece } from "../../types.js" */

/**
 * An address as far as its host and port. What else a browser would take for a host it would change, so that the link
 * leads where nobody can see (WHATWG URL, 3.5): that is no address to us.
 */
const BEGIN = /\bhttps?:\/\/((?:(?!\p{DI})[\p{L}\p{M}\p{N}._-])+|\[[\da-f:.]+\])(?::\d+)?/giu;

/** Where every address ends, in every script: what is not seen, brackets, quotes, and what ends a part of a sentence. */
const ENDS = "\\s\\p{C}\\p{DI}\\u2800\\ufffc\\p{Ps}\\p{Pe}\\p{Pi}\\p{Pf}\\p{QMark}\\p{Term}＜＞";
/** A letter of the rest of an address. The joiners and selectors belong to the letters and pictures of some scripts; of what is ASCII most may stand inside. */
const REST = new RegExp(`^(?:[!#-;=?-\\[\\]-_a-~\\u200c\\u200d\\p{VS}]|[^\\0-\\x7f${ENDS}])`, "u");
/** What may stand behind a host: its path, or what is not the address's any more. */
const BEHIND = new RegExp(`[/?#]|$|\\s|[<>"\`]|(?![%@:\\\\\\p{C}\\p{DI}\\u2800])[${ENDS}\\p{P}]|:+(?=$|[${ENDS}])`, "uy");
/** At the end of an address that is the sentence's. */
const TRAILING = /[.,:;!?'*([{]|[^\0-\x7f\P{P}]|[\u200c\u200d]/u;

const OPENING = /** @type {Record<string, string>} */ ({ ")": "(", "]": "[", "}": "{" });

/** A letter with what belongs to it: what is folded together. */
const CLUSTER = /\P{M}?\p{M}*/gu;

/**
 * The text in pieces, in order and complete: `link`, with the `href` it leads to; `mention`; and else `text`.
 *
 * A link is an address of http or https, and of nothing else, and leads where it says. Punctuation at its end is the
 * sentence's, and so is a bracket that was not opened in it. A mention is `name` as `mentions` finds it, but not in a link.
 *
 * @param {string} text
 * @param {string} [name] One's own; empty: nobody is mentioned.
 * @returns {Piece[]}
 */
export function pieces(text, name = "") {
  const links = linksIn(text);
  const places = [...links, ...outside(links, name ? mentionsIn(text, name) : [])];
  /** @type {Piece[]} */
  const found = [];
  let done = 0;
  for (const { start, end, piece } of places.sort((one, other) => one.start - other.start)) {
    if (start > done) found.push({ kind: "text", text: text.slice(done, start) });
    found.push(piece);
    done = end;
  }
  if (done < text.length) found.push({ kind: "text", text: text.slice(done) });
  return found;
}

/** @typedef {{ start: number, end: number, piece: Piece }} Place A piece, from where to before where it stands. */

/** Those that touch none of the links; both are in order. @param {Place[]} links @param {Place[]} mentions */
function outside(links, mentions) {
  let next = 0;
  return mentions.filter(({ start, end }) => {
    while (next < links.length && links[next].end <= start) next++;
    return next === links.length || links[next].start >= end;
  });
}

/** @param {string} text */
function linksIn(text) {
  /** @type {Place[]} */
  const found = [];
  // Also behind what is no address: each letter is looked at once.
  let seen = 0;
  for (const match of text.matchAll(BEGIN)) {
    // Inside of the one before.
    if (match.index < seen) continue;
    const address = whole(text, match.index, match[0]);
    seen = match.index + Math.max(match[0].length, address.length);
    const href = address && safe(address, match[1]);
    if (href) found.push({ start: match.index, end: match.index + address.length, piece: { kind: "link", text: address, href } });
  }
  return found;
}

/** Where a name stands. Folding makes other letters, and more or fewer of them, so each is looked up again. @param {string} text @param {string} name */
function mentionsIn(text, name) {
  const all = folded(text);
  const matches = [...all.matchAll(wholeWord(name))];
  if (!matches.length) return [];
  /** @type {Map<number, number>} Where in the text that is which begins here in the folded one. */
  const places = new Map();
  let [here, there] = [0, 0];
  for (const [cluster] of text.matchAll(CLUSTER)) {
    places.set(there, here);
    here += cluster.length;
    there += folded(cluster).length;
  }
  // Some letters are one only together with their neighbours: where that is so, nobody can say.
  if (there !== all.length) return [];
  return matches.flatMap(({ index, 0: { length } }) => {
    const [start, end] = [places.get(index), places.get(index + length)];
    return start === undefined || end === undefined ? [] : [place(text, start, end)];
  });
}

/** @param {string} text @param {number} start @param {number} end @returns {Place} */
const place = (text, start, end) => ({ start, end, piece: { kind: "mention", text: text.slice(start, end) } });

/**
 * The address that begins there; empty when what is behind its host makes it another.
 *
 * @param {string} text
 * @param {number} start
 * @param {string} begin
 */
function whole(text, start, begin) {
  const end = start + begin.length;
  BEHIND.lastIndex = end;
  const behind = BEHIND.exec(text);
  if (!behind) return "";
  return trimmed(begin, /^[/?#]$/.test(behind[0]) ? text.slice(end, endOf(text, end)) : "");
}

/** Where the rest of an address ends that goes on here: a bracket that was not opened in it ends it. @param {string} text @param {number} start */
function endOf(text, start) {
  /** @type {Record<string, number>} How often each bracket is open. */
  const open = {};
  let place = start;
  for (let letter; place < text.length; place += letter.length) {
    letter = String.fromCodePoint(/** @type {number} */ (text.codePointAt(place)));
    if (!REST.test(letter)) return place;
    if ("([{".includes(letter)) open[letter] = (open[letter] ?? 0) + 1;
    const opening = OPENING[letter];
    if (opening && !open[opening]) return place;
    if (opening) open[opening]--;
  }
  return place;
}

/** @param {string} begin @param {string} rest */
function trimmed(begin, rest) {
  const letters = [...begin, ...rest];
  while (TRAILING.test(letters.at(-1) ?? "")) letters.pop();
  return letters.join("");
}

/** @param {string} address @param {string} host As it is written. @returns {string | null} */
function safe(address, host) {
  try {
    const url = new URL(address);
    // Wide letters, say, or a number that is an address.
    const written = host.toLowerCase().replace(/\.+$/, "");
    const isPlain = /^[\0-\x7f]*$/.test(host);
    const same = isPlain ? url.hostname.replace(/\.$/, "") === written : host.normalize("NFKC") === host.normalize("NFC");
    return same || host.startsWith("[") ? url.href : null;
  } catch {
    return null;
  }
}

/** As a part of the page. Mentions look like any text there, and are not looked for. */
export const begin = () => (/** @type {string} */ text) => pieces(text);
