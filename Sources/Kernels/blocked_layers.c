#include "blocked_layers.h"

#include "blocked_passes.h"
#include "multiversioned.h"

// Each pass is written once for any block and compiled for the two there are, so that the loop over
// the channels of a block has a length that the compiler knows.
#define BY_BLOCK(call_8, call_16) \
    if (shape.block == 16) {      \
        call_16;                  \
    } else {                      \
        call_8;                   \
    }

INLINED void add_up(const float *restrict x, struct nrc_blocked shape, size_t block,
                    double *restrict sums, double *restrict squares) {
    for (size_t c = 0; c < shape.channels; c++) {
        sums[c] = 0;
        squares[c] = 0;
    }
    for (size_t n = 0; n < shape.samples; n++) {
        for (size_t c = 0; c < shape.channels; c += block) {
            double sum[LARGEST_BLOCK], square[LARGEST_BLOCK];
            for (size_t lane = 0; lane < block; lane++) {
                sum[lane] = sums[c + lane];
                square[lane] = squares[c + lane];
            }
            for (size_t p = 0; p < shape.positions; p++, x += block) {
                for (size_t lane = 0; lane < block; lane++) {
                    double value = x[lane];
                    sum[lane] += value;
                    square[lane] += value * value;
                }
            }
            for (size_t lane = 0; lane < block; lane++) {
                sums[c + lane] = sum[lane];
                squares[c + lane] = square[lane];
            }
        }
    }
}

MULTIVERSIONED
void nrc_blocked_sums(const float *x, struct nrc_blocked shape, double *sums, double *squares) {
    BY_BLOCK(add_up(x, shape, 8, sums, squares), add_up(x, shape, 16, sums, squares))
}

enum ending { NOTHING, RECTIFIED, JOINED, JOINED_MAPPED };

INLINED void map_pass(const float *x, struct nrc_blocked shape, size_t block,
                      struct nrc_channel_map map, enum ending ending, const float *other,
                      struct nrc_channel_map other_map, float *y) {
    for (size_t n = 0; n < shape.samples; n++) {
        for (size_t c = 0; c < shape.channels; c += block) {
            float mean[LARGEST_BLOCK], scale[LARGEST_BLOCK], shift[LARGEST_BLOCK];
            float other_mean[LARGEST_BLOCK], other_scale[LARGEST_BLOCK], other_shift[LARGEST_BLOCK];
            for (size_t lane = 0; lane < block; lane++) {
                mean[lane] = map.mean[c + lane];
                scale[lane] = map.scale[c + lane];
                shift[lane] = map.shift[c + lane];
                if (ending == JOINED_MAPPED) {
                    other_mean[lane] = other_map.mean[c + lane];
                    other_scale[lane] = other_map.scale[c + lane];
                    other_shift[lane] = other_map.shift[c + lane];
                }
            }
            const size_t start = (n * shape.channels + c) * shape.positions;
            for (size_t i = start; i < start + shape.positions * block; i += block) {
                for (size_t lane = 0; lane < block; lane++) {
                    float value = (x[i + lane] - mean[lane]) * scale[lane] + shift[lane];
                    if (ending == JOINED) {
                        value += other[i + lane];
                    }
                    if (ending == JOINED_MAPPED) {
                        value += (other[i + lane] - other_mean[lane]) * other_scale[lane]
                                 + other_shift[lane];
                    }
                    // Written so that a NaN stays one.
                    y[i + lane] = ending != NOTHING && value < 0 ? 0 : value;
                }
            }
        }
    }
}

static const struct nrc_channel_map no_map = {NULL, NULL, NULL};

MULTIVERSIONED
void nrc_blocked_normalise(const float *x, struct nrc_blocked shape, struct nrc_channel_map map,
                           float *y) {
    BY_BLOCK(map_pass(x, shape, 8, map, NOTHING, NULL, no_map, y),
             map_pass(x, shape, 16, map, NOTHING, NULL, no_map, y))
}

MULTIVERSIONED
void nrc_blocked_rectify(const float *x, struct nrc_blocked shape, struct nrc_channel_map map,
                         float *y) {
    BY_BLOCK(map_pass(x, shape, 8, map, RECTIFIED, NULL, no_map, y),
             map_pass(x, shape, 16, map, RECTIFIED, NULL, no_map, y))
}

