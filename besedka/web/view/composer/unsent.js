/** What was not sent, as far as is known: offered once more, in the log and in the field, until it is. */

import { text } from "../../state/words/texts.js";
import { part } from "../page/elements.js";
import { toField } from "../page/focus.js";

/** @import { Composer } from "./composer.js" */
/** @import { Failed } from "../../state/session/failed.js" */
/** @import { ChatRequest, Outgoing } from "../../types.js" */

/** Offers it, and withdraws the offer. */
export class Unsent {
  /** @param {Composer} composer */
  constructor(composer) {
    this.composer = composer;
  }

  /** No answer came to this: the log keeps it, and the field where it is empty, if Enter does the same there. @param {Failed} failed @param {ChatRequest} request @param {string} line */
  offer(failed, request, line) {
    const { composer } = this;
    if (!line && request.type !== "send") return composer.notice.complain([text("No answer came: the connection to the server is lost.")], "", { about: "offline" });
    failed.take(request, line);
    if (line && composer.does(line, request) && composer.giveBack(line))
      composer.notice.complain([text("No answer came to this; press Enter to send it again.")], "", { about: "unsent" });
  }

  /** Ask again what has failed under this number. @param {Failed} failed @param {number} number */
  again(failed, number) {
    const outgoing = failed.all.find((one) => one.number === number);
    // Not at the second click of a double one, say.
    if (outgoing?.state === "failed") this.composer.ask(outgoing.request, outgoing.line, outgoing);
  }

  /** This need not be sent again, and is not to be by what still offers it. @param {Outgoing} outgoing */
  withdraw({ line, number }) {
    const { composer } = this;
    // The button alone: the rest of its entry may be read just now.
    const button = part("log").querySelector(`[data-lost="${number}"]`);
    if (button === document.activeElement) toField();
    button?.remove();
    if (!line || composer.text !== line) return;
    composer.text = "";
    composer.notice.over("unsent");
  }
}
