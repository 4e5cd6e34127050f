/* What the generator says to each kind of server: the greeting, one message, and how to tell texts apart.
 *
 * `ws`      WebSocket text messages, as they are (RFC 6455)
 * `besedka` the same, with Besedka's JSON inside
 * `resuming` the same, by sessions that can be resumed (only to come in and to stand by)
 * `plain`   the same, with commands as a person types them
 * `irc`     lines (RFC 1459)
 * `nats`    lines with a payload behind them
 * `raw`     WebSocket frames without a handshake, for servers that only accept
 */
#ifndef BENCH_FRAMING_H
#define BENCH_FRAMING_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum protocol { WS, BESEDKA, RESUMING, PLAIN, IRC, NATS, RAW, PROTOCOLS };

static const char *const protocol_names[] = {"ws", "besedka", "resuming", "plain", "irc", "nats", "raw"};

static inline int is_json(enum protocol p) { return p == BESEDKA || p == RESUMING; }

static inline int shakes_hands(enum protocol p) { return p == WS || p == PLAIN || is_json(p); }

static inline int is_framed(enum protocol p) { return shakes_hands(p) || p == RAW; }

/* A masked frame. The mask is always the same: it costs the server what any mask does. */
static inline size_t put_frame(char *out, unsigned opcode, const char *text, size_t length) {
    static const unsigned char mask[4] = {0x3a, 0xc5, 0x71, 0x9e};
    unsigned char *at = (unsigned char *)out;
    *at++ = (unsigned char)(0x80u | opcode);
    if (length < 126) {
        *at++ = (unsigned char)(0x80u | length);
    } else {
        *at++ = 0x80u | 126u;
        *at++ = (unsigned char)(length >> 8);
        *at++ = (unsigned char)length;
    }
    memcpy(at, mask, 4);
    at += 4;
    for (size_t i = 0; i < length; i++) *at++ = (unsigned char)text[i] ^ mask[i & 3];
    return (size_t)((char *)at - out);
}

/* What to say first, as user number `me`. */
static inline size_t put_greeting(char *out, size_t room, enum protocol p, int port, int me, int joins) {
    int length = 0;
    if (shakes_hands(p))
        length = snprintf(out, room,
                          "GET /ws?name=u%d&lang=en%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                          "Sec-WebSocket-Version: 13\r\n%s\r\n",
                          me, p == RESUMING ? "&resume=1" : "", port,
                          is_json(p) ? "Sec-WebSocket-Protocol: besedka.v1.json\r\n" : "");
    else if (p == IRC)
        length = snprintf(out, room, "NICK u%d\r\nUSER u 0 * :u\r\n", me);
    else if (p == NATS)
        length = snprintf(out, room, "CONNECT {\"verbose\":false,\"pedantic\":false}\r\n%sSUB u%d 2\r\nPING\r\n",
                          joins ? "SUB room 1\r\n" : "", me);
    if (p == RESUMING) length += (int)put_frame(out + length, 1, "{\"type\":\"join\"}", 15);
    return (size_t)length;
}

/* One message for all, or for user number `to` when that is not negative. */
static inline size_t put_message(char *out, size_t room, enum protocol p, const char *payload, int to) {
    char text[1024];
    int length = 0;
    if (p == WS) return put_frame(out, 1, payload, strlen(payload));
    if (p == BESEDKA) {
        if (to < 0) length = snprintf(text, sizeof text, "{\"type\":\"send\",\"text\":\"%s\"}", payload);
        else length = snprintf(text, sizeof text, "{\"type\":\"send\",\"text\":\"%s\",\"to\":\"u%d\"}", payload, to);
        return put_frame(out, 1, text, (size_t)length);
    }
    if (p == PLAIN) {
        if (to < 0) length = snprintf(text, sizeof text, "send %s", payload);
        else length = snprintf(text, sizeof text, "send -u u%d %s", to, payload);
        return put_frame(out, 1, text, (size_t)length);
    }
    if (p == IRC) {
        if (to < 0) length = snprintf(out, room, "PRIVMSG #room :%s\r\n", payload);
        else length = snprintf(out, room, "PRIVMSG u%d :%s\r\n", to, payload);
    } else if (p == NATS) {
        if (to < 0) length = snprintf(out, room, "PUB room %zu\r\n%s\r\n", strlen(payload), payload);
        else length = snprintf(out, room, "PUB u%d %zu\r\n%s\r\n", to, strlen(payload), payload);
    }
    return (size_t)length;
}

/* One text of the server: its opcode (0 for a line), where it is, and where the next one begins. */
struct text {
    unsigned opcode;
    const char *begin;
    size_t length, taken;
};

/* The first complete text of `data`; false when there is none yet. */
static inline int next_text(enum protocol p, const char *data, size_t length, struct text *found) {
    if (!is_framed(p)) {
        const char *end = memchr(data, '\n', length);
        if (end == NULL) return 0;
        *found = (struct text){0, data, (size_t)(end - data), (size_t)(end - data) + 1};
        return 1;
    }
    const unsigned char *head = (const unsigned char *)data;
    if (length < 2) return 0;
    uint64_t size = head[1] & 0x7fu, at = 2;
    if (size == 126) {
        if (length < 4) return 0;
        size = (uint64_t)head[2] << 8 | head[3];
        at = 4;
    } else if (size == 127) {
        if (length < 10) return 0;
        size = 0;
        for (int i = 2; i < 10; i++) size = size << 8 | head[i];
        at = 10;
    }
    if (length < at || length - at < size) return 0;
    *found = (struct text){head[0] & 15u, data + at, (size_t)size, (size_t)(at + size)};
    return 1;
}

#endif
