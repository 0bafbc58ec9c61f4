// The functions of layer_products.h for one instruction set. Included once for each, with
//   VARIANT(name)  the name with the instruction set's suffix
//   TARGET         the attribute that allows its instructions
//   LANES          floats of a vector
//   ROWS           rows of a tile, at most 12; the tile is two vectors wide
//
// A tile's ROWS × 2 accumulators stay in registers over the whole reduction.

#include "vectors_tile.h"

typedef int32_t VARIANT(mask) __attribute__((vector_size(LANES * sizeof(float))));

#define WIDTH (2 * LANES)

_Static_assert(ROWS <= 12 && ROWS >= 4, "`chain` knows up to twelve rows");
_Static_assert(NRC_PANEL % WIDTH == 0 && NRC_SLAB % ROWS == 0, "panels and slabs are whole tiles");

/// The values where the condition holds, else zero.
INLINE VECTOR VARIANT(keep)(VECTOR values, VARIANT(mask) condition) {
    return (VECTOR)((VARIANT(mask))values & condition);
}

/// sums[r] += left[r · row + p · step] · right[p · stride ...] for p in 0..<depth, in order.
INLINE void VARIANT(chain)(const int rows, size_t depth, const float *left, size_t row, size_t step,
                           const float *right, size_t stride, VECTOR sums[ROWS][2]) {
    const float *first = left, *second = left + 4 * row, *third = left + 8 * row;
    const size_t thrice = 3 * row;
    (void)third;  // of no use to short tiles
#define TERM(index, place)                                                                \
    if (index < rows) {                                                                   \
        VECTOR factor = VARIANT(splat)(*(place));                                         \
        sums[index][0] = __builtin_elementwise_fma(factor, near, sums[index][0]);         \
        sums[index][1] = __builtin_elementwise_fma(factor, far, sums[index][1]);          \
    }
    for (size_t p = 0; p < depth; p++) {
        VECTOR near = VARIANT(load)(right), far = VARIANT(load)(right + LANES);
        TERM(0, first)
        TERM(1, first + row)
        TERM(2, first + 2 * row)
        TERM(3, first + thrice)
        TERM(4, second)
        TERM(5, second + row)
#if ROWS > 6
        TERM(6, second + 2 * row)
        TERM(7, second + thrice)
        TERM(8, third)
        TERM(9, third + row)
        TERM(10, third + 2 * row)
        TERM(11, third + thrice)
#endif
        first += step;
        second += step;
        third += step;
        right += stride;
    }
#undef TERM
}

// Rows that do not fill a tile are taken four at a time, then one by one.
#define FOR_ROWS(row, last, CALL)                          \
    for (; row + ROWS <= last; row += ROWS) CALL(ROWS)     \
    for (; row + 4 <= last; row += 4) CALL(4)              \
    for (; row < last; row++) CALL(1)

INLINE void VARIANT(outputs_tile)(const int rows, const float *weights, const float *bias,
                                  size_t inputs, int rectified, const float *activations,
                                  float *results) {
    VECTOR sums[ROWS][2];
    for (int r = 0; r < rows; r++) {
        sums[r][0] = sums[r][1] = VARIANT(splat)(bias == NULL ? 0 : bias[r]);
    }
    VARIANT(chain)(rows, inputs, weights, inputs, 1, activations, NRC_BLOCK, sums);
    const VECTOR zero = {0};
    for (int r = 0; r < rows; r++) {
        for (int half = 0; half < 2; half++) {
            VECTOR value = sums[r][half];
            if (rectified) {
                value = VARIANT(keep)(value, ~(value < zero));
            }
            VARIANT(store)(results + r * NRC_BLOCK + half * LANES, value);
        }
    }
}

TARGET static void VARIANT(outputs)(const float *weights, const float *bias, size_t outputs,
                                    size_t inputs, size_t first, size_t last, int rectified,
                                    const float *activations, size_t samples, float *results) {
    const unsigned mode = without_subnormals();
    size_t row = first;
#define CALL(count)                                                                             \
    for (size_t block = 0; block * NRC_BLOCK < samples; block++) {                              \
        const float *in = activations + block * NRC_BLOCK * inputs;                             \
        float *out = results + block * NRC_BLOCK * outputs + row * NRC_BLOCK;                   \
        for (size_t lane = 0; lane < lanes_in_use(samples, block); lane += WIDTH) {             \
            VARIANT(outputs_tile)(count, weights + row * inputs,                                \
                                  bias == NULL ? NULL : bias + row, inputs, rectified,          \
                                  in + lane, out + lane);                                       \
        }                                                                                       \
    }
    FOR_ROWS(row, last, CALL)
#undef CALL
    restore_subnormals(mode);
}

INLINE void VARIANT(input_gradient_tile)(const int rows, const float *slab, size_t outputs,
                                         const float *output_gradient, const float *activations,
                                         float *results) {
    VECTOR sums[ROWS][2];
    const VECTOR zero = {0};
    for (int r = 0; r < rows; r++) {
        sums[r][0] = sums[r][1] = zero;
    }
    VARIANT(chain)(rows, outputs, slab, 1, NRC_SLAB, output_gradient, NRC_BLOCK, sums);
    for (int r = 0; r < rows; r++) {
        for (int half = 0; half < 2; half++) {
            const size_t place = (size_t)r * NRC_BLOCK + (size_t)half * LANES;
            VECTOR open = VARIANT(load)(activations + place);
            // As the inverse of "shut", so that a NaN lets the gradient through.
            VARIANT(store)(results + place, VARIANT(keep)(sums[r][half], ~(open <= zero)));
        }
    }
}

