#include "process.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static int argument_count;
static char **arguments;

// glibc calls what stands in .init_array with the arguments of main.
__attribute__((constructor)) static void keep(int count, char **words) {
    argument_count = count;
    arguments = words;
}

int wiredesk_argument_count(void) { return argument_count; }

const char *wiredesk_argument(int place) {
    return place >= 0 && place < argument_count ? arguments[place] : 0;
}

int wiredesk_is_stream(int descriptor, const char *name) {
    struct stat status;
    char own[48];
    if (fstat(descriptor, &status) != 0) return 0;
    snprintf(own, sizeof own, "%ju:%ju", (uintmax_t)status.st_dev, (uintmax_t)status.st_ino);
    return strcmp(own, name) == 0;
}

int wiredesk_is_same_file(const char *one, const char *other) {
    struct stat a, b;
    return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

int wiredesk_file_trace(const char *path, int64_t trace[7]) {
    struct stat status;
    if (stat(path, &status) != 0) return 0;
    const int64_t values[7] = {
        (int64_t)status.st_dev, (int64_t)status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
        status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
    };
    memcpy(trace, values, sizeof values);
    return 1;
}

int64_t wiredesk_monotonic_microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
