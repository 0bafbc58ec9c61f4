// The functions of blocked_weights.h for one instruction set. Included once for each, with
//   VARIANT(name)  the name with the instruction set's suffix
//   TARGET         the attribute that allows its instructions
//   LANES          B, the floats of a vector and the sides of a tile

#include "vectors_tile.h"

INLINE void VARIANT(turn_tile)(struct nrc_weight_tiles tiles, size_t tile) {
    const float *source = tiles.weights + tile * LANES * LANES;
    float *target = tiles.turned + turned_place(&tiles, tile) * LANES * LANES;
    for (int row = 0; row < LANES; row++) {
        for (int column = 0; column < LANES; column++) {
            target[row * LANES + column] = source[column * LANES + row];
        }
    }
}

/// Moves the rows of a tile against their gradients.
INLINE void VARIANT(step_tile)(struct nrc_weight_tiles tiles, size_t tile, const VECTOR *gradients,
                               struct nrc_sgd_factors factors) {
    float *weights = tiles.weights + tile * LANES * LANES;
    float *velocities = tiles.velocities + tile * LANES * LANES;
    const VECTOR decay = VARIANT(splat)(factors.weight_decay);
    const VECTOR momentum = VARIANT(splat)(factors.momentum);
    const VECTOR share = VARIANT(splat)(factors.gradient_share);
    const VECTOR rate = VARIANT(splat)(factors.learning_rate);
    for (int row = 0; row < LANES; row++) {
        VECTOR weight = VARIANT(load)(weights + row * LANES);
        VECTOR gradient = gradients[row] + decay * weight;
        VECTOR velocity =
            momentum * VARIANT(load)(velocities + row * LANES) + share * gradient;
        VARIANT(store)(velocities + row * LANES, velocity);
        VARIANT(store)(weights + row * LANES, weight - rate * velocity);
    }
    if (tiles.turned) {
        VARIANT(turn_tile)(tiles, tile);
    }
}

TARGET static void VARIANT(turn)(struct nrc_weight_tiles tiles, size_t first, size_t last) {
    for (size_t tile = first; tile < last; tile++) {
        VARIANT(turn_tile)(tiles, tile);
    }
}

TARGET static void VARIANT(step)(struct nrc_weight_tiles tiles, size_t first, size_t last,
                                 const float *gradients, size_t count, size_t stride,
                                 struct nrc_sgd_factors factors) {
    for (size_t tile = first; tile < last; tile++) {
        VECTOR sums[LANES];
        const float *source = gradients + tile * LANES * LANES;
        for (int row = 0; row < LANES; row++) {
            sums[row] = VARIANT(load)(source + row * LANES);
        }
        for (size_t other = 1; other < count; other++) {
            for (int row = 0; row < LANES; row++) {
                sums[row] += VARIANT(load)(source + other * stride + row * LANES);
            }
        }
        VARIANT(step_tile)(tiles, tile, sums, factors);
    }
}

/// The outputs in one direction whose place `offset` of the filter lies on the input.
INLINE void VARIANT(covered)(size_t outputs, size_t inputs, size_t stride, size_t padding,
                             size_t offset, size_t *first, size_t *last) {
    *first = padding > offset ? (padding - offset + stride - 1) / stride : 0;
    size_t end = inputs + padding - offset;
    end = (end + stride - 1) / stride;
    *last = end < outputs ? end : outputs;
}

/// sums[i] += x[i] * g over all samples and outputs of one place of the filter.
INLINE void VARIANT(gradient_tile)(struct nrc_convolution c, const float *x, size_t x_sample,
                                   const float *g, size_t g_sample, size_t ky, size_t kx,
                                   VECTOR *results) {
    size_t top, bottom, left, right;
    VARIANT(covered)(c.output_height, c.height, c.stride, c.padding, ky, &top, &bottom);
    VARIANT(covered)(c.output_width, c.width, c.stride, c.padding, kx, &left, &right);
    VECTOR sums[LANES];
    for (int i = 0; i < LANES; i++) {
        sums[i] = VARIANT(splat)(0);
    }
    for (size_t n = 0; n < c.samples; n++, x += x_sample, g += g_sample) {
        for (size_t oy = top; oy < bottom; oy++) {
            const size_t iy = oy * c.stride + ky - c.padding;
            const float *line = g + (oy * c.output_width + left) * LANES;
            const float *factor =
                x + (iy * c.width + left * c.stride + kx - c.padding) * LANES;
            for (size_t ox = left; ox < right; ox++) {
                const VECTOR gradient = VARIANT(load)(line);
                for (int i = 0; i < LANES; i++) {
                    sums[i] = __builtin_elementwise_fma(VARIANT(splat)(factor[i]), gradient,
                                                        sums[i]);
                }
                line += LANES;
                factor += c.stride * LANES;
            }
        }
    }
    for (int i = 0; i < LANES; i++) {
        results[i] = sums[i];
    }
}

TARGET static void VARIANT(gradient_step)(struct nrc_weight_tiles tiles, struct nrc_convolution c,
                                          const float *x, const float *g, size_t first,
                                          size_t last, struct nrc_sgd_factors factors) {
    const size_t x_plane = c.height * c.width * LANES;
    const size_t g_plane = c.output_height * c.output_width * LANES;
    for (size_t output = first; output < last; output++) {
        for (size_t input = 0; input < tiles.inputs; input++) {
            for (size_t place = 0; place < tiles.area; place++) {
                VECTOR gradients[LANES];
                VARIANT(gradient_tile)(c, x + input * x_plane, tiles.inputs * x_plane,
                                       g + output * g_plane, tiles.outputs * g_plane,
                                       place / c.kernel, place % c.kernel, gradients);
                const size_t tile = (output * tiles.inputs + input) * tiles.area + place;
                VARIANT(step_tile)(tiles, tile, gradients, factors);
            }
        }
    }
}

#undef VECTOR
#undef INLINE
