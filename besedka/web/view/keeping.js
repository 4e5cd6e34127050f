/** What a page does that stays: it minds the keyboard, and has what may be wanted later while there is a connection. */

import { loadAll, want } from "../first.js";
import { make, part } from "./dom.js";

/** Asks for it bit by bit. */
export async function begin() {
  mindTheKeyboard();
  document.addEventListener("keydown", typeInField);
  await loadAll();
  // The dialogs offer everybody.
  await want("people").catch(() => {});
  document.head.append(make("link", { rel: "manifest", href: "/manifest.webmanifest" }));
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/worker.js").catch(() => {});
}

/** Where the virtual keyboard lies over the page instead of making it smaller. */
function mindTheKeyboard() {
  visualViewport?.addEventListener("resize", () => {
    const { height, scale } = /** @type {VisualViewport} */ (visualViewport);
    // Whoever enlarges the page wants to see less of it, not a smaller one.
    document.documentElement.style.setProperty("--height", `${height * scale}px`);
    // iOS also moves the page, to show the field that the keyboard would have covered.
    scrollTo(0, 0);
  });
}

/** What has a use of its own for letters. */
const OWN = "input, textarea, select, [contenteditable], [role=menu], dialog";

/**
 * A letter that is typed beside the field is typed in it. Not the space, which presses buttons and scrolls, and nothing
 * that is a shortcut; AltGr makes letters, and is told as Ctrl and Alt.
 *
 * @param {KeyboardEvent} event
 */
function typeInField(event) {
  const { key, target, ctrlKey, metaKey, altKey } = event;
  const isShortcut = metaKey || ((ctrlKey || altKey) && !event.getModifierState("AltGraph"));
  const isLetter = key === "Dead" || ([...key].length === 1 && key !== " ");
  if (event.defaultPrevented || isShortcut || !isLetter || document.querySelector("dialog[open]")) return;
  if (/** @type {Element} */ (target).closest(OWN)) return;
  part("field").focus();
}
