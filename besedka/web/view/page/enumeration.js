/** Names and commands in a row, as the language that is spoken has it. */

import { language } from "../../state/words/texts.js";
import { make } from "./elements.js";

/** @import { Child } from "../../types.js" */

/** `mia, ben and 10 others` @param {Child[]} items */
export function enumerated(items) {
  // Without the comma that American English has before its `and`.
  const format = new Intl.ListFormat(language() === "en" ? "en-GB" : language());
  const parts = format.formatToParts(items.map(String));
  let place = 0;
  return make("span", {}, ...parts.map(({ type, value }) => (type === "element" ? items[place++] : value)));
}

/** Commands that do not work. @param {string[]} commands */
export const barredCommands = (commands) => enumerated(commands.map((name) => make("code", {}, name)));
