// The few system calls around fork that Swift cannot make: it may not fork, and the variadic or
// macro-laden ones are not imported.
#define _GNU_SOURCE
#include "process_control.h"

#include "guard_service.h"
#include "lookups.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

int nrc_adopt_orphans(int adopts) {
    return prctl(PR_SET_CHILD_SUBREAPER, adopts, 0, 0, 0) == 0 ? 0 : errno;
}

int nrc_open_signal_descriptor(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0) return -errno;
    int descriptor = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    return descriptor >= 0 ? descriptor : -errno;
}

int nrc_next_signal(int descriptor) {
    struct signalfd_siginfo information;
    ssize_t count = read(descriptor, &information, sizeof information);
    if (count == (ssize_t)sizeof information) return (int)information.ssi_signo;
    if (count < 0 && errno != EAGAIN && errno != EINTR) return -errno;
    return 0;
}

// Where the kernel schedules sessions as groups, a nice value counts within one alone, and the group of
// a new session has none.
static void make_session_as_nice_as_process(void) {
    errno = 0;
    int value = getpriority(PRIO_PROCESS, 0);
    if (errno != 0 || value == 0) return;
    int file = open("/proc/self/autogroup", O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    dprintf(file, "%d", value);
    close(file);
}

// Runs in the child. Where the kernel cannot tell lookups, nothing is sent. Returns 0, or errno: without
// somebody who listens, every lookup would fail.
static int hand_over_lookups(int socket) {
    int code = 0;
    int listener = nrc_tell_lookups();
    if (listener >= 0) {
        code = nrc_send_descriptors(socket, &listener, 1);
        close(listener);
    }
    close(socket);
    return code;
}

// Lets the child's lookups go on until it has become the program, or failed to.
static void answer_until_started(int listener, int failure) {
    struct pollfd states[] = {{.fd = failure, .events = POLLIN}, {.fd = listener, .events = POLLIN}};
    char path[2];
    enum nrc_lookup_purpose purpose;
    while (states[0].revents == 0) {
        if (poll(states, 2, -1) < 0 && errno != EINTR) return;
        if ((states[1].revents & POLLIN) != 0) nrc_next_lookup(listener, path, sizeof path, &purpose);
    }
}

// Runs in the child; reports errno of the first failing step through the pipe.
static void become_program(char *const argv[], char *const environment[], pid_t parent, int group,
                           int lookups, int failure) {
    sigset_t none;
    sigemptyset(&none);
    int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (input >= 0 && dup2(input, STDIN_FILENO) >= 0 && setsid() >= 0 &&
        (group < 0 || write(group, "0", 1) == 1) &&
        prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 &&
        sigprocmask(SIG_SETMASK, &none, NULL) == 0) {
        make_session_as_nice_as_process();
        // The parent may have died before the death signal was asked for.
        if (getppid() != parent) _exit(137);
        environ = (char **)environment;
        errno = lookups >= 0 ? hand_over_lookups(lookups) : 0;
        if (errno == 0) execvp(argv[0], argv);
    }
    int code = errno;
    if (write(failure, &code, sizeof code) < 0) _exit(126);
    _exit(127);
}

pid_t nrc_spawn_supervised(char *const argv[], char *const environment[], int group,
                           int *listener) {
    int failure[2];
    if (pipe2(failure, O_CLOEXEC) != 0) return -errno;
    int sockets[2] = {-1, -1};
    if (listener != NULL && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0) {
        int code = errno;
        close(failure[0]);
        close(failure[1]);
        return -code;
    }
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) become_program(argv, environment, parent, group, sockets[1], failure[1]);
    int fork_error = errno;
    close(failure[1]);
    if (listener != NULL) {
        close(sockets[1]);
        if (child < 0 || nrc_receive_descriptors(sockets[0], listener, 1) != 1) *listener = -1;
        close(sockets[0]);
        if (*listener >= 0) answer_until_started(*listener, failure[0]);
    }
    if (child < 0) {
        close(failure[0]);
        return -fork_error;
    }
    int code = 0;
    ssize_t count;
    do {
        count = read(failure[0], &code, sizeof code);
    } while (count < 0 && errno == EINTR);
    close(failure[0]);
    if (count == (ssize_t)sizeof code) {
        waitpid(child, NULL, 0);
        if (listener != NULL && *listener >= 0) close(*listener);
        return -code;
    }
    return child;
}
