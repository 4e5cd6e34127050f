/* The generator of the benchmarks: one process, one thread, one epoll, the same for every server.
 *
 *   generator MODE --protocol P --port N [--cpu N] [--pid SERVER] [--clients N] [--no-join] …
 *
 * connect   let everybody in, and say how long that took
 * window    closed loop: `--window` messages in flight, for `--seconds`; with `--ignoring K`, each of the first K
 *           clients ignores one of the next K before (in Besedka's JSON alone)
 * wait      each client says something, waits until that is accepted, and says the next (in Besedka's JSON alone)
 * posters   the same of the first `--posters` clients, which wait until all have it; latencies are from post to all
 * rate      open loop: `--rate` messages a second to all
 * private   open loop: to one person each, between `--pairs`; all other clients stand by
 * churn     somebody joins or leaves ten times in two seconds, while a pair of probes is timed
 * idle      let `--steps` clients in, and hold each step until a line comes on the standard input
 *
 * Each step of it is one line of JSON on the standard output.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>

#include "clients.h"

static struct {
    const char *mode, *steps;
    int clients, window, pairs, posters, ignoring, cpu, pid;
    double rate, seconds, warmup, patience;
} options = {.clients = 100, .window = 20, .pairs = 1, .cpu = -1, .rate = 50, .seconds = 3, .warmup = 0.5, .patience = 300,
             .steps = ""};

/* Seconds of CPU that the server has used (proc(5), /proc/PID/stat: utime and stime). */
static double server_cpu(void) {
    char path[64], line[2048] = "";
    unsigned long user = 0, system = 0;
    if (!options.pid) return 0;
    snprintf(path, sizeof path, "/proc/%d/stat", options.pid);
    int file = open(path, O_RDONLY);
    if (file < 0) return 0;
    if (read(file, line, sizeof line - 1) < 0) line[0] = 0;
    close(file);
    const char *after = strrchr(line, ')');
    if (after) sscanf(after + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

/* Seconds of CPU that all programs together have used (proc(5), /proc/stat: user, nice, system). */
static double all_cpu(void) {
    unsigned long long user = 0, nice = 0, system = 0;
    FILE *file = fopen("/proc/stat", "re");
    if (file && fscanf(file, "cpu %llu %llu %llu", &user, &nice, &system) != 3) user = nice = system = 0;
    if (file) fclose(file);
    return (double)(user + nice + system) / (double)sysconf(_SC_CLK_TCK);
}

static double own_cpu(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec)
         + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

struct used { double server, own, others; };

static struct used cpu_used(void) {
    struct used u = {server_cpu(), own_cpu(), all_cpu()};
    u.others -= u.server + u.own;
    return u;
}

static struct { uint64_t at, delivered; struct used cpu; } start;

static void mark(void) {
    memset(&crowd.latency, 0, sizeof crowd.latency);
    start.at = now();
    start.delivered = crowd.delivered;
    start.cpu = cpu_used();
}

/* The line of a result; `owed` are all deliveries of what was sent. */
static void report(uint64_t ended, uint64_t delivered, struct used cpu, uint64_t sent, uint64_t owed) {
    double seconds = (double)(ended - start.at) / 1e9, each = sent ? (double)owed / (double)sent : 1;
    const struct histogram *h = &crowd.latency;
    printf("{\"event\":\"result\",\"seconds\":%.4f,\"messages_per_second\":%.1f,\"deliveries_per_second\":%.1f,"
           "\"sent\":%llu,\"expected\":%llu,\"delivered\":%llu,\"lost_clients\":%d,"
           "\"server_cpu\":%.4f,\"generator_cpu\":%.4f,\"others_cpu\":%.4f,\"samples\":%llu,"
           "\"p50\":%.6f,\"p90\":%.6f,\"p99\":%.6f,\"p999\":%.6f,\"max\":%.6f}\n",
           seconds, (double)delivered / each / seconds, (double)delivered / seconds,
           (unsigned long long)sent, (unsigned long long)owed, (unsigned long long)crowd.delivered, crowd.lost,
           (cpu.server - start.cpu.server) / seconds, (cpu.own - start.cpu.own) / seconds,
           (cpu.others - start.cpu.others) / seconds, (unsigned long long)h->count,
           (double)histogram_percentile(h, .5) / 1e9, (double)histogram_percentile(h, .9) / 1e9,
           (double)histogram_percentile(h, .99) / 1e9, (double)histogram_percentile(h, .999) / 1e9, (double)h->max / 1e9);
}

/* Nothing more is sent: wait for what is under way, as long as anything comes. */
static void drain(uint64_t expected) {
    uint64_t last = now(), before = crowd.delivered;
    while (crowd.delivered < expected && now() - last < 3000000000u) {
        pump(50);
        if (crowd.delivered != before) last = now();
        before = crowd.delivered;
    }
}

/* How many people a message of this client goes to. */
static uint64_t owed_for(int author, uint64_t fan) {
    return fan - (author >= options.ignoring && author < 2 * options.ignoring);
}

/* In flight are the messages that were sent, less the average of what everybody has got of them. */
static void run_window(uint64_t fan) {
    uint64_t sent = 0, owed = 0, begun = now(), credit = (uint64_t)options.window * fan;
    uint64_t warm = begun + (uint64_t)(options.warmup * 1e9), end = warm + (uint64_t)(options.seconds * 1e9);
    int next = 0;
    for (uint64_t at = begun; at < end; at = now()) {
        if (!start.at && at >= warm) mark();
        for (; owed + fan <= crowd.delivered + credit; sent++) {
            say_message(next, -1, at);
            owed += owed_for(next, fan);
            next = next + 1 == options.clients ? 0 : next + 1;
        }
        pump(1);
        errno = 0;
        if (crowd.lost) die("the server dropped a client");
    }
    if (!start.at) mark();
    uint64_t ended = now(), delivered = crowd.delivered - start.delivered;
    struct used cpu = cpu_used();
    drain(owed);
    report(ended, delivered, cpu, sent, owed);
}

/* The next message of a client leaves while others still wait for their answers, as if each had its own process. */
static void run_wait(uint64_t fan) {
    uint64_t begun = now(), warm = begun + (uint64_t)(options.warmup * 1e9), end = warm + (uint64_t)(options.seconds * 1e9);
    crowd.posting = 1;
    crowd.timed = (crowd.owed = options.posters ? fan : 0) > 0;
    for (int i = 0; i < (options.posters ? options.posters : options.clients); i++)
        options.posters ? post_to_all((uint64_t)i) : post(&crowd.clients[i]);
    for (uint64_t at = begun; at < end; at = now()) {
        if (!start.at && at >= warm) mark();
        pump(1);
        errno = 0;
        if (crowd.lost) die("the server dropped a client");
    }
    crowd.posting = 0;
    uint64_t ended = now(), delivered = crowd.delivered - start.delivered;
    struct used cpu = cpu_used();
    drain(crowd.posts * fan);
    report(ended, delivered, cpu, crowd.posts, crowd.posts * fan);
}

/* Open loop: a message counts from when it was due, however late it was sent. The wait is a busy one: the generator
 * has its own core, and a sleep would be a part of every latency. */
static void run_rate(uint64_t fan, int pairs) {
    uint64_t sent = 0, total = (uint64_t)(options.rate * options.seconds), begun = now();
    double gap = 1e9 / options.rate;
    crowd.timed = 1;
    mark();
    while (sent < total) {
        uint64_t due = begun + (uint64_t)((double)sent * gap);
        if (now() >= due) {
            int from = pairs ? 2 * (int)(sent % (uint64_t)pairs) : (int)(sent % (uint64_t)options.clients);
            say_message(from, pairs ? from + 1 : -1, due);
            sent++;
        }
        pump(0);
        errno = 0;
        if (crowd.lost) die("the server dropped a client");
    }
    uint64_t ended = now();
    struct used cpu = cpu_used();
    drain(sent * fan);
    report(ended, crowd.delivered, cpu, sent, sent * fan);
}

/* Clients 0 and 1 are the probes, the last one comes and goes. `announced` is the time from a join or a leave until
 * the last of the others has read of it. */
static void run_churn(void) {
    struct histogram *announced = calloc(1, sizeof *announced);
    int guest = options.clients, waiting = 0;
    uint64_t begun = now(), end = begun + (uint64_t)(options.seconds * 1e9);
    uint64_t probes = 0, changes = 0, changed = 0, wanted = 0;
    crowd.timed = 1;
    crowd.probe = 1;
    crowd.leaving = 1;
    crowd.clients[0].apart = crowd.clients[guest].apart = 1;
    mark();
    for (uint64_t at = begun; at < end || (waiting && at < end + 3000000000u); at = now()) {
        if (at < end && at >= begun + probes * 10000000u) say_message(0, 1, begun + probes++ * 10000000u);
        if (at < end && !waiting && at >= begun + changes * 200000000u) {
            waiting = 1;
            changed = at;
            wanted = crowd.announcements + (uint64_t)options.clients - 1;
            if (changes++ % 2) lose(&crowd.clients[guest]);
            else begin(guest);
        }
        pump(0);
        if (waiting && crowd.announcements >= wanted) {
            histogram_add(announced, now() - changed);
            waiting = 0;
        }
    }
    drain(probes);
    printf("{\"event\":\"announced\",\"changes\":%llu,\"seen\":%llu,\"p50\":%.6f,\"max\":%.6f}\n", (unsigned long long)changes,
           (unsigned long long)announced->count, (double)histogram_percentile(announced, .5) / 1e9,
           (double)announced->max / 1e9);
    report(end, crowd.delivered, cpu_used(), probes, probes);
}

static void run_idle(void) {
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)options.clients};
    char *list = strdup(options.steps), line[64];
    int from = 0;
    crowd.clients[options.clients] = (struct client){.fd = 0, .state = GONE};
    for (char *step = strtok(list, ","); step; step = strtok(NULL, ",")) {
        uint64_t began = now();
        int wanted = atoi(step);
        gather(from, wanted, options.patience);
        double seconds = (double)(now() - began) / 1e9;
        settle(10);
        printf("{\"event\":\"step\",\"clients\":%d,\"seconds\":%.4f,\"pid\":%d}\n", wanted, seconds, (int)getpid());
        fflush(stdout);
        epoll_ctl(crowd.epoll, EPOLL_CTL_ADD, 0, &event);
        for (fcntl(0, F_SETFL, O_NONBLOCK); read(0, line, sizeof line) < 0; pump(1000)) {}
        epoll_ctl(crowd.epoll, EPOLL_CTL_DEL, 0, &event);
        from = wanted;
    }
    printf("{\"event\":\"result\",\"clients\":%d,\"lost_clients\":%d}\n", from, crowd.lost);
}

