#include "arguments.h"

static int argument_count;
static char **arguments;

// glibc calls what stands in .init_array with the arguments of main.
__attribute__((constructor)) static void keep(int count, char **words) {
    argument_count = count;
    arguments = words;
}

int wiredesk_argument_count(void) { return argument_count; }

const char *wiredesk_argument(int place) {
    return place >= 0 && place < argument_count ? arguments[place] : 0;
}
