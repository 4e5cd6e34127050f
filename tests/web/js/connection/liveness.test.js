import assert from "node:assert/strict";
import { test } from "node:test";

import { World, connected } from "./world.js";

test("a silent connection is asked for a sign of life, and stays when it gives one", () => {
  const { world, connection } = connected();
  world.socket.welcome();
  world.pass(30_000);
  const { ref } = world.socket.asked("scheduled") ?? {};
  assert.ok(ref);
  world.pass(11_000);
  world.socket.say({ type: "scheduled", messages: [], ref });
  world.pass(29_999);
  assert.equal(connection.status.kind, "open");
  assert.equal(world.socket.sent.length, 1);
});

test("whatever comes is a sign of life", () => {
  const { world } = connected();
  world.socket.welcome();
  world.pass(20_000);
  world.socket.say({ type: "joined", name: "bob" });
  world.pass(20_000);
  assert.equal(world.socket.sent.length, 0);
  world.pass(10_000);
  assert.equal(world.socket.sent.length, 1);
  world.pass(5000);
  world.socket.say({ type: "left", name: "bob", reason: "exit" });
  world.pass(8000);
  assert.equal(world.sockets.length, 1);
});

test("a silent server is given up fifty seconds after its last byte, and without waiting for the end", () => {
  const { world, connection } = connected();
  world.socket.welcome();
  world.pass(7_300);
  world.socket.say({ type: "joined", name: "bob" });
  world.pass(49_999);
  assert.equal(connection.status.kind, "open");
  world.pass(1);
  assert.equal(connection.status.kind, "connecting");
  assert.equal(world.sockets[0].onclose, null);
  assert.equal(world.sockets[0].closed, 4000);
});

test("when the network comes and goes the connection is looked after", () => {
  const { world, connection } = connected();
  world.socket.welcome();
  connection.wake();
  connection.wake();
  assert.equal(world.socket.sent.length, 1);
  world.pass(4_999);
  assert.equal(connection.status.kind, "open");
  world.pass(1);
  assert.equal(connection.status.kind, "connecting");
});

test("after a sleep the server is asked at once, and given up when it does not answer soon", () => {
  for (const fallAsleep of [
    // By a clock that stands still in a sleep, and by one that does not.
    (/** @type {World} */ world) => void (world.asleep += 3_600_000),
    (/** @type {World} */ world) => world.leap(3_600_000),
  ]) {
    const { world, connection } = connected();
    world.socket.welcome();
    world.pass(1_000);
    fallAsleep(world);
    world.pass(2_000);
    assert.equal(world.socket.sent.length, 1);
    assert.equal(connection.status.kind, "open");
    world.pass(5_000);
    assert.equal(world.sockets[0].closed, 4000);
  }
});

test("a connection that outlived a sleep stays", () => {
  const { world, connection } = connected();
  world.socket.welcome();
  world.leap(3_600_000);
  world.socket.say({ type: "scheduled", messages: [], ref: world.socket.asked("scheduled")?.ref });
  world.pass(29_000);
  assert.deepEqual([connection.status.kind, world.socket.sent.length, world.sockets.length], ["open", 1, 1]);
});

test("who waits to try again, or for a handshake, does not sleep over it", () => {
  const { world, connection } = connected();
  world.pass(1_000);
  world.asleep += 60_000;
  world.pass(1_000);
  assert.equal(connection.status.kind, "connecting");
  world.pass(5_000);
  assert.equal(world.sockets[0].closed, 4000);
  for (let tries = 0; tries < 6; tries++) {
    connection.start();
    world.socket.onclose?.({ code: 1006 });
  }
  const { length } = world.sockets;
  world.asleep += 60_000;
  world.pass(2_000);
  assert.equal(world.sockets.length, length + 1);
});

test("in the background, where a timer rings once a minute, a good connection stays and a dead one goes", () => {
  const { world, connection } = connected();
  world.socket.welcome();
  for (let minute = 1; minute <= 5; minute++) {
    world.leap(60_000);
    assert.equal(world.socket.sent.length, minute);
    world.socket.say({ type: "scheduled", messages: [], ref: world.socket.asked("scheduled")?.ref });
  }
  assert.deepEqual([connection.status.kind, world.sockets.length], ["open", 1]);
  world.leap(60_000);
  world.leap(60_000);
  assert.equal(connection.status.kind, "connecting");
});

test("what was asked before a sleep is asked again after it", () => {
  const { world, connection } = connected();
  world.socket.welcome();
  world.pass(31_000);
  world.asleep += 60_000;
  world.pass(2_000);
  assert.equal(world.socket.sent.length, 2);
  assert.equal(connection.status.kind, "open");
  world.pass(5_000);
  assert.equal(world.sockets[0].closed, 4000);
});
