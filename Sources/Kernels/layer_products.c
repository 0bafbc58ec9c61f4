#include "layer_products.h"

#include <stdint.h>
#include <string.h>

#include "floating_point_mode.h"

/// Samples of one block.
static inline size_t samples_of(size_t samples, size_t block) {
    const size_t left = samples - block * NRC_BLOCK;
    return left < NRC_BLOCK ? left : NRC_BLOCK;
}

/// The same with the lanes that are computed for nothing.
static inline size_t lanes_in_use(size_t samples, size_t block) {
    return (samples_of(samples, block) + NRC_PANEL - 1) / NRC_PANEL * NRC_PANEL;
}

static inline size_t panels_of(size_t inputs) {
    return (inputs + NRC_PANEL - 1) / NRC_PANEL;
}

/// slab[row, 0..<columns] = weights[row, 0..<columns]; slab [rows, NRC_SLAB].
static void copy_slab(const float *restrict weights, size_t rows, size_t stride, size_t columns,
                      float *restrict slab) {
    if (columns == NRC_SLAB) {
        for (size_t row = 0; row < rows; row++) {
            memcpy(slab + row * NRC_SLAB, weights + row * stride, NRC_SLAB * sizeof(float));
        }
        return;
    }
    for (size_t row = 0; row < rows; row++) {
        memcpy(slab + row * NRC_SLAB, weights + row * stride, columns * sizeof(float));
    }
}

#if defined(__x86_64__)
#define VARIANT(name) name##_avx512
#define TARGET __attribute__((target("avx512f,fma")))
#define LANES 16
#define ROWS 12
#include "layer_products_tile.h"

#define VARIANT(name) name##_avx2
#define TARGET __attribute__((target("avx2,fma")))
#define LANES 8
#define ROWS 6
#include "layer_products_tile.h"
#endif

// On a processor without fused multiply-add this computes each by the C library: slow, equal bits.
#define VARIANT(name) name##_plain
#define TARGET
#define LANES 4
#if defined(__aarch64__)
#define ROWS 12
#else
#define ROWS 4
#endif
#include "layer_products_tile.h"

const struct nrc_layer_products *nrc_layer_products_variant(size_t index) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && index-- == 0) {
        return &products_avx512;
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && index-- == 0) {
        return &products_avx2;
    }
#endif
    return index == 0 ? &products_plain : NULL;
}

const struct nrc_layer_products *nrc_layer_products(void) {
    return nrc_layer_products_variant(0);
}

size_t nrc_packed_size(size_t inputs, size_t samples) {
    const size_t blocks = (samples + NRC_BLOCK - 1) / NRC_BLOCK;
    return blocks * panels_of(inputs) * NRC_PANEL * NRC_BLOCK;
}

typedef float quad __attribute__((vector_size(16)));
typedef float unaligned_quad __attribute__((vector_size(16), aligned(4), may_alias));

/// destination[s · stride + f] = source[f · 128 + s] for four features and four samples.
static inline void transpose_square(const float *source, float *destination, size_t stride) {
    const quad a = *(const unaligned_quad *)source;
    const quad b = *(const unaligned_quad *)(source + NRC_BLOCK);
    const quad c = *(const unaligned_quad *)(source + 2 * NRC_BLOCK);
    const quad d = *(const unaligned_quad *)(source + 3 * NRC_BLOCK);
    const quad ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
    const quad ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
    const quad cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5);
    const quad cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    *(unaligned_quad *)destination = __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5);
    *(unaligned_quad *)(destination + stride) =
        __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7);
    *(unaligned_quad *)(destination + 2 * stride) =
        __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5);
    *(unaligned_quad *)(destination + 3 * stride) =
        __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7);
}

/// destination[s · stride + f] = source[f · 128 + s], in strips whose lines stay in the first cache.
static void transpose(const float *restrict source, size_t features, size_t samples,
                      float *restrict destination, size_t stride) {
    const size_t square = 4, strip = 32;
    const size_t whole_samples = samples - samples % square;
    for (size_t first = 0; first < features; first += strip) {
        const size_t last = features - first < strip ? features : first + strip;
        const size_t whole_features = last - (last - first) % square;
        for (size_t s = 0; s < whole_samples; s += square) {
            for (size_t f = first; f < whole_features; f += square) {
                transpose_square(source + f * NRC_BLOCK + s, destination + s * stride + f, stride);
            }
        }
        for (size_t s = 0; s < samples; s++) {
            for (size_t f = s < whole_samples ? whole_features : first; f < last; f++) {
                destination[s * stride + f] = source[f * NRC_BLOCK + s];
            }
        }
    }
}

