#ifndef NRC_LAYER_PRODUCTS_H
#define NRC_LAYER_PRODUCTS_H

#include <stddef.h>

#include "kernels.h"

// The three matrix products of a linear layer, each fused with what follows it, on blocks of samples.
//
// A *block* holds up to 128 samples feature by feature: value f of sample s lies at [128 f + s]. More
// samples are several blocks one behind the other. Samples are the vectors' lanes, so the weights
// [outputs, inputs] are read as they are stored and the bytes do not depend on what else is in a batch.
// Lanes behind the last sample, up to a multiple of 32, are computed too and must hold finite numbers.
//
// Every element is one chain of fused multiply-adds, from the first term to the last, whatever the
// instruction set, the tile it falls in or the range a call covers: all variants and all cuts give the
// same bits. Subnormal numbers count as zero: they would cost a hundred cycles each.

enum {
    /// Samples of a block.
    NRC_BLOCK = 128,
    /// Columns of a panel of packed inputs.
    NRC_PANEL = 32,
    /// Input columns of the weights that are copied together.
    NRC_SLAB = 48,
};

/// The functions for one instruction set.
struct nrc_layer_products {
    /// Rows first..<last of Z = W·A + b, and max(Z, 0) where `rectified` (NaN stays NaN).
    ///
    /// weights [outputs, inputs]; bias [outputs] or NULL; activations blocks of `inputs` features;
    /// results blocks of `outputs` features, of which the rows of the range are written.
    void (*outputs)(const float *weights, const float *bias, size_t outputs, size_t inputs,
                    size_t first, size_t last, int rectified, const float *activations,
                    size_t samples, float *results);

    /// Rows first..<last of ∂A = Wᵀ·∂Z, zero where the activation is not above zero.
    ///
    /// output_gradient blocks of `outputs` features; activations
    /// and results blocks of `inputs` features; slab [outputs, NRC_SLAB], overwritten.
    void (*input_gradient)(const float *weights, size_t outputs, size_t inputs, size_t first,
                           size_t last, const float *output_gradient, const float *activations,
                           size_t samples, float *slab, float *results);

    /// Rows first..<last of ∂W = ∂Z·Aᵀ and at once the step of gradient descent against it:
    /// g = ∂W + weight_decay · w; v = momentum · v + gradient_share · g; w -= learning_rate · v.
    ///
    /// packed: the activations as `nrc_pack_inputs` leaves them.
    void (*step)(float *weights, float *velocities, size_t outputs, size_t inputs, size_t first,
                 size_t last, const float *output_gradient, const float *packed, size_t samples,
                 struct nrc_sgd_factors factors);
};

/// The fastest variant this processor can run.
const struct nrc_layer_products *nrc_layer_products(void);

/// All variants this processor can run, the fastest first; `NULL` from `index` on where none is left.
const struct nrc_layer_products *nrc_layer_products_variant(size_t index);

/// Floats of packed inputs: each block as panels [128, 32] of columns, the last padded with zeros.
size_t nrc_packed_size(size_t inputs, size_t samples);

/// Packs the panels first..<last of every block.
void nrc_pack_inputs(const float *activations, size_t inputs, size_t first, size_t last,
                     size_t samples, float *packed);

/// Blocks of the rows order[0], order[1], … of a row-major [_, columns] matrix; the lanes behind the
/// last sample are zero.
void nrc_gather_block(const float *source, size_t columns, const size_t *order, size_t samples,
                      float *blocks);

/// The same for consecutive rows.
void nrc_block_rows(const float *source, size_t columns, size_t samples, float *blocks);

/// The samples of blocks as rows of a row-major [samples, columns] matrix.
void nrc_unblock_rows(const float *blocks, size_t columns, size_t samples, float *destination);

/// Sum of (predictions - targets)^2 over blocks of `columns` features, and gradient = scale ·
/// (predictions - targets), zero in the lanes behind the last sample.
///
/// Differences in single, squares and sum in double: sixteen lanes, sample s in lane s mod 16, from
/// the first block's first feature to the last block's last; the lanes are added pairwise.
double nrc_block_loss(const float *predictions, const float *targets, size_t columns, size_t samples,
                      float scale, float *gradient);

/// sums[row] = sum over the samples of row `row` of blocks of `rows` features; added in double.
void nrc_block_sums(const float *blocks, size_t rows, size_t samples, float *sums);

#endif
