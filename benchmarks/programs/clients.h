/* The crowd: all the connections of the generator, how they come in, and what they count.
 *
 * A message of ours begins with `^` and 16 hexadecimal digits: the nanosecond (CLOCK_MONOTONIC) at which it was due.
 * No server here writes a `^` of its own, so looking for that one byte in each text counts deliveries exactly.
 */
#ifndef BENCH_CROWD_H
#define BENCH_CROWD_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "framing.h"
#include "histogram.h"

enum state { GONE, CONNECTING, GREETING, READY };

struct client {
    int fd;
    enum state state;
    char *rest; /* the beginning of a text whose end has not come yet */
    size_t rest_length;
    uint64_t got;
    int deaf;  /* its deliveries do not count */
    int apart; /* nor what it reads besides */
    int asks;  /* it said `ignore`, and waits for the answer */
};

static struct {
    enum protocol protocol;
    int port, joins, timed, epoll, payload;
    int at_once; /* how many may be on their way in at a time */
    struct client *clients;
    int ready, lost, leaving, probe, asking;
    int posting; /* whose message was accepted, or (`owed`) has come to all, says the next one */
    uint64_t delivered, announcements, posts, owed;
    struct histogram latency;
} crowd = {.probe = -1, .payload = 64, .joins = 1, .at_once = 128};

/* The last post of each poster, by when it was due, and how many have got it. */
enum { POSTERS = 1024 };
static struct { uint64_t due, got; } posted[POSTERS];

static char incoming[1 << 21];
enum { READ_AT_ONCE = 1 << 18, LARGEST_TEXT = (1 << 21) - READ_AT_ONCE };

static void die(const char *why) {
    printf("{\"event\":\"failed\",\"why\":\"%s%s%s\"}\n", why, errno ? ": " : "", errno ? strerror(errno) : "");
    fflush(stdout);
    exit(1);
}

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void say(struct client *c, const char *data, size_t length) {
    if (c->state == GONE) return;
    if (send(c->fd, data, length, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)length && errno != EPIPE && errno != ECONNRESET)
        die("the server has stopped to read");
}

static void say_message(int from, int to, uint64_t due) {
    char payload[512], out[2048];
    memset(payload, 'x', sizeof payload);
    snprintf(payload, sizeof payload, "^%016llx", (unsigned long long)due);
    payload[17] = 'x';
    payload[crowd.payload] = 0;
    say(&crowd.clients[from], out, put_message(out, sizeof out, crowd.protocol, payload, to));
}

static void lose(struct client *c) {
    close(c->fd);
    free(c->rest);
    c->rest = NULL;
    c->rest_length = 0;
    if (c->state == READY) crowd.ready--;
    c->state = GONE;
    if (!crowd.leaving) crowd.lost++;
}

static void come_in(struct client *c) {
    c->state = READY;
    crowd.ready++;
}

static int begins(const struct text *t, const char *with) {
    return t->length >= strlen(with) && memcmp(t->begin, with, strlen(with)) == 0;
}

static int has(const struct text *t, const char *what) { return memmem(t->begin, t->length, what, strlen(what)) != NULL; }

/* The server's answers on the way in: true when the client is in. */
static int answers(struct client *c, const struct text *t) {
    if (is_json(crowd.protocol)) return has(t, crowd.protocol == BESEDKA ? "\"welcome\"" : "\"session\"");
    if (crowd.protocol == NATS) return begins(t, "PONG");
    if (crowd.protocol != IRC) return 1;
    if (has(t, " 001 ")) {
        if (!crowd.joins) return 1;
        say(c, "JOIN #room\r\n", 12);
    }
    return has(t, " 366 ");
}

/* The answer to `ignore`; without it, nobody knows what each one is owed. */
static int answers_ignore(struct client *c, const struct text *t) {
    if (!has(t, "\"ref\":\"ignore\"")) return 0;
    errno = 0;
    if (!has(t, "\"type\":\"accepted\"")) die("the server has not accepted `ignore`");
    c->asks = 0;
    crowd.asking--;
    return 1;
}

/* The number of its poster is in the lowest bits of the moment at which a post was due: 1 µs in all. */
static void post_to_all(uint64_t poster) {
    uint64_t due = (now() & ~(uint64_t)(POSTERS - 1)) | poster;
    posted[poster].due = due;
    posted[poster].got = 0;
    crowd.posts++;
    say_message((int)poster, -1, due);
}

static void count_post(uint64_t due, uint64_t at) {
    uint64_t poster = due % POSTERS;
    if (posted[poster].due != due || ++posted[poster].got < crowd.owed) return;
    histogram_add(&crowd.latency, at > due ? at - due : 0);
    if (crowd.posting) post_to_all(poster);
}

static void count(struct client *c, const struct text *t, uint64_t at) {
    const char *mark = memchr(t->begin, '^', t->length);
    crowd.announcements += mark == NULL && !c->apart;
    if (mark == NULL || c->deaf) return;
    c->got++;
    crowd.delivered++;
    if (crowd.timed && t->begin + t->length - mark >= 17) {
        uint64_t due = strtoull(mark + 1, NULL, 16);  /* the filler behind it is no digit */
        if (crowd.owed) count_post(due, at);
        else histogram_add(&crowd.latency, at > due ? at - due : 0);
    }
}

static void post(struct client *c) {
    crowd.posts++;
    say_message((int)(c - crowd.clients), -1, now());
}

