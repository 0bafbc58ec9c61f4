#ifndef NRC_BLOCKED_PASSES_H
#define NRC_BLOCKED_PASSES_H

/// The larger of the two blocks there are, in channels.
#define LARGEST_BLOCK 16
#define INLINED static inline __attribute__((always_inline))

#endif
