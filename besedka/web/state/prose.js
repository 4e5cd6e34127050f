/** What stands in what people write: names, of which each has its colour, and addresses. */

/** Whether the server has made this name up, for somebody who has chosen none. @param {string} name */
export const isGuest = (name) => /^guest-\d+$/.test(name);

const STEPS = 24;

/**
 * The hue of a name, in degrees: the same for the same name, everywhere; capitals do not matter.
 *
 * Lightness and chroma are the style sheet's (`.name`), so that every hue can be read on every ground.
 *
 * @param {string} name
 */
export function hue(name) {
  let hash = 2166136261; // FNV-1a
  for (const unit of new TextEncoder().encode(name.normalize("NFKC").toLowerCase())) {
    hash = Math.imul(hash ^ unit, 16777619);
  }
  // The low bits of similar names (guest-1, guest-2) are too much alike.
  return (((hash ^ (hash >>> 15)) >>> 0) % STEPS) * (360 / STEPS);
}

/** @type {{ name: string, pattern: RegExp } | null} */
let last = null;

/**
 * Whether `name` stands in `text` as a whole word, whatever its case: `bob` is not in `bobby` nor in `bob-2`.
 *
 * @param {string} text
 * @param {string} name
 */
export function mentions(text, name) {
  if (!name) return false;
  if (last?.name !== name) {
    const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    // A full stop behind the name is a sentence's.
    const pattern = new RegExp(
      `(?<![\\p{L}\\p{M}\\p{N}_-])${escaped}(?![\\p{L}\\p{M}\\p{N}_]|[.-][\\p{L}\\p{N}_])`,
      "iu",
    );
    last = { name, pattern };
  }
  return last.pattern.test(text);
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"“”«»`]+/giu;
const CLOSING = /** @type {const} */ ({ ")": "(", "]": "[", "}": "{" });

/**
 * The text in pieces, in order and complete; those with `href` are addresses of http or https, and of nothing else.
 *
 * Punctuation at the end of an address is the sentence's, and so is a bracket that was not opened in it.
 *
 * @param {string} text
 * @returns {{ text: string, href?: string }[]}
 */
export function linkify(text) {
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    const href = safe(address);
    if (!href) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: address, href });
    end = match.index + address.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

/** @param {string} address */
function trimmed(address) {
  /** @type {Record<string, number>} How often each bracket stands before `end`. */
  const brackets = {};
  for (const letter of address) if ("()[]{}".includes(letter)) brackets[letter] = (brackets[letter] ?? 0) + 1;
  let end = address.length;
  for (; end; end--) {
    const last = address[end - 1];
    if (/[.,:;!?'’…*]/u.test(last)) continue;
    const opening = CLOSING[/** @type {keyof typeof CLOSING} */ (last)];
    if (!opening || (brackets[opening] ?? 0) >= brackets[last]) break;
    brackets[last]--;
  }
  return address.slice(0, end);
}

/** @param {string} address @returns {string | null} */
function safe(address) {
  try {
    const url = new URL(address);
    return ["http:", "https:"].includes(url.protocol) && url.hostname ? url.href : null;
  } catch {
    return null;
  }
}
