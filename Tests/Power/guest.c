// The first process of the virtual machine, and the producer in it: starts the daemon on the disk, sends it articles,
// and writes every acknowledged one to the serial line as "ACK <id> <seq>", until the power goes.
//
// The kernel's command line sets the environment: `intake` is submit or pull, `round` makes ids differ between boots,
// `seed` chooses sizes and texts.
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <zmq.h>

enum { window = 16, quietMilliseconds = 1000, payloadMax = 4096 };

static void say(const char *format, ...) {
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line - 1, format, arguments);
    va_end(arguments);
    line[length++] = '\n';
    if (write(1, line, length) != length) _exit(1);
}

// The first process must not end: the kernel would panic, and the host would take that for a result.
static void stop(const char *what) {
    say("POWER-FAILED %s: %s", what, strerror(errno));
    for (;;) pause();
}

// MARK: - The machine

static void loadModules(void) {
    char path[256];
    FILE *list = fopen("/modules/list", "r");
    while (list && fscanf(list, "%255s", path) == 1) {
        int file = open(path, O_RDONLY | O_CLOEXEC);
        if (file < 0 || (syscall(SYS_finit_module, file, "", 0) != 0 && errno != EEXIST)) stop(path);
        close(file);
    }
}

static void startMachine(void) {
    mount("none", "/dev", "devtmpfs", 0, NULL);
    mount("none", "/proc", "proc", 0, NULL);
    mount("none", "/sys", "sysfs", 0, NULL);
    int line = open("/dev/ttyS0", O_RDWR);
    for (int i = 0; i < 3; i++) dup2(line, i);
    loadModules();
    for (int i = 0; i < 100 && access("/dev/vda", F_OK) != 0; i++) usleep(100000);
    if (mount("/dev/vda", "/var/lib/wiredesk", "ext4", 0, NULL) != 0) stop("mount /dev/vda");
}

static void startDaemon(void) {
    if (fork() != 0) return;
    execl("/wiredesk", "wiredesk", "run", "--config", "/etc/wiredesk/wiredesk.yaml", NULL);
    stop("/wiredesk");
}

// MARK: - The producer

static const char *const words[] = {"bridge", "ferry", "council", "harbour", "storm", "market", "school", "match",
                                    "vote", "river", "budget", "crew", "strike", "museum", "train", "harvest"};

// An article of 100 to about 2,000 bytes.
static size_t makePayload(char *payload, int number) {
    unsigned state = (unsigned)(atoi(getenv("seed")) * 7919 + atoi(getenv("round")) * 104729 + number);
    int count = 4 + rand_r(&state) % (1 << (4 + rand_r(&state) % 5));
    size_t length = (size_t)sprintf(payload, "{\"id\":\"r%s-%d\",\"headline\":\"Story %d\",\"body\":\"The",
                                    getenv("round"), number, number);
    for (int i = 0; i < count; i++) length += (size_t)sprintf(payload + length, " %s", words[rand_r(&state) % 16]);
    return length + (size_t)sprintf(payload + length, " is number %d.\"}", number);
}

static void *openSocket(void *context, int type, const char *endpoint) {
    void *socket = zmq_socket(context, type);
    if (type == ZMQ_SUB) zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "story.", 6);
    if (zmq_connect(socket, endpoint) != 0) stop(endpoint);
    return socket;
}

// Reads the last frame of a message: a reply of submit, a record of pub.
static int receive(void *socket, char *text, size_t size) {
    int more = 1;
    size_t width = sizeof more;
    while (more) {
        int length = zmq_recv(socket, text, size - 1, ZMQ_DONTWAIT);
        if (length < 0) return 0;
        text[(size_t)length < size ? (size_t)length : size - 1] = 0;
        zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &width);
    }
    return 1;
}

// Both a reply and the opening of a record have the keys "id" and "seq".
static int acknowledge(const char *text) {
    const char *id = strstr(text, "\"id\":\""), *seq = strstr(text, "\"seq\":"), *status = strstr(text, "\"status\":\"");
    if (status && strncmp(status + 10, "stored", 6) != 0 && strncmp(status + 10, "duplicate", 9) != 0) {
        say("REFUSED %.200s", text);
        return 1;
    }
    if (!id || !seq) return 0;
    say("ACK %.*s %d", (int)strcspn(id + 6, "\""), id + 6, atoi(seq + 6));
    return 1;
}

static void produce(int submits) {
    static char text[4 * payloadMax], payload[payloadMax];
    void *context = zmq_ctx_new();
    void *out = openSocket(context, submits ? ZMQ_DEALER : ZMQ_PUSH, "ipc:///run/wire");
    void *in = submits ? out : openSocket(context, ZMQ_SUB, "ipc:///run/desks");
    int waiting = 0, ready = 0;
    for (int number = 1;;) {
        for (; waiting < window; waiting++, number++) {
            // One in sixteen is an earlier one again: a retry, which is answered with the first seq. pub would not
            // speak of it.
            int again = submits && number % 16 == 15;
            if (submits) zmq_send(out, "", 0, ZMQ_SNDMORE);
            zmq_send(out, payload, makePayload(payload, again ? number - 7 : number), 0);
        }
        zmq_pollitem_t item = {in, 0, ZMQ_POLLIN, 0};
        // What pub sent before the subscription is not waited for.
        if (zmq_poll(&item, 1, quietMilliseconds) == 0 && !submits) waiting = 0;
        while (receive(in, text, sizeof text))
            if (acknowledge(text)) {
                if (waiting > 0) waiting--;
                if (!ready++) say("POWER-READY");
            }
    }
}

int main(void) {
    startMachine();
    startDaemon();
    produce(strcmp(getenv("intake"), "submit") == 0);
}
