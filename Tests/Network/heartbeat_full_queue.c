// What ZMTP heartbeats do to sockets whose receive queue is full, and to processes (zeromq/libzmq#4767, #4364, #3937).
//
//     gcc -O1 -o heartbeat_full_queue heartbeat_full_queue.c -lzmq
//     ./heartbeat_full_queue [peers|pairs|immediate|unbounded] [PUB|PUSH|DEALER>|ROUTER>]    # all: 8 minutes
//
// Seen with libzmq 4.3.4 (Debian 12). `pairs`: 8 fills a row (14 to 3,000 messages, 8 B to 400 KB, one to three parts,
// RCVHWM 1 and 10); the receiver does not read for 1.8 s, which is longer than the heartbeat's 0.1 + 0.3 s, then reads.
//
//     who pings        receiver     receiver aborts                     healthy link cut   lost, tcp / ipc
//     nobody           either       never                               never              0 / 0
//     receiver, both   connects     SUB, PULL, DEALER: (nearly) always  always             all / all
//     receiver, both   binds        never                               always             99 % / 5 %
//     sender           connects     tcp 0-1, ipc 0-4 of 8               always             50-75 % / 98 %
//     sender           binds        tcp 0-1, ipc 0-4 of 8               always             0-75 % / 4 %
//     sender, TTL,     either       never                               never              0 / 0
//       no timeout
//     anybody, RCVHWM  either       never                               never *            0 / 0 *
//       0 (unbounded)                               * on a loaded machine 0.4 s were too short in 2 of 320 cases
//
// A ROUTER that connects and pings does not abort but hears nothing any more. `immediate`: with ZMQ_IMMEDIATE on a
// receiver that connects, the receiver's own heartbeats abort no more, but still cut and lose; the sender's still abort.
//
// `peers`: a peer that speaks ZMTP by hand fills the queue and hangs up (RST, or FIN with bytes unread, which is the
// same). PULL, SUB, ROUTER, bound or connected, and a PUB whose thread does not look at its subscriptions just then:
//
//     nobody pings                  no abort
//     we ping                       abort at our next ping (`!_io_error`)
//     it pings, we do not           abort when we read on (`!_io_error`: a ping waits behind a message that had no room)
//     RCVHWM 0, whoever pings       no abort
//
// So no socket of ours pings; those that always read (pub, submit, feed) have RCVHWM 0, and for those that push back
// (sub, pull) producers must not ping either. A link that died without a word is TCP's matter: see README.md.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

enum { INTERVAL = 100, TIMEOUT = 300, TTL = 300 };  // Milliseconds.
enum { NAP = 1800, LATER = 60, AT_ONCE = 40 };

// MARK: - Two libzmq sockets

enum Pair { PUB_SUB, PUSH_PULL, DEALER_ROUTER, ROUTER_DEALER };
enum Beat { NONE, SENDER, SENDER_TTL, RECEIVER, BOTH };
static const char *pairs[] = {"PUB>SUB", "PUSH>PULL", "DEALER>ROUTER", "ROUTER>DEALER"};
static const char *beats[] = {"none", "sender", "sender+ttl", "receiver", "both"};
static const int senders[] = {ZMQ_PUB, ZMQ_PUSH, ZMQ_DEALER, ZMQ_ROUTER};
static const int receivers[] = {ZMQ_SUB, ZMQ_PULL, ZMQ_ROUTER, ZMQ_DEALER};

struct Fill { const char *name; int count; int bytes; int parts; };
static const struct Fill fills[] = {{"few", 14, 8, 1}, {"few-multi", 14, 8, 3}, {"many", 3000, 2000, 1},
                                    {"big", 20, 400000, 2}};

struct Case {
    enum Pair pair; enum Beat beat; int receiverBinds, ipc, highWater, immediate; const struct Fill *fill;
    char endpoint[64];
};
struct Outcome { int first, later, disconnects; };

static void set(void *socket, int option, int value) {
    if (zmq_setsockopt(socket, option, &value, sizeof value)) { perror("zmq_setsockopt"); exit(3); }
}

static void nap(int milliseconds) { usleep(milliseconds * 1000); }

