#include "householder.h"

#include <math.h>
#include <string.h>

#include "multiversioned.h"

#define COLUMNS NRC_REFLECTED_COLUMNS

/// One row of the eight columns, wherever in memory it begins.
typedef double line
    __attribute__((vector_size(COLUMNS * sizeof(double)), aligned(sizeof(double)), may_alias));

/// Sums over rows are split by the row's index modulo four and added pairwise, so that four
/// additions are under way at once.
#define LANES 4

/// What one reflector does to a row x of the eight columns: x * kept + x[its column] * shift.
struct reflector {
    double kept[COLUMNS];
    double shift[COLUMNS];
};

/// Makes the reflector of one column, and what it does to the factor and to T.
///
/// `products` are the inner products of that column of X with all eight: with those before it, which
/// hold V_X by now, with itself and with those after it.
static struct reflector reflect(size_t column, const double *products, double *factor,
                                size_t factor_stride, double *triangle, size_t triangle_stride) {
    struct reflector result;
    for (size_t other = 0; other < COLUMNS; other++) {
        result.kept[other] = 1;
        result.shift[other] = 0;
        triangle[other * triangle_stride + column] = 0;
    }
    double square = products[column];
    // Not "> 0": NaN must get into the factor, where it is found.
    if (square == 0) {
        return result;
    }
    double *line = factor + column * factor_stride;
    double alpha = line[column];
    double norm = sqrt(alpha * alpha + square);
    // Of the sign that makes the difference a sum.
    double beta = alpha > 0 ? -norm : norm;
    double tau = (beta - alpha) / beta;
    double scale = 1 / (alpha - beta);
    line[column] = beta;
    result.kept[column] = scale;
    for (size_t other = column + 1; other < COLUMNS; other++) {
        double change = tau * (line[other] + scale * products[other]);
        line[other] -= change;
        result.shift[other] = -scale * change;
    }
    for (size_t row = 0; row < column; row++) {
        double sum = 0;
        for (size_t inner = row; inner < column; inner++) {
            sum += triangle[row * triangle_stride + inner] * (scale * products[inner]);
        }
        triangle[row * triangle_stride + column] = -tau * sum;
    }
    triangle[column * triangle_stride + column] = tau;
    return result;
}

MULTIVERSIONED
void nrc_reflect_columns(double *factor, size_t factor_stride, double *rows, size_t stride,
                         size_t count, double *triangle, size_t triangle_stride) {
    // One pass over the rows a reflector, which also takes the products for the next one. The
    // first pass changes nothing.
    struct reflector current = {{1, 1, 1, 1, 1, 1, 1, 1}, {0}};
    for (size_t next = 0; next <= COLUMNS; next++) {
        size_t column = next == 0 ? 0 : next - 1;
        size_t wanted = next < COLUMNS ? next : column;
        line kept, shift;
        memcpy(&kept, current.kept, sizeof kept);
        memcpy(&shift, current.shift, sizeof shift);
        line sums[LANES] = {{0}};
        size_t row = 0;
        for (; row + LANES <= count; row += LANES) {
            for (size_t lane = 0; lane < LANES; lane++) {
                double *place = rows + (row + lane) * stride;
                line values = *(line *)place * kept + shift * place[column];
                *(line *)place = values;
                sums[lane] += values * values[wanted];
            }
        }
        for (; row < count; row++) {
            double *place = rows + row * stride;
            line values = *(line *)place * kept + shift * place[column];
            *(line *)place = values;
            sums[0] += values * values[wanted];
        }
        if (next < COLUMNS) {
            line sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
            double products[COLUMNS];
            memcpy(products, &sum, sizeof products);
            current = reflect(next, products, factor, factor_stride, triangle, triangle_stride);
        }
    }
}

MULTIVERSIONED
void nrc_widen_shifted(const float *restrict source, size_t rows, size_t columns,
                       const double *restrict origin, double *restrict destination,
                       size_t stride) {
    for (size_t row = 0; row < rows; row++) {
        const float *restrict from = source + row * columns;
        double *restrict to = destination + row * stride;
        for (size_t column = 0; column < columns; column++) {
            to[column] = (double)from[column] - origin[column];
        }
    }
}
