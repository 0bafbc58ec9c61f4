#include "blocked_layers.h"

#include "blocked_passes.h"
#include "multiversioned.h"

/// What `chosen` says of a window whose largest is not above 0.
#define NONE 9

INLINED size_t halved(size_t length) {
    return (length + 1) / 2;
}

/// One output: the largest of a window that reaches from (2 * oy - 1, 2 * ox - 1) over 3 by 3.
INLINED void pool_window(const float *restrict plane, struct nrc_size size, size_t oy, size_t ox,
                         size_t block, const float *restrict mean, const float *restrict scale,
                         const float *restrict shift, float *restrict y, uint8_t *restrict chosen) {
    float largest[LARGEST_BLOCK] = {0};
    int32_t which[LARGEST_BLOCK];
    for (size_t lane = 0; lane < block; lane++) {
        which[lane] = NONE;
    }
    for (size_t ky = 0; ky < 3; ky++) {
        const size_t iy = 2 * oy + ky;
        if (iy < 1 || iy > size.height) {
            continue;
        }
        for (size_t kx = 0; kx < 3; kx++) {
            const size_t ix = 2 * ox + kx;
            if (ix < 1 || ix > size.width) {
                continue;
            }
            const float *x = plane + ((iy - 1) * size.width + ix - 1) * block;
            const int32_t place = (int32_t)(ky * 3 + kx);
            for (size_t lane = 0; lane < block; lane++) {
                float value = (x[lane] - mean[lane]) * scale[lane] + shift[lane];
                // A NaN must not be lost: nothing is larger, and it is larger than everything.
                int larger = (value > largest[lane]) | (value != value);
                largest[lane] = larger ? value : largest[lane];
                which[lane] = larger ? place : which[lane];
            }
        }
    }
    for (size_t lane = 0; lane < block; lane++) {
        y[lane] = largest[lane];
    }
    if (chosen) {
        for (size_t lane = 0; lane < block; lane++) {
            chosen[lane] = (uint8_t)which[lane];
        }
    }
}

INLINED void max_pool(const float *restrict x, struct nrc_blocked shape, struct nrc_size size,
                      size_t block, struct nrc_channel_map map, float *restrict y,
                      uint8_t *restrict chosen) {
    const size_t height = halved(size.height), width = halved(size.width);
    for (size_t n = 0; n < shape.samples; n++) {
        for (size_t c = 0; c < shape.channels; c += block, x += shape.positions * block) {
            for (size_t oy = 0; oy < height; oy++) {
                for (size_t ox = 0; ox < width; ox++, y += block) {
                    pool_window(x, size, oy, ox, block, map.mean + c, map.scale + c,
                                map.shift + c, y, chosen);
                    chosen = chosen ? chosen + block : chosen;
                }
            }
        }
    }
}

MULTIVERSIONED
void nrc_blocked_max_pool(const float *x, struct nrc_blocked shape, struct nrc_size size,
                          struct nrc_channel_map map, float *y, uint8_t *chosen) {
    if (shape.block == 16) {
        max_pool(x, shape, size, 16, map, y, chosen);
    } else {
        max_pool(x, shape, size, 8, map, y, chosen);
    }
}

/// What an input gets of the gradients of the windows it lies in, at most two by two.
INLINED void gather_windows(const float *restrict g, const uint8_t *restrict chosen,
                            struct nrc_size size, size_t iy, size_t ix, size_t block,
                            float *restrict part) {
    const size_t height = halved(size.height), width = halved(size.width);
    for (size_t lane = 0; lane < block; lane++) {
        part[lane] = 0;
    }
    for (size_t oy = iy / 2; oy <= (iy + 1) / 2 && oy < height; oy++) {
        const size_t ky = iy + 1 - 2 * oy;
        for (size_t ox = ix / 2; ox <= (ix + 1) / 2 && ox < width; ox++) {
            const int32_t place = (int32_t)(ky * 3 + ix + 1 - 2 * ox);
            const size_t window = (oy * width + ox) * block;
            for (size_t lane = 0; lane < block; lane++) {
                part[lane] += (int32_t)chosen[window + lane] == place ? g[window + lane] : 0;
            }
        }
    }
}

INLINED void pool_sums(const float *restrict g, const uint8_t *restrict chosen,
                       const float *restrict x, struct nrc_blocked shape, struct nrc_size size,
                       size_t block, const float *restrict means, double *restrict sums,
                       double *restrict products) {
    const size_t windows = halved(size.height) * halved(size.width);
    for (size_t c = 0; c < shape.channels; c++) {
        sums[c] = 0;
        products[c] = 0;
    }
    for (size_t n = 0; n < shape.samples; n++) {
        for (size_t c = 0; c < shape.channels; c += block) {
            double sum[LARGEST_BLOCK], product[LARGEST_BLOCK];
            float mean[LARGEST_BLOCK], part[LARGEST_BLOCK];
            for (size_t lane = 0; lane < block; lane++) {
                sum[lane] = sums[c + lane];
                product[lane] = products[c + lane];
                mean[lane] = means[c + lane];
            }
            for (size_t iy = 0; iy < size.height; iy++) {
                for (size_t ix = 0; ix < size.width; ix++, x += block) {
                    gather_windows(g, chosen, size, iy, ix, block, part);
                    for (size_t lane = 0; lane < block; lane++) {
                        sum[lane] += (double)part[lane];
                        product[lane] += (double)part[lane] * (double)(x[lane] - mean[lane]);
                    }
                }
            }
            for (size_t lane = 0; lane < block; lane++) {
                sums[c + lane] = sum[lane];
                products[c + lane] = product[lane];
            }
            g += windows * block;
            chosen += windows * block;
        }
    }
}

MULTIVERSIONED
void nrc_blocked_max_pool_sums(const float *g, const uint8_t *chosen, const float *x,
                               struct nrc_blocked shape, struct nrc_size size, const float *mean,
                               double *sums, double *products) {
    if (shape.block == 16) {
        pool_sums(g, chosen, x, shape, size, 16, mean, sums, products);
    } else {
        pool_sums(g, chosen, x, shape, size, 8, mean, sums, products);
    }
}

INLINED void pool_gradient(const float *restrict g, const uint8_t *restrict chosen,
                           const float *restrict x, struct nrc_blocked shape, struct nrc_size size,
                           size_t block, struct nrc_gradient_map map, float *restrict d) {
    const size_t windows = halved(size.height) * halved(size.width);
    for (size_t n = 0; n < shape.samples; n++) {
        for (size_t c = 0; c < shape.channels; c += block) {
            const float *a = map.a + c, *b = map.b + c, *e = map.e + c, *mean = map.mean + c;
            float part[LARGEST_BLOCK];
            for (size_t iy = 0; iy < size.height; iy++) {
                for (size_t ix = 0; ix < size.width; ix++, x += block, d += block) {
                    gather_windows(g, chosen, size, iy, ix, block, part);
                    for (size_t lane = 0; lane < block; lane++) {
                        d[lane] = a[lane] * part[lane] + b[lane] * (x[lane] - mean[lane])
                                  + e[lane];
                    }
                }
            }
            g += windows * block;
            chosen += windows * block;
        }
    }
}

MULTIVERSIONED
void nrc_blocked_max_pool_gradient(const float *g, const uint8_t *chosen, const float *x,
                                   struct nrc_blocked shape, struct nrc_size size,
                                   struct nrc_gradient_map map, float *d) {
    if (shape.block == 16) {
        pool_gradient(g, chosen, x, shape, size, 16, map, d);
    } else {
        pool_gradient(g, chosen, x, shape, size, 8, map, d);
    }
}
