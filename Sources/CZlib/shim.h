#include <zlib.h>

/* inflateInit2 is a macro; 16 + MAX_WBITS makes zlib read gzip members and check their CRC. */
static inline int nrc_inflate_gzip_init(z_stream *stream) {
    return inflateInit2(stream, 16 + MAX_WBITS);
}
