/* The limit: a chat server that does nothing but fan out, in C, with one epoll.
 *
 * Whatever WebSocket texts one turn of the loop brings become one batch, and each member gets it with a single send.
 * It knows no names, no history and no commands; it does not even check that a text is UTF-8. What a member does not
 * take at once waits in memory up to 16 MiB; then the member is dropped.
 *
 *   reference PORT [json]
 *
 * With `json` each text goes out in an envelope as large as Besedka's: the same bytes to carry, made without any work.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "handshake.h"

enum { MOST = 65536, ROOM = 1 << 18, EVENTS = 1024, BOUND = 1 << 24 };

struct member {
    int present, in;               /* connected; has shaken hands */
    char *heard, *waiting;         /* an incomplete frame; what could not be sent yet */
    size_t heard_length, waiting_length;
    int place;                     /* in `everybody` */
};

static struct member members[MOST]; /* by file descriptor */
static int everybody[MOST], population, poll_fd;
static char incoming[2 * ROOM], *batch;
static size_t batch_length, batch_room;

static void watch(int fd, uint32_t events, int how) {
    struct epoll_event event = {.events = events, .data.fd = fd};
    epoll_ctl(poll_fd, how, fd, &event);
}

static void leave(int fd) {
    struct member *m = &members[fd];
    if (!m->present) return;
    if (m->in) {
        everybody[m->place] = everybody[--population];
        members[everybody[m->place]].place = m->place;
    }
    free(m->heard);
    free(m->waiting);
    *m = (struct member){0};
    close(fd);
}

