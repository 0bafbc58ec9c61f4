#ifndef NRC_PROCESS_CONTROL_H
#define NRC_PROCESS_CONTROL_H

#include <sys/types.h>

/// Makes orphaned descendants children of this process from now on, or no more. Returns 0, or errno.
int nrc_adopt_orphans(int adopts);

/// Blocks SIGCHLD, SIGTERM, SIGINT and SIGHUP and returns a descriptor that reports them, or -errno.
int nrc_open_signal_descriptor(void);

/// Reads one pending signal number from the descriptor; 0 when there is none, -errno on failure.
int nrc_next_signal(int descriptor);

/// Starts a program in a session of its own with /dev/null as standard input and an empty signal
/// mask; the kernel kills it when the calling thread ends. Both lists end with NULL; the program is
/// looked for in the PATH of its own environment. It begins as a member of the control group whose
/// open `cgroup.procs` is `group`, or of the caller's where that is -1. Where `listener` is not NULL,
/// what the program looks up is told there, as in `lookups.h`; it is set to -1 where the kernel does not
/// tell. Returns the process id, or -errno when fork, joining or exec failed.
pid_t nrc_spawn_supervised(char *const argv[], char *const environment[], int group, int *listener);

/// Catches SIGINT, SIGTERM and SIGHUP (unless that one is ignored, as under nohup) from now on.
/// Returns a descriptor from which each comes as a byte that is its number, or -errno. One at a time.
int nrc_watch_interrupts(void);

/// Closes the descriptor; the signals end the process again.
void nrc_unwatch_interrupts(void);

#endif
