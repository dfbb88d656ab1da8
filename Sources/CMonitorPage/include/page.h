// The files of the live page, which the binary carries with it; `#embed` takes them as they are at build time.
#ifndef WIREDESK_PAGE_H
#define WIREDESK_PAGE_H
#include <stddef.h>

struct wiredesk_page_file {
    const unsigned char *bytes;
    size_t count;
};

extern const struct wiredesk_page_file wiredesk_page_index;
extern const struct wiredesk_page_file wiredesk_page_style;
extern const struct wiredesk_page_file wiredesk_page_icon;
extern const struct wiredesk_page_file wiredesk_page_openapi;
extern const struct wiredesk_page_file wiredesk_page_main;
extern const struct wiredesk_page_file wiredesk_page_columns;
extern const struct wiredesk_page_file wiredesk_page_reader;
extern const struct wiredesk_page_file wiredesk_page_charts;
extern const struct wiredesk_page_file wiredesk_page_panels;
extern const struct wiredesk_page_file wiredesk_page_words;
extern const struct wiredesk_page_file wiredesk_page_base;
extern const struct wiredesk_page_file wiredesk_page_cards;
extern const struct wiredesk_page_file wiredesk_page_filters;
extern const struct wiredesk_page_file wiredesk_page_lists;
extern const struct wiredesk_page_file wiredesk_page_stream;

#endif