void nrc_pack_inputs(const float *activations, size_t inputs, size_t first, size_t last,
                     size_t samples, float *packed) {
    const size_t panels = panels_of(inputs);
    for (size_t block = 0; block * NRC_BLOCK < samples; block++) {
        for (size_t panel = first; panel < last; panel++) {
            const size_t column = panel * NRC_PANEL;
            const size_t columns = inputs - column < NRC_PANEL ? inputs - column : NRC_PANEL;
            float *target = packed + (block * panels + panel) * NRC_BLOCK * NRC_PANEL;
            if (columns < NRC_PANEL) {
                memset(target, 0, NRC_BLOCK * NRC_PANEL * sizeof(float));
            }
            transpose(activations + (block * inputs + column) * NRC_BLOCK, columns,
                      samples_of(samples, block), target, NRC_PANEL);
        }
    }
}

/// Writes one sample's row [columns] to its lane.
static inline void put_sample(const float *row, size_t columns, size_t sample, float *blocks) {
    float *target = blocks + sample / NRC_BLOCK * NRC_BLOCK * columns + sample % NRC_BLOCK;
    for (size_t column = 0; column < columns; column++) {
        target[column * NRC_BLOCK] = row[column];
    }
}

/// Zeroes the lanes behind the last sample.
static void clear_lanes(float *blocks, size_t columns, size_t samples) {
    const size_t used = samples % NRC_BLOCK;
    float *last = blocks + (samples - used) * columns;
    for (size_t column = 0; used > 0 && column < columns; column++) {
        memset(last + column * NRC_BLOCK + used, 0, (NRC_BLOCK - used) * sizeof(float));
    }
}

void nrc_gather_block(const float *source, size_t columns, const size_t *order, size_t samples,
                      float *blocks) {
    for (size_t sample = 0; sample < samples; sample++) {
        put_sample(source + order[sample] * columns, columns, sample, blocks);
    }
    clear_lanes(blocks, columns, samples);
}

void nrc_block_rows(const float *source, size_t columns, size_t samples, float *blocks) {
    for (size_t sample = 0; sample < samples; sample++) {
        put_sample(source + sample * columns, columns, sample, blocks);
    }
    clear_lanes(blocks, columns, samples);
}

void nrc_unblock_rows(const float *blocks, size_t columns, size_t samples, float *destination) {
    for (size_t block = 0; block * NRC_BLOCK < samples; block++) {
        transpose(blocks + block * NRC_BLOCK * columns, columns, samples_of(samples, block),
                  destination + block * NRC_BLOCK * columns, columns);
    }
}

double nrc_block_loss(const float *predictions, const float *targets, size_t columns, size_t samples,
                      float scale, float *gradient) {
    enum { lane_count = 16 };
    double lanes[lane_count] = {0};
    for (size_t block = 0; block * NRC_BLOCK < samples; block++) {
        const size_t count = samples_of(samples, block);
        for (size_t column = 0; column < columns; column++) {
            const size_t start = (block * columns + column) * NRC_BLOCK;
            for (size_t s = 0; s < NRC_BLOCK; s++) {
                const float difference =
                    s < count ? predictions[start + s] - targets[start + s] : 0;
                gradient[start + s] = scale * difference;
                lanes[s % lane_count] += (double)difference * (double)difference;
            }
        }
    }
    for (size_t width = lane_count / 2; width > 0; width /= 2) {
        for (size_t lane = 0; lane < width; lane++) {
            lanes[lane] += lanes[lane + width];
        }
    }
    return lanes[0];
}

void nrc_block_sums(const float *blocks, size_t rows, size_t samples, float *sums) {
    for (size_t row = 0; row < rows; row++) {
        double sum = 0;
        for (size_t sample = 0; sample < samples; sample++) {
            sum += blocks[(sample / NRC_BLOCK * rows + row) * NRC_BLOCK + sample % NRC_BLOCK];
        }
        sums[row] = (float)sum;
    }
}
