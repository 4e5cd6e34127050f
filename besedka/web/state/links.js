/** Addresses in texts. */

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
