#include <dlfcn.h>
#include <oneapi/dnnl/dnnl.h>

// oneDNN asks OpenMP how many threads there are, each thread for itself. The symbol is that of
// whichever OpenMP the library was linked with.
static inline void nrc_onednn_use_one_thread(void) {
    void (*set_threads)(int) = (void (*)(int))dlsym(RTLD_DEFAULT, "omp_set_num_threads");
    if (set_threads) {
        set_threads(1);
    }
}