static void take(struct client *c, const struct text *t, uint64_t at) {
    char pong[256];
    if (is_framed(crowd.protocol) && t->opcode > 2) {
        if (t->opcode == 9 && t->length < 126) say(c, pong, put_frame(pong, 10, t->begin, t->length));
        if (t->opcode == 8) lose(c);
    } else if (!is_framed(crowd.protocol) && begins(t, "PING")) {
        int length = snprintf(pong, sizeof pong, "PONG%.*s\n", (int)t->length - 4, t->begin + 4);
        say(c, pong, (size_t)length);
    } else if (crowd.posting && !crowd.owed && begins(t, "{\"type\":\"accepted\"")) {
        post(c);
    } else if (c->state == READY) {
        if (!c->asks || !answers_ignore(c, t)) count(c, t, at);
    } else if (answers(c, t)) {
        come_in(c);
    } else if (crowd.protocol == IRC && begins(t, "ERROR")) {
        lose(c);
    }
}

/* The HTTP answer to a WebSocket handshake; returns its length, 0 when it is not complete. */
static size_t take_handshake(struct client *c, const char *data, size_t length) {
    const char *end = memmem(data, length, "\r\n\r\n", 4);
    if (end == NULL) return 0;
    if (memcmp(data, "HTTP/1.1 101", 12) != 0) {
        lose(c);
    } else if (crowd.protocol == WS) {
        come_in(c);
    } else {
        c->state = GREETING;
    }
    return (size_t)(end - data) + 4;
}

static void hear(struct client *c) {
    memcpy(incoming, c->rest, c->rest_length);
    ssize_t received = recv(c->fd, incoming + c->rest_length, READ_AT_ONCE, 0);
    if (received <= 0) {
        if (received == 0 || (errno != EAGAIN && errno != EINTR)) lose(c);
        return;
    }
    uint64_t at = crowd.timed ? now() : 0;
    size_t length = c->rest_length + (size_t)received, done = 0;
    struct text t;
    if (c->state == CONNECTING) done = take_handshake(c, incoming, length);
    while (c->state > CONNECTING && next_text(crowd.protocol, incoming + done, length - done, &t)) {
        take(c, &t, at);
        done += t.taken;
    }
    if (c->state == GONE) return;
    if (length - done > LARGEST_TEXT) die("a text is too large");
    c->rest_length = length - done;
    c->rest = realloc(c->rest, c->rest_length + 1);
    memcpy(c->rest, incoming + done, c->rest_length);
}

static void begin(int index) {
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons((uint16_t)crowd.port)};
    struct client *c = &crowd.clients[index];
    char greeting[512];
    int one = 1;
    struct linger at_once = {1, 0}; /* thousands of rounds would else use up the ports */
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&server, sizeof server) < 0) die("cannot connect");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)index};
    epoll_ctl(crowd.epoll, EPOLL_CTL_ADD, c->fd, &event);
    c->state = shakes_hands(crowd.protocol) ? CONNECTING : GREETING;
    say(c, greeting, put_greeting(greeting, sizeof greeting, crowd.protocol, crowd.port, index, crowd.joins));
    if (crowd.protocol == RAW) come_in(c);
}

/* Hear whoever has something, for one turn; returns how many did. The probe goes before the rest of its turn. */
static int pump(int milliseconds) {
    struct epoll_event events[64];
    int count = epoll_wait(crowd.epoll, events, 64, milliseconds);
    if (crowd.probe >= 0 && count > 0) {
        struct client *probe = &crowd.clients[crowd.probe];
        char byte;
        if (recv(probe->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 1) hear(probe);
    }
    for (int i = 0; i < count; i++) {
        struct client *c = &crowd.clients[events[i].data.u32];
        char byte;
        if (c->state == GONE || ((int)events[i].data.u32 == crowd.probe && recv(c->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0))
            continue;
        hear(c);
    }
    return count;
}

/* Let everybody up to `wanted` in, some at a time, within `patience` seconds. */
static void gather(int from, int wanted, double patience) {
    uint64_t deadline = now() + (uint64_t)(patience * 1e9);
    int begun = from;
    while (crowd.ready < wanted) {
        while (begun < wanted && begun - crowd.ready < crowd.at_once) begin(begun++);
        pump(10);
        errno = 0;
        if (crowd.lost) die("the server sent somebody away");
        if (now() > deadline) die("not everybody got in");
    }
}

/* Wait until nothing has come for a while: the announcements of the arrivals have been read.
 * Thousands that are pinged in turn never are quite silent, hence the patience. */
static void settle(double patience) {
    uint64_t deadline = now() + (uint64_t)(patience * 1e9);
    while (now() < deadline && pump(200) > 0) {}
}

/* Each of the first `ignoring` clients ignores one of the next as many: client 0 the first of them, and so on. */
static void ignore_others(int ignoring, double patience) {
    uint64_t deadline = now() + (uint64_t)(patience * 1e9);
    char text[128], out[256];
    for (int i = 0; i < ignoring; i++) {
        int length = snprintf(text, sizeof text, "{\"type\":\"ignore\",\"name\":\"u%d\",\"ref\":\"ignore\"}", ignoring + i);
        crowd.clients[i].asks = 1;
        crowd.asking++;
        say(&crowd.clients[i], out, put_frame(out, 1, text, (size_t)length));
    }
    while (crowd.asking) {
        pump(10);
        errno = 0;
        if (crowd.lost) die("the server dropped a client");
        if (now() > deadline) die("the server has not answered `ignore`");
    }
}

#endif
