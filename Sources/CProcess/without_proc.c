// libdispatch, which runs Swift's tasks, reads /proc/THREAD/stat of its workers each second while work waits, to see whether they
// run or wait, and ends the process (SIGILL) when it cannot open it. Nothing turns that off. So that the daemon works without
// /proc, this open(2), which stands before that of the C library, gives it a file that says of the thread that it runs; then
// libdispatch starts no more workers than there are processors, which is what it does anyway while they work. It does so too
// while the process has no descriptor left, with one that it keeps for that.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// Whether a path is that of the state of a thread or process, by its number.
static int is_state(const char *path) {
    int number, end = 0;
    return strncmp(path, "/proc/", 6) == 0 && sscanf(path, "/proc/%d/stat%n", &number, &end) == 1 && end > 0
        && path[end] == 0;
}

// A file that is ready for when none can be opened; -1 without.
static atomic_int spare = -1;

// A file that says of a thread that it runs; -1 when there can be none.
static int running(void) {
    static const char state[] = "0 (thread) R 0";
    int file = memfd_create("state of a thread", MFD_CLOEXEC);
    if (file >= 0 && pwrite(file, state, sizeof state - 1, 0) != sizeof state - 1) {
        close(file);
        return -1;
    }
    return file;
}

int open(const char *path, int flags, ...) {
    mode_t mode = 0;
    if ((flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE) {
        va_list rest;
        va_start(rest, flags);
        mode = va_arg(rest, mode_t);
        va_end(rest);
    }
    int file = openat(AT_FDCWD, path, flags, mode);
    if (!is_state(path)) return file;
    if (file >= 0) {
        int none = -1;
        int fresh = atomic_load(&spare) < 0 ? running() : -1;
        if (fresh >= 0 && !atomic_compare_exchange_strong(&spare, &none, fresh)) close(fresh);
        return file;
    }
    int failure = errno;
    if (failure == EMFILE || failure == ENFILE) file = atomic_exchange(&spare, -1);
    // Where there is a /proc, the thread is gone.
    else if (access("/proc/self/stat", R_OK) != 0) file = running();
    errno = failure;
    return file;
}
