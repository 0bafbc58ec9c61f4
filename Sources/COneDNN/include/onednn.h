#ifndef NRC_ONEDNN_H
#define NRC_ONEDNN_H

#include <oneapi/dnnl/dnnl.h>

// oneDNN is loaded when it is first used: most stages train no pictures and need not wait for it.

#define NRC_ONEDNN_FUNCTIONS(X)                \
    X(dnnl_convolution_backward_data_desc_init)    \
    X(dnnl_convolution_backward_weights_desc_init) \
    X(dnnl_convolution_forward_desc_init)          \
    X(dnnl_engine_create)                          \
    X(dnnl_engine_destroy)                         \
    X(dnnl_get_effective_cpu_isa)                  \
    X(dnnl_memory_create)                          \
    X(dnnl_memory_desc_get_size)                   \
    X(dnnl_memory_desc_init_by_tag)                \
    X(dnnl_memory_destroy)                         \
    X(dnnl_primitive_attr_create)                  \
    X(dnnl_primitive_attr_destroy)                 \
    X(dnnl_primitive_attr_set_scratchpad_mode)     \
    X(dnnl_primitive_create)                       \
    X(dnnl_primitive_desc_create)                  \
    X(dnnl_primitive_desc_destroy)                 \
    X(dnnl_primitive_desc_query)                   \
    X(dnnl_primitive_desc_query_md)                \
    X(dnnl_primitive_destroy)                      \
    X(dnnl_primitive_execute)                      \
    X(dnnl_set_max_cpu_isa)                        \
    X(dnnl_stream_create)                          \
    X(dnnl_stream_destroy)                         \
    X(dnnl_version)

/// The library's functions, each under its own name.
struct nrc_onednn_functions {
#define NRC_ONEDNN_FIELD(name) __typeof__(name) *_Nonnull name;
    NRC_ONEDNN_FUNCTIONS(NRC_ONEDNN_FIELD)
#undef NRC_ONEDNN_FIELD
};

/// Loads the library the first time. Returns NULL where it is missing or another one than this program
/// was made for; `nrc_onednn_problem` then says why.
const struct nrc_onednn_functions *_Nullable nrc_onednn(void);

/// What the system says of a library that could not be loaded.
const char *_Nonnull nrc_onednn_problem(void);

/// Has oneDNN run in the calling thread alone: it asks OpenMP how many threads there are, each thread
/// for itself.
void nrc_onednn_use_one_thread(void);

#endif
