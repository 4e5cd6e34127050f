/** Sentences for who listens, from the beginning on; what can read the log out comes later. */

import { want } from "../../loader.js";
import { language } from "../../state/words/texts.js";
import { make, part } from "./elements.js";

/** @import { Announcer } from "../log/announcer.js" */
/** @import { Entry, Placed } from "../../types.js" */

/** A page that has just been opened is read out itself: what is said meanwhile would be lost; so long, in milliseconds. */
const READ_OUT = 1500;

/** Passes all to the `Announcer`, in order, once it has come. */
export class Announcements {
  /** @type {Promise<unknown> | undefined} */
  #opening;

  /** Also handed on by itself, to who has something to say. @param {string} sentence Said plainly where the announcer does not come. */
  say = (sentence) =>
    this.#announce(
      (announcer) => announcer.say(sentence),
      () => part("announcements").append(make("p", { lang: language() }, sentence)),
    );

  /** As of `Announcer`. @param {readonly Entry[]} entries @param {readonly Placed[]} fresh @param {number} now */
  drawn(entries, fresh, now) {
    this.#announce((announcer) => announcer.drawn(entries, fresh, now));
  }

  /** @param {(announcer: Announcer) => void} act @param {() => void} [missing] */
  #announce(act, missing = () => {}) {
    this.#opening ??= new Promise((done) => setTimeout(done, READ_OUT));
    this.#opening.then(() => want("narrator")).then(act, missing);
  }
}
