/** The words that stand in the page itself. */

import { text } from "../../state/words/texts.js";
import { fill } from "./elements.js";

/** Put them in, in the language that is spoken. @param {string} [which] `:empty`: where there are none yet. */
export function translatePage(which = "") {
  for (const element of document.querySelectorAll(`body [data-text]${which}`)) {
    element.replaceChildren(...fill(text(element.getAttribute("data-text") ?? "")));
  }
  for (const element of document.querySelectorAll("[data-text-label]")) {
    const label = text(element.getAttribute("data-text-label") ?? "");
    element.setAttribute("aria-label", label);
    // What is drawn and not written has its words for who points at it as well.
    if (element.hasAttribute("data-icon")) element.setAttribute("title", label);
  }
  for (const element of document.querySelectorAll("[data-text-placeholder]")) {
    element.setAttribute("placeholder", text(element.getAttribute("data-text-placeholder") ?? ""));
  }
}
