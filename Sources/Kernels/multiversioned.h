// Marks a function that is compiled for several instruction sets and chosen at run time.
//
// Thread sanitizer crashes at start-up when ifunc resolvers run before it is ready. With or without
// clones the kernels are never inlined, so that their arithmetic stays within a caller's
// floating-point mode.
#if defined(__x86_64__) && defined(__has_feature)
#if !__has_feature(thread_sanitizer)
#define MULTIVERSIONED __attribute__((target_clones("avx512f", "avx2", "default")))
#endif
#endif
#ifndef MULTIVERSIONED
#define MULTIVERSIONED __attribute__((noinline))
#endif