MULTIVERSIONED
void nrc_blocked_join(const float *x, struct nrc_blocked shape, struct nrc_channel_map map,
                      const float *shortcut, float *y) {
    BY_BLOCK(map_pass(x, shape, 8, map, JOINED, shortcut, no_map, y),
             map_pass(x, shape, 16, map, JOINED, shortcut, no_map, y))
}

MULTIVERSIONED
void nrc_blocked_join_mapped(const float *x, struct nrc_blocked shape, struct nrc_channel_map map,
                             const float *other, struct nrc_channel_map other_map, float *y) {
    BY_BLOCK(map_pass(x, shape, 8, map, JOINED_MAPPED, other, other_map, y),
             map_pass(x, shape, 16, map, JOINED_MAPPED, other, other_map, y))
}

INLINED void average(const float *restrict x, struct nrc_blocked shape, size_t block,
                     float *restrict y) {
    for (size_t n = 0; n < shape.samples; n++) {
        for (size_t c = 0; c < shape.channels; c += block) {
            double sum[LARGEST_BLOCK] = {0};
            for (size_t p = 0; p < shape.positions; p++, x += block) {
                for (size_t lane = 0; lane < block; lane++) {
                    sum[lane] += x[lane];
                }
            }
            for (size_t lane = 0; lane < block; lane++) {
                y[n * shape.channels + c + lane] = (float)(sum[lane] / (double)shape.positions);
            }
        }
    }
}

MULTIVERSIONED
void nrc_blocked_average(const float *x, struct nrc_blocked shape, float *y) {
    BY_BLOCK(average(x, shape, 8, y), average(x, shape, 16, y))
}

INLINED void spread(const float *restrict g, struct nrc_blocked shape, size_t block,
                    float *restrict d) {
    const float share = 1 / (float)shape.positions;
    for (size_t n = 0; n < shape.samples; n++) {
        for (size_t c = 0; c < shape.channels; c += block) {
            float value[LARGEST_BLOCK];
            for (size_t lane = 0; lane < block; lane++) {
                value[lane] = g[n * shape.channels + c + lane] * share;
            }
            for (size_t p = 0; p < shape.positions; p++, d += block) {
                for (size_t lane = 0; lane < block; lane++) {
                    d[lane] = value[lane];
                }
            }
        }
    }
}

MULTIVERSIONED
void nrc_blocked_spread(const float *g, struct nrc_blocked shape, float *d) {
    BY_BLOCK(spread(g, shape, 8, d), spread(g, shape, 16, d))
}

INLINED void rows_pass(const float *restrict x, struct nrc_blocked shape, size_t block,
                       float *restrict rows) {
    for (size_t n = 0; n < shape.samples; n++) {
        for (size_t c = 0; c < shape.channels; c += block) {
            float *row = rows + n * shape.positions * shape.channels + c;
            for (size_t p = 0; p < shape.positions; p++, x += block, row += shape.channels) {
                for (size_t lane = 0; lane < block; lane++) {
                    row[lane] = x[lane];
                }
            }
        }
    }
}

MULTIVERSIONED
void nrc_blocked_rows(const float *x, struct nrc_blocked shape, float *rows) {
    BY_BLOCK(rows_pass(x, shape, 8, rows), rows_pass(x, shape, 16, rows))
}

INLINED void gate(float *g, const float *added, const float *y, const float *x,
                  struct nrc_blocked shape, size_t block, const float *means, int gates, int adds,
                  double *restrict sums, double *restrict products) {
    for (size_t c = 0; c < shape.channels; c++) {
        sums[c] = 0;
        products[c] = 0;
    }
    for (size_t n = 0; n < shape.samples; n++) {
        for (size_t c = 0; c < shape.channels; c += block) {
            double sum[LARGEST_BLOCK], product[LARGEST_BLOCK];
            float mean[LARGEST_BLOCK];
            for (size_t lane = 0; lane < block; lane++) {
                sum[lane] = sums[c + lane];
                product[lane] = products[c + lane];
                mean[lane] = means[c + lane];
            }
            const size_t start = (n * shape.channels + c) * shape.positions;
            for (size_t i = start; i < start + shape.positions * block; i += block) {
                for (size_t lane = 0; lane < block; lane++) {
                    float value = g[i + lane];
                    if (adds) {
                        value += added[i + lane];
                    }
                    if (gates) {
                        value = y[i + lane] > 0 ? value : 0;
                        g[i + lane] = value;
                    }
                    sum[lane] += (double)value;
                    product[lane] += (double)value * (double)(x[i + lane] - mean[lane]);
                }
            }
            for (size_t lane = 0; lane < block; lane++) {
                sums[c + lane] = sum[lane];
                products[c + lane] = product[lane];
            }
        }
    }
}

