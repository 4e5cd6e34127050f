import assert from "node:assert/strict";
import { test } from "node:test";

import { Outbox } from "../../../../besedka/web/state/session/outbox.js";
import { arrived, at } from "./staged.js";

/** @typedef {import("../../../../besedka/web/types.js").ChatRequest} ChatRequest */

const HELLO = /** @type {ChatRequest} */ ({ type: "send", text: "hello" });

/** A message of alice's. @param {Record<string, unknown>} [more] */
const said = (more) => ({ seq: 12, number: 12, at: at(12), from: "alice", text: "hello", ...more });

/** Somebody whose request got no answer before the connection broke. @param {ChatRequest} [request] */
function lost(request = HELLO) {
  const chat = arrived();
  chat.session.ask(request, (answer) => answer ?? chat.failed.take(request, "as typed"));
  chat.answer(request.type, null);
  return chat;
}

/** @param {ReturnType<typeof lost>} chat @param {Record<string, unknown>[]} messages */
function comeBack(chat, messages) {
  chat.welcome({ seq: 20, at: at(20) });
  chat.answer("history", { messages });
}

test("a quick answer lets nothing be seen of what was under way", () => {
  const chat = arrived();
  chat.session.ask(HELLO, () => {});
  chat.answer("send", { type: "accepted", command: "send" });
  chat.wait();
  assert.deepEqual(chat.late, []);
});

test("what has no answer for a moment is shown until it has one", () => {
  const chat = arrived();
  const requests = /** @type {ChatRequest[]} */ ([HELLO, { type: "send", text: "psst", to: "bob" }, { type: "exit" }]);
  for (const request of requests) chat.session.ask(request, () => {});
  assert.deepEqual(chat.late, []);
  chat.wait();
  assert.deepEqual(chat.late, requests);
  chat.answer("send", null);
  chat.answer("exit", null);
  assert.deepEqual(chat.late, [HELLO]);
  chat.answer("send", { type: "accepted", command: "send" });
  assert.deepEqual(chat.late, []);
});

test("what is not even sent is not under way", () => {
  const chat = arrived();
  chat.online = false;
  assert.equal(chat.session.ask(HELLO, () => {}), 0);
  chat.wait();
  assert.deepEqual(chat.late, []);
});

test("what the page asks for by itself is nobody's business", () => {
  const chat = arrived();
  chat.welcome({ seq: 20, at: at(20) });
  chat.wait();
  assert.deepEqual([chat.types.includes("history"), chat.late], [true, []]);
});

test("words that no answer came to are in the log as they were typed", () => {
  const chat = lost();
  const event = chat.shown.at(-1)?.event;
  assert.ok(event?.type === "unanswered");
  assert.deepEqual([event.text, event.to, event.outgoing.request, event.outgoing.state], ["as typed", undefined, HELLO, "failed"]);
});

test("what was written in a dialog is in the log with who it is for", () => {
  const chat = arrived();
  chat.failed.take({ type: "send", text: "psst", to: "bob" });
  const event = chat.shown.at(-1)?.event;
  assert.ok(event?.type === "unanswered");
  assert.deepEqual([event.text, event.to], ["psst", "bob"]);
});

test("what is asked again is kept no longer, and nothing is asked again by itself", () => {
  const chat = lost();
  comeBack(chat, []);
  assert.deepEqual([chat.types.includes("send"), chat.settled], [false, []]);
  chat.session.ask({ type: "send", text: "something else" }, () => {});
  assert.deepEqual(chat.settled, []);
  chat.session.ask({ ...HELLO }, () => {});
  assert.deepEqual(chat.settled, []);
  chat.asked.at(-1)?.onAnswer(/** @type {any} */ ({ type: "accepted", command: "send" }));
  assert.deepEqual(chat.settled, [1]);
  chat.say({ type: "message", ...said() });
  assert.deepEqual(chat.told.filter((text) => text === "said"), []);
});

test("it stays when it is refused, and can be asked again; while it is asked the same words are others", () => {
  const chat = lost();
  comeBack(chat, []);
  chat.session.ask({ ...HELLO }, () => {});
  const asked = chat.asked.at(-1);
  chat.session.ask({ ...HELLO }, () => {});
  chat.asked.at(-1)?.onAnswer(/** @type {any} */ ({ type: "accepted", command: "send" }));
  asked?.onAnswer(/** @type {any} */ ({ type: "refused", code: "muted", params: {} }));
  assert.deepEqual(chat.settled, []);
  chat.session.ask({ ...HELLO }, () => {});
  chat.asked.at(-1)?.onAnswer(/** @type {any} */ ({ type: "accepted", command: "send" }));
  assert.deepEqual(chat.settled, [1]);
});

test("it stays when there is nobody to ask", () => {
  const chat = lost();
  chat.online = false;
  chat.session.ask(HELLO, () => {});
  assert.deepEqual(chat.settled, []);
});

test("a message that the history has is withdrawn, and that is said below it", () => {
  const chat = lost();
  comeBack(chat, [said(), said({ seq: 13, from: "bob" })]);
  assert.deepEqual([chat.settled, chat.told.slice(-3)], [[1], ["hello", "said", "hello"]]);
});

