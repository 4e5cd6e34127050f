/** The language of the page: chosen here, or told by the server. */

import { language, speak, text } from "../../state/words/texts.js";
import { byId } from "../page/elements.js";
import { remember } from "../page/storage.js";
import { translatePage } from "../page/translation.js";

/** @import { Page } from "../../types.js" */

/** Changes the language that is spoken. */
export class Settings {
  #languages = byId("language", HTMLSelectElement);

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
  }

  /**
   * Somebody has chosen it here (`tell`: the server does not know yet), or the server has told it.
   *
   * @param {string} code
   * @param {boolean} tell
   */
  async choose(code, tell = true) {
    const { notice } = this.page;
    const spoken = await speak(code, (wish) => this.#read(wish));
    this.#languages.value = language();
    if (spoken === false) {
      notice.complain([text("That language could not be loaded.")]);
      if (!tell) this.tell();
    }
    if (!spoken || document.documentElement.lang === code) return;
    remember("language", code);
    this.translate();
    notice.say([text("The language is English now.")]);
    if (tell) this.tell();
  }

  /** Tell the server which one is spoken here. */
  tell() {
    this.page.connection.ask({ type: "lang", lang: language() });
  }

  /** Say everything in the language that is spoken. */
  translate() {
    document.documentElement.lang = this.#languages.value = language();
    document.title = text("Besedka");
    translatePage();
    const { composer, connection, every, log, refresh } = this.page;
    log.redraw();
    for (const show of every.words) show();
    refresh();
    composer.online = connection.status.kind === "open";
  }

  /** All words of a language. @param {string} code */
  async #read(code) {
    const { read } = this.page;
    const [first, later] = await Promise.all([read(code), read(`${code}.later`)]);
    return { ...first, ...later };
  }
}

/** @param {Page} page */
export const begin = (page) => new Settings(page);
