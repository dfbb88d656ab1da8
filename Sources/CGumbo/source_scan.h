// The pass over a source before it is parsed.
#ifndef WIREDESK_SOURCE_SCAN_H
#define WIREDESK_SOURCE_SCAN_H
#include "html_tree.h"

// Copies a text into `out` (at least `length` bytes) without NULs and CDATA delimiters, and with references to numbers
// beyond Unicode replaced. Returns the length of the copy.
size_t wiredesk_source_copy(const char *text, size_t length, char *out);

// Whether a source leaves few enough elements open, and gives each few enough attributes.
enum wiredesk_html_result wiredesk_source_check(const char *text, size_t length);

#endif
