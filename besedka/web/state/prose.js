/** What stands in what people write: addresses. */

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

/**
 * The text in pieces, in order and complete; those with `href` are addresses of http or https, and of nothing else,
 * and lead where the piece says.
 *
 * Punctuation at the end of an address is the sentence's, and so is a bracket that was not opened in it.
 *
 * @param {string} text
 * @returns {{ text: string, href?: string }[]}
 */
export function linkify(text) {
  const pieces = [];
  let end = 0;
  // Also behind what is no address: each letter is looked at once.
  let seen = 0;
  for (const match of text.matchAll(BEGIN)) {
    // Inside of the one before.
    if (match.index < seen) continue;
    const address = whole(text, match.index, match[0]);
    seen = match.index + Math.max(match[0].length, address.length);
    const href = address && safe(address, match[1]);
    if (!href) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: address, href });
    end = seen;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

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
