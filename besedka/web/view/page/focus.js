/** Where the keyboard is: in the field, wherever nothing else has a use for it. */

import { part } from "./elements.js";

/** Whether the keyboard has something to work on. @param {Element | null} focused */
export const isSomewhere = (focused) => focused !== document.body && focused?.checkVisibility();

/** Something is done, and what is typed next is a message; but on a phone that would open the keyboard. */
export function toField() {
  // A text that is selected is about to be copied.
  if (getSelection()?.isCollapsed === false) return;
  const place = matchMedia("(hover: hover)").matches ? "field" : "log";
  part(place).focus({ preventScroll: true });
}

/** What has a use of its own for letters. */
const OWN_LETTERS = "input, textarea, select, [contenteditable], [role=menu], dialog";

/**
 * A letter that is typed beside the field is typed in it. Not the space, which presses buttons and scrolls, and nothing
 * that is a shortcut; AltGr makes letters, and is told as Ctrl and Alt.
 *
 * @param {KeyboardEvent} event
 */
export function typeInField(event) {
  const { key, target, ctrlKey, metaKey, altKey } = event;
  const isShortcut = metaKey || ((ctrlKey || altKey) && !event.getModifierState("AltGraph"));
  const isLetter = key === "Dead" || ([...key].length === 1 && key !== " ");
  if (event.defaultPrevented || isShortcut || !isLetter || document.querySelector("dialog[open]")) return;
  if (/** @type {Element} */ (target).closest(OWN_LETTERS)) return;
  part("field").focus();
}

/** Where the virtual keyboard lies over the page instead of making it smaller. */
export function mindTheKeyboard() {
  visualViewport?.addEventListener("resize", () => {
    const { height, scale } = /** @type {VisualViewport} */ (visualViewport);
    // Whoever enlarges the page wants to see less of it, not a smaller one.
    document.documentElement.style.setProperty("--height", `${height * scale}px`);
    // iOS also moves the page, to show the field that the keyboard would have covered.
    scrollTo(0, 0);
  });
}
