// libzmq, as Debian ships it. The link line is in the module map instead of pkgConfig, because libzmq.pc names
// include flags of libraries that only its static build needs, and SwiftPM warns about them on every build.
#ifndef WIREDESK_CZEROMQ_SHIM_H
#define WIREDESK_CZEROMQ_SHIM_H
#include <zmq.h>
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stddef.h>
#include <string.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

// An eventfd as wake-ups use it: glibc's module for Swift leaves sys/eventfd.h out.
static inline int wiredesk_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }
static inline int wiredesk_eventfd_signal(int fd) { return eventfd_write(fd, 1); }
static inline int wiredesk_eventfd_clear(int fd) {
    eventfd_t count;
    return eventfd_read(fd, &count);
}

// Ends a connection at once. By TCP the peer is reset, what was received and not read is dropped, reads and writes fail: a
// shutdown would not do, since the kernel goes on taking what a peer sends. At a Unix socket a shutdown fails what it sends.
static inline int wiredesk_reset(int fd) {
    struct sockaddr none = {.sa_family = AF_UNSPEC};
    return connect(fd, &none, sizeof none) == 0 || shutdown(fd, SHUT_RDWR) == 0 ? 0 : -1;
}

// Bytes that a TCP connection has received; -1 when the descriptor is no TCP connection of that local port. glibc's
// struct tcp_info ends before tcpi_bytes_received, which the kernel (4.1 and later) has at offset 128.
static inline int wiredesk_bytes_received(int fd, uint16_t port, uint64_t *bytes) {
    union {
        struct sockaddr any;
        struct sockaddr_in four;
        struct sockaddr_in6 six;
    } local;
    socklen_t length = sizeof local;
    if (getsockname(fd, &local.any, &length) != 0) return -1;
    if (local.any.sa_family != AF_INET && local.any.sa_family != AF_INET6) return -1;
    if (ntohs(local.any.sa_family == AF_INET ? local.four.sin_port : local.six.sin6_port) != port) return -1;
    unsigned char info[256];
    length = sizeof info;
    if (getsockopt(fd, IPPROTO_TCP, 11 /* TCP_INFO */, info, &length) != 0 || length < 136) return -1;
    // A listening socket has the port too.
    if (info[0] == 10 /* TCP_LISTEN */) return -1;
    memcpy(bytes, info + 128, sizeof *bytes);
    return 0;
}

// Whether a descriptor is a connection that was accepted at the path of a Unix socket.
static inline int wiredesk_is_at_path(int fd, const char *path) {
    struct sockaddr_un local = {0};
    socklen_t length = sizeof local;
    int listens = 0;
    socklen_t size = sizeof listens;
    if (getsockname(fd, (struct sockaddr *)&local, &length) != 0 || local.sun_family != AF_UNIX) return 0;
    if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || listens) return 0;
    // The name of an abstract socket begins with a zero where ours begins with @, and has no end but the length.
    if (path[0] == '@') {
        size_t count = length - offsetof(struct sockaddr_un, sun_path);
        return count == strlen(path) && local.sun_path[0] == 0 && memcmp(local.sun_path + 1, path + 1, count - 1) == 0;
    }
    return strncmp(local.sun_path, path, sizeof local.sun_path) == 0;
}

// Bytes that a connection has received and nobody has read yet; -1 when there is no such descriptor.
static inline int wiredesk_bytes_unread(int fd) {
    int count = 0;
    return ioctl(fd, FIONREAD, &count) == 0 ? count : -1;
}

// Bytes that were written to a connection, and the peer has not acknowledged; -1 when there is no such descriptor.
static inline int wiredesk_bytes_unsent(int fd) {
    int count = 0;
    return ioctl(fd, TIOCOUTQ, &count) == 0 ? count : -1;
}

// A number that no other socket has as long as the system runs; 0 when there is no such socket.
static inline uint64_t wiredesk_cookie(int fd) {
    uint64_t cookie = 0;
    socklen_t length = sizeof cookie;
    return getsockopt(fd, SOL_SOCKET, 57 /* SO_COOKIE */, &cookie, &length) == 0 ? cookie : 0;
}

// Sends a frame, copied, and calls back with the context once libzmq has let it go: written to the network, dropped, or
// not taken at all.
static inline int wiredesk_send_told(
    void *socket, const void *bytes, size_t count, int flags, void (*done)(void *, void *), void *context
) {
    void *copy = malloc(count > 0 ? count : 1);
    if (!copy) {
        done(NULL, context);
        errno = ENOMEM;
        return -1;
    }
    memcpy(copy, bytes, count);
    zmq_msg_t message;
    if (zmq_msg_init_data(&message, copy, count, done, context) != 0) {
        int code = errno;
        done(copy, context);
        errno = code;
        return -1;
    }
    int sent = zmq_msg_send(&message, socket, flags);
    if (sent < 0) {
        int code = errno;
        zmq_msg_close(&message);
        errno = code;
    }
    return sent;
}

// Bytes that the peer of a TCP connection has acknowledged (Linux 4.1 and later, at offset 120 of its struct tcp_info); -1
// when there is no such connection.
static inline int64_t wiredesk_bytes_acknowledged(int fd) {
    unsigned char info[256];
    socklen_t length = sizeof info;
    int64_t bytes;
    if (getsockopt(fd, IPPROTO_TCP, 11 /* TCP_INFO */, info, &length) != 0 || length < 136) return -1;
    memcpy(&bytes, info + 120, sizeof bytes);
    return bytes;
}
#endif