static void *watch(void *context, void *socket, int number) {
    char name[64];
    snprintf(name, sizeof name, "inproc://monitor%d", number);
    zmq_socket_monitor(socket, name, ZMQ_EVENT_DISCONNECTED);
    void *pair = zmq_socket(context, ZMQ_PAIR);
    zmq_connect(pair, name);
    return pair;
}

static int events(void *pair) {
    int count = 0;
    char buffer[256];
    while (zmq_recv(pair, buffer, sizeof buffer, ZMQ_DONTWAIT) >= 0) {
        uint16_t event;
        memcpy(&event, buffer, 2);
        count += event == ZMQ_EVENT_DISCONNECTED;
        zmq_recv(pair, buffer, sizeof buffer, 0);
    }
    return count;
}

static void *open_socket(void *context, const struct Case *c, int isReceiver) {
    void *socket = zmq_socket(context, isReceiver ? receivers[c->pair] : senders[c->pair]);
    set(socket, ZMQ_LINGER, 0);
    set(socket, ZMQ_RECONNECT_IVL, 50);
    if (isReceiver) {
        set(socket, ZMQ_RCVHWM, c->highWater);
        set(socket, ZMQ_RCVBUF, 131072);
        if (c->immediate) set(socket, ZMQ_IMMEDIATE, 1);
        if (c->pair == PUB_SUB) zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "", 0);
        if (c->pair == ROUTER_DEALER) zmq_setsockopt(socket, ZMQ_ROUTING_ID, "D", 1);
    } else {
        set(socket, ZMQ_SNDHWM, 100000);
        set(socket, ZMQ_SNDTIMEO, 1000);
    }
    int beats = c->beat == BOTH || (isReceiver ? c->beat == RECEIVER : c->beat == SENDER || c->beat == SENDER_TTL);
    if (beats) {
        set(socket, ZMQ_HEARTBEAT_IVL, INTERVAL);
        set(socket, ZMQ_HEARTBEAT_TIMEOUT, c->beat == SENDER_TTL ? 60000 : TIMEOUT);
        if (c->beat == SENDER_TTL) set(socket, ZMQ_HEARTBEAT_TTL, TTL);
    }
    return socket;
}

static void attach(void *socket, const struct Case *c, int isReceiver) {
    int rc = c->receiverBinds == isReceiver ? zmq_bind(socket, c->endpoint) : zmq_connect(socket, c->endpoint);
    if (rc) { perror(c->endpoint); exit(3); }
}

static void send_all(void *socket, const struct Case *c, char mark, int count, int bytes, int parts, int pause) {
    char *body = calloc(1, bytes + 8);
    for (int i = 0; i < count; i++) {
        // A ROUTER that is never read holds on to the name of a peer that is gone.
        while (c->pair == ROUTER_DEALER && zmq_recv(socket, body, bytes, ZMQ_DONTWAIT) >= 0) {}
        if (c->pair == ROUTER_DEALER) zmq_send(socket, "D", 1, ZMQ_SNDMORE);
        for (int p = 0; p < parts; p++) {
            body[0] = mark;
            memcpy(body + 1, &i, 4);
            if (zmq_send(socket, body, bytes, p + 1 < parts ? ZMQ_SNDMORE : 0) < 0) break;
        }
        if (pause) nap(pause);
    }
    free(body);
}

static void run_sender(const struct Case *c, int out) {
    void *context = zmq_ctx_new(), *socket = open_socket(context, c, 0), *monitor = watch(context, socket, 1);
    attach(socket, c, 0);
    nap(600);
    send_all(socket, c, 'A', c->fill->count, c->fill->bytes, c->fill->parts, 0);
    nap(NAP + 1200);
    send_all(socket, c, 'B', LATER, 8, 1, 10);
    nap(3000);
    struct Outcome o = {0, 0, events(monitor)};
    if (write(out, &o, sizeof o) < 0) exit(3);
    _exit(0);
}

