import assert from "node:assert/strict";
import { test } from "node:test";

import { mentions } from "../../../../besedka/web/state/chat/names.js";
import { pieces } from "../../../../besedka/web/state/log/pieces.js";
import { codePieces } from "../../../../besedka/web/state/words/texts.js";

/** @param {string} text */
const addresses = (text) =>
  pieces(text)
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
  ["（https://example.com/a）", "https://example.com/a"],
  ["【https://example.com】", "https://example.com"],
  ["「https://example.com/a」と", "https://example.com/a"],
  ["《https://example.com》", "https://example.com"],
  ["＜https://example.com/＞", "https://example.com/"],
  ["„https://example.com/a“", "https://example.com/a"],
  ["‹https://example.com/a›", "https://example.com/a"],
  ["＂https://example.com/a＂", "https://example.com/a"],
  ["'https://example.com/a'", "https://example.com/a"],
  ["https://example.com/a’s", "https://example.com/a"],
  ["见https://example.com/a。然后", "https://example.com/a"],
  ["https://example.com。", "https://example.com"],
  ["https://example.com/a，然后", "https://example.com/a"],
  ["https://example.com/a؟", "https://example.com/a"],
  ["https://example.com/a।", "https://example.com/a"],
  ["https://example.com/a։", "https://example.com/a"],
  ["https://example.com/a…", "https://example.com/a"],
  ["https://example.com—это", "https://example.com"],
  ["https://example.com/a — это", "https://example.com/a"],
  ["https://example.com(see)", "https://example.com"],
  ["[x](https://example.com/a)потом", "https://example.com/a"],
  ["https://example.com: so", "https://example.com"],
  ["https://example.com:8080/x;", "https://example.com:8080/x"],
  ["https://en.example/wiki/A_(b).", "https://en.example/wiki/A_(b)"],
  ["https://example.com/a?b=[1]", "https://example.com/a?b=[1]"],
  ["https://example.com/Rubik's_Cube", "https://example.com/Rubik's_Cube"],
  ["https://ja.example/wiki/ジョン・レノン", "https://ja.example/wiki/ジョン・レノン"],
  ["https://ca.example/Col·lecció.", "https://ca.example/Col·lecció"],
  ["https://fa.example/نیم\u200cفاصله،", "https://fa.example/نیم\u200cفاصله"],
  ["https://example.com/❤️", "https://example.com/❤️"],
  ["https://web.example/2020/https://a.example/b", "https://web.example/2020/https://a.example/b"],
  ["http://[::1]:80/x", "http://[::1]:80/x"],
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
  "https://google.example@evil.example/",
  "https://google.example:80@evil.example/",
  "https://google.example\\@evil.example",
  "https://ｅｘａｍｐｌｅ.com/",
  "https://ﬁn.example/",
  "https://exam\u00adple.com/",
  "https://exam\u200bple.com",
  "https://exa\u3164mple.com",
  "https://example.com\u202e/moc",
  "https://google.example⁄evil.example/",
  "https://ex%61mple.com/",
  "http://2130706433/",
  "http://0x7f.1/",
]) {
  test(`no link: ${text}`, () => assert.deepEqual(addresses(text), []));
}

test("the pieces together are the text, to the last character", () => {
  const text = "one http://example.org/1, two http://example.org/2.\n<b>three</b> ";
  assert.equal(
    pieces(text)
      .map((piece) => piece.text)
      .join(""),
    text,
  );
});

test("every link leads by http or https", () => {
  const leads = pieces("https://a.example/\thttp://b.example/?javascript:x").flatMap(({ href }) => href ?? []);
  assert.deepEqual(leads, ["https://a.example/", "http://b.example/?javascript:x"]);
});

test("the host of a link is the one that is written, in another spelling at the most", () => {
  for (const [said, host] of [
    ["https://EXAMPLE.com/", "example.com"],
    ["https://пример.example/путь", "xn--e1afmkfd.example"],
    ["https://例え.example", "xn--r8jz45g.example"],
  ])
    assert.equal(new URL(pieces(said)[0].href ?? "").hostname, host);
});

