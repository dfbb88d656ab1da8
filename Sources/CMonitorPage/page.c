#include "page.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char index[] = {
#embed "../../Page/index.html"
};
const struct wiredesk_page_file wiredesk_page_index = {index, sizeof index};

static const unsigned char style[] = {
#embed "../../Page/style.css"
};
const struct wiredesk_page_file wiredesk_page_style = {style, sizeof style};

static const unsigned char icon[] = {
#embed "../../Page/icon.svg"
};
const struct wiredesk_page_file wiredesk_page_icon = {icon, sizeof icon};

static const unsigned char openapi[] = {
#embed "../../docs/openapi.json"
};
const struct wiredesk_page_file wiredesk_page_openapi = {openapi, sizeof openapi};

static const unsigned char main[] = {
#embed "../../Page/main.js"
};
const struct wiredesk_page_file wiredesk_page_main = {main, sizeof main};

static const unsigned char columns[] = {
#embed "../../Page/columns.js"
};
const struct wiredesk_page_file wiredesk_page_columns = {columns, sizeof columns};

static const unsigned char reader[] = {
#embed "../../Page/reader.js"
};
const struct wiredesk_page_file wiredesk_page_reader = {reader, sizeof reader};

static const unsigned char charts[] = {
#embed "../../Page/charts.js"
};
const struct wiredesk_page_file wiredesk_page_charts = {charts, sizeof charts};

static const unsigned char panels[] = {
#embed "../../Page/panels.js"
};
const struct wiredesk_page_file wiredesk_page_panels = {panels, sizeof panels};

static const unsigned char words[] = {
#embed "../../Page/words.js"
};
const struct wiredesk_page_file wiredesk_page_words = {words, sizeof words};

static const unsigned char base[] = {
#embed "../../Page/base.js"
};
const struct wiredesk_page_file wiredesk_page_base = {base, sizeof base};

static const unsigned char cards[] = {
#embed "../../Page/cards.js"
};
const struct wiredesk_page_file wiredesk_page_cards = {cards, sizeof cards};

static const unsigned char filters[] = {
#embed "../../Page/filters.js"
};
const struct wiredesk_page_file wiredesk_page_filters = {filters, sizeof filters};

static const unsigned char lists[] = {
#embed "../../Page/lists.js"
};
const struct wiredesk_page_file wiredesk_page_lists = {lists, sizeof lists};

static const unsigned char stream[] = {
#embed "../../Page/stream.js"
};
const struct wiredesk_page_file wiredesk_page_stream = {stream, sizeof stream};