static void run_receiver(const struct Case *c, int out) {
    void *context = zmq_ctx_new(), *socket = open_socket(context, c, 1), *monitor = watch(context, socket, 2);
    attach(socket, c, 1);
    for (int i = 0; i < 25; i++) {  // Lets a socket that binds answer newcomers with its subscriptions.
        int what;
        size_t size = sizeof what;
        zmq_getsockopt(socket, ZMQ_EVENTS, &what, &size);
        nap(20);
    }
    nap(100 + NAP);
    struct Outcome o = {0};
    char *body = malloc(1 << 20), mark = 0;
    set(socket, ZMQ_RCVTIMEO, 2000);
    for (int n; (n = zmq_recv(socket, body, 1 << 20, 0)) >= 0;) {
        if (n >= 5) mark = body[0];
        int more;
        size_t size = sizeof more;
        zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &size);
        if (!more) *(mark == 'A' ? &o.first : &o.later) += 1;
    }
    o.disconnects = events(monitor);
    if (write(out, &o, sizeof o) < 0) exit(3);
    _exit(0);
}

struct Run { struct Case c; pid_t pid[2]; int pipe[2][2]; };

static void start(struct Run *run, int number) {
    if (run->c.ipc) snprintf(run->c.endpoint, 64, "ipc:///tmp/heartbeat-%d-%d", getpid(), number);
    else snprintf(run->c.endpoint, 64, "tcp://127.0.0.1:%d", 21000 + number);
    for (int i = 0; i < 2; i++) {
        if (pipe(run->pipe[i])) exit(3);
        if ((run->pid[i] = fork())) continue;
        if (!freopen("/dev/null", "w", stderr)) exit(3);
        (i ? run_receiver : run_sender)(&run->c, run->pipe[i][1]);
    }
}

static const char *ending(int status) {
    return WIFSIGNALED(status) ? (WTERMSIG(status) == SIGABRT ? "ABORT" : "signal") : WEXITSTATUS(status) ? "fail" : "-";
}

static void finish(struct Run *run) {
    struct Outcome o[2] = {{0}};
    int status[2];
    for (int i = 0; i < 2; i++) {
        waitpid(run->pid[i], &status[i], 0);
        close(run->pipe[i][1]);
        if (read(run->pipe[i][0], &o[i], sizeof o[i]) < 0) perror("read");
        close(run->pipe[i][0]);
    }
    const struct Case *c = &run->c;
    printf("%-14s %-8s %-4s %-10s hwm %-2d %-9s %-4s| sender %-5s receiver %-5s | cut %d/%d | lost %d of %d, later %d of %d\n",
           pairs[c->pair], c->receiverBinds ? "r.binds" : "r.conn", c->ipc ? "ipc" : "tcp", beats[c->beat], c->highWater,
           c->fill->name, c->immediate ? "imm" : "", ending(status[0]), ending(status[1]), o[0].disconnects,
           o[1].disconnects, c->fill->count - o[1].first, c->fill->count, LATER - o[1].later, LATER);
    fflush(stdout);
    if (c->ipc) unlink(c->endpoint + 6);
}

static const char *only = "";  // A pair's name.

static void run_pairs(int immediate, const int *highWaters, int kinds) {
    static struct Run runs[2048];
    int count = 0;
    for (int pair = 0; pair < 4; pair++) for (int binds = 0; binds < 2; binds++) for (int beat = 0; beat < 5; beat++)
        for (int fill = 0; fill < 4; fill++) for (int hwm = 0; hwm < kinds; hwm++) for (int ipc = 0; ipc < 2; ipc++) {
            if ((immediate && binds) || !strstr(pairs[pair], only)) continue;
            runs[count++].c = (struct Case){pair, beat, binds, ipc, highWaters[hwm], immediate, &fills[fill], ""};
        }
    for (int i = 0; i < count; i += AT_ONCE) {
        int end = i + AT_ONCE < count ? i + AT_ONCE : count;
        for (int k = i; k < end; k++) start(&runs[k], k);
        for (int k = i; k < end; k++) finish(&runs[k]);
    }
}

// MARK: - A libzmq socket and a peer that speaks ZMTP by hand and hangs up with RST


enum { MESSAGES = 200, SUBSCRIPTIONS = 4000 };

struct Peer { const char *says; int socket, beats, pings, ttl, connects, reset, highWater, immediate; };

