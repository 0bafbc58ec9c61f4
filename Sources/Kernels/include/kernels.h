#ifndef NRC_KERNELS_H
#define NRC_KERNELS_H

#include <stddef.h>
#include <stdint.h>

// Element-wise loops and reductions of the training, each one pass over its operands.
//
// Every kernel gives the same bits for every instruction set it is compiled for: contraction to
// fused multiply-add is off, and reductions add in an order fixed by the element's index. No two
// arguments of a call may overlap unless they are the same pointer where a comment says so.

// A block is `rows` × `columns` numbers of a row-major matrix whose rows begin `stride` numbers
// apart, so that threads can each take some columns.

/// values[row, column] = max(values[row, column], 0) in a block; NaN stays NaN.
void nrc_relu(float *values, size_t stride, size_t rows, size_t columns);

/// gradient = 0 where activations <= 0, in blocks of the same stride; `activations` are the outputs
/// of the ReLU.
void nrc_relu_gradient(float *gradient, const float *activations, size_t stride, size_t rows,
                       size_t columns);

/// values[row, column] += bias[column] in a block.
void nrc_add_bias(float *values, const float *bias, size_t stride, size_t rows, size_t columns);

/// sums[column] = sum over rows of values[row, column], added from the first row to the last;
/// row-major [rows, columns].
void nrc_column_sums(const float *values, size_t rows, size_t columns, float *sums);

/// Sum of (predictions[i] - targets[i])^2: differences in single, squares and sum in double.
///
/// Sixteen lanes: element i is added to lane i mod 16, the lanes are added pairwise.
double nrc_squared_error(const float *predictions, const float *targets, size_t count);

/// As `nrc_squared_error`, and gradient[i] = scale * (predictions[i] - targets[i]).
double nrc_squared_error_gradient(const float *predictions, const float *targets, size_t count,
                                  float scale, float *gradient);

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

/// destination[i, :] = source[order[i], :]; row-major with `columns` columns.
void nrc_gather_rows(const float *source, size_t columns, const size_t *order, size_t count,
                     float *destination);

/// The index of the first NaN or infinity, or `count` when there is none.
size_t nrc_first_non_finite(const float *values, size_t count);

/// IEEE 754 half precision to single; exact.
void nrc_widen_half(const uint16_t *values, size_t count, float *destination);

/// bfloat16 to single; exact.
void nrc_widen_bfloat16(const uint16_t *values, size_t count, float *destination);

/// Double to single, rounded to nearest; what is too large becomes an infinity.
void nrc_narrow_double(const double *values, size_t count, float *destination);

#endif
