#include "onednn.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#define TEXT(name) #name
#define TEXT_OF(macro) TEXT(macro)
#define LIBRARY "libdnnl.so." TEXT_OF(DNNL_VERSION_MAJOR)

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct nrc_onednn_functions functions;
static int is_loaded;
static char problem[512];
// Of whichever OpenMP the library was linked with.
static void (*set_threads)(int);

static void note(const char *message) {
    snprintf(problem, sizeof problem, "%s", message ? message : "unknown reason");
}

static void load(void) {
    // All symbols at once: none may turn out to be missing in the middle of a training.
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        note(dlerror());
        return;
    }
    const struct {
        const char *name;
        void **place;
    } symbols[] = {
#define NRC_ONEDNN_SYMBOL(name) {#name, (void **)&functions.name},
        NRC_ONEDNN_FUNCTIONS(NRC_ONEDNN_SYMBOL)
#undef NRC_ONEDNN_SYMBOL
    };
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        *symbols[i].place = dlsym(library, symbols[i].name);
        if (*symbols[i].place == NULL) {
            note(dlerror());
            return;
        }
    }
    *(void **)&set_threads = dlsym(library, "omp_set_num_threads");
    is_loaded = 1;
}

const struct nrc_onednn_functions *nrc_onednn(void) {
    pthread_once(&once, load);
    return is_loaded ? &functions : NULL;
}

const char *nrc_onednn_problem(void) { return problem; }

void nrc_onednn_use_one_thread(void) {
    if (set_threads) set_threads(1);
}
