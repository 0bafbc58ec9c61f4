#include "kernels.h"

// Thread sanitizer crashes at start-up when ifunc resolvers run before it is ready.
#if defined(__x86_64__) && defined(__has_feature)
#if !__has_feature(thread_sanitizer)
#define MULTIVERSIONED __attribute__((target_clones("avx512f", "avx2", "default")))
#endif
#endif
#ifndef MULTIVERSIONED
#define MULTIVERSIONED
#endif

MULTIVERSIONED
void nrc_relu(float *values, size_t count) {
    for (size_t i = 0; i < count; i++) {
        values[i] = values[i] < 0 ? 0 : values[i];
    }
}