MULTIVERSIONED
void nrc_blocked_gate(float *g, const float *added, const float *y, const float *x,
                      struct nrc_blocked shape, const float *mean, double *sums,
                      double *products) {
    if (added) {
        BY_BLOCK(gate(g, added, y, x, shape, 8, mean, 1, 1, sums, products),
                 gate(g, added, y, x, shape, 16, mean, 1, 1, sums, products))
    } else {
        BY_BLOCK(gate(g, NULL, y, x, shape, 8, mean, 1, 0, sums, products),
                 gate(g, NULL, y, x, shape, 16, mean, 1, 0, sums, products))
    }
}

MULTIVERSIONED
void nrc_blocked_gradient_sums(const float *g, const float *x, struct nrc_blocked shape,
                               const float *mean, double *sums, double *products) {
    BY_BLOCK(gate((float *)g, NULL, NULL, x, shape, 8, mean, 0, 0, sums, products),
             gate((float *)g, NULL, NULL, x, shape, 16, mean, 0, 0, sums, products))
}

INLINED void norm_gradient(const float *g, const float *x, struct nrc_blocked shape, size_t block,
                           struct nrc_gradient_map map, float *d) {
    for (size_t n = 0; n < shape.samples; n++) {
        for (size_t c = 0; c < shape.channels; c += block) {
            float a[LARGEST_BLOCK], b[LARGEST_BLOCK], e[LARGEST_BLOCK], mean[LARGEST_BLOCK];
            for (size_t lane = 0; lane < block; lane++) {
                a[lane] = map.a[c + lane];
                b[lane] = map.b[c + lane];
                e[lane] = map.e[c + lane];
                mean[lane] = map.mean[c + lane];
            }
            const size_t start = (n * shape.channels + c) * shape.positions;
            for (size_t i = start; i < start + shape.positions * block; i += block) {
                for (size_t lane = 0; lane < block; lane++) {
                    d[i + lane] = a[lane] * g[i + lane] + b[lane] * (x[i + lane] - mean[lane])
                                  + e[lane];
                }
            }
        }
    }
}

MULTIVERSIONED
void nrc_blocked_batch_norm_gradient(const float *g, const float *x, struct nrc_blocked shape,
                                     struct nrc_gradient_map map, float *d) {
    BY_BLOCK(norm_gradient(g, x, shape, 8, map, d), norm_gradient(g, x, shape, 16, map, d))
}

MULTIVERSIONED
void nrc_blocked_add(float *restrict g, const float *restrict added, struct nrc_blocked shape) {
    const size_t count = shape.samples * shape.channels * shape.positions;
    for (size_t i = 0; i < count; i++) {
        g[i] += added[i];
    }
}

INLINED void sampled_pass(float *all, struct nrc_blocked shape, struct nrc_size size, size_t block,
                          float *sampled, int adds) {
    for (size_t plane = 0; plane < shape.samples * shape.channels / block; plane++) {
        for (size_t y = 0; y < size.height; y += 2) {
            for (size_t x = 0; x < size.width; x += 2, sampled += block) {
                float *place = all + (y * size.width + x) * block;
                for (size_t lane = 0; lane < block; lane++) {
                    if (adds) {
                        place[lane] += sampled[lane];
                    } else {
                        sampled[lane] = place[lane];
                    }
                }
            }
        }
        all += shape.positions * block;
    }
}

MULTIVERSIONED
void nrc_blocked_sample(const float *x, struct nrc_blocked shape, struct nrc_size size, float *y) {
    BY_BLOCK(sampled_pass((float *)x, shape, size, 8, y, 0),
             sampled_pass((float *)x, shape, size, 16, y, 0))
}

MULTIVERSIONED
void nrc_blocked_add_sampled(float *g, struct nrc_blocked shape, struct nrc_size size,
                             const float *added) {
    BY_BLOCK(sampled_pass(g, shape, size, 8, (float *)added, 1),
             sampled_pass(g, shape, size, 16, (float *)added, 1))
}

void nrc_pixel_planes(const uint8_t *restrict pixels, size_t positions,
                      const float *restrict values, float *restrict planes) {
    for (size_t p = 0; p < positions; p++) {
        planes[p] = values[pixels[3 * p]];
        planes[positions + p] = values[pixels[3 * p + 1]];
        planes[2 * positions + p] = values[pixels[3 * p + 2]];
    }
}
