/** What is said where a question has not had the answer that it is about. */

import { coded } from "./elements.js";
import { noAnswer } from "./use.js";

/** @import { Answer, Child } from "../../types.js" */

/** A refusal in the server's own words. @param {Answer | null} answer @returns {Child[]} */
export const failure = (answer) => (answer?.type === "refused" ? coded(answer.text) : [noAnswer()]);
