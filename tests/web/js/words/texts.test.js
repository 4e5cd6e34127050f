import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { countdown, duration } from "../../../../besedka/web/state/words/durations.js";
import { until } from "../../../../besedka/web/state/words/until.js";
import { day, sameDay } from "../../../../besedka/web/state/words/moments.js";
import { choose, language, more, plural, speak, text } from "../../../../besedka/web/state/words/texts.js";

const RUSSIAN = {
  "{name} has come in": "{name} входит в чат",
  "{n} second": ["{n} секунду", "{n} секунды", "{n} секунд"],
  "{n} minute": ["{n} минуту", "{n} минуты", "{n} минут"],
};
const russian = () => speak("ru", async () => RUSSIAN);
const english = () => speak("en", async () => ({}));
afterEach(english);

test("the first language that we have is chosen, else English", () => {
  assert.equal(choose(["de-DE", "ru-RU", "en"]), "ru");
  assert.equal(choose([null, "", "constructor", "fr"]), "en");
});

test("English stands in the code", () => {
  assert.equal(text("{name} has come in", { name: "bob" }), "bob has come in");
  assert.equal(plural("{n} second", "{n} seconds", 1), "1 second");
  assert.equal(plural("{n} second", "{n} seconds", 5), "5 seconds");
});

test("Russian has three forms", async () => {
  await russian();
  const forms = [1, 2, 5, 11, 21, 104].map((n) => plural("{n} second", "{n} seconds", n));
  assert.deepEqual(forms, ["1 секунду", "2 секунды", "5 секунд", "11 секунд", "21 секунду", "104 секунды"]);
});

test("what has no translation stays English", async () => {
  await russian();
  assert.equal(text("Connected again."), "Connected again.");
  assert.equal(text("toString"), "toString");
});

test("what people are called is never taken for a placeholder", () => {
  assert.equal(text("{name} has come in", { name: "{other}" }), "{other} has come in");
  assert.equal(text("{name} has come in"), "{name} has come in");
});

test("a catalogue that cannot be had changes nothing", async () => {
  const failed = await speak("ru", async () => Promise.reject(new Error("offline")));
  assert.deepEqual([failed, language(), await speak("xx", async () => ({}))], [false, "en", false]);
});

test("of two languages the one that was chosen last is spoken, whichever comes first", async () => {
  /** @type {(words: any) => void} */
  let arrive = () => {};
  const slow = speak("ru", () => new Promise((resolve) => (arrive = resolve)));
  const quick = await english();
  arrive(RUSSIAN);
  assert.deepEqual([quick, await slow, language()], [true, null, "en"]);
});

test("a length of time has its two largest units, rounded up to seconds", () => {
  assert.equal(duration(0), "0 seconds");
  assert.equal(duration(1), "1 second");
  assert.equal(duration(97_001), "1 minute 38 seconds");
  assert.equal(duration(3_600_000), "1 hour");
  assert.equal(duration(90_061_000), "1 day 1 hour");
  assert.equal(duration(86_461_000), "1 day");
});

test("a countdown has seconds, always", () => {
  assert.deepEqual([0, 41_001, 3_723_000, 183_845_000].map(countdown), ["0:00", "0:42", "1:02:03", "2 days 3:04:05"]);
});

test("days have names when they are near", async () => {
  const now = new Date(2026, 10, 22, 0, 30).getTime();
  assert.equal(day(now, now), "today");
  assert.equal(day(new Date(2026, 10, 21, 23, 59).getTime(), now), "yesterday");
  assert.match(day(new Date(2025, 4, 1).getTime(), now), /2025/);
  assert.ok(!sameDay(now, now - 3_600_000));
  await russian();
  assert.equal(day(now, now), "сегодня");
});

test("a moment of another day has its date", () => {
  const now = new Date(2026, 10, 22, 14, 3, 22).getTime();
  assert.equal(until(now, now), "14:03:22");
  assert.match(until(now + 86_400_000, now), /23/);
  assert.equal(until(NaN, now), "?");
});
