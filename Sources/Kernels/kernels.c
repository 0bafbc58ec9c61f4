#include "kernels.h"

#include <string.h>

#include "floating_point_mode.h"
#include "multiversioned.h"

/// Lanes of a reduction: a whole number of vectors for every instruction set in use.
#define LANES 16

static double sum_of_lanes(const double *lanes) {
    double partial[LANES];
    memcpy(partial, lanes, sizeof partial);
    for (size_t width = LANES / 2; width > 0; width /= 2) {
        for (size_t lane = 0; lane < width; lane++) {
            partial[lane] += partial[lane + width];
        }
    }
    return partial[0];
}

MULTIVERSIONED
double nrc_squared_error(const float *restrict predictions, const float *restrict targets,
                         size_t count) {
    double lanes[LANES] = {0};
    size_t whole = count - count % LANES;
    for (size_t i = 0; i < whole; i += LANES) {
        for (size_t lane = 0; lane < LANES; lane++) {
            double difference = predictions[i + lane] - targets[i + lane];
            lanes[lane] += difference * difference;
        }
    }
    for (size_t i = whole; i < count; i++) {
        double difference = predictions[i] - targets[i];
        lanes[i - whole] += difference * difference;
    }
    return sum_of_lanes(lanes);
}

MULTIVERSIONED
static void sgd_pass(float *restrict weights, float *restrict velocities,
                     const float *restrict gradients, size_t count,
                     struct nrc_sgd_factors factors) {
    for (size_t i = 0; i < count; i++) {
        float gradient = gradients[i] + factors.weight_decay * weights[i];
        float velocity = factors.momentum * velocities[i] + factors.gradient_share * gradient;
        velocities[i] = velocity;
        weights[i] -= factors.learning_rate * velocity;
    }
}

void nrc_sgd_step(float *weights, float *velocities, const float *gradients, size_t count,
                  struct nrc_sgd_factors factors) {
    const unsigned mode = without_subnormals();
    sgd_pass(weights, velocities, gradients, count, factors);
    restore_subnormals(mode);
}

static uint32_t bits_of(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static float float_of(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static int is_non_finite(float value) {
    const uint32_t exponent = 0x7f800000u;
    return (bits_of(value) & exponent) == exponent;
}

MULTIVERSIONED
size_t nrc_first_non_finite(const float *values, size_t count) {
    // Whole blocks are only counted, which vectorises; the search within is for the rare hit.
    const size_t block = 1024;
    for (size_t start = 0; start < count; start += block) {
        size_t end = count - start < block ? count : start + block;
        uint32_t found = 0;
        for (size_t i = start; i < end; i++) {
            found += (uint32_t)is_non_finite(values[i]);
        }
        for (size_t i = start; found > 0 && i < end; i++) {
            if (is_non_finite(values[i])) {
                return i;
            }
        }
    }
    return count;
}

MULTIVERSIONED
void nrc_widen_half(const uint16_t *restrict values, size_t count, float *restrict destination) {
    // The half's exponent and fraction, read as those of a single, are too small by 2^(127 - 15);
    // the product is exact, subnormal halves included. Infinity and NaN get the single's exponent.
    for (size_t i = 0; i < count; i++) {
        uint32_t magnitude = values[i] & 0x7fffu;
        uint32_t sign = (uint32_t)(values[i] & 0x8000u) << 16;
        uint32_t special = magnitude >= 0x7c00u ? 0x7f800000u : 0;
        uint32_t finite = bits_of(float_of(magnitude << 13) * 0x1p112f);
        destination[i] = float_of(finite | special | sign);
    }
}

MULTIVERSIONED
void nrc_widen_bfloat16(const uint16_t *restrict values, size_t count,
                        float *restrict destination) {
    for (size_t i = 0; i < count; i++) {
        destination[i] = float_of((uint32_t)values[i] << 16);
    }
}

MULTIVERSIONED
void nrc_narrow_double(const double *restrict values, size_t count, float *restrict destination) {
    for (size_t i = 0; i < count; i++) {
        destination[i] = (float)values[i];
    }
}
