/** Very long texts, of which the beginning is seen. */

import { text } from "../../state/words/texts.js";
import { make } from "../page/elements.js";

/** @import { Page } from "../../types.js" */

/** Puts a button behind such a text that shows all of it, unless all of it is shown. @param {Page} page */
export const begin = (page) => (/** @type {HTMLElement} */ element) => {
  if (!element.matches(".long")) return;
  const show = () => {
    element.classList.remove("long");
    button.dispatchEvent(new Event("unfold", { bubbles: true }));
    // The button goes; whoever pressed it reads on.
    element.tabIndex = -1;
    element.focus({ preventScroll: true });
    button.remove();
  };
  const button = make("button", { type: "button", class: "link", click: show }, text("Show all"));
  element.after(button);
  page.log.stay();
};
