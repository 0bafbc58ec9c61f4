#ifndef NRC_BLOCKED_LAYERS_H
#define NRC_BLOCKED_LAYERS_H

#include <stddef.h>
#include <stdint.h>

// What a residual network does between its convolutions, on oneDNN's blocked layout.
//
// An activation of N samples, C channels and P positions (height times width, row-major) lies as
// [N][C / B][P][B]: B channels side by side, B being 8 or 16, C a multiple of B. Every kernel is one pass over its
// operands. Sums are taken in double precision, for each channel by itself in the order of samples and
// positions, so that the bytes depend neither on B nor on the instruction set. Arguments of a call do
// not overlap unless they are the same pointer where a comment says so.

/// Samples of one activation, at most a slice of a batch.
struct nrc_blocked {
    size_t samples;
    size_t channels;
    size_t positions;
    /// 8 or 16.
    size_t block;
};

/// The height and width of a picture.
struct nrc_size {
    size_t height;
    size_t width;
};

/// sums[c] = sum of x, squares[c] = sum of x * x over samples and positions.
void nrc_blocked_sums(const float *x, struct nrc_blocked shape, double *sums, double *squares);

/// A channel's affine map: (x - mean[c]) * scale[c] + shift[c].
struct nrc_channel_map {
    const float *mean;
    const float *scale;
    const float *shift;
};

/// y = map(x), where nothing follows the batch norm; y may be x.
void nrc_blocked_normalise(const float *x, struct nrc_blocked shape, struct nrc_channel_map map,
                           float *y);

/// y = max(map(x), 0); y may be x.
void nrc_blocked_rectify(const float *x, struct nrc_blocked shape, struct nrc_channel_map map,
                         float *y);

/// y = max(map(x) + shortcut, 0); y may be x.
void nrc_blocked_join(const float *x, struct nrc_blocked shape, struct nrc_channel_map map,
                      const float *shortcut, float *y);

/// y = max(map(x) + other_map(other), 0); y may be x.
void nrc_blocked_join_mapped(const float *x, struct nrc_blocked shape, struct nrc_channel_map map,
                             const float *other, struct nrc_channel_map other_map, float *y);

/// Max-pooling of max(map(x), 0): windows of 3 by 3, stride 2, one row and column of padding.
///
/// y is [N][C / B][oh * ow][B] with oh = (height + 1) / 2 and ow alike. chosen (NULL if no gradient is
/// wanted) gets for each y which of the window's nine, row by row, is the first largest; 9 where y is 0.
void nrc_blocked_max_pool(const float *x, struct nrc_blocked shape, struct nrc_size size,
                          struct nrc_channel_map map, float *y, uint8_t *chosen);

/// y[n * channels + c] = mean of x over positions; sums in double precision.
void nrc_blocked_average(const float *x, struct nrc_blocked shape, float *y);

/// rows[(n * P + p) * channels + c] = x: one row a position.
void nrc_blocked_rows(const float *x, struct nrc_blocked shape, float *rows);

/// What of a gradient goes through a ReLU, and what batch norm's gradient needs of it.
///
/// g = y > 0 ? g + added : 0, where added may be NULL; then sums[c] = sum of g and
/// products[c] = sum of g * (x - mean[c]).
void nrc_blocked_gate(float *g, const float *added, const float *y, const float *x,
                      struct nrc_blocked shape, const float *mean, double *sums, double *products);

/// sums[c] = sum of g, products[c] = sum of g * (x - mean[c]).
void nrc_blocked_gradient_sums(const float *g, const float *x, struct nrc_blocked shape,
                               const float *mean, double *sums, double *products);

/// y = x at every second position of every second line, from the first on: what a convolution of one
/// place and stride 2 reads. shape and size are those of x.
void nrc_blocked_sample(const float *x, struct nrc_blocked shape, struct nrc_size size, float *y);

/// g += added at the positions that nrc_blocked_sample takes. shape and size are those of g.
void nrc_blocked_add_sampled(float *g, struct nrc_blocked shape, struct nrc_size size,
                             const float *added);

/// g += added.
void nrc_blocked_add(float *g, const float *added, struct nrc_blocked shape);

/// The gradient through batch norm, once its sums over the whole batch are known:
/// d = a[c] * g + b[c] * (x - mean[c]) + e[c]. d may be g.
struct nrc_gradient_map {
    const float *a;
    const float *b;
    const float *e;
    const float *mean;
};

void nrc_blocked_batch_norm_gradient(const float *g, const float *x, struct nrc_blocked shape,
                                     struct nrc_gradient_map map, float *d);

/// Of the gradient g of a max-pool's outputs the part that each of its inputs gets, and its sums as
/// nrc_blocked_gate takes them. shape and size are the inputs'.
void nrc_blocked_max_pool_sums(const float *g, const uint8_t *chosen, const float *x,
                               struct nrc_blocked shape, struct nrc_size size, const float *mean,
                               double *sums, double *products);

/// The same part, taken on through the batch norm before the max-pool.
void nrc_blocked_max_pool_gradient(const float *g, const uint8_t *chosen, const float *x,
                                   struct nrc_blocked shape, struct nrc_size size,
                                   struct nrc_gradient_map map, float *d);

/// planes[channel][position] = values[pixels[position][channel]] for three channels.
void nrc_pixel_planes(const uint8_t *pixels, size_t positions, const float *values, float *planes);

/// d[n][c / B][p][B] = g[n * channels + c] / positions: the gradient of nrc_blocked_average.
void nrc_blocked_spread(const float *g, struct nrc_blocked shape, float *d);

#endif
