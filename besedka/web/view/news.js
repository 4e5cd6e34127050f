/** What of the news is not there from the beginning: what is told seldom, who comes and goes, and the reading out. */

import { Announcer } from "./attention.js";
import { crowdElement } from "./crowd.js";
import { part } from "./dom.js";
import { later } from "./entry.js";
import { narrate } from "./narration.js";

/** @import { Page } from "../types.js" */

/** @param {Page} page */
export function begin(page) {
  later.news = { narrate, crowdElement };
  page.log.redraw();
  return new Announcer(part("announcements"));
}