TARGET static void VARIANT(input_gradient)(const float *weights, size_t outputs, size_t inputs,
                                           size_t first, size_t last, const float *output_gradient,
                                           const float *activations, size_t samples, float *slab,
                                           float *results) {
    const unsigned mode = without_subnormals();
    for (size_t start = first; start < last; start += NRC_SLAB) {
        const size_t end = last - start < NRC_SLAB ? last : start + NRC_SLAB;
        // Read with the weights' stride, the slab would fall on few sets of the cache.
        copy_slab(weights + start, outputs, inputs, end - start, slab);
        size_t row = start;
#define CALL(count)                                                                              \
    for (size_t block = 0; block * NRC_BLOCK < samples; block++) {                               \
        const float *gradient = output_gradient + block * NRC_BLOCK * outputs;                   \
        const size_t place = block * NRC_BLOCK * inputs + row * NRC_BLOCK;                       \
        for (size_t lane = 0; lane < lanes_in_use(samples, block); lane += WIDTH) {              \
            VARIANT(input_gradient_tile)(count, slab + (row - start), outputs, gradient + lane,  \
                                         activations + place + lane, results + place + lane);    \
        }                                                                                        \
    }
        FOR_ROWS(row, end, CALL)
#undef CALL
    }
    restore_subnormals(mode);
}

INLINE void VARIANT(descend)(float *weights, float *velocities, VECTOR gradient,
                             struct nrc_sgd_factors factors) {
    VECTOR weight = VARIANT(load)(weights);
    gradient = gradient + factors.weight_decay * weight;
    VECTOR velocity =
        factors.momentum * VARIANT(load)(velocities) + factors.gradient_share * gradient;
    VARIANT(store)(velocities, velocity);
    VARIANT(store)(weights, weight - factors.learning_rate * velocity);
}

/// Moves the weights under one row of a tile, of which `columns` exist.
INLINE void VARIANT(descend_row)(float *weights, float *velocities, size_t columns,
                                 const VECTOR gradient[2], struct nrc_sgd_factors factors) {
    if (columns >= WIDTH) {
        VARIANT(descend)(weights, velocities, gradient[0], factors);
        VARIANT(descend)(weights + LANES, velocities + LANES, gradient[1], factors);
        return;
    }
    float weight[WIDTH] = {0}, velocity[WIDTH] = {0};
    memcpy(weight, weights, columns * sizeof(float));
    memcpy(velocity, velocities, columns * sizeof(float));
    VARIANT(descend)(weight, velocity, gradient[0], factors);
    VARIANT(descend)(weight + LANES, velocity + LANES, gradient[1], factors);
    memcpy(weights, weight, columns * sizeof(float));
    memcpy(velocities, velocity, columns * sizeof(float));
}

INLINE void VARIANT(step_tile)(const int rows, float *weights, float *velocities, size_t outputs,
                               size_t inputs, size_t column, const float *output_gradient,
                               const float *packed, size_t samples,
                               struct nrc_sgd_factors factors) {
    VECTOR sums[ROWS][2];
    for (int r = 0; r < rows; r++) {
        sums[r][0] = sums[r][1] = (VECTOR){0};
    }
    const size_t panel = column / NRC_PANEL, panels = panels_of(inputs);
    for (size_t block = 0; block * NRC_BLOCK < samples; block++) {
        VARIANT(chain)(rows, samples_of(samples, block),
                       output_gradient + block * NRC_BLOCK * outputs, NRC_BLOCK, 1,
                       packed + (block * panels + panel) * NRC_BLOCK * NRC_PANEL +
                           column % NRC_PANEL,
                       NRC_PANEL, sums);
    }
    for (int r = 0; r < rows; r++) {
        const size_t place = (size_t)r * inputs + column;
        VARIANT(descend_row)(weights + place, velocities + place, inputs - column, sums[r], factors);
    }
}

TARGET static void VARIANT(step)(float *weights, float *velocities, size_t outputs, size_t inputs,
                                 size_t first, size_t last, const float *output_gradient,
                                 const float *packed, size_t samples,
                                 struct nrc_sgd_factors factors) {
    const unsigned mode = without_subnormals();
    size_t row = first;
#define CALL(count)                                                                               \
    for (size_t column = 0; column < inputs; column += WIDTH) {                                   \
        VARIANT(step_tile)(count, weights + row * inputs, velocities + row * inputs, outputs,     \
                           inputs, column, output_gradient + row * NRC_BLOCK, packed, samples,    \
                           factors);                                                              \
    }
    FOR_ROWS(row, last, CALL)
#undef CALL
    restore_subnormals(mode);
}

static const struct nrc_layer_products VARIANT(products) = {
    .outputs = VARIANT(outputs),
    .input_gradient = VARIANT(input_gradient),
    .step = VARIANT(step),
};

#undef VECTOR
#undef INLINE
#undef WIDTH
#undef FOR_ROWS
#undef VARIANT
#undef TARGET
#undef LANES
#undef ROWS
