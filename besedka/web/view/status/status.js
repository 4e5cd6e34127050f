/** How the connection is, and what is on its way: as simply as it takes until the part has come that can say more. */

import { want } from "../../loader.js";
import { text } from "../../state/words/texts.js";
import { make, part } from "../page/elements.js";

/** @import { Connection } from "../../connection/connection.js" */
/** @import { Session } from "../../state/session/session.js" */
/** @import { Begun, Outgoing, Status } from "../../types.js" */
/** @import { Announcements } from "../page/announcements.js" */

/** Whether one is not in the chat, and stays so. @param {Status} status */
export const isOut = ({ kind }) => kind === "ended" || kind === "refused";

/** The banner across the page, and the strip above the field. */
export class StatusView {
  /** What can say more, once it has come. @type {Begun<"status"> | null} */
  #more = null;
  /** Whether there has been no connection yet; once there was one, the part is had before it is needed. */
  isEarly = true;
  banner = part("banner");

  /** @param {Connection} connection @param {Session} session @param {Announcements} announcer */
  constructor(connection, session, announcer) {
    this.connection = connection;
    this.session = session;
    this.announcer = announcer;
  }

  /** @param {Status} status */
  show(status) {
    if (this.#more) return this.#more.show(status);
    const { kind } = status;
    this.banner.hidden = kind === "open";
    if (kind === "waiting") this.banner.textContent = text("The connection to the server is lost.");
    if (!this.isEarly || (kind !== "open" && kind !== "connecting"))
      want("status").then((more) => (this.#more = more).show(this.connection.status)).catch(() => {});
  }

  /** Something is on its way that should be there by now; a dialog that waits for it shows that, too. @param {Outgoing[]} late The oldest first. */
  late([oldest]) {
    const strip = part("sending");
    if (oldest && strip.hidden) this.announcer.say(text("Sending…"));
    strip.hidden = !oldest;
    if (!oldest) return;
    const { request } = oldest;
    const words = this.session.outbox.messageOf(request)?.text ?? (request.type === "line" ? request.line : "");
    strip.replaceChildren(text("Sending…"), ...(words && [" ", make("q", { dir: "auto" }, words)]));
  }
}
