/** Names, and what people write, as elements. Whatever they write is only ever text. */

import { hue } from "../../state/chat/names.js";
import { text } from "../../state/words/texts.js";
import { icon, make } from "../page/elements.js";
import { want } from "../../loader.js";

/** @import { Piece } from "../../types.js" */

/** A text that has about so many lines is shown whole when that is wanted. */
const LINES = 25;
const LETTERS = 70;

/**
 * Somebody's name, in its colour, and behind it that it is a program's. A name has no blanks, nor what frames the mark:
 * so none can look as if it were marked.
 *
 * @param {string} name
 * @param {boolean} [bot]
 */
export function person(name, bot) {
  const element = make("bdi", { class: "name", "data-name": name }, name);
  element.style.setProperty("--hue", String(hue(name)));
  const found = new DocumentFragment();
  found.append(element, ...(bot ? [" ", make("span", { class: "tag bot" }, text("bot"))] : []));
  return found;
}

/** What is for somebody alone. @param {string} to For whom; empty where that is plain. */
export function privateTag(to) {
  return make("span", { class: "tag" }, icon("private"), text("private"), ...(to ? [" → ", person(to)] : []));
}

/** A piece of what somebody wrote. Of those that are no links nothing is to be seen but their text. @param {Piece} piece */
const drawn = ({ text: said, href }) => (href ? make("a", { href, target: "_blank", rel: "noopener noreferrer" }, said) : said);

/** What somebody wrote, with links to where it says; of a very long text, its beginning. @param {string} said */
export function textElement(said) {
  const element = make("p", { class: "text", dir: "auto" }, said);
  if (/https?:/i.test(said)) want("pieces").then((pieces) => element.replaceChildren(...pieces(said).map(drawn))).catch(() => {});
  if (said.split("\n").length + said.length / LETTERS >= LINES) {
    element.classList.add("long");
    want("truncation").then((unfold) => unfold(element)).catch(() => element.classList.remove("long"));
  }
  return element;
}

/** What somebody had written, and gets back. @param {{ text: string, to?: string }} message */
export function givenElements({ text: said, to }) {
  const element = textElement(said);
  if (!to) return [element];
  element.classList.add("secret");
  return [make("p", { class: "given" }, privateTag(to)), element];
}
