/** What a page does that stays: it minds a phone's keyboard, and has what may be wanted later while there is a connection. */

import { loadAll, want } from "../first.js";
import { make } from "./dom.js";

/** Asks for it bit by bit. */
export async function begin() {
  mindTheKeyboard();
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
