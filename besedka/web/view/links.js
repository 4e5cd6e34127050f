/** Addresses in what people write, as links. */

import { linkify } from "../state/prose.js";
import { make } from "./dom.js";

/** Turns an element's text into text, and links to where it says. */
export const begin = () => (/** @type {HTMLElement} */ element) => {
  const pieces = linkify(element.textContent ?? "").map(({ text, href }) =>
    href ? make("a", { href, target: "_blank", rel: "noopener noreferrer" }, text) : text,
  );
  element.replaceChildren(...pieces);
};
