#include "source_scan.h"
#include <stdint.h>
#include <string.h>

// MARK: - Copy

static bool has(const char *at, const char *end, const char *word, size_t length) {
    return (size_t)(end - at) >= length && memcmp(at, word, length) == 0;
}

static int digit(char c, bool hex) {
    if (c >= '0' && c <= '9') return c - '0';
    c |= 0x20;
    return hex && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The end of a reference to a number beyond Unicode, or NULL. gumbo adds up the digits in an int, which overflows.
static const char *beyond_unicode(const char *at, const char *end) {
    const char *i = at + 2;
    bool hex = i < end && (*i | 0x20) == 'x';
    if (hex) i++;
    uint32_t value = 0;
    for (int d; i < end && (d = digit(*i, hex)) >= 0; i++) {
        value = value * (hex ? 16 : 10) + (uint32_t)d;
        if (value > 0x10FFFF) value = 0x110000;
    }
    if (value <= 0x10FFFF) return NULL;
    return i < end && *i == ';' ? i + 1 : i;
}

size_t wiredesk_source_copy(const char *text, size_t length, char *out) {
    static const char open[] = "<![CDATA[", close[] = "]]>", replacement[] = "&#xFFFD;";
    const char *i = text, *end = text + length;
    char *o = out;
    bool cdata = false;
    while (i < end) {
        if (*i == 0) {
            i++;
        } else if (*i == '<' && has(i, end, open, sizeof open - 1)) {
            cdata = true;
            i += sizeof open - 1;
        } else if (cdata && *i == ']' && has(i, end, close, sizeof close - 1)) {
            i += sizeof close - 1;
        } else if (*i == '&' && i + 1 < end && i[1] == '#') {
            // Such a reference has at least eight characters, as many as what replaces it.
            const char *behind = beyond_unicode(i, end);
            if (behind && behind - i >= (ptrdiff_t)sizeof replacement - 1) {
                memcpy(o, replacement, sizeof replacement - 1);
                o += sizeof replacement - 1;
                i = behind;
            } else {
                *o++ = *i++;
            }
        } else {
            *o++ = *i++;
        }
    }
    return (size_t)(o - out);
}

// MARK: - Tags

// A tag of the source.
struct tag {
    char name[24];
    size_t name_length;
    uint64_t hash;
    bool closes, closes_itself;
    size_t attributes;
};

static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v'); }
static bool is_letter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

// Reads a tag as HTML5's tokenizer does, from its first letter; returns where it ends.
static const char *read_tag(const char *i, const char *end, struct tag *tag) {
    *tag = (struct tag){.hash = 0xCBF29CE484222325, .closes = tag->closes};
    for (; i < end && !is_blank(*i) && *i != '/' && *i != '>'; i++) {
        char c = *i >= 'A' && *i <= 'Z' ? *i | 0x20 : *i;
        if (tag->name_length < sizeof tag->name - 1) tag->name[tag->name_length] = c;
        tag->name_length++;
        tag->hash = (tag->hash ^ (unsigned char)c) * 0x100000001B3;
    }
    while (i < end) {
        while (i < end && (is_blank(*i) || *i == '/')) {
            tag->closes_itself = *i == '/' && i + 1 < end && i[1] == '>';
            i++;
        }
        if (i < end && *i == '>') return i + 1;
        tag->closes_itself = false;
        tag->attributes++;
        // A name may begin with `=`.
        if (i < end) i++;
        while (i < end && !is_blank(*i) && *i != '/' && *i != '>' && *i != '=') i++;
        while (i < end && is_blank(*i)) i++;
        if (i == end || *i != '=') continue;
        i++;
        while (i < end && is_blank(*i)) i++;
        if (i < end && (*i == '"' || *i == '\'')) {
            const char *quote = memchr(i + 1, *i, (size_t)(end - i - 1));
            i = quote ? quote + 1 : end;
        } else {
            while (i < end && !is_blank(*i) && *i != '>') i++;
        }
    }
    return end;
}

// Whether a name stands in a list of names that spaces divide.
static bool is_in(const struct tag *tag, const char *list) {
    if (tag->name_length >= sizeof tag->name) return false;
    for (const char *i = list; i; i = strchr(i, ' ')) {
        if (*i == ' ') i++;
        if (strncmp(i, tag->name, tag->name_length) == 0 && (i[tag->name_length] == ' ' || i[tag->name_length] == 0))
            return true;
    }
    return false;
}

// Elements that never hold another of themselves, also inside SVG, which they end: they are void, or close the last one.
static const char *flat = "p br hr img embed meta li dd dt";
// The same, except inside SVG and MathML.
static const char *flat_in_html = "td th tr option input link wbr source param col area base track";
// Elements whose content is text.
static const char *raw = "script style textarea title iframe noembed noframes xmp";
// Closing tags behind which SVG or MathML goes on.
static const char *inside_foreign =
    "g defs symbol clippath mask lineargradient radialgradient filter marker pattern text tspan path rect circle line "
    "polyline polygon ellipse use stop image mrow mfrac msup msub";

// MARK: - Check

static const char *end_of_comment(const char *i, const char *end) {
    if (i < end && *i == '>') return i + 1;
    if (has(i, end, "->", 2)) return i + 2;
    while ((i = memchr(i, '-', (size_t)(end - i)))) {
        if (has(i, end, "-->", 3)) return i + 3;
        if (has(i, end, "--!>", 4)) return i + 4;
        i++;
    }
    return end;
}

// Where the closing tag of an element of text begins.
static const char *end_of_raw(const char *i, const char *end, const struct tag *element) {
    while ((i = memchr(i, '<', (size_t)(end - i)))) {
        const char *name = i + 2;
        if (end - i > 2 && i[1] == '/' && (size_t)(end - name) > element->name_length) {
            size_t k = 0;
            while (k < element->name_length && (name[k] | 0x20) == element->name[k]) k++;
            char behind = name[element->name_length];
            if (k == element->name_length && (is_blank(behind) || behind == '/' || behind == '>')) return i;
        }
        i++;
    }
    return end;
}

// The elements that are open: a set of names, since a closing tag need not belong to the last one.
struct open_elements {
    uint64_t hashes[WIREDESK_HTML_DEPTH_MAX];
    size_t count;
};

static void close_element(struct open_elements *open, uint64_t hash) {
    for (size_t i = open->count; i-- > 0;) {
        if (open->hashes[i] != hash) continue;
        memmove(open->hashes + i, open->hashes + i + 1, (open->count - i - 1) * sizeof hash);
        open->count--;
        return;
    }
}

enum wiredesk_html_result wiredesk_source_check(const char *text, size_t length) {
    const char *i = text, *end = text + length;
    struct open_elements open;
    open.count = 0;
    // Whether SVG or MathML was met at all, and whether the source is surely inside it.
    bool had_foreign = false, is_foreign = false;
    while (i < end && (i = memchr(i, '<', (size_t)(end - i)))) {
        if (has(i, end, "<!--", 4)) {
            i = end_of_comment(i + 4, end);
            continue;
        }
        struct tag tag = {.closes = i + 1 < end && i[1] == '/'};
        i += tag.closes ? 2 : 1;
        if (i >= end) break;
        if (!is_letter(*i)) {
            // `<!`, `<?` and `</` with anything behind them are comments up to `>`; `<` alone is text.
            if (*i == '!' || *i == '?' || tag.closes) {
                const char *close = memchr(i, '>', (size_t)(end - i));
                i = close ? close + 1 : end;
            }
            continue;
        }
        i = read_tag(i, end, &tag);
        if (tag.attributes > WIREDESK_HTML_ATTRIBUTES_MAX) return WIREDESK_HTML_TOO_MANY_ATTRIBUTES;
        if (tag.closes) {
            close_element(&open, tag.hash);
            if (is_foreign && !is_in(&tag, inside_foreign)) is_foreign = false;
            continue;
        }
        if (is_in(&tag, "svg math")) {
            if (tag.closes_itself) continue;
            had_foreign = is_foreign = true;
        } else if (is_foreign && tag.closes_itself) {
            continue;
        } else if (is_foreign && !is_in(&tag, inside_foreign)) {
            is_foreign = false;
        }
        if (is_in(&tag, flat) || (!had_foreign && is_in(&tag, flat_in_html))) continue;
        if (open.count == WIREDESK_HTML_DEPTH_MAX) return WIREDESK_HTML_TOO_DEEP;
        open.hashes[open.count++] = tag.hash;
        if (!had_foreign && is_in(&tag, raw)) i = end_of_raw(i, end, &tag);
    }
    return WIREDESK_HTML_OK;
}
