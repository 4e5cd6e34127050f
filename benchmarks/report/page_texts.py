"""The words of the page."""

__all__ = ["BETTER", "GOALS", "HEAD", "JOURNAL", "REASONS", "RETURNING", "RUN", "SECTIONS", "TAIL", "UNKNOWN"]

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

JOURNAL = """\
## The journal

    python -m benchmarks.journal
    python -m benchmarks fanout --peers "besedka,besedka on disk"
    python -m benchmarks latency --peers "besedka,besedka on disk"
    python -m benchmarks.journal large

What `--journal` costs. The speed of a disk may be another one ten minutes later, so what depends on it is a ratio to
what was measured beside it, round by round in turn; the table has medians, and the least and the greatest. The machine
is the one above, its disk a virtual one with ext4, whose fdatasync of 4 KiB took 0.21 ms (p99: 0.50 ms) in the minutes
of the posts. *RAM* is the same server without a journal. The first row has three rounds, which differ more
among themselves than from RAM. The starts were measured on a busy machine, all else on an idle one.

| what | bar | figure | least … greatest |
|---|---:|---:|---:|
| 1000 clients, 500 in flight, on disk: to RAM | ≥ 0.70 × | 1.05 × | 0.87 × … 1.20 × |
| 16 clients that post and wait: to a bare group-commit loop | ≥ 0.50 × | 0.40 × | 0.36 × … 0.50 × |
| 50 messages a second to 1000, p99: on disk | ≤ 6.3 ms | 6.6 ms | 5.9 ms … 180 ms |
| the same in RAM | | 5.6 ms | 5.1 ms … 6.2 ms |
| replay on Python 3.10 | ≥ 80.0 k/s | 81.9 k/s | 80.5 k/s … 83.4 k/s |
| replay on Python 3.11 | | 120 k/s | 118 k/s … 122 k/s |
| replay on Python 3.13 | | 95.6 k/s | 95.5 k/s … 95.7 k/s |
| start with 1,000,000 entries and a snapshot, until it listens | ≤ 3 s | 1.05 s | 0.73 s … 1.99 s |
| its memory then | | 32.9 MiB | 32.9 MiB … 32.9 MiB |
| the memory of a server with an empty file | | 30.8 MiB | 30.7 MiB … 30.8 MiB |
| taking a snapshot of a full chat stops the loop for | | 54 ms | 46 ms … 70 ms |
| the longest pause of the loop while it is written and stored | | 6.0 ms | 5.3 ms … 6.4 ms |
| 5,000,000 messages: search of a common word | | 4.2 ms | 3.9 ms … 4.8 ms |
| search of a rare word | | 57 ms | 52 ms … 65 ms |
| search of a word that is nowhere | | 56 ms | 53 ms … 57 ms |
| `history --around` one of the oldest | | 3.2 ms | 2.8 ms … 3.4 ms |
| 1000 talk, p99, while a common word is searched: to undisturbed | ≤ 2.0 × | 0.98 × | 0.16 × … 1.3 × |
| a rare word | ≤ 2.0 × | 1.2 × | 0.59 × … 1.7 × |
| a word that is nowhere | ≤ 2.0 × | 1.6 × | 0.47 × … 2.4 × |
| `history --around` one of the oldest | ≤ 2.0 × | 0.95 × | 0.20 × … 1.2 × |
| `journal check` | ≤ 2.0 × | 1.2 × | 0.30 × … 2.0 × |
| `journal backup` | ≤ 2.0 × | 1.1 × | 0.23 × … 5.4 × |

- *Post and wait*: each of 16 connections says the next message when its last one was accepted, and gets what all
  others say as well. The bare loop commits rows for 16 coroutines to such a file in a thread, with the same statements
  and the same text of an entry; it has no sockets, reads and delivers nothing. The bar is not met where the disk is
  fast, as here: the loop alone then commits 31,000 rows a second, and the server's own work for a message, which in RAM
  gives 26,000, comes before each of its commits.
- *Replay*: rows are read, their checksums compared, entries decoded and applied; 200,000 messages to everybody, of 60
  characters, by the processor's time.
- *50 messages a second*: the bar is the p99 in RAM and three times that of the fdatasync, which took 0.22 ms then. It
  is not met on this disk by some 0.3 ms; in a run in which an fdatasync took 0.31 ms it was (7.8 ms, 6.9 ms in RAM).
  One of the six rounds had a pause of the disk.
- *5,000,000 messages*: a file of 1.8 GB, the index of its words made; four rounds of three seconds for each case, the
  server on whatever core is free, the generator on one of the two. Somebody asks five times a second, which is what the
  flood limit allows. One round was undisturbed at 48 ms, which the least ratios come from; the others at 6 to 13 ms.
- *A full chat*: 1000 people who each ignore one, 10,000 who have left within the last ten minutes, 1000 messages, 3000
  delayed ones: 7 MB of JSON. Most of the time that it takes is for those who have left, two objects for each. Then it
  is written in steps of about a millisecond, between which the loop has its turn and messages are stored.

Campfire, a chat in Go, has published 9,073 durable posts a second, on four cores; its other conditions are its own, and
not repeated here. Besedka's 16 clients got 12,300 posts a second (11,300 … 13,700) into the file, on one core of a
virtual machine, each of them delivered to all 16. The two were not measured beside each other, so that says in which
range both are, and no more.
"""

