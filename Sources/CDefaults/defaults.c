#include "defaults.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char lexicon_yaml[] = {
#embed "../../config/lexicon/lexicon.yaml"
};
const struct wiredesk_file wiredesk_lexicon_yaml = {lexicon_yaml, sizeof lexicon_yaml};

static const unsigned char lexicon_terms[] = {
#embed "../../config/lexicon/terms.tsv"
};
const struct wiredesk_file wiredesk_lexicon_terms = {lexicon_terms, sizeof lexicon_terms};

static const unsigned char sample_wire[] = {
#embed "../../Samples/wire.ndjson"
};
const struct wiredesk_file wiredesk_sample_wire = {sample_wire, sizeof sample_wire};

static const unsigned char sample_page[] = {
#embed "../../Samples/page.txt"
};
const struct wiredesk_file wiredesk_sample_page = {sample_page, sizeof sample_page};

static const unsigned char sample_second_page[] = {
#embed "../../Samples/page-2.txt"
};
const struct wiredesk_file wiredesk_sample_second_page = {sample_second_page, sizeof sample_second_page};

static const unsigned char packages[] = {
#embed "../../Package.resolved"
};
const struct wiredesk_file wiredesk_packages = {packages, sizeof packages};
