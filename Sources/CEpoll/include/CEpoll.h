#pragma once

// Connections of libzmq that are parked at the moment; see epoll.c.
int wiredesk_epoll_parked(void);
