/** The parts of the page that come later, wanted by somebody: who waits is told so, and who waited in vain. */

import { want } from "../../loader.js";
import { text } from "../../state/words/texts.js";

/** @import { Notice } from "../composer/notice.js" */
/** @import { Use } from "../../types.js" */

/** Who waits for a part of the page is told so after this time, in milliseconds. */
const WAITED = 1000;

/** What is said where a part of the page was wanted, and has not come. */
export const missing = () => text("This part of the page has not come. Try it again.");

/** How parts are used where `notice` tells of it. @param {Notice} notice @returns {Use} */
export const useWith = (notice) => (name, act, otherwise = () => {}) => {
  const slow = setTimeout(() => notice.say([text("One moment…")], { about: "late" }), WAITED);
  const end = () => {
    clearTimeout(slow);
    notice.over("late");
  };
  want(name)
    .finally(end)
    .then(act, (error) => {
      if (typeof error !== "string") console.error(error);
      notice.complain([missing()], "", { about: "late" });
      otherwise();
    });
};
