#include <cblas.h>
// LAPACKE's header would otherwise bring in C's complex types, which Swift cannot import.
#define LAPACK_COMPLEX_CUSTOM
#define lapack_complex_float struct { float real; float imaginary; }
#define lapack_complex_double struct { double real; double imaginary; }
#undef lapack_complex_float
#undef lapack_complex_double
typedef struct { float real; float imaginary; } nrc_complex_float;
typedef struct { double real; double imaginary; } nrc_complex_double;
#define lapack_complex_float nrc_complex_float
#define lapack_complex_double nrc_complex_double
#include <lapacke.h>
