/** How long a text is, as the server counts it, and what is too long for it. */

import { plural } from "../words/texts.js";
import { command } from "./commands.js";
import { UNWANTED, behindFirst, cleaned, sending } from "./send_line.js";

/** @import { ChatRequest, Judgement, Limits } from "../../types.js" */

/** What a message may have beside its text, and what a character of that may take, in bytes (docs/protocol.md). */
const BESIDE = 1000;
const WIDEST = 12;

/** The characters that the server counts: code points, of what it does not take out. @param {string} said */
export function characters(said) {
  let count = 0;
  for (const _ of said.replace(/\r\n?/g, "\n").replace(UNWANTED, "")) count++;
  return count;
}

/**
 * What of a typed line is the text of a message; empty when it will be none.
 *
 * @param {string} line
 * @param {Judgement} judged
 */
export function spoken(line, judged) {
  if (judged.kind === "empty" || (judged.kind === "command" && judged.name !== "send")) return "";
  return judged.kind === "command" ? heard(line) : line;
}

/** @param {string} line With `send`. */
function heard(line) {
  const said = sending(line);
  return said && said !== "doubtful" ? said.text : behindFirst(cleaned(line));
}

/**
 * Why this is too long to be sent; empty when it is not. The server would refuse it, or hang up.
 *
 * @param {ChatRequest} request
 * @param {Limits} limits
 */
export function tooLong(request, { max_text: most, max_name }) {
  const { text: said = "", line = "", name = "", to = "" } = /** @type {Record<string, string>} */ (request);
  const isSaid = request.type === "send" || command(line.trimStart().split(/\s/u, 1)[0]) === "send";
  const length = characters(isSaid ? said || heard(line) : line + name + to);
  const bytes = new TextEncoder().encode(JSON.stringify(request)).length;
  if (characters(name + to) > most) return overlongName(max_name);
  return length <= most && bytes <= WIDEST * most + BESIDE ? "" : overlong(length, most);
}

/** @param {number} limit */
const overlongName = (limit) =>
  plural("The name is too long: it has {limit} character at most.", "The name is too long: it has {limit} characters at most.", limit, { limit });

/** The server's words about a text that is too long. @param {number} length @param {number} limit */
const overlong = (length, limit) =>
  plural(
    "The message is too long ({length}): it may have {limit} character.",
    "The message is too long ({length}): it may have {limit} characters at most.",
    limit,
    { length, limit },
  );
