// Files that the binary carries with it, so that it needs no others to show what it does: the shipped
// lexicon, the sample copy, and what it was built from. `#embed` takes them as they are at build time, so they
// cannot go stale.
#ifndef WIREDESK_DEFAULTS_H
#define WIREDESK_DEFAULTS_H
#include <stddef.h>

struct wiredesk_file {
    const unsigned char *bytes;
    size_t count;
};

extern const struct wiredesk_file wiredesk_lexicon_yaml;
extern const struct wiredesk_file wiredesk_lexicon_terms;
extern const struct wiredesk_file wiredesk_sample_wire;
extern const struct wiredesk_file wiredesk_sample_page;
extern const struct wiredesk_file wiredesk_sample_second_page;
extern const struct wiredesk_file wiredesk_packages;

#endif
