// What the system gave the process, and says of files and clocks. Swift reads its arguments from /proc, which may not be there,
// and finds none then. Structures of the system are read here: which of its modules Swift takes `stat` and `timespec` to be from
// depends on the order in which it reads files, and a build mode has an order of its own.
#ifndef WIREDESK_PROCESS_H
#define WIREDESK_PROCESS_H
#include <stdint.h>

// How many there are, the name of the program included.
int wiredesk_argument_count(void);

// One of them; 0 where there is none.
const char *wiredesk_argument(int place);

// Whether a descriptor is what systemd names in $JOURNAL_STREAM: "<device>:<inode>".
int wiredesk_is_stream(int descriptor, const char *name);

// What tells a file from what it was before: device, inode, size, seconds and nanoseconds of its last modification and of its
// last change. 0 when there is no file.
int wiredesk_file_trace(const char *path, int64_t trace[7]);

// Microseconds of the monotonic clock, as systemd counts them.
int64_t wiredesk_monotonic_microseconds(void);

// Whether two paths lead to the same file; 0 where one is missing.
int wiredesk_is_same_file(const char *one, const char *other);

#endif
