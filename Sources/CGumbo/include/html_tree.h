// HTML by Debian's gumbo (an HTML5 parser), in bounded time and memory, and its tree as a stream of events.
//
// gumbo bounds neither: its depth is that of the source, it frees its tree by recursion, and a few unclosed elements can
// be reopened in every paragraph. Hence, before gumbo sees a text, one pass counts what stays open; and gumbo works in an
// arena with a budget, which is left by longjmp when it is spent, and freed whole.
#ifndef WIREDESK_HTML_TREE_H
#define WIREDESK_HTML_TREE_H
#include <stdbool.h>
#include <stddef.h>

// What a text is parsed as.
enum wiredesk_html_kind {
    // The inside of a <body>.
    WIREDESK_HTML_FRAGMENT,
    // A whole document.
    WIREDESK_HTML_DOCUMENT,
    // Plain text with character references.
    WIREDESK_HTML_REFERENCES,
};

enum wiredesk_html_result {
    WIREDESK_HTML_OK,
    // More elements stay open than WIREDESK_HTML_DEPTH_MAX.
    WIREDESK_HTML_TOO_DEEP,
    // A tag has more attributes than WIREDESK_HTML_ATTRIBUTES_MAX.
    WIREDESK_HTML_TOO_MANY_ATTRIBUTES,
    // The tree takes more memory than a text of this size may.
    WIREDESK_HTML_TOO_COMPLEX,
    // The system has no memory.
    WIREDESK_HTML_NO_MEMORY,
};

// Browsers nest as deep.
enum { WIREDESK_HTML_DEPTH_MAX = 512, WIREDESK_HTML_ATTRIBUTES_MAX = 1000 };

typedef struct wiredesk_html_tree wiredesk_html_tree;

enum wiredesk_html_event_kind {
    WIREDESK_HTML_END,
    WIREDESK_HTML_OPEN,
    WIREDESK_HTML_CLOSE,
    WIREDESK_HTML_TEXT,
};

// One step of a walk through the tree. Pointers hold until the tree is freed.
struct wiredesk_html_event {
    enum wiredesk_html_event_kind kind;
    // UTF-8: the text, or the name of the element, in lower case where HTML knows it.
    const char *text;
    size_t length;
    // The element's number among those that HTML knows, see wiredesk_html_tag; -1 for others.
    int tag;
    // Whether the element is SVG or MathML.
    bool is_foreign;
    // Whether the element has the attribute `hidden`, or a style that hides it.
    bool is_hidden;
};

// Parses UTF-8 text. Delimiters of CDATA sections and NULs are taken off first, references to numbers beyond Unicode become
// U+FFFD. The text need not outlive the call. O(bytes).
enum wiredesk_html_result wiredesk_html_parse(
    const char *text, size_t length, enum wiredesk_html_kind kind, struct wiredesk_html_tree **tree);

// The next step of the walk, in the order of the document.
struct wiredesk_html_event wiredesk_html_next(struct wiredesk_html_tree *tree);

// Leaves out what is inside the element that was opened last: its close comes next.
void wiredesk_html_skip(struct wiredesk_html_tree *tree);

// Starts the walk anew.
void wiredesk_html_rewind(struct wiredesk_html_tree *tree);

// The number of an element of HTML, and how many numbers there are.
int wiredesk_html_tag(const char *name);
int wiredesk_html_tag_count(void);

void wiredesk_html_free(struct wiredesk_html_tree *tree);

#endif
