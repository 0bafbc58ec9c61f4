#ifndef NRC_BLOCKED_WEIGHTS_H
#define NRC_BLOCKED_WEIGHTS_H

#include <stddef.h>
#include <stdint.h>

#include "kernels.h"

// The weights of a convolution on blocked activations, and their steps.
//
// A tile is B inputs by B outputs of one place of the filter, outputs fastest; tiles lie by block of
// outputs, block of inputs, and place.

/// How a copy of the weights lies, whose tiles are transposed: that of the gradient by inputs.
enum nrc_turn {
    NRC_TURN_NONE,
    /// Tiles in the same order.
    NRC_TURN_TILES,
    /// Tiles by block of inputs first; for filters of one place.
    NRC_TURN_ORDER,
};

struct nrc_weight_tiles {
    float *weights;
    float *velocities;
    /// NULL without a transposed copy.
    float *turned;
    enum nrc_turn turn;
    /// B: 8 or 16.
    size_t block;
    /// Blocks.
    size_t outputs;
    size_t inputs;
    /// Places of the filter.
    size_t area;
};

/// Makes the transposed copy of tiles first ..< last.
void nrc_weight_tiles_turn(struct nrc_weight_tiles tiles, size_t first, size_t last);

/// Moves tiles first ..< last against the sum of gradients, as nrc_sgd_step does, and turns them.
///
/// gradients holds `count` whole gradients, `stride` numbers apart; they are added in their order.
void nrc_weight_tiles_step(struct nrc_weight_tiles tiles, size_t first, size_t last,
                           const float *gradients, size_t count, size_t stride,
                           struct nrc_sgd_factors factors);

/// A convolution of a batch: x is [samples][inputs][height * width][B], g likewise of its outputs.
struct nrc_convolution {
    size_t samples;
    size_t height, width;
    size_t output_height, output_width;
    size_t kernel, stride, padding;
};

/// Computes the gradient of all weights of the blocks of outputs first ..< last, and moves them
/// against it, tile by tile: no gradient is stored.
///
/// An element is one chain of fused multiply-adds over samples and positions in their order.
void nrc_weight_gradient_step(struct nrc_weight_tiles tiles, struct nrc_convolution convolution,
                              const float *x, const float *g, size_t first, size_t last,
                              struct nrc_sgd_factors factors);

#endif
