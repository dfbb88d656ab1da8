// The arguments of the process, as the system gave them to it. Swift reads its own from /proc, which may not be there, and finds
// none then.
#ifndef WIREDESK_ARGUMENTS_H
#define WIREDESK_ARGUMENTS_H

// How many there are, the name of the program included.
int wiredesk_argument_count(void);

// One of them; 0 where there is none.
const char *wiredesk_argument(int place);

#endif
