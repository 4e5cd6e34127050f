/** Why one is not in the chat: one has left it, or the server lets nobody in. */

import { stillGoes } from "../state/leaving.js";
import { text } from "../state/texts.js";
import { Banner } from "./banner.js";
import { part } from "./dom.js";

/** @import { Page, Status } from "../types.js" */

/** Has the banner say how the connection is. */
class Door {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.banner = new Banner(part("banner"), () => page.connection.start(), page.announcer.say);
    page.every.second.add(() => this.banner.tick());
    page.every.words.add(() => {
      // What it says is said anew.
      this.banner.show({ kind: "open" }, false);
      this.show(page.connection.status);
    });
  }

  /** @param {Status} status */
  show(status) {
    const { connection, state, now } = this.page;
    if (connection.status !== status) return;
    this.banner.show(status, !state().me);
    const rest = stillGoes(state().left, now());
    if (status.kind === "ended") this.banner.stay(`${text("You have left the chat.")} ${rest}`.trim(), text("Come back"));
    if (status.kind === "refused") this.banner.stay(unwelcome(), text("Try now"));
    if (status.kind === "waiting" && status.code === 1006) this.#ask(status);
  }

  /**
   * A browser does not say why a WebSocket was refused; but whether the chat is full, or takes nobody from this
   * address, can be asked.
   *
   * @param {Extract<Status, { kind: "waiting" }>} status
   */
  async #ask(status) {
    const { connection } = this.page;
    const signal = AbortSignal.timeout(5000);
    const address = `/healthz?origin=${encodeURIComponent(location.origin)}`;
    const health = await fetch(address, { signal }).then((answer) => answer.json()).catch(() => null);
    if (connection.status !== status) return;
    if (health?.full) this.banner.show({ ...status, code: 503 }, false);
    else if (status.early && health?.origin_allowed === false) connection.giveUp();
  }
}

/** A page cannot learn it from the WebSocket, and no other try would end otherwise. */
const unwelcome = () =>
  text("The server is running, but does not accept this address. Whoever runs it can start it with `--origin {origin}`.", {
    origin: location.origin,
  });

/** @param {Page} page */
export const begin = (page) => new Door(page);