static void keep(struct member *m, int fd, const char *data, size_t length) {
    if (m->waiting_length + length > BOUND) {
        leave(fd);
        return;
    }
    m->waiting = realloc(m->waiting, m->waiting_length + length);
    memcpy(m->waiting + m->waiting_length, data, length);
    if (m->waiting_length == 0) watch(fd, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
    m->waiting_length += length;
}

static void give(int fd, const char *data, size_t length) {
    struct member *m = &members[fd];
    ssize_t sent = 0;
    if (m->waiting_length == 0) {
        sent = send(fd, data, length, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN) {
            leave(fd);
            return;
        }
        if (sent < 0) sent = 0;
    }
    if ((size_t)sent < length) keep(m, fd, data + sent, length - (size_t)sent);
}

static void give_waiting(int fd) {
    struct member *m = &members[fd];
    if (m->waiting_length == 0) return;
    ssize_t sent = send(fd, m->waiting, m->waiting_length, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent <= 0) return;
    m->waiting_length -= (size_t)sent;
    memmove(m->waiting, m->waiting + sent, m->waiting_length);
    if (m->waiting_length == 0) watch(fd, EPOLLIN, EPOLL_CTL_MOD);
}

static size_t put_head(char *out, unsigned opcode, size_t length) {
    out[0] = (char)(0x80u | opcode);
    out[1] = (char)(length < 126 ? length : 126);
    if (length < 126) return 2;
    out[2] = (char)(length >> 8);
    out[3] = (char)length;
    return 4;
}

static void unmask(char *out, const char *in, size_t length, const char *mask) {
    for (size_t i = 0; i < length; i++) out[i] = in[i] ^ mask[i & 3];
}

static const char *before = "", *after = "";

static void add_to_batch(const char *text, size_t length, const char *mask) {
    size_t ahead = strlen(before), behind = strlen(after), whole = ahead + length + behind;
    if (batch_length + whole + 4 > batch_room) batch = realloc(batch, batch_room = 2 * batch_room + whole + 4);
    batch_length += put_head(batch + batch_length, 1, whole);
    memcpy(batch + batch_length, before, ahead);
    unmask(batch + batch_length + ahead, text, length, mask);
    memcpy(batch + batch_length + ahead + length, after, behind);
    batch_length += whole;
}

/* One frame of a client; returns its length, 0 when it is not complete, -1 when the connection is to end. */
static ssize_t take_frame(int fd, const char *data, size_t length) {
    const unsigned char *head = (const unsigned char *)data;
    if (length < 6) return 0;
    size_t size = head[1] & 0x7fu, at = 2;
    unsigned opcode = head[0] & 15u;
    if (size == 127 || !(head[1] & 0x80) || opcode == 8) return -1;
    if (size == 126) {
        size = (size_t)head[2] << 8 | head[3];
        at = 4;
    }
    if (length < at + 4 + size) return 0;
    if (opcode == 1) add_to_batch(data + at + 4, size, data + at);
    if (opcode == 9 && size < 126) {
        char pong[128];
        put_head(pong, 10, size);
        unmask(pong + 2, data + at + 4, size, data + at);
        give(fd, pong, size + 2);
    }
    return (ssize_t)(at + 4 + size);
}

static ssize_t shake_hands(int fd, const char *data, size_t length) {
    char key[32], answer[256];
    const char *end = memmem(data, length, "\r\n\r\n", 4), *found = memmem(data, length, "Sec-WebSocket-Key: ", 19);
    if (end == NULL) return length > 4096 ? -1 : 0;
    if (found == NULL || end - found < 19 + 24) return -1;
    accept_key(found + 19, key);
    int size = snprintf(answer, sizeof answer,
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Accept: %s\r\n\r\n", key);
    give(fd, answer, (size_t)size);
    if (!members[fd].present) return -1;
    members[fd].in = 1;
    members[fd].place = population;
    everybody[population++] = fd;
    return end - data + 4;
}

static void hear(int fd) {
    struct member *m = &members[fd];
    size_t kept = m->heard_length, done = 0;
    if (kept > ROOM) {
        leave(fd);
        return;
    }
    memcpy(incoming, m->heard, kept);
    ssize_t received = recv(fd, incoming + kept, ROOM, MSG_DONTWAIT), taken = 1;
    if (received < 0 && errno == EAGAIN) return;
    if (received <= 0) taken = -1;
    size_t length = kept + (received > 0 ? (size_t)received : 0);
    while (taken > 0 && done < length) {
        taken = m->in ? take_frame(fd, incoming + done, length - done) : shake_hands(fd, incoming + done, length - done);
        if (taken > 0) done += (size_t)taken;
    }
    if (taken < 0 || !m->present) {
        leave(fd);
        return;
    }
    m->heard_length = length - done;
    if (m->heard_length || kept) m->heard = realloc(m->heard, m->heard_length + 1);
    if (m->heard_length) memcpy(m->heard, incoming + done, m->heard_length);
}

static void let_in(int listener) {
    int one = 1, fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0) return;
    if (fd >= MOST) {
        close(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    members[fd].present = 1;
    watch(fd, EPOLLIN, EPOLL_CTL_ADD);
}

static void flush(void) {
    for (int i = population - 1; batch_length && i >= 0; i--) give(everybody[i], batch, batch_length);
    batch_length = 0;
}

int main(int argc, char **argv) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argc > 1 ? argv[1] : "0"))};
    struct rlimit files;
    struct epoll_event events[EVENTS];
    int one = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (argc > 2) {
        before = "{\"type\":\"message\",\"seq\":100000,\"at\":\"2026-01-01T00:00:00.000Z\",\"number\":100000,\"from\":\"u500\",\"text\":\"";
        after = "\"}";
    }
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 4096) < 0) {
        perror("reference");
        return 1;
    }
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    watch(listener, EPOLLIN, EPOLL_CTL_ADD);
    for (;;) {
        int count = epoll_wait(poll_fd, events, EVENTS, -1);
        for (int i = 0; i < count; i++) {
            int fd = events[i].data.fd;
            if (fd == listener) {
                let_in(listener);
                continue;
            }
            if (events[i].events & EPOLLOUT) give_waiting(fd);
            if (members[fd].present && events[i].events & ~(uint32_t)EPOLLOUT) hear(fd);
        }
        flush();
    }
}
