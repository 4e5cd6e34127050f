/* A line between two TUN devices that takes its time and loses packets: relay FD FD MILLISECONDS LOSS SEED

   Each packet comes out of the other device so many milliseconds later, in order, or never: each is lost with the same
   chance, whatever became of the others. Ends at SIGTERM, or with whoever started it, and then says as JSON how much it
   has carried. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { LARGEST = 2048, MOST_WAITING = 200000, AT_ONCE = 256 };

struct packet {
    struct packet *next;
    int64_t due;
    size_t length;
    unsigned char bytes[];
};

/* One direction. All take the same time, so the first to come is the first to go. */
struct way {
    int from, to;
    struct packet *first, **end;
    long waiting, carried, lost, spilled;
};

static volatile sig_atomic_t over;
static uint64_t chance;

static void stop(int number) { (void)number, over = 1; }

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* xorshift64* (Vigna, 2016): an even number from 0 up to 1. */
static double even(void) {
    chance ^= chance >> 12, chance ^= chance << 25, chance ^= chance >> 27;
    return (double)((chance * 2685821657736338717ULL) >> 11) / 9007199254740992.0;
}

static void take(struct way *way, int64_t delay, double loss) {
    unsigned char bytes[LARGEST];
    for (int i = 0; i < AT_ONCE; i++) {
        ssize_t length = read(way->from, bytes, sizeof bytes);
        if (length <= 0) return;
        if (even() < loss) {
            way->lost++;
            continue;
        }
        struct packet *packet = way->waiting < MOST_WAITING ? malloc(sizeof *packet + (size_t)length) : NULL;
        if (packet == NULL) {
            way->spilled++;
            continue;
        }
        *packet = (struct packet){NULL, now() + delay, (size_t)length};
        memcpy(packet->bytes, bytes, (size_t)length);
        *way->end = packet, way->end = &packet->next, way->waiting++;
    }
}

static void give(struct way *way) {
    int64_t at = now();
    while (way->first != NULL && way->first->due <= at) {
        struct packet *packet = way->first;
        if (write(way->to, packet->bytes, packet->length) < 0 && errno == EAGAIN) return;
        way->carried++, way->waiting--;
        way->first = packet->next;
        if (way->first == NULL) way->end = &way->first;
        free(packet);
    }
}

static struct timespec until_due(struct way ways[2]) {
    int64_t wait = 1000000000LL, at = now();
    for (int i = 0; i < 2; i++)
        if (ways[i].first != NULL && ways[i].first->due - at < wait) wait = ways[i].first->due - at;
    if (wait < 0) wait = 0;
    return (struct timespec){wait / 1000000000LL, wait % 1000000000LL};
}

int main(int argc, char **argv) {
    if (argc != 6) return fprintf(stderr, "relay FD FD MILLISECONDS LOSS SEED\n"), 2;
    int a = atoi(argv[1]), b = atoi(argv[2]);
    int64_t delay = (int64_t)(atof(argv[3]) * 1e6);
    double loss = atof(argv[4]);
    chance = strtoull(argv[5], NULL, 10) * 2 + 1;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    signal(SIGTERM, stop), signal(SIGINT, stop);
    fcntl(a, F_SETFL, O_NONBLOCK), fcntl(b, F_SETFL, O_NONBLOCK);
    struct way ways[2] = {{.from = a, .to = b}, {.from = b, .to = a}};
    ways[0].end = &ways[0].first, ways[1].end = &ways[1].first;
    struct pollfd polled[2] = {{.fd = a, .events = POLLIN}, {.fd = b, .events = POLLIN}};
    while (!over) {
        struct timespec wait = until_due(ways);
        if (ppoll(polled, 2, &wait, NULL) < 0 && errno != EINTR) return perror("poll"), 1;
        for (int i = 0; i < 2; i++) {
            if (polled[i].revents & (POLLERR | POLLHUP)) return fprintf(stderr, "a device is gone\n"), 1;
            take(&ways[i], delay, loss);
            give(&ways[i]);
        }
    }
    printf("{\"carried\": %ld, \"lost\": %ld, \"spilled\": %ld}\n", ways[0].carried + ways[1].carried,
           ways[0].lost + ways[1].lost, ways[0].spilled + ways[1].spilled);
    return 0;
}
