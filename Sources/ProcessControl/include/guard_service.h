#ifndef NRC_GUARD_SERVICE_H
#define NRC_GUARD_SERVICE_H

#include <stdint.h>
#include <sys/types.h>

// The runner starts one guard and asks it for another one for each command: it sends the guard's end
// of a channel and the command's log. The new guard reads from the channel what to run (a length of
// four bytes, then texts that end with a zero each), each further byte is a request to stop the
// command, the channel's end says that the runner is gone. The answer is the guard's process id at
// once and a report at the end.

/// How a command ended and what it used; both programs are of one build.
struct nrc_guard_report {
    /// errno of a command that could not be started; 0 for one that was.
    int32_t start_error;
    /// -1 for a command that was ended by a signal.
    int32_t exit_code;
    int32_t signal;
    int32_t timed_out;
    /// The command had been asked to end when it ended.
    int32_t stopped;
    /// The command or its descendants wanted more memory than they may use.
    int32_t memory_exceeded;
    /// What it looked up was written down, as it was asked for.
    int32_t lookups_told;
    double wall_seconds;
    double user_seconds;
    double system_seconds;
    /// The largest resident set among the command and its descendants. It is never
    /// less than the guard's own few megabytes, where a forked child starts counting.
    int64_t peak_bytes;
};

/// Starts the guard in a process group of its own, with the socket as its standard input, no other
/// open file and an empty environment. Returns its process id, or -errno.
pid_t nrc_start_guard(const char *program, int socket);

/// Sends open files over a socket that keeps messages apart. Returns 0, or errno.
int nrc_send_descriptors(int socket, const int *descriptors, int count);

/// Waits for the next ones. Returns their number, 0 when the other end is closed, or -errno.
int nrc_receive_descriptors(int socket, int *descriptors, int count);

/// Returns a descriptor that can be polled for the end of a process, or -1.
int nrc_open_process(pid_t process);

/// Makes a process of one thread two. Returns 0 in the new one, in the old one its id, or -errno.
pid_t nrc_fork(void);

#endif
