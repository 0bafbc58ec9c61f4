#ifndef NRC_KERNELS_H
#define NRC_KERNELS_H

#include <stddef.h>

/// values[i] = max(values[i], 0); NaN stays NaN.
void nrc_relu(float *values, size_t count);

#endif
