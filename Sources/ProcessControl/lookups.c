#define _GNU_SOURCE
#include "lookups.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif

// Which of a system call's arguments tell what it looks up; -1 where it has no such argument.
struct form {
    int number;
    int folder;
    int path;
    int open_flags;
    // May hold AT_EMPTY_PATH, with which the call is about a file that is open.
    int at_flags;
};

static const struct form forms[] = {
    {SYS_chdir, -1, 0, -1, -1},
#ifdef SYS_open
    {SYS_open, -1, 0, 1, -1},
    {SYS_stat, -1, 0, -1, -1},
    {SYS_lstat, -1, 0, -1, -1},
    {SYS_access, -1, 0, -1, -1},
    {SYS_readlink, -1, 0, -1, -1},
#endif
    {SYS_openat, 0, 1, 2, -1},
    {SYS_openat2, 0, 1, -1, -1},
    {SYS_newfstatat, 0, 1, -1, 3},
    {SYS_statx, 0, 1, -1, 2},
    {SYS_faccessat, 0, 1, -1, -1},
    {SYS_faccessat2, 0, 1, -1, 3},
    {SYS_readlinkat, 0, 1, -1, -1},
    {SYS_execve, -1, 0, -1, -1},
    {SYS_execveat, 0, 1, -1, 4},
};

enum { form_count = sizeof forms / sizeof forms[0], most_instructions = 5 + 5 * form_count };

#if defined __x86_64__
static const unsigned architecture = AUDIT_ARCH_X86_64;
#elif defined __aarch64__
static const unsigned architecture = AUDIT_ARCH_AARCH64;
#endif

static struct sock_filter load(size_t offset) {
    return (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offset);
}

static struct sock_filter give(unsigned action) {
    return (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action);
}

static struct sock_filter compare(unsigned how, unsigned value, int if_true, int if_false) {
    return (struct sock_filter)BPF_JUMP(
        BPF_JMP | how | BPF_K, value, (unsigned char)if_true, (unsigned char)if_false);
}

static int write_filter(struct sock_filter *program) {
    int count = 0;
    // Programs of another architecture number their calls in another way.
    program[count++] = load(offsetof(struct seccomp_data, arch));
    program[count++] = compare(BPF_JEQ, architecture, 1, 0);
    program[count++] = give(SECCOMP_RET_ALLOW);
    program[count++] = load(offsetof(struct seccomp_data, nr));
    for (int i = 0; i < form_count; i++) {
        const struct form *form = &forms[i];
        if (form->at_flags < 0) {
            program[count++] = compare(BPF_JEQ, (unsigned)form->number, 0, 1);
            program[count++] = give(SECCOMP_RET_USER_NOTIF);
            continue;
        }
        // Half of the calls that a small program makes ask for a file that it has opened.
        program[count++] = compare(BPF_JEQ, (unsigned)form->number, 0, 4);
        program[count++] = load(offsetof(struct seccomp_data, args[form->at_flags]));
        program[count++] = compare(BPF_JSET, AT_EMPTY_PATH, 1, 0);
        program[count++] = give(SECCOMP_RET_USER_NOTIF);
        program[count++] = give(SECCOMP_RET_ALLOW);
    }
    program[count++] = give(SECCOMP_RET_ALLOW);
    return count;
}

static long install_filter(unsigned flags, struct sock_fprog *program) {
    long listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, program);
    if (listener < 0 && errno == EACCES && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) {
        listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, program);
    }
    return listener;
}

int nrc_tell_lookups(void) {
    struct sock_filter instructions[most_instructions];
    struct sock_fprog program = {.len = (unsigned short)write_filter(instructions),
                                 .filter = instructions};
    // A call that waits for its answer would otherwise be cut short by a signal that has a handler. From
    // Linux 5.19 on.
    const unsigned flags = SECCOMP_FILTER_FLAG_NEW_LISTENER;
    long listener = install_filter(flags | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, &program);
    if (listener < 0 && errno == EINVAL) listener = install_filter(flags, &program);
    return listener >= 0 ? (int)listener : -errno;
}

// Copies a text out of another process, page by page, since what lies behind its end may be no memory.
// Returns its length, or -1.
static ssize_t read_text(pid_t process, unsigned long long address, char *text, size_t size) {
    const size_t page = 4096;
    size_t length = 0;
    while (length < size) {
        size_t room = page - (size_t)((address + length) % page);
        if (room > size - length) room = size - length;
        struct iovec own = {.iov_base = text + length, .iov_len = room};
        struct iovec others = {.iov_base = (void *)(address + length), .iov_len = room};
        ssize_t count = process_vm_readv(process, &own, 1, &others, 1, 0);
        if (count <= 0) return -1;
        char *end = memchr(text + length, 0, (size_t)count);
        if (end != NULL) return end - text;
        length += (size_t)count;
    }
    return -1;
}

// The folder that a relative path begins in, with a slash. Returns its length, or -1.
static ssize_t read_folder(pid_t process, int descriptor, char *text, size_t size) {
    char link[64];
    if (descriptor == AT_FDCWD) {
        snprintf(link, sizeof link, "/proc/%d/cwd", (int)process);
    } else {
        snprintf(link, sizeof link, "/proc/%d/fd/%d", (int)process, descriptor);
    }
    ssize_t count = readlink(link, text, size - 1);
    if (count <= 0 || count >= (ssize_t)size - 1) return -1;
    text[count] = '/';
    return count + 1;
}

static const struct form *form_of(int number) {
    for (int i = 0; i < form_count; i++) {
        if (forms[i].number == number) return &forms[i];
    }
    return NULL;
}

static void describe(const struct seccomp_notif *call, char *path, size_t size,
                     enum nrc_lookup_purpose *purpose) {
    const struct form *form = form_of(call->data.nr);
    if (form == NULL) return;
    const pid_t process = (pid_t)call->pid;
    if (form->open_flags >= 0) {
        int flags = (int)call->data.args[form->open_flags];
        if ((flags & O_DIRECTORY) != 0) *purpose = nrc_opens_folder;
        if ((flags & O_ACCMODE) == O_WRONLY || (flags & (O_CREAT | O_TRUNC)) != 0) {
            *purpose = nrc_writes;
        }
    }
    if (call->data.nr == SYS_chdir) *purpose = nrc_opens_folder;
    char named[PATH_MAX];
    ssize_t length = read_text(process, call->data.args[form->path], named, sizeof named);
    if (length <= 0) return;
    ssize_t start = 0;
    if (named[0] != '/') {
        int folder = form->folder < 0 ? AT_FDCWD : (int)call->data.args[form->folder];
        start = read_folder(process, folder, path, size);
    }
    if (start >= 0 && (size_t)(start + length) < size) {
        memcpy(path + start, named, (size_t)length + 1);
    } else {
        path[0] = 0;
    }
}

int nrc_next_lookup(int listener, char *path, size_t size, enum nrc_lookup_purpose *purpose) {
    struct seccomp_notif call;
    memset(&call, 0, sizeof call);
    path[0] = 0;
    *purpose = nrc_reads;
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) != 0) return errno;
    describe(&call, path, size, purpose);
    // Another process may have got the number of one that has ended while it was read.
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &call.id) != 0) path[0] = 0;
    struct seccomp_notif_resp answer = {.id = call.id,
                                        .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
    return ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer) == 0 ? 0 : errno;
}
