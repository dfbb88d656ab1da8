#include "html_tree.h"
#include "source_scan.h"
#include <ctype.h>
#include <gumbo.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// MARK: - Arena

// Memory that is freed all at once, up to a budget.
struct chunk {
    struct chunk *next;
    size_t size, used;
    _Alignas(16) char bytes[];
};

struct arena {
    struct chunk *chunks;
    void *last;
    size_t used, budget;
    enum wiredesk_html_result failure;
    jmp_buf exit;
};

enum { CHUNK_BYTES = 1 << 16 };

static void *arena_take(struct arena *arena, size_t size) {
    if (size > SIZE_MAX / 2) return NULL;
    size = (size + 15) & ~(size_t)15;
    struct chunk *chunk = arena->chunks;
    if (!chunk || chunk->size - chunk->used < size) {
        // What is left of the last chunk is spent as well.
        size_t wanted = size > CHUNK_BYTES ? size : CHUNK_BYTES;
        if (arena->used + wanted > arena->budget) {
            arena->failure = WIREDESK_HTML_TOO_COMPLEX;
            return NULL;
        }
        chunk = malloc(sizeof *chunk + wanted);
        if (!chunk) {
            arena->failure = WIREDESK_HTML_NO_MEMORY;
            return NULL;
        }
        *chunk = (struct chunk){.next = arena->chunks, .size = wanted};
        arena->chunks = chunk;
        arena->used += wanted;
    }
    arena->last = chunk->bytes + chunk->used;
    chunk->used += size;
    return arena->last;
}

// gumbo does not look whether it got memory: its call is left here. It holds nothing but the arena's memory.
static void *allocate(void *userdata, size_t size) {
    struct arena *arena = userdata;
    void *memory = arena_take(arena, size);
    if (!memory) longjmp(arena->exit, 1);
    return memory;
}

static void deallocate(void *userdata, void *memory) {
    struct arena *arena = userdata;
    // Only what was taken last can be taken again.
    if (!memory || memory != arena->last) return;
    arena->chunks->used = (size_t)((char *)memory - arena->chunks->bytes);
    arena->last = NULL;
}

// MARK: - Tree

// An element that the walk is in, and which of its children comes next.
struct place {
    const GumboNode *node;
    size_t next;
};

struct wiredesk_html_tree {
    struct arena arena;
    const GumboNode *root;
    bool is_walked;
    struct place *path;
    size_t depth, room;
};

static const GumboVector *children(const GumboNode *node) {
    if (node->type == GUMBO_NODE_DOCUMENT) return &node->v.document.children;
    return &node->v.element.children;
}

static enum wiredesk_html_result parse(
    struct wiredesk_html_tree *tree, const char *text, size_t length, enum wiredesk_html_kind kind) {
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = allocate;
    options.deallocator = deallocate;
    options.userdata = &tree->arena;
    options.max_errors = 0;
    switch (kind) {
    case WIREDESK_HTML_FRAGMENT: options.fragment_context = GUMBO_TAG_BODY; break;
    case WIREDESK_HTML_REFERENCES: options.fragment_context = GUMBO_TAG_TEXTAREA; break;
    case WIREDESK_HTML_DOCUMENT: break;
    }
    if (setjmp(tree->arena.exit)) return tree->arena.failure;
    tree->root = gumbo_parse_with_options(&options, text, length)->root;
    return WIREDESK_HTML_OK;
}

enum wiredesk_html_result wiredesk_html_parse(
    const char *text, size_t length, enum wiredesk_html_kind kind, struct wiredesk_html_tree **result) {
    struct wiredesk_html_tree *tree = calloc(1, sizeof *tree);
    if (!tree) return WIREDESK_HTML_NO_MEMORY;
    // Ordinary articles take 4 to 20 bytes for each of their own, a list of short items 90.
    size_t budget = (4u << 20) + 128 * length;
    tree->arena.budget = budget > (256u << 20) ? 256u << 20 : budget;
    enum wiredesk_html_result outcome = WIREDESK_HTML_TOO_COMPLEX;
    char *source = length < tree->arena.budget ? arena_take(&tree->arena, length + 1) : NULL;
    if (source) {
        length = wiredesk_source_copy(text, length, source);
        source[length] = 0;
        outcome = kind == WIREDESK_HTML_REFERENCES ? WIREDESK_HTML_OK : wiredesk_source_check(source, length);
        // deallocate must not take it for gumbo's.
        tree->arena.last = NULL;
        if (outcome == WIREDESK_HTML_OK) outcome = parse(tree, source, length, kind);
    } else if (tree->arena.failure) {
        outcome = tree->arena.failure;
    }
    if (outcome != WIREDESK_HTML_OK) {
        wiredesk_html_free(tree);
        return outcome;
    }
    *result = tree;
    return WIREDESK_HTML_OK;
}

