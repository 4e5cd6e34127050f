/** What a page does that stays: it has what may be wanted later while there is a connection. */

import { PARTS, load, want } from "../../loader.js";
import { make } from "./elements.js";

/** Asks for everything that has not come yet, one part after the other. */
export async function begin() {
  for (const name of /** @type {(keyof typeof PARTS)[]} */ (Object.keys(PARTS))) await load(name).catch(() => {});
  // The dialogs offer everybody.
  await want("people").catch(() => {});
  // It may not have come when it was to come.
  await want("reading").catch(() => {});
  document.head.append(make("link", { rel: "manifest", href: "/manifest.webmanifest" }));
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/worker.js").catch(() => {});
}
