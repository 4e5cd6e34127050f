/** How the connection is, and what is on its way: as simply as it takes until the part has come that can say more. */

import { want } from "../../loader.js";
import { text } from "../../state/words/texts.js";
import { part } from "../page/elements.js";

/** @import { Connection } from "../../connection/connection.js" */
/** @import { Begun, Outgoing, Status } from "../../types.js" */

/** Whether one is not in the chat, and stays so. @param {Status} status */
export const isOut = ({ kind }) => ["ended", "refused", "replaced"].includes(kind);

/** The banner across the page, and the strip above the field. */
export class StatusView {
  /** What can say more, once it has come. @type {Begun<"status"> | null} */
  #more = null;
  /** Whether there has been no connection yet; once there was one, the part is had before it is needed. */
  isEarly = true;
  banner = part("banner");

  /** @param {Connection} connection */
  constructor(connection) {
    this.connection = connection;
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

  /** What is on its way, and what was, is shown by what can say more. @param {Outgoing[]} late @param {Outgoing | null} done */
  late(late, done) {
    want("keeping").then((keeper) => keeper.sending.show(late, done)).catch(() => {});
  }
}