static void put(int fd, const void *bytes, size_t count) {
    if (send(fd, bytes, count, MSG_NOSIGNAL) < 0 && errno != EPIPE && errno != ECONNRESET) perror("send");
}

static void greet(int fd, const char *type) {
    unsigned char greeting[64] = {0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1, 'N', 'U', 'L', 'L'}, ready[64], buffer[256];
    put(fd, greeting, 64);
    unsigned char length = strlen(type);
    ready[0] = 4;
    ready[1] = 22 + length;
    memcpy(ready + 2, "\5READY\13Socket-Type\0\0\0", 21);
    ready[23] = length;
    memcpy(ready + 24, type, length);
    put(fd, ready, 24 + length);
    nap(200);
    while (recv(fd, buffer, sizeof buffer, MSG_DONTWAIT) > 0) {}
}

static void fill(int fd, const struct Peer *peer) {
    int subscribes = peer->socket == ZMQ_PUB, count = subscribes ? SUBSCRIPTIONS : MESSAGES;
    for (int i = 0; i < count; i++) {
        unsigned char frame[] = {0, 5, 1, 't', i >> 8, i, 'x'}, ping[] = {4, 7, 4, 'P', 'I', 'N', 'G', 0, peer->ttl / 100};
        put(fd, frame, sizeof frame);
        if (peer->pings && (subscribes || i % 20 == 12)) put(fd, ping, sizeof ping);
    }
}

static void run_peer(const struct Peer *peer, int port, int out) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    char endpoint[64];
    snprintf(endpoint, 64, "tcp://127.0.0.1:%d", port);
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1, listening = fd;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    void *context = zmq_ctx_new(), *socket = zmq_socket(context, peer->socket), *monitor = watch(context, socket, 3);
    set(socket, ZMQ_RCVHWM, peer->highWater);
    if (peer->immediate) set(socket, ZMQ_IMMEDIATE, 1);
    if (peer->beats) set(socket, ZMQ_HEARTBEAT_IVL, INTERVAL);
    if (peer->beats) set(socket, ZMQ_HEARTBEAT_TIMEOUT, 60000);
    if (peer->socket == ZMQ_SUB) zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "", 0);
    if (peer->connects) {
        if (bind(fd, (struct sockaddr *)&a, sizeof a) || listen(fd, 8)) { perror("listen"); _exit(3); }
        zmq_connect(socket, endpoint);
        fd = accept(listening, NULL, NULL);
    } else {
        zmq_bind(socket, endpoint);
        if (connect(fd, (struct sockaddr *)&a, sizeof a)) { perror("connect"); _exit(3); }
    }
    greet(fd, peer->socket == ZMQ_PUB ? "SUB" : peer->socket == ZMQ_SUB ? "PUB" : peer->socket == ZMQ_PULL ? "PUSH" : "DEALER");
    fill(fd, peer);
    nap(200);
    struct linger now = {1, 0};
    if (peer->reset) setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    if (!peer->ttl) close(fd);
    if (peer->ttl && peer->connects) {  // A successor that says nothing after its greeting.
        struct pollfd next = {listening, POLLIN, 0};
        if (poll(&next, 1, 1500) > 0) greet(accept(listening, NULL, NULL), peer->socket == ZMQ_SUB ? "PUB" : "PUSH");
    }
    nap(1000);
    struct Outcome o = {0};
    char buffer[64];
    set(socket, ZMQ_RCVTIMEO, 500);
    if (peer->socket == ZMQ_PUB) { zmq_send(socket, "x", 1, 0); nap(500); zmq_send(socket, "x", 1, 0); }
    else while (zmq_recv(socket, buffer, sizeof buffer, 0) >= 0) o.first++;
    nap(300);
    o.disconnects = events(monitor);
    if (write(out, &o, sizeof o) < 0) _exit(3);
    _exit(0);
}

