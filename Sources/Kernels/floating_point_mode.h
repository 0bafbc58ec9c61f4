// Subnormal numbers count as zero between the two calls. What is computed in between from memory and
// into memory stays there: the calls are barriers for it.

#if defined(__SSE2__)
#include <immintrin.h>
#endif
#include <stdint.h>

#if defined(__SSE2__)
static inline unsigned without_subnormals(void) {
    const unsigned flush_to_zero = 0x8000, denormals_are_zero = 0x0040;
    const unsigned saved = _mm_getcsr();
    _mm_setcsr(saved | flush_to_zero | denormals_are_zero);
    __asm__ volatile("" ::: "memory");
    return saved;
}

static inline void restore_subnormals(unsigned saved) {
    __asm__ volatile("" ::: "memory");
    _mm_setcsr(saved);
}
#elif defined(__aarch64__)
static inline unsigned without_subnormals(void) {
    const uint64_t flush_to_zero = 1u << 24;
    uint64_t saved;
    __asm__ volatile("mrs %0, fpcr" : "=r"(saved));
    __asm__ volatile("msr fpcr, %0" : : "r"(saved | flush_to_zero) : "memory");
    return (unsigned)saved;
}

static inline void restore_subnormals(unsigned saved) {
    __asm__ volatile("msr fpcr, %0" : : "r"((uint64_t)saved) : "memory");
}
#else
static inline unsigned without_subnormals(void) {
    return 0;
}

static inline void restore_subnormals(unsigned saved) {
    (void)saved;
}
#endif
