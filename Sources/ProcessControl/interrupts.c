// A handler that writes to a pipe. A signalfd, and dispatch's signal sources on top of it, miss a
// process-directed signal while any thread has it unblocked, and Swift starts threads before main.
#define _GNU_SOURCE
#include "process_control.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static int ends[2] = {-1, -1};
static const int watched[] = {SIGINT, SIGTERM, SIGHUP};
static const int watched_count = sizeof watched / sizeof watched[0];

// How many signals are reported before the next one ends the process as it would any other.
enum { patience = 3 };
static volatile sig_atomic_t reported;

static void report(int number) {
    int saved = errno;
    reported = reported + 1;
    for (int i = 0; reported >= patience && i < watched_count; i++) signal(watched[i], SIG_DFL);
    unsigned char byte = (unsigned char)number;
    // A full pipe holds more requests to stop than anybody needs.
    ssize_t ignored = write(ends[1], &byte, 1);
    (void)ignored;
    errno = saved;
}

static int install(int number) {
    struct sigaction former;
    if (sigaction(number, NULL, &former) != 0) return errno;
    if (number == SIGHUP && former.sa_handler == SIG_IGN) return 0;
    struct sigaction action = {.sa_handler = report, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    return sigaction(number, &action, NULL) == 0 ? 0 : errno;
}

int nrc_watch_interrupts(void) {
    reported = 0;
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return -errno;
    for (int i = 0; i < watched_count; i++) {
        int error = install(watched[i]);
        if (error != 0) {
            nrc_unwatch_interrupts();
            return -error;
        }
    }
    return ends[0];
}

void nrc_unwatch_interrupts(void) {
    for (int i = 0; i < watched_count; i++) {
        struct sigaction former;
        if (sigaction(watched[i], NULL, &former) == 0 && former.sa_handler == report) {
            signal(watched[i], SIG_DFL);
        }
    }
    close(ends[0]);
    close(ends[1]);
    ends[0] = ends[1] = -1;
}
