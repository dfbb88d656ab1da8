// zlib, as the system ships it. Its deflateInit2 is a macro, which Swift does not see.
#ifndef WIREDESK_CZLIB_SHIM_H
#define WIREDESK_CZLIB_SHIM_H
#include <zlib.h>

// Begins a gzip stream: a window of 32 KB, with gzip's header and trailer.
static inline int wiredesk_gzip_init(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
#endif
