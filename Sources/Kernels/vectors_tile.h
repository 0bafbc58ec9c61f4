// Vectors of LANES floats for one instruction set: what the tiles of layer_products and
// blocked_weights are made of. Included once for each, by a tile's file, with
//   VARIANT(name)  the name with the instruction set's suffix
//   TARGET         the attribute that allows its instructions
//   LANES          floats of a vector
// Leaves VECTOR and INLINE defined, for that file to undefine.

typedef float VARIANT(vector) __attribute__((vector_size(LANES * sizeof(float))));
typedef float VARIANT(unaligned)
    __attribute__((vector_size(LANES * sizeof(float)), aligned(sizeof(float)), may_alias));

#define VECTOR VARIANT(vector)
#define INLINE TARGET static inline __attribute__((always_inline))

INLINE VECTOR VARIANT(load)(const float *source) {
    return *(const VARIANT(unaligned) *)source;
}

INLINE void VARIANT(store)(float *destination, VECTOR values) {
    *(VARIANT(unaligned) *)destination = values;
}

/// The value in every lane. A sum with a zero vector would turn -0 into +0.
INLINE VECTOR VARIANT(splat)(float value) {
    VECTOR all;
    for (int lane = 0; lane < LANES; lane++) {
        all[lane] = value;
    }
    return all;
}
