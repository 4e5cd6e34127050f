/** Where the keyboard goes: what is typed is for the field, whatever was pressed before. */

import { part } from "./dom.js";

/** Something is done, and what is typed next is a message; but on a phone that would open the keyboard. */
export function toField() {
  // A text that is selected is about to be copied.
  if (getSelection()?.isCollapsed === false) return;
  const place = matchMedia("(hover: hover)").matches ? "field" : "log";
  part(place).focus({ preventScroll: true });
}

/** What has a use of its own for letters. */
const OWN = "input, textarea, select, [contenteditable], [role=menu], dialog";

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
  if (/** @type {Element} */ (target).closest(OWN)) return;
  part("field").focus();
}
