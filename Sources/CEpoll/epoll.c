// epoll_ctl(2) and epoll_wait(2) for libzmq, so that a connection whose input it has stopped is not ended under it.
//
// libzmq stops reading a connection when the queue behind it is full, and takes EPOLLIN away. epoll tells of a hang-up all the
// same. libzmq 4.3.4 then marks the connection as broken, and when the queue has room again
//   - it loses what the system had received and it had not read, and
//   - it aborts the process if what it had read holds a PING: the answer is an assertion, `!_io_error`.
// Any peer can do that: it fills the queue, pings, and resets the connection.
//
// So such a hang-up is kept from libzmq: the descriptor is taken out of its epoll, and put back when libzmq wants to read it
// again. Then it reads what is left, and finds the end by itself. Nor is it told of a hang-up and of something to read in one
// event: it would read twice, and what the first time read may have filled the queue. Calls that do not come from libzmq pass
// through.
#define _GNU_SOURCE
#include "CEpoll.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

// What libzmq has registered of a descriptor.
struct registration {
    int epoll; // 0 when there is none: descriptor 0 is standard input
    struct epoll_event event;
    int has_read; // whether EPOLLIN was ever asked for: not while it connects
    int parked;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct registration *table;
static int table_size;
static atomic_int parked;

int wiredesk_epoll_parked(void) { return atomic_load(&parked); }

// Whether code at an address is libzmq's. The few places that call are remembered.
static int is_libzmq(void *address) {
    enum { places = 32 };
    static _Atomic(void *) known[places];
    static atomic_int verdicts[places];
    for (int i = 0; i < places; i++) {
        void *place = atomic_load(&known[i]);
        if (place == address) {
            int verdict;
            // Another thread may be about to write it.
            while ((verdict = atomic_load(&verdicts[i])) == 0) {}
            return verdict == 1;
        }
        if (place == NULL) break;
    }
    Dl_info info;
    int verdict = dladdr(address, &info) != 0 && info.dli_fname != NULL && strstr(info.dli_fname, "libzmq") != NULL;
    for (int i = 0; i < places; i++) {
        void *none = NULL;
        if (atomic_compare_exchange_strong(&known[i], &none, address)) {
            atomic_store(&verdicts[i], verdict ? 1 : -1);
            break;
        }
        if (none == address) break;
    }
    return verdict;
}

// The registration of a descriptor, with the lock held; NULL when there is no memory.
static struct registration *registration(int fd) {
    if (fd >= table_size) {
        int size = fd + 1 > 2 * table_size ? fd + 1 : 2 * table_size;
        struct registration *larger = realloc(table, (size_t)size * sizeof *table);
        if (larger == NULL) return NULL;
        memset(larger + table_size, 0, (size_t)(size - table_size) * sizeof *table);
        table = larger;
        table_size = size;
    }
    return &table[fd];
}

static int control(int epoll, int operation, int fd, struct epoll_event *event) {
    return (int)syscall(SYS_epoll_ctl, epoll, operation, fd, event);
}

static void forget(struct registration *entry) {
    if (entry->parked) atomic_fetch_sub(&parked, 1);
    *entry = (struct registration){0};
}

// What libzmq asks for a descriptor, with the lock held.
static int controlled(int epoll, int operation, int fd, struct epoll_event *event) {
    struct registration *entry = registration(fd);
    if (entry == NULL) return control(epoll, operation, fd, event);
    if (operation == EPOLL_CTL_ADD) {
        // What a descriptor of the same number left behind that was closed without a word.
        forget(entry);
        int result = control(epoll, operation, fd, event);
        if (result == 0) *entry = (struct registration){.epoll = epoll, .event = *event, .has_read = (event->events & EPOLLIN) != 0};
        return result;
    }
    if (entry->epoll != epoll) return control(epoll, operation, fd, event);
    int was_parked = entry->parked;
    if (operation == EPOLL_CTL_DEL) {
        forget(entry);
        return was_parked ? 0 : control(epoll, operation, fd, event);
    }
    int reads = (event->events & EPOLLIN) != 0;
    int result = 0;
    if (!was_parked) {
        result = control(epoll, operation, fd, event);
    } else if (reads) {
        result = control(epoll, EPOLL_CTL_ADD, fd, event);
        if (result == 0) {
            entry->parked = 0;
            atomic_fetch_sub(&parked, 1);
        }
    }
    if (result == 0) {
        entry->event = *event;
        entry->has_read = entry->has_read || reads;
    }
    return result;
}

int epoll_ctl(int epoll, int operation, int fd, struct epoll_event *event) {
    if (fd < 0 || !is_libzmq(__builtin_return_address(0))) return control(epoll, operation, fd, event);
    pthread_mutex_lock(&lock);
    int result = controlled(epoll, operation, fd, event);
    int code = errno;
    pthread_mutex_unlock(&lock);
    errno = code;
    return result;
}

// Takes the descriptor of an event out of libzmq's epoll when it was read once and is not now. Returns whether it did.
static int park(int epoll, const struct epoll_event *event) {
    for (int fd = 0; fd < table_size; fd++) {
        struct registration *entry = &table[fd];
        if (entry->epoll != epoll || entry->event.data.u64 != event->data.u64) continue;
        if (!entry->has_read || (entry->event.events & EPOLLIN) || entry->parked) return 0;
        if (control(epoll, EPOLL_CTL_DEL, fd, NULL) != 0) return 0;
        entry->parked = 1;
        atomic_fetch_add(&parked, 1);
        return 1;
    }
    return 0;
}

int epoll_wait(int epoll, struct epoll_event *events, int count, int timeout) {
    int found = (int)syscall(SYS_epoll_pwait, epoll, events, count, timeout, NULL, 8);
    if (found <= 0 || !is_libzmq(__builtin_return_address(0))) return found;
    int kept = 0;
    for (int i = 0; i < found; i++) {
        uint32_t what = events[i].events;
        int is_hang_up = (what & (EPOLLERR | EPOLLHUP)) != 0;
        if (is_hang_up && (what & EPOLLIN) != 0) {
            // It is told of again as long as it lasts.
            events[i].events = what & ~(uint32_t)(EPOLLERR | EPOLLHUP);
        } else if (is_hang_up) {
            pthread_mutex_lock(&lock);
            int is_parked = park(epoll, &events[i]);
            pthread_mutex_unlock(&lock);
            if (is_parked) continue;
        }
        events[kept++] = events[i];
    }
    return kept;
}
