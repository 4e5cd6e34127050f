import assert from "node:assert/strict";
import { test } from "node:test";

import { COMMANDS, cyrillic } from "../../../../besedka/web/state/typed/commands.js";
import { judge, otherReading } from "../../../../besedka/web/state/typed/judgement.js";
import { WHISPERS, isPlain } from "../../../../besedka/web/state/typed/plain.js";

const PEOPLE = ["bob", "Маша", "al.", "bob-2"];

for (const line of ["Hello, everybody!", "hello", "Привет всем", "what do you send?", "1, 2, 3", "two\nlines"]) {
  test(`${JSON.stringify(line)} is nothing but a message`, () => assert.ok(isPlain(line, PEOPLE)));
}

for (const line of ["/help", "users", "USERS!", "гыукы", "send -u bob hi", "msg bob hi", "w hi", "лс привет", "tell bob hi", "reprot @bob", "snd -t 5 hi", "well-known", "написать Маша привет", "сообщи al. что", ""]) {
  test(`${JSON.stringify(line)} has to be looked at`, () => assert.ok(!isPlain(line, PEOPLE)));
}

test("whatever is taken for plain is a text and nothing else to who reads it closely", () => {
  const commands = Object.keys(COMMANDS);
  const words = [...commands, ...commands.map(cyrillic), ...WHISPERS, ..."hello Привет сообщение написать tell to say query скажи t, @bob bob bob! Bob, МАША маша? al al. (bob) bob-2 all me -u -t 5 -t5 —u ‐time --to snd sned reprot exitt help? help! .help !msg msg: W; «lang» en ru 12 #3 hi… ok".split(" ")];
  let plain = 0;
  for (const first of words)
    for (const second of ["", ...words])
      for (const third of ["", "hi", "bob", "-u bob", "-t 5"]) {
        const line = [first, second, third].filter(Boolean).join(" ");
        if (!isPlain(line, PEOPLE)) continue;
        plain++;
        const judged = judge(line, () => PEOPLE);
        assert.deepEqual(judged, { kind: "text" }, line);
        assert.equal(otherReading(judged), judged, line);
      }
  assert.ok(plain > 1000, String(plain));
});