static const struct Peer peers[] = {
    // says, socket, beats, pings, ttl, connects, reset, highWater, immediate
    {"RST, nobody pings", ZMQ_PULL, 0, 0, 0, 0, 1, 10, 0},
    {"RST, we ping", ZMQ_PULL, 1, 0, 0, 0, 1, 10, 0},
    {"RST, we ping, conn", ZMQ_PULL, 1, 0, 0, 1, 1, 10, 0},
    {"RST, we ping, conn imm", ZMQ_PULL, 1, 0, 0, 1, 1, 10, 1},
    {"FIN, we ping", ZMQ_PULL, 1, 0, 0, 0, 0, 10, 0},
    {"RST, it pings", ZMQ_PULL, 0, 1, 0, 0, 1, 10, 0},
    {"RST, it pings, conn", ZMQ_PULL, 0, 1, 0, 1, 1, 10, 0},
    {"RST, it pings, conn imm", ZMQ_PULL, 0, 1, 0, 1, 1, 10, 1},
    {"RST, it pings, hwm 0", ZMQ_PULL, 0, 1, 0, 0, 1, 0, 0},
    {"FIN, it pings", ZMQ_PULL, 0, 1, 0, 0, 0, 10, 0},
    {"TTL 300 ms", ZMQ_PULL, 0, 1, 300, 0, 0, 10, 0},
    {"TTL 300 ms, conn", ZMQ_PULL, 0, 1, 300, 1, 0, 10, 0},
    {"TTL 300 ms, conn imm", ZMQ_PULL, 0, 1, 300, 1, 0, 10, 1},
    {"TTL 300 ms, conn", ZMQ_SUB, 0, 1, 300, 1, 0, 10, 0},
    {"TTL 300 ms, conn imm", ZMQ_SUB, 0, 1, 300, 1, 0, 10, 1},
    {"RST, it pings, conn", ZMQ_SUB, 0, 1, 0, 1, 1, 10, 0},
    {"RST, we ping", ZMQ_ROUTER, 1, 0, 0, 0, 1, 10, 0},
    {"RST, it pings", ZMQ_ROUTER, 0, 1, 0, 0, 1, 10, 0},
    {"RST, we ping, hwm 0", ZMQ_ROUTER, 1, 0, 0, 0, 1, 0, 0},
    {"RST, both ping, hwm 0", ZMQ_ROUTER, 1, 1, 0, 0, 1, 0, 0},
    {"4,000 subs, RST, we ping", ZMQ_PUB, 1, 0, 0, 0, 1, 1000, 0},
    {"4,000 subs, RST, it pings", ZMQ_PUB, 0, 1, 0, 0, 1, 1000, 0},
    {"4,000 subs, RST, nobody", ZMQ_PUB, 0, 0, 0, 0, 1, 1000, 0},
    {"4,000 subs, RST, both, hwm 0", ZMQ_PUB, 1, 1, 0, 0, 1, 0, 0},
};

static const char *kind(int socket) {
    return socket == ZMQ_PULL ? "PULL" : socket == ZMQ_SUB ? "SUB" : socket == ZMQ_PUB ? "PUB" : "ROUTER";
}

static void run_peers(void) {
    for (size_t i = 0; i < sizeof peers / sizeof *peers; i++) {
        int out[2], status;
        if (pipe(out)) exit(3);
        pid_t pid = fork();
        if (!pid) run_peer(&peers[i], 23000 + i, out[1]);
        waitpid(pid, &status, 0);
        close(out[1]);
        struct Outcome o = {0};
        if (read(out[0], &o, sizeof o) < 0) perror("read");
        close(out[0]);
        printf("%-6s %-30s | %-5s | cut %d | got %d\n", kind(peers[i].socket), peers[i].says, ending(status), o.disconnects, o.first);
        fflush(stdout);
    }
}

int main(int argc, char **argv) {
    int major, minor, patch;
    zmq_version(&major, &minor, &patch);
    printf("libzmq %d.%d.%d\n", major, minor, patch);
    signal(SIGPIPE, SIG_IGN);
    const char *what = argc > 1 ? argv[1] : "all";
    if (argc > 2) only = argv[2];
    int all = !strcmp(what, "all");
    if (all || !strcmp(what, "peers")) run_peers();
    if (all || !strcmp(what, "pairs")) run_pairs(0, (int[]){1, 10}, 2);
    if (all || !strcmp(what, "immediate")) run_pairs(1, (int[]){1, 10}, 2);
    if (all || !strcmp(what, "unbounded")) run_pairs(0, (int[]){0}, 1);
    return 0;
}
