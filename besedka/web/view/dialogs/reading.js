/** What helps in reading the log: earlier messages above it, a search, copies, paper. */

import { byId, part } from "../page/elements.js";
import { toField } from "../page/focus.js";
import { translatePage } from "../page/translation.js";
import { copyMessages } from "../log/copying.js";
import { Earlier } from "../log/earlier.js";
import { printAll } from "../log/printing.js";
import { HistoryDialog } from "./history_dialog.js";

/** @import { Page } from "../../types.js" */

/** Begins all of it, and returns what shows the history. @param {Page} page */
export function begin(page) {
  translatePage(":empty");
  copyMessages();
  printAll(page.log);
  new Earlier(page);
  const history = new HistoryDialog(page);
  const [form, field] = [part("seek"), byId("search", HTMLInputElement)];
  part("talk").prepend(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = field.value.trim();
    // Where one is when the dialog is closed; on a phone without the keyboard.
    toField();
    if (words) history.search(words);
    field.value = "";
  });
  return history;
}
