// Not among what Swift imports: it is declared for GNU programs only.
#define _GNU_SOURCE
#include "file_systems.h"

#include <errno.h>
#include <unistd.h>

int nrc_synchronise_file_system(int descriptor) { return syncfs(descriptor) == 0 ? 0 : errno; }
