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
  for (const { href } of linkify("https://a.example/\thttp://b.example/?javascript:x")) {
    assert.match(href ?? "https://", /^https?:\/\//);
  }
});

test("a text made to take long does not", () => {
  const started = performance.now();
  linkify(`https://example.org/${")".repeat(4000)}`);
  linkify("https://example.org/(".repeat(200));
  assert.ok(performance.now() - started < 1000);
});
