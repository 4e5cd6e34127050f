import assert from "node:assert/strict";
import inspector from "node:inspector/promises";
import { test } from "node:test";

import { mentions } from "../../../../besedka/web/state/chat/names.js";
import { pieces } from "../../../../besedka/web/state/log/pieces.js";
import { complete } from "../../../../besedka/web/state/typed/completion.js";
import { judge } from "../../../../besedka/web/state/typed/judgement.js";
import { sending } from "../../../../besedka/web/state/typed/send_line.js";

/** What every key, or every message that comes, has looked at. @type {Record<string, (line: string) => unknown>} */
const TASKS = {
  judge: (line) => judge(line, () => ["ann", "bob"]),
  complete: (line) => complete(line, ["ann", "bob"]),
  sending,
  pieces: (line) => pieces(line, "ann"),
  mentions: (line) => mentions(line, "ann"),
};
const SHAPES = [
  ..."a-\"`/@.!(:{ \n«ы😀\u200d\u0301—",
  ..."-u |-ubo |--to=|-t 5 |a-|http://a|http:// |http://１/|https://a.example/)|http://ǅ/(|http://a/b |send |é |!a|/a |@ann ".split("|"),
];
const FRAMES = [["", ""], ["", " x"], ["x ", ""], ["x ", " "], ["send hi ", " x"], ["/send ", ""], ["/x ", ""]];

/** A pattern that repeats something up to the end, and may begin anywhere, is tried from every place of a long run. */
const isTriedFromEverywhere = (/** @type {RegExp} */ { source }) => /^(?!\^).*[*+]\$$|\|(?!\^)[^|]*[*+]\$/su.test(source);
/** So many characters such a pattern may be given. */
const FEW = 100;

/** @type {{ pattern: RegExp, input: string }[] | null} What patterns are asked while it is there. */
let asked = null;
for (const name of [Symbol.replace, Symbol.split, Symbol.matchAll, "exec", "test"]) {
  const prototype = /** @type {any} */ (RegExp.prototype);
  const original = prototype[name];
  prototype[name] = function (/** @type {string} */ input, /** @type {unknown[]} */ ...rest) {
    const list = asked;
    // One asks the other: that is the same work.
    asked = null;
    const isPlaced = name === "exec" && (this.global || this.sticky);
    const from = isPlaced ? this.lastIndex : 0;
    const found = original.call(this, input, ...rest);
    asked = list;
    // What is looked for at the beginning, or from some place on, is read as far as it goes.
    const isPrefix = name === "exec" && this.source.startsWith("^") && found;
    const to = isPlaced && found ? this.lastIndex : this.sticky ? from + 1 : input.length;
    list?.push({ pattern: this, input: isPrefix ? found[0] : input.slice(from, to) });
    return found;
  };
}

const session = new inspector.Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

/**
 * How often the blocks of the page's modules ran, as the engine counts it, and how much patterns were given to read.
 *
 * @param {() => unknown} task
 */
async function work(task) {
  await session.post("Profiler.takePreciseCoverage");
  asked = [];
  task();
  const questions = asked;
  asked = null;
  const { result } = await session.post("Profiler.takePreciseCoverage");
  const ranges = result
    .filter(({ url }) => url.includes("/besedka/web/"))
    .flatMap(({ functions }) => functions.flatMap((one) => one.ranges));
  const read = questions.reduce((sum, { input }) => sum + input.length, 0);
  return { steps: ranges.reduce((sum, { count }) => sum + count, read), questions };
}

for (const [name, task] of Object.entries(TASKS))
  test(`${name}: twice as long a line is no more than twice as much work, whatever stands in it`, async () => {
    for (const shape of SHAPES)
      for (const [before, behind] of FRAMES) {
        const line = (/** @type {number} */ times) => before + shape.repeat(times) + behind;
        const where = JSON.stringify([before, shape, behind]);
        const { steps } = await work(() => task(line(1000)));
        const twice = await work(() => task(line(2000)));
        assert.ok(twice.steps <= 2.2 * steps + 100, `${where}: ${steps} steps, then ${twice.steps}`);
        const bad = twice.questions.find(({ pattern, input }) => isTriedFromEverywhere(pattern) && input.length > FEW);
        assert.equal(bad?.pattern, undefined, where);
      }
  });

test("who is here is gone through once for a line, however many names stand in it", () => {
  let asked = 0;
  judge("-ubob ".repeat(1000), () => (asked++, ["ann", "cat"]));
  assert.ok(asked <= 1);
});
