#include "blocked_weights.h"

#include "floating_point_mode.h"

/// Which tile of the transposed copy belongs to a tile.
static inline size_t turned_place(const struct nrc_weight_tiles *tiles, size_t tile) {
    if (tiles->turn != NRC_TURN_ORDER) {
        return tile;
    }
    return tile % tiles->inputs * tiles->outputs + tile / tiles->inputs;
}

#if defined(__x86_64__)
#define VARIANT(name) name##_wide
#define TARGET __attribute__((target("avx512f,fma")))
#define LANES 16
#include "blocked_weights_tile.h"
#undef VARIANT
#undef TARGET
#undef LANES

#define VARIANT(name) name##_narrow
#define TARGET __attribute__((target("avx2,fma")))
#define LANES 8
#include "blocked_weights_tile.h"
#undef VARIANT
#undef TARGET
#undef LANES
#endif

// Its vectors pass between inlined functions only, so how others would pass them does not matter.
#pragma clang diagnostic ignored "-Wpsabi"
#define VARIANT(name) name##_plain
#define TARGET
#define LANES 8
#include "blocked_weights_tile.h"
#undef VARIANT
#undef TARGET
#undef LANES

// oneDNN has chosen blocks of 16 where there is AVX-512, and nowhere else.
#if defined(__x86_64__)
#define DISPATCH(tiles, name, ...)                                                  \
    if (tiles.block == 16) {                                                        \
        name##_wide(tiles, __VA_ARGS__);                                            \
    } else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {   \
        name##_narrow(tiles, __VA_ARGS__);                                          \
    } else {                                                                        \
        name##_plain(tiles, __VA_ARGS__);                                           \
    }
#else
#define DISPATCH(tiles, name, ...) name##_plain(tiles, __VA_ARGS__);
#endif

void nrc_weight_tiles_turn(struct nrc_weight_tiles tiles, size_t first, size_t last) {
    if (tiles.turned) {
        DISPATCH(tiles, turn, first, last)
    }
}

void nrc_weight_tiles_step(struct nrc_weight_tiles tiles, size_t first, size_t last,
                           const float *gradients, size_t count, size_t stride,
                           struct nrc_sgd_factors factors) {
    const unsigned mode = without_subnormals();
    DISPATCH(tiles, step, first, last, gradients, count, stride, factors)
    restore_subnormals(mode);
}

void nrc_weight_gradient_step(struct nrc_weight_tiles tiles, struct nrc_convolution convolution,
                              const float *x, const float *g, size_t first, size_t last,
                              struct nrc_sgd_factors factors) {
    const unsigned mode = without_subnormals();
    DISPATCH(tiles, gradient_step, convolution, x, g, first, last, factors)
    restore_subnormals(mode);
}
