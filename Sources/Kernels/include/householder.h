#ifndef NRC_HOUSEHOLDER_H
#define NRC_HOUSEHOLDER_H

#include <stddef.h>

// The innermost loops of a blocked QR on row-major rows, in double precision. Same bits for every
// instruction set, as in kernels.h.

/// Columns that one call reflects: one vector of the widest instruction set.
#define NRC_REFLECTED_COLUMNS 8

/// Reduces rows below a triangular factor, of eight columns:
///
///     [ R ]       [ R' ]
///     [ X ] = Q · [ 0  ],   Q = I - V T Vᵀ,   V = [ I ; V_X ]
///
/// `factor` is R [8, 8], of which the upper triangle is read and overwritten with R'; `rows` is
/// X [count, 8], overwritten with V_X; `triangle` becomes T [8, 8], upper triangular with zeros
/// below. Rows begin `factor_stride`, `stride` and `triangle_stride` numbers apart.
///
/// A column of zeros is left alone. Squares are summed as they are: columns whose norm is beyond
/// 1e150 overflow, which leaves an infinity or NaN in R', and those below 1e-140 lose digits.
void nrc_reflect_columns(double *factor, size_t factor_stride, double *rows, size_t stride,
                         size_t count, double *triangle, size_t triangle_stride);

/// destination[row, column] = source[row, column] - origin[column]; `source` is row-major
/// [rows, columns], the destination's rows begin `stride` numbers apart.
void nrc_widen_shifted(const float *source, size_t rows, size_t columns, const double *origin,
                       double *destination, size_t stride);

#endif
