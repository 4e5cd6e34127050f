import assert from "node:assert/strict";
import { test } from "node:test";

import { linkify } from "../../../besedka/web/state/prose.js";

/** @param {string} text */
const addresses = (text) =>
  linkify(text)
    .filter(({ href }) => href)
    .map(({ text: shown }) => shown);

const TEXTS = [
  ["look at https://example.org/a?b=c#d now", "https://example.org/a?b=c#d"],
  ["(https://example.org/a_(b))", "https://example.org/a_(b)"],
  ["Is it http://example.org/?", "http://example.org/"],
  ["«https://example.org», yes", "https://example.org"],
  ["https://пример.example/путь.", "https://пример.example/путь"],
  ["HTTPS://EXAMPLE.ORG!", "HTTPS://EXAMPLE.ORG"],
  ["https://example.org/...)))", "https://example.org/"],
];
for (const [text, address] of TEXTS) {
  test(`the address is ${address}, the rest is the sentence's`, () => assert.deepEqual(addresses(text), [address]));
}

for (const text of [
  "javascript:alert(1)",
  "data:text/html,x",
  "ftp://example.org",
  "http://",
  "xhttps://example.org",
  "https:// example.org",
  "http://[",
]) {
  test(`no link: ${text}`, () => assert.deepEqual(addresses(text), []));
}

test("the pieces together are the text, to the last character", () => {
  const text = "one http://example.org/1, two http://example.org/2.\n<b>three</b> ";
  assert.equal(
    linkify(text)
      .map((piece) => piece.text)
      .join(""),
    text,
  );
});

test("every link leads by http or https", () => {
  const leads = linkify("https://a.example/\thttp://b.example/?javascript:x").flatMap(({ href }) => href ?? []);
  assert.deepEqual(leads, ["https://a.example/", "http://b.example/?javascript:x"]);
});

/** How often a regular expression is asked while this is done. @param {() => void} work */
function asked(work) {
  const { test: original } = RegExp.prototype;
  let count = 0;
  RegExp.prototype.test = function (text) {
    count++;
    return original.call(this, text);
  };
  try {
    work();
  } finally {
    RegExp.prototype.test = original;
  }
  return count;
}

test("a text made to take long costs no more than it is long", () => {
  for (const text of [`https://example.org/${")".repeat(4000)}`, "https://example.org/(".repeat(200)])
    assert.ok(asked(() => linkify(text)) <= text.length + 200);
});
