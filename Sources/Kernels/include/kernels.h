#ifndef NRC_KERNELS_H
#define NRC_KERNELS_H

#include <stddef.h>
#include <stdint.h>

// Element-wise loops and reductions, each one pass over its operands.
//
// Every kernel gives the same bits for every instruction set it is compiled for: contraction to
// fused multiply-add is off, and reductions add in an order fixed by the element's index. No two
// arguments of a call may overlap unless they are the same pointer where a comment says so.

/// Sum of (predictions[i] - targets[i])^2: differences in single, squares and sum in double.
///
/// Sixteen lanes: element i is added to lane i mod 16, the lanes are added pairwise.
double nrc_squared_error(const float *predictions, const float *targets, size_t count);

/// The factors of one step of stochastic gradient descent.
struct nrc_sgd_factors {
    float learning_rate;
    float weight_decay;
    /// What is kept of the velocity; 0 on the first step.
    float momentum;
    /// What is taken of the gradient: 1 - dampening; 1 on the first step.
    float gradient_share;
};

/// g = gradient + weight_decay * weight; velocity = momentum * velocity + gradient_share * g;
/// weight -= learning_rate * velocity.
///
/// Subnormal numbers count as zero here: without weight decay the velocity of a dead unit shrinks
/// until it is subnormal and stays there, which makes this pass eighteen times slower (measured).
void nrc_sgd_step(float *weights, float *velocities, const float *gradients, size_t count,
                  struct nrc_sgd_factors factors);

/// The index of the first NaN or infinity, or `count` when there is none.
size_t nrc_first_non_finite(const float *values, size_t count);

/// IEEE 754 half precision to single; exact.
void nrc_widen_half(const uint16_t *values, size_t count, float *destination);

/// bfloat16 to single; exact.
void nrc_widen_bfloat16(const uint16_t *values, size_t count, float *destination);

/// Double to single, rounded to nearest; what is too large becomes an infinity.
void nrc_narrow_double(const double *values, size_t count, float *destination);

#endif
