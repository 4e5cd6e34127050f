/** What a page does that stays: it has what may be wanted later while there is a connection. */

import { loadAll, want } from "../first.js";
import { make } from "./dom.js";

/** Asks for it bit by bit. */
export async function begin() {
  await loadAll();
  // The dialogs offer everybody.
  await want("people").catch(() => {});
  document.head.append(make("link", { rel: "manifest", href: "/manifest.webmanifest" }));
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/worker.js").catch(() => {});
}
