"""The words of the page."""

__all__ = ["BETTER", "GOALS", "HEAD", "REASONS", "RUN", "SECTIONS", "TAIL", "UNKNOWN"]

BETTER = {"/s": "more", "s": "less", "B": "less", "%": "less"}

HEAD = """\
# Benchmarks

Besedka side by side with what people would use instead. This page is written by the program that measures; to make
it on your own machine (Linux, a C compiler, two cores):

    python -m venv .bench
    .bench/bin/pip install uvloop websockets picows
    npm install --prefix .bench ws
    apt-get install ngircd inspircd nats-server
    .bench/bin/python -m benchmarks all --rounds 3

`fanout`, `latency`, `idle`, `connect`, `start` and `frozen` instead of `all` renew one part; `--peers`, `--clients`,
`--rounds` and `--seconds` choose less or more. A server that is not installed is left out, and named. Figures of
different machines, and of different runs, do not compare; ratios within a run do. Nothing here is asserted by a test.

What a change has cost or gained is asked of both states in one run, round by round in turn:

    git worktree add ../before COMMIT
    python -m benchmarks fanout --peers besedka --before ../before --rounds 5

That prints how many times the earlier figure each of the present ones is, and leaves this page as it is.

## How

- One generator for all: [generator.c](../benchmarks/programs/generator.c), one thread with epoll, compiled on the spot.
  It cuts the stream into frames or lines, and finds its own mark in each, so **every delivery to every client is
  counted**; a round in which one is lost, or a client dropped, is a failed round.
- Server and generator are pinned to a core each, and talk over the loopback. The generator's CPU is in the table:
  where it is near 100 % and the server's is not, the figure is the generator's limit.
- *Others' CPU* is what everything else on the machine used meanwhile (100 % is one core). It should be near zero: where
  it is not, server and generator were short of time, and only ratios say something, and less than usual.
- Each round of each server is a fresh process. Rounds go over all servers in turn; what is shown is the median.
- Messages are 64 characters, said by all clients in turn. Besedka speaks its JSON dialect: a delivery has the
  author, the number, the time and the text, about 180 bytes, where the WebSocket libraries and the C program only
  hand on the 64. Its author's `accepted` is extra. `besedka plain` is the same server spoken to as people do.
- Flood limits are off everywhere: `--flood 0`, and the servers' own settings (`benchmarks/peers/daemons.py`).
- `reference.c` is the limit: [a C program](../benchmarks/programs/reference.c) that reads WebSocket frames, joins what
  one turn of its loop brought, and sends each member the batch at once. No names, no commands, no history, no order to
  keep, no answers. `reference.c json` wraps each text into a fixed envelope first, so that it carries as many bytes
  as Besedka does: the difference between the two is what bytes cost, the rest is what the chat costs.
- A broker (NATS) and IRC servers do different work for a message than a chat in JSON does. They are what people
  run, not the same thing.
"""

GOALS = """\
## The goals

`asyncio` is Besedka as it comes, `uvloop` with `besedka[fast]`, both spoken to in JSON; `plain` is as it comes, in
the dialect for people. What was missed has its reason below the table.
"""

UNKNOWN = "no reason is known."

_PYTHON = """\
parsing, ordering, applying, encoding and answering a message are some 17 µs of Python, about as long as the C
program takes for the message and all its deliveries"""

_COMPILED = """\
a flush is a thousand writes, and each is seven microseconds, of which the kernel has five. Of the rest compiled code
needs less than Python does: picows is written in Cython. The reader in the middle waits for half of them."""

_DISTURBED = """\
the rounds that are so slow shared their core with other programs (the column on the right); undisturbed ones stay
below 10 ms."""

REASONS: dict[str, str] = {
    "1000 clients, 500 in flight: to the C reference": f"""\
a delivery has 180 bytes here and 66 there, and the kernel's copying is most of what either does. Besides,
{_PYTHON}.""",
    "1000 clients, 500 in flight: to the C reference with as many bytes": f"{_PYTHON}.",
    "1000 clients, 20 in flight: to the C reference": "a write is a microsecond longer through asyncio than in C.",
    "1000 clients, 20 in flight: to the C reference with as many bytes": """\
a write is a microsecond longer through asyncio than in C.""",
    "100 clients, 500 in flight: to the C reference": f"""\
with a hundred members there are few writes for each message, so that what a message costs by itself decides:
{_PYTHON} to a thousand.""",
    "100 clients, 500 in flight: to the C reference with as many bytes": """\
the same: it is not the bytes.""",
    "50 a second to 1000: p50 to the best server's": _COMPILED,
    "50 a second to 1000: p99 to the best server's": _COMPILED,
    "50 a second to 1000: p50 to the C reference's": "the same, and the C program has nothing else to do.",
    "50 a second to 1000: p99 to the C reference's": "the same, and the C program has nothing else to do.",
    "private, 1000 pairs, 5000 a second: p99": _DISTURBED,
    "the same among 5000 others: p99": _DISTURBED,
    "the same among 5000 others: CPU to that without them": f"""\
{_DISTURBED} Counted instead of timed, it is the same work in any room (`tests/server/test_counted_work.py`).""",
    "10 000 idle connections: CPU to bare asyncio's with pings": """\
the bare one writes two bytes and throws away what comes; here the ping goes through the connection's outbox, and the
pong through the WebSocket and the session's budget.""",
}
"""Why a goal was missed, by its name."""

SECTIONS = {
    "fanout": """\
## Throughput

    python -m benchmarks fanout

Closed loop: new messages are sent as long as fewer than so many are in flight, which are those sent less the
average of what everybody has received. Where some ignore others, a message is owed to fewer, and only those count.""",
    "latency": """\
## Latency

    python -m benchmarks latency

Open loop: the time from the moment when a message was due, late or not, until a client has read it, over all
clients. The private messages go between 1000 pairs at 5000 a second in all; the others are there and say nothing
(in the room; by IRC outside of the channel, since IRC servers take minutes to announce so many arrivals). The
stalls: somebody joins or leaves every 0.2 seconds, and a private message, sent a hundred times a second, is timed.
*Everybody told* is the time until the last member has read of it.""",
    "idle": """\
## Idle connections

    python -m benchmarks idle

How much larger the server's process (VmRSS) is with so many clients, for each of them. By WebSocket and NATS they
are in the room, by IRC only registered; `bare asyncio` accepts, keeps, and does nothing else: no handshake, no
keepalive. `+ping` asks each connection once in 20 seconds, as Besedka does, from one timer. The CPU is the share
of a core over 20 seconds, a whole turn of that.""",
    "connect": """\
## Coming in

    python -m benchmarks connect

From the first `connect` until the last client is in (the welcome has come, or the end of IRC's names), at most 128
on their way at a time; and from a server's start until it accepts.""",
    "start": """\
## Starting

    python -m benchmarks start

`server_init.py`, with the event loop that it takes by itself, until it has answered a request for its page: the median
of five starts in each round.""",
    "frozen": """\
## Readers that have stopped

    python -m benchmarks frozen

A hundred clients join, and their process is stopped (SIGSTOP). Then the others go at full speed, as under *Throughput*;
before, they did so alone. *Kept* is the one to the other; *memory* is how much the server's process had grown at the
end, *dropped* how many of the frozen the server had sent away eight seconds later.""",
}

RUN = "*{rounds} rounds; {seconds:g} s each; load average over the quarter of an hour: {load}.*"

TAIL = """\
The figures of each round are in [results.json](benchmarks/results.json).
"""
