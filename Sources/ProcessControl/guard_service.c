#define _GNU_SOURCE
#include "guard_service.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// What a message has beside its descriptors: one byte, since nothing would be the end.
enum { mark = 1, most_descriptors = 4 };

union descriptor_space {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(most_descriptors * sizeof(int))];
};

static int prepare(posix_spawn_file_actions_t *files, posix_spawnattr_t *attributes, int socket) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int code = posix_spawn_file_actions_adddup2(files, socket, STDIN_FILENO);
    for (int output = STDOUT_FILENO; code == 0 && output <= STDERR_FILENO; output++) {
        code = posix_spawn_file_actions_addopen(files, output, "/dev/null", O_WRONLY, 0);
    }
    if (code == 0) code = posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 1);
    // A terminal's Ctrl-C is for the runner, which passes it on.
    if (code == 0) code = posix_spawnattr_setpgroup(attributes, 0);
    if (code == 0) code = posix_spawnattr_setsigmask(attributes, &none);
    if (code == 0) code = posix_spawnattr_setsigdefault(attributes, &all);
    if (code == 0) {
        code = posix_spawnattr_setflags(
            attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    return code;
}

pid_t nrc_start_guard(const char *program, int socket) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    int code = posix_spawn_file_actions_init(&files);
    if (code != 0) return -code;
    code = posix_spawnattr_init(&attributes);
    if (code == 0) {
        char *const arguments[] = {(char *)program, NULL};
        char *const environment[] = {NULL};
        pid_t guard = 0;
        code = prepare(&files, &attributes, socket);
        if (code == 0) {
            code = posix_spawn(&guard, program, &files, &attributes, arguments, environment);
        }
        // Threads have a nice value each, and those that dispatch makes set their own; the process's is
        // that of its first thread. It can always be raised.
        errno = 0;
        int nice_value = getpriority(PRIO_PROCESS, (id_t)getpid());
        if (code == 0 && errno == 0) setpriority(PRIO_PROCESS, (id_t)guard, nice_value);
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&files);
        return code == 0 ? guard : -code;
    }
    posix_spawn_file_actions_destroy(&files);
    return -code;
}

int nrc_send_descriptors(int socket, const int *descriptors, int count) {
    if (count < 1 || count > most_descriptors) return EINVAL;
    char byte = mark;
    struct iovec content = {.iov_base = &byte, .iov_len = 1};
    union descriptor_space space;
    memset(&space, 0, sizeof space);
    struct msghdr message = {.msg_iov = &content,
                             .msg_iovlen = 1,
                             .msg_control = space.bytes,
                             .msg_controllen = CMSG_SPACE(count * sizeof(int))};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(count * sizeof(int));
    memcpy(CMSG_DATA(header), descriptors, count * sizeof(int));
    ssize_t sent;
    do {
        sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? errno : 0;
}

int nrc_receive_descriptors(int socket, int *descriptors, int count) {
    char byte = 0;
    struct iovec content = {.iov_base = &byte, .iov_len = 1};
    union descriptor_space space;
    struct msghdr message = {.msg_iov = &content,
                             .msg_iovlen = 1,
                             .msg_control = space.bytes,
                             .msg_controllen = sizeof space.bytes};
    ssize_t received;
    do {
        received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    } while (received < 0 && errno == EINTR);
    if (received <= 0) return received == 0 ? 0 : -errno;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (byte != mark || header == NULL || header->cmsg_level != SOL_SOCKET ||
        header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(count * sizeof(int))) {
        return -EPROTO;
    }
    memcpy(descriptors, CMSG_DATA(header), count * sizeof(int));
    return count;
}

int nrc_open_process(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }

pid_t nrc_fork(void) {
    pid_t child = fork();
    return child >= 0 ? child : -errno;
}
