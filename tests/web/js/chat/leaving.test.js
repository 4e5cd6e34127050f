import assert from "node:assert/strict";
import { test } from "node:test";

import { outstandingThen, stillGoes } from "../../../../besedka/web/state/chat/leaving.js";
import { NOON, arrived, at } from "../session/staged.js";

/** What is said after that, in UTC. @param {import("../session/staged.js").Chat} chat */
const told = (chat) => stillGoes(outstandingThen(chat.state), NOON);
const time = (/** @type {number} */ seconds) => new Date(NOON + seconds * 1000).toTimeString().slice(0, 8);

/** @param {...number} dues */
function waiting(...dues) {
  const chat = arrived();
  chat.say({ type: "scheduled", messages: dues.map((due, index) => ({ number: index, text: "later", due: at(due) })) });
  return chat;
}

test("what will still be sent is told with the farewell, as the server has it", () => {
  const chat = waiting(60);
  chat.say({ type: "farewell", reason: "exit", pending: 1, last: at(90) });
  assert.equal(told(chat), `1 delayed message will still be sent, at ${time(90)}.`);
  chat.say({ type: "farewell", reason: "exit", pending: 3, last: at(90) });
  assert.equal(told(chat), `3 delayed messages will still be sent, the last at ${time(90)}.`);
});

test("of a server that says nothing of it, what is known here is told", () => {
  for (const odd of [{}, { pending: 2 }, { pending: "2", last: at(1) }, { pending: 2, last: "soon" }, { last: at(1) }]) {
    const chat = waiting(600, 60);
    chat.say({ type: "farewell", reason: "exit", ...odd });
    assert.equal(told(chat), `2 delayed messages will still be sent, the last at ${time(600)}.`);
  }
});

test("where nothing will be sent nothing is said", () => {
  const chat = waiting();
  assert.equal(told(chat), "");
  chat.say({ type: "farewell", reason: "exit" });
  assert.equal(told(chat), "");
  chat.say({ type: "farewell", reason: "exit", pending: 0, last: at(1) });
  assert.equal(told(chat), "");
});

test("whoever comes back has left nothing behind", () => {
  const chat = waiting(60);
  chat.say({ type: "farewell", reason: "exit" });
  chat.welcome({ seq: 20, at: at(20) });
  assert.equal(chat.state.left, null);
});

test("leaving needs no connection, and says what is known", () => {
  const chat = waiting(60);
  chat.online = false;
  /** @type {unknown[]} */
  const answers = [];
  assert.ok(chat.session.ask({ type: "exit" }, (answer) => answers.push(answer?.type)));
  assert.deepEqual([chat.ended, answers], [1, ["unknown"]]);
  assert.equal(told(chat), `1 delayed message will still be sent, at ${time(60)}.`);
  assert.equal(chat.session.ask({ type: "users" }, () => {}), 0);
});

test("a connection that is lost before the farewell has been left all the same", () => {
  const chat = waiting(60);
  chat.session.ask({ type: "exit" }, () => {});
  assert.equal(chat.ended, 0);
  chat.answer("exit", null);
  assert.equal(chat.ended, 1);
});