void wiredesk_html_free(struct wiredesk_html_tree *tree) {
    if (!tree) return;
    for (struct chunk *chunk = tree->arena.chunks, *next; chunk; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
    free(tree->path);
    free(tree);
}

// MARK: - Walk

// Whether a style says that its element is not shown: `display: none`, `visibility: hidden`, as declarations of their own
// (`backface-visibility: hidden` hides nothing).
static bool hides(const char *style) {
    static const char *const hiding[] = {"display:none", "visibility:hidden"};
    for (const char *declaration = style; *declaration;) {
        while (*declaration == ';' || isspace((unsigned char)*declaration)) declaration++;
        for (size_t i = 0; i < sizeof hiding / sizeof *hiding; i++) {
            const char *met = declaration;
            const char *asked = hiding[i];
            while (*asked) {
                while (isspace((unsigned char)*met)) met++;
                if (tolower((unsigned char)*met) != *asked) break;
                met++;
                asked++;
            }
            if (!*asked && (!*met || *met == ';' || *met == '!' || isspace((unsigned char)*met))) return true;
        }
        while (*declaration && *declaration != ';') declaration++;
    }
    return false;
}

static struct wiredesk_html_event element_event(enum wiredesk_html_event_kind kind, const GumboNode *node) {
    const GumboElement *element = &node->v.element;
    struct wiredesk_html_event event = {.kind = kind, .tag = (int)element->tag, .is_foreign = element->tag_namespace != GUMBO_NAMESPACE_HTML};
    event.text = gumbo_normalized_tagname(element->tag);
    event.length = strlen(event.text);
    if (element->tag == GUMBO_TAG_UNKNOWN) {
        event.tag = -1;
        GumboStringPiece name = element->original_tag;
        gumbo_tag_from_original_text(&name);
        event.text = name.data;
        event.length = name.length;
    }
    const GumboAttribute *style = gumbo_get_attribute(&element->attributes, "style");
    event.is_hidden = gumbo_get_attribute(&element->attributes, "hidden") != NULL || (style && hides(style->value));
    return event;
}

static void enter(struct wiredesk_html_tree *tree, const GumboNode *node) {
    if (tree->depth == tree->room) {
        size_t room = tree->room ? tree->room * 2 : 64;
        struct place *path = realloc(tree->path, room * sizeof *path);
        // As Swift does without memory; an end would look like the end of the text.
        if (!path) abort();
        tree->path = path;
        tree->room = room;
    }
    tree->path[tree->depth++] = (struct place){.node = node};
}

struct wiredesk_html_event wiredesk_html_next(struct wiredesk_html_tree *tree) {
    if (!tree->is_walked) {
        tree->is_walked = true;
        enter(tree, tree->root);
        return element_event(WIREDESK_HTML_OPEN, tree->root);
    }
    while (tree->depth > 0) {
        struct place *place = tree->path + tree->depth - 1;
        const GumboVector *nodes = children(place->node);
        if (place->next >= nodes->length) {
            tree->depth--;
            return element_event(WIREDESK_HTML_CLOSE, place->node);
        }
        const GumboNode *node = nodes->data[place->next++];
        switch (node->type) {
        case GUMBO_NODE_TEXT:
        case GUMBO_NODE_CDATA:
        case GUMBO_NODE_WHITESPACE:
            return (struct wiredesk_html_event){
                .kind = WIREDESK_HTML_TEXT, .text = node->v.text.text, .length = strlen(node->v.text.text)};
        case GUMBO_NODE_ELEMENT:
        case GUMBO_NODE_TEMPLATE:
            enter(tree, node);
            return element_event(WIREDESK_HTML_OPEN, node);
        default: break;
        }
    }
    return (struct wiredesk_html_event){.kind = WIREDESK_HTML_END};
}

void wiredesk_html_skip(struct wiredesk_html_tree *tree) {
    if (tree->depth == 0) return;
    struct place *place = tree->path + tree->depth - 1;
    place->next = children(place->node)->length;
}

void wiredesk_html_rewind(struct wiredesk_html_tree *tree) {
    tree->depth = 0;
    tree->is_walked = false;
}

int wiredesk_html_tag(const char *name) { return (int)gumbo_tag_enum(name); }

int wiredesk_html_tag_count(void) { return GUMBO_TAG_LAST; }