POSTERS = """\
## Posts that reach everybody

    python -m benchmarks.posters --rounds 5

A thousand people are in; 4 or 64 of them post a message of 64 characters each, wait until all thousand have it, and
post the next one at once. *To all* are the messages a second that all have got, *post to all* the time from a post
until the last one has it; *on disk* is with `--journal`, where a message is stored before anybody gets it. Each round
has a fresh server; server and generator have a core each. Medians of three rounds of two seconds, and the least and the
greatest.

| what | in RAM | least … greatest | on disk | least … greatest |
|---|---:|---:|---:|---:|
| 4 posters, to all | 755 /s | 629 /s … 775 /s | 677 /s | 641 /s … 700 /s |
| 4 posters, post to all, p50 | 5.0 ms | 4.8 ms … 5.3 ms | 5.5 ms | 5.4 ms … 6.1 ms |
| 4 posters, post to all, p99 | 6.8 ms | 6.3 ms … 21.5 ms | 8.1 ms | 8.1 ms … 9.6 ms |
| 64 posters, to all | 9,440 /s | 8,240 /s … 9,610 /s | 8,070 /s | 8,000 /s … 8,450 /s |
| 64 posters, post to all, p50 | 6.4 ms | 6.2 ms … 7.0 ms | 7.4 ms | 7.2 ms … 7.5 ms |
| 64 posters, post to all, p99 | 12.7 ms | 12.3 ms … 14.9 ms | 13.4 ms | 12.0 ms … 14.3 ms |

The ports of Campfire, a chat, are compared in public by this measure: 1,000 subscribers, 4 and 64 posters. The figure
published for the one in Go is 9,073 durable posts a second, on four cores; its other conditions are its own, and not
repeated here. Besedka's are one core of a virtual machine for the server, another one for the generator, the loopback,
and one fdatasync for all messages that came together. The two were not measured beside each other, so that says in
which range both are, and no more.

`besedka load --posters 64 --closed` measures the same with its checks of each delivery, and its generator in Python is
then at its limit before the server is: on this machine it reached 1,700 a second to a thousand.
"""

RETURNING = """\
## Coming back

    python -m benchmarks.returning --rounds 5
    python -m benchmarks idle --peers "besedka,besedka resuming" --clients 1000,5000,10000

A thousand people whose sessions can be resumed, and two who talk in private all the time, a hundred messages a second.
The server, which has a journal, is killed (SIGKILL) or told to stop (SIGTERM), and started again at once. Clients try
again as the protocol says: at once, then after pauses that double from half a second, of which a random half is left
out. *Back* counts from the moment when the new server accepts connections until a client has read `resumed`; *talk*
is how long a private message between the two takes meanwhile, *before* the same while nobody comes. Server and clients
have a core each; figures are medians of five rounds, and the least and the greatest.

| what | bar | killed | least … greatest | stopped | least … greatest |
|---|---:|---:|---:|---:|---:|
| the server is down for | | 0.33 s | 0.31 s … 0.35 s | 0.51 s | 0.51 s … 0.57 s |
| back, p50 | | 0.23 s | 0.23 s … 0.25 s | 0.55 s | 0.50 s … 0.64 s |
| back, p99 | ≤ 2 s | 0.39 s | 0.38 s … 0.89 s | 0.95 s | 0.94 s … 0.96 s |
| back, the last one | | 0.98 s | 0.84 s … 0.99 s | 0.99 s | 0.98 s … 1.00 s |
| talk, p50 | | 1.3 ms | 1.2 ms … 1.6 ms | 1.1 ms | 0.9 ms … 1.3 ms |
| talk, p99 | | 27 ms | 24 ms … 36 ms | 30 ms | 16 ms … 35 ms |
| before, p50 | | 1.3 ms | 1.1 ms … 1.6 ms | 1.0 ms | 0.9 ms … 1.4 ms |
| before, p99 | | 1.7 ms | 1.5 ms … 1.9 ms | 1.9 ms | 1.2 ms … 2.2 ms |

Who comes back last has waited, as a rule, for its own pause: the longer the server was down, the longer the pauses
are. Those who talk wait meanwhile for whoever came in the same turn of the loop: at most 32, the rest in later turns.

What the process has for each idle connection, in one run:

| | at 1000 | at 5000 | at 10000 |
|---|---:|---:|---:|
| sessions that can be resumed (bar: 8 KiB) | 7.18 KiB | 6.64 KiB | 6.51 KiB |
| sessions that end with their connection | 6.69 KiB | 6.13 KiB | 6.02 KiB |
| the one to the other | 1.07 × | 1.08 × | 1.08 × |
"""

TAIL = """\
The figures of each round are in [results.json](benchmarks/results.json).
"""