static void read_options(int argc, char **argv) {
    options.mode = argc > 1 ? argv[1] : "";
    for (int i = 2; i < argc; i += 2) {
        const char *name = argv[i], *value = i + 1 < argc ? argv[i + 1] : "";
        if (!strcmp(name, "--protocol"))
            for (int p = 0; p < PROTOCOLS; p++) crowd.protocol = strcmp(value, protocol_names[p]) ? crowd.protocol : (enum protocol)p;
        else if (!strcmp(name, "--port")) crowd.port = atoi(value);
        else if (!strcmp(name, "--cpu")) options.cpu = atoi(value);
        else if (!strcmp(name, "--pid")) options.pid = atoi(value);
        else if (!strcmp(name, "--clients")) options.clients = atoi(value);
        else if (!strcmp(name, "--payload")) crowd.payload = atoi(value);
        else if (!strcmp(name, "--at-once")) crowd.at_once = atoi(value);
        else if (!strcmp(name, "--window")) options.window = atoi(value);
        else if (!strcmp(name, "--ignoring")) options.ignoring = atoi(value);
        else if (!strcmp(name, "--pairs")) options.pairs = atoi(value);
        else if (!strcmp(name, "--posters")) options.posters = atoi(value);
        else if (!strcmp(name, "--steps")) options.steps = value;
        else if (!strcmp(name, "--rate")) options.rate = atof(value);
        else if (!strcmp(name, "--seconds")) options.seconds = atof(value);
        else if (!strcmp(name, "--warmup")) options.warmup = atof(value);
        else if (!strcmp(name, "--patience")) options.patience = atof(value);
        else if (!strcmp(name, "--join")) crowd.joins = atoi(value);
        else die("unknown option");
    }
    if (crowd.payload < 18 || crowd.payload > 500 || crowd.at_once < 1 || options.clients < 2 || options.clients > 60000 || options.rate <= 0)
        die("an option is out of range");
    if (options.ignoring < 0 || options.ignoring > options.clients / 2) die("an option is out of range");
    if (options.posters < 0 || options.posters > POSTERS || options.posters > options.clients) die("an option is out of range");
    if (options.ignoring && (crowd.protocol != BESEDKA || strcmp(options.mode, "window"))) die("an option does not belong here");
}

