// What the system gave the process. Swift reads its arguments from /proc, which may not be there, and finds none then.
#ifndef WIREDESK_PROCESS_H
#define WIREDESK_PROCESS_H

// How many there are, the name of the program included.
int wiredesk_argument_count(void);

// One of them; 0 where there is none.
const char *wiredesk_argument(int place);

// Whether a descriptor is what systemd names in $JOURNAL_STREAM: "<device>:<inode>".
int wiredesk_is_stream(int descriptor, const char *name);

// Whether two paths lead to the same file; 0 where one is missing.
int wiredesk_is_same_file(const char *one, const char *other);

#endif
