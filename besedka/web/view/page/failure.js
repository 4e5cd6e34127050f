/** What is said where a question has not had the answer that it is about. */

import { coded } from "./elements.js";
import { text } from "../../state/words/texts.js";

/** @import { Answer, Child } from "../../types.js" */

/** What is said of what got no answer. */
export const noAnswer = () => text("No answer came: the connection to the server is lost.");

/** A refusal in the server's own words. @param {Answer | null} answer @returns {Child[]} */
export const failure = (answer) => (answer?.type === "refused" ? coded(answer.text) : [noAnswer()]);
