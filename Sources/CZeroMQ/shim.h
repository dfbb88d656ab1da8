// libzmq, as Debian ships it. The link line is in the module map instead of pkgConfig, because libzmq.pc names
// include flags of libraries that only its static build needs, and SwiftPM warns about them on every build.
#ifndef WIREDESK_CZEROMQ_SHIM_H
#define WIREDESK_CZEROMQ_SHIM_H
#include <zmq.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

// An eventfd as wake-ups use it: glibc's module for Swift leaves sys/eventfd.h out.
static inline int wiredesk_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }
static inline int wiredesk_eventfd_signal(int fd) { return eventfd_write(fd, 1); }
static inline int wiredesk_eventfd_clear(int fd) {
    eventfd_t count;
    return eventfd_read(fd, &count);
}
#endif