test("the pieces of a text are all of it, whatever stands behind an address", () => {
  for (const said of ["Is it https://example.org... or http://intranet. Tell me", "https://a.example,;:", "(http://b.example/x).", "http://c.example", "no address"])
    assert.equal(pieces(said).map(({ text }) => text).join(""), said);
});

/** How many characters of a text are looked at while this is done. @param {() => void} work */
function looked(work) {
  const { test: original, exec } = RegExp.prototype;
  let count = 0;
  RegExp.prototype.test = function (text) {
    count += text.length;
    return original.call(this, text);
  };
  RegExp.prototype.exec = function (text) {
    const from = this.lastIndex;
    const found = exec.call(this, text);
    // A sticky one that fails has looked no farther than it would have reached.
    count += this.sticky ? (found?.[0].length ?? 1) : Math.max(0, (found ? found.index + found[0].length : text.length) - from);
    return found;
  };
  try {
    work();
  } finally {
    Object.assign(RegExp.prototype, { test: original, exec });
  }
  return count;
}

for (const [begin, again] of [
  ["https://example.org/", ")"],
  ["", "https://example.org/("],
  ["", "https://a.example,"],
  ["", "https://a.example@"],
  ["", "https://"],
  ["https://a.example/", "."],
  ["", "https://a.example:::::"],
])
  test(`a text made to take long costs no more than it is long: ${begin}${again}…`, () => {
    const [one, two] = [500, 1000].map((times) => looked(() => pieces(begin + again.repeat(times))));
    assert.ok(two <= one * 2 + 200, `${one}, then ${two}`);
  });

/** @param {string} text @param {string} name */
const told = (text, name) => pieces(text, name).map(({ kind, text: said }) => `${kind}: ${said}`);

test("one's own name is a piece of its own, whichever way it is written, and all the rest is text", () => {
  assert.deepEqual(told("ann, and ANN! not anna", "ann"), ["mention: ann", "text: , and ", "mention: ANN", "text: ! not anna"]);
  assert.deepEqual(told("nobody", "ann"), ["text: nobody"]);
  assert.deepEqual(told("ann", ""), ["text: ann"]);
  assert.deepEqual(pieces("", "ann"), []);
});

test("a name is found where it stands, though folding makes more letters, or fewer", () => {
  assert.deepEqual(told("Straße: ß, STRASSE.", "strasse"), ["mention: Straße", "text: : ß, ", "mention: STRASSE", "text: ."]);
  assert.deepEqual(told("ﬁﬁ 😀 №zoë zoe\u0308!", "zoë"), ["text: ﬁﬁ 😀 №", "mention: zoë", "text:  ", "mention: zoe\u0308", "text: !"]);
});

test("a link stays whole, whoever is named in it", () => {
  assert.deepEqual(told("ann: http://ann.example/ann (ann)", "ann"), ["mention: ann", "text: : ", "link: http://ann.example/ann", "text:  (", "mention: ann", "text: )"]);
  assert.deepEqual(told("x-https://a.example/", "x-https"), ["text: x-", "link: https://a.example/"]);
});

test("all pieces together are the text, whatever stands in it", () => {
  for (const text of ["ann ann", "annann http://a http://ann", "\u0308ann\u0308 ann", "\u1100\u1161 ann \ud800", "`ann`"])
    assert.equal(pieces(text, "ann").map(({ text: said }) => said).join(""), text);
});

test("a mention is found exactly where one is called", () => {
  for (const text of ["ann", "Ann-2", "hi, ann.", "anna", "№ann", "joann", "ann’s", "@ann", "ann2"])
    assert.equal(pieces(text, "ann").some(({ kind }) => kind === "mention"), mentions(text, "ann"), text);
});

test("what people write between backticks is text; in our own sentences it is code", () => {
  assert.deepEqual(pieces("run `ls`"), [{ kind: "text", text: "run `ls`" }]);
  assert.deepEqual(codePieces("run `ls` now"), [
    { kind: "text", text: "run " },
    { kind: "code", text: "ls" },
    { kind: "text", text: " now" },
  ]);
});