test("so is one that one's lost connection says afterwards", () => {
  const chat = lost();
  comeBack(chat, []);
  chat.say({ type: "message", ...said({ seq: 21 }) });
  chat.say({ type: "message", ...said({ seq: 22 }) });
  assert.deepEqual([chat.settled, chat.told.slice(-3)], [[1], ["hello", "said", "hello"]]);
});

test("what somebody else said, to others, or at another time, is another message", () => {
  for (const more of [{ from: "bob" }, { text: "hello?" }, { to: "bob" }, { delayed: true }]) {
    const chat = lost();
    comeBack(chat, []);
    chat.say({ type: "message", ...said({ seq: 21, ...more }) });
    assert.deepEqual(chat.settled, [], JSON.stringify(more));
  }
});

test("a typed `send` is found by what it says", () => {
  for (const [line, more] of /** @type {[string, object][]} */ ([
    ["/send hello", {}],
    [" SEND  hello ", {}],
    ["send -u bob hello", { to: "bob" }],
    ["send hello -t 5", { delayed: true }],
  ])) {
    const chat = lost({ type: "line", line });
    comeBack(chat, []);
    chat.say({ type: "message", ...said({ seq: 21, ...more }) });
    assert.deepEqual(chat.settled, [1], line);
  }
});

test("other commands say nothing that could be found", () => {
  const chat = lost({ type: "line", line: "rename hello" });
  comeBack(chat, [said({ text: "rename hello" }), said()]);
  assert.deepEqual(chat.settled, []);
});

test("a message belongs to what is accepted already, and never to what is still under way", () => {
  const chat = arrived();
  /** @type {unknown[]} */
  const answers = [];
  chat.session.ask(HELLO, (answer) => answers.push(answer?.type));
  chat.session.ask(HELLO, (answer) => answers.push(answer?.type));
  const [first, second] = chat.asked.filter(({ request }) => request === HELLO);
  first.onAnswer(/** @type {any} */ ({ type: "accepted", command: "send" }));
  chat.say({ type: "message", ...said() });
  second.onAnswer(null);
  assert.deepEqual(answers, ["accepted", undefined]);
});

test("of two that are alike one is withdrawn for each that was said", () => {
  const chat = lost();
  chat.failed.take(HELLO, "hello");
  comeBack(chat, [said()]);
  assert.deepEqual(chat.settled, [1]);
});

test("what is sent goes from sending to sent, and leaves the outbox", () => {
  const outbox = new Outbox(() => {}, () => {});
  const outgoing = outbox.send(HELLO, "alice");
  assert.deepEqual([outgoing.state, outgoing.author, outbox.sending.size], ["sending", "alice", 1]);
  outbox.end(outgoing);
  assert.deepEqual([outgoing.state, outbox.sending.size], ["sent", 0]);
});

test("what has failed stays until it is settled, and is sending while it is asked again", () => {
  const { failed, session: { outbox } } = arrived();
  const one = failed.take(HELLO, "hello");
  assert.deepEqual([one.state, failed.find({ ...HELLO })], ["failed", one]);
  const again = outbox.send(HELLO, "alice", one);
  assert.deepEqual([one.state, failed.find(HELLO), failed.all], ["sending", undefined, [one]]);
  outbox.end(again);
  assert.deepEqual([one.state, failed.find(HELLO)], ["failed", one]);
  failed.settle(one);
  assert.deepEqual([one.state, failed.find(HELLO), failed.all], ["sent", undefined, []]);
});

test("what was settled while it was asked again does not fail again when that ends", () => {
  const { failed, session: { outbox } } = arrived();
  const one = failed.take(HELLO, "hello");
  const again = outbox.send(HELLO, "alice", one);
  failed.settle(one);
  outbox.end(again);
  assert.deepEqual([one.state, failed.all], ["sent", []]);
});

test("of two that ask for the same each is its own", () => {
  const { failed } = arrived();
  const [one, two] = [failed.take(HELLO, "hello"), failed.take(HELLO, "hello")];
  failed.settle(one);
  assert.deepEqual([one.state, two.state, failed.all], ["sent", "failed", [two]]);
  assert.notEqual(one.number, two.number);
});

test("what was shown as under way is told when it is done, and not when it is refused", () => {
  const chat = arrived();
  for (const text of ["one", "two"]) chat.session.ask({ type: "send", text }, () => {});
  chat.wait();
  chat.answer("send", { type: "accepted", command: "send" });
  chat.answer("send", { type: "refused", code: "muted", params: {}, text: "" });
  assert.deepEqual(chat.done, [{ type: "send", text: "two" }]);
});

test("what has been on its way for a moment is told, the oldest first, and again when that changes", () => {
  /** @type {(() => void)[]} */
  const moments = [];
  /** @type {string[][]} */
  const told = [];
  const outbox = new Outbox((late) => told.push(late.map(({ author }) => author)), (task) => moments.push(task));
  const [one, , three] = ["one", "two", "three"].map((author) => outbox.send(HELLO, author));
  outbox.end(three);
  for (const task of moments) task();
  outbox.end(one);
  assert.deepEqual(told, [["one"], ["one", "two"], ["two"]]);
});
