import assert from "node:assert/strict";
import { test } from "node:test";

import { fold, isSame, mentions } from "../../../../besedka/web/state/chat/names.js";
import { complete } from "../../../../besedka/web/state/typed/completion.js";
import { judge } from "../../../../besedka/web/state/typed/judgement.js";
import { arrived } from "../session/staged.js";

/** Two ways to write one name. */
const ALIKE = [
  ["Bob", "bOB"],
  ["Weiß", "WEISS"],
  ["WEIẞ", "weiss"],
  ["Սևակ", "ՍԵՒԱԿ"],
  ["İpek", "i\u0307PEK"],
  ["café", "CAFE\u0301"],
  ["Σωκράτης", "ΣΩΚΡΆΤΗΣ"],
  ["ｂｏｂ", "bob"],
  ["ｶﾞ", "ガ"],
  ["ﬁn", "FIN"],
];
for (const [one, other] of ALIKE) {
  test(`${one} and ${other} are one name, wherever names are compared`, () => {
    assert.ok(isSame(one, other));
    for (const [name, typed] of [[one, other], [other, one]]) {
      assert.ok(mentions(`hello, ${typed}!`, name));
      assert.equal(complete(`report ${typed}`, [name, "zed"])?.choices[0].value, name);
      const judged = judge(`report ${typed}, please`, () => [name]);
      assert.deepEqual(judged.kind === "doubt" && judged.repaired, `report ${name}`);
    }
  });
}

for (const [one, other] of [["Işık", "Isik"], ["İpek", "ipek"], ["café", "cafe"], ["ва", "ba"]]) {
  test(`${one} and ${other} are two names`, () => {
    assert.ok(!isSame(one, other));
    assert.ok(!mentions(one, other) && !mentions(other, one));
  });
}

test("somebody is called by the whole name, in any case", () => {
  for (const said of ["bob", "hello Bob!", "@bob: hi", "is it bob?", "bob.", "…bob…"])
    assert.ok(mentions(said, "bob"), said);
  for (const said of ["bobby", "bob-2", "kebob", "bob_", "bob.by", "_bob", ""]) assert.ok(!mentions(said, "bob"), said);
  assert.ok(mentions("Вера, привет", "вера"));
  assert.ok(!mentions("веранда", "вера"));
  assert.ok(mentions("a.b is here", "a.b") && !mentions("axb is here", "a.b"));
  assert.ok(!mentions("anything", ""));
});

for (const [said, name] of [
  ["王明你好", "王明"],
  ["「太郎」", "太郎"],
  ["bobさん、こんにちは", "bob"],
  ["アンさんは", "アン"],
  ["สวัสดีสมชายครับ", "สมชาย"],
  ["พี่กาครับ", "กา"],
  ["민수, 안녕", "민수"],
  ["№bob™", "bob"],
  ["Вера：да", "вера"],
  ["- bob -bob", "bob"],
])
  test(`${name} is called by: ${said}`, () => assert.ok(mentions(said, name)));

for (const [said, name] of [
  ["アンテナ", "アン"],
  ["ラーメン", "ラ"],
  ["e\u0301bob", "bob"],
  ["bob\u0301", "bob"],
  ["민수야", "민"],
  ["साराह", "सारा"],
  ["a-bob a.bob", "bob"],
])
  test(`${name} is not called by: ${said}`, () => assert.ok(!mentions(said, name)));

test("of two names the one that was typed whole is meant, and punctuation of any script ends it", () => {
  const people = () => ["eve", "eve."];
  const meant = (/** @type {string} */ line) => {
    const judged = judge(line, people);
    return judged.kind === "doubt" && judged.repaired;
  };
  assert.equal(meant("report eve. now"), "report eve.");
  assert.equal(meant("report @eve， now"), "report eve");
});

test("the name that one came back without is asked for when whoever has it goes, whichever way they write it", () => {
  const chat = arrived();
  chat.state.wanted = "Weiß";
  chat.say({ type: "left", name: "WEISS", reason: "exit" });
  assert.deepEqual(chat.asked.at(-1)?.request, { type: "rename", name: "Weiß" });
});

test("to fold a name twice changes nothing", () => {
  for (const name of ALIKE.flat()) assert.equal(fold(fold(name)), fold(name));
});