static void prepare(void) {
    struct rlimit files;
    cpu_set_t core;
    CPU_ZERO(&core);
    CPU_SET((size_t)(options.cpu < 0 ? 0 : options.cpu), &core);
    if (options.cpu >= 0) sched_setaffinity(0, sizeof core, &core);
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    crowd.epoll = epoll_create1(EPOLL_CLOEXEC);
    crowd.clients = calloc((size_t)options.clients + 1, sizeof *crowd.clients);
}

int main(int argc, char **argv) {
    read_options(argc, argv);
    prepare();
    int is_private = !strcmp(options.mode, "private");
    if (!strcmp(options.mode, "idle")) {
        run_idle();
        return 0;
    }
    uint64_t began = now(), fan = (uint64_t)options.clients - (crowd.protocol == IRC);
    gather(0, options.clients, options.patience);
    printf("{\"event\":\"ready\",\"clients\":%d,\"seconds\":%.4f}\n", options.clients, (double)(now() - began) / 1e9);
    fflush(stdout);
    settle(10);
    for (int i = 0; i < options.clients; i++)  /* authors get a copy of what they said in private, or do not */
        crowd.clients[i].deaf = is_private ? i >= 2 * options.pairs || i % 2 == 0 : !strcmp(options.mode, "churn") && i != 1;
    ignore_others(options.ignoring, options.patience);
    if (!strcmp(options.mode, "window")) run_window(fan);
    else if (!strcmp(options.mode, "wait") && crowd.protocol == BESEDKA) run_wait(fan);
    else if (!strcmp(options.mode, "posters") && crowd.protocol == BESEDKA && options.posters) run_wait(fan);
    else if (!strcmp(options.mode, "rate")) run_rate(fan, 0);
    else if (is_private) run_rate(1, options.pairs);
    else if (!strcmp(options.mode, "churn")) run_churn();
    else if (strcmp(options.mode, "connect")) die("unknown mode");
    return 0;
}
