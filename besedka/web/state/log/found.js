/** Where the words of a search stand in a text: nearly as the server finds them (besedka/chat/language/matching.py). */

/** Scripts without spaces, in which a word may begin anywhere. */
const SPACELESS = /[ก-໿က-႟ក-៿⺀-鿿]/u;

/** The pieces of a text: every second one is what was searched for. @param {string} said @param {string} words */
export function piecesFound(said, words) {
  const known = words.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  const one = (/** @type {string} */ word) => (SPACELESS.test(word) ? "" : "(?<![\\p{L}\\p{N}])") + word.replace(/[её]/gi, "[её]");
  return known.length ? said.split(new RegExp(`(${known.map(one).join("|")})`, "giu")) : [said];
}
